"""Reading a page: bytes in, values out. No network, no database, no clock."""
