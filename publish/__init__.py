"""Shows the archive: builds public.db from archive.db and serves it with Datasette."""
