"""Portals that scripts draw: is one, is a browser here, and the page as the browser drew it."""
