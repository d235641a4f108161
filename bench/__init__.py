"""Measurements and long runs; nothing here is installed with the package."""
