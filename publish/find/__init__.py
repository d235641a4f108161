"""Searching the edition: from an address to what was found.

`asked` reads the state of a search out of its address and writes it back, `facets` names what
there is to narrow down by, `narrowing` says it in SQL, `counting` counts, `timeline` draws years
and months, `results` puts a page together; `arrivals` gives what was captured last, `taking` all there is. Nothing here
knows HTML: pages, feeds and downloads are made of it in `publish.pages`.
"""
