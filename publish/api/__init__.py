"""The content API, version 1: everything of the edition as JSON, under `/api/v1`.

`records.py` says what each kind of thing looks like, `queries.py` how it is asked for and becomes
SQL, `reading.py` reads it from the edition, `app.py` puts it together as an ASGI application that
is mounted beside Datasette. It reads public.db only.
"""
