"""Gets the pages of commune portals and reads them."""
