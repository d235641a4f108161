"""The demo: bundled sample portals, and the whole product run on them."""
