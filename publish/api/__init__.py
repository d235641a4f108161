"""The content API, version 1: everything of the edition as JSON, under `/api/v1`; docs/api.md.

    records.py, catalogue.py   what each kind of thing looks like
    queries.py, cursors.py     how articles are asked for, and what that is in SQL
    reading.py                 which articles: pages, counts, streams
    articles.py, hanging.py    articles as they are given, with what hangs on them
    tables.py, kinds.py        everything else: each kind is a table, told as a value
    crops.py                   pictures in a size and shape
    *_routes.py                the addresses
    caching.py, problems.py, bodies.py, paging.py, described.py, docs.py
                               what all answers share
    graphql/                   the same as GraphQL
    editorial/                 what editors write; the only part that knows the archive
    app.py                     all of it as an ASGI application beside Datasette

Reading asks public.db only.
"""
