"""The ground floor: record types, the archive folder, WARC files, search, verification.

Knows nobody above it: neither `crawler` nor `publish` nor `luutru` is imported here.
"""
