"""The `luutru` command line: the one place that imports crawler, archive and publish."""
