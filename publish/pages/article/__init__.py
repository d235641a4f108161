"""The pages of one article: to read it, its pictures, its changes, its capture, its evidence."""
