"""Proof bundles: an article with its records, to be checked where the archive is not."""
