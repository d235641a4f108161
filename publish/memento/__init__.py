"""Memento (RFC 7089) over the edition: which states of a page it can show, and how they are linked.

An original resource is an address that an article had on its portal. Its mementos are the inert
copies of the edition (`/bai/<id>/ban-goc/<number>`), one for each moment when the archive captured
exactly the bytes that the copy was made of. What was captured with other bytes and read as the
same article has no copy here and is no memento here; home pages and lists are not in the edition.
No HTTP here: that is `publish.pages.memento`.
"""
