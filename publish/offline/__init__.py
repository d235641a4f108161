"""The static edition: the published site as plain files that open without a server.

`addresses` says which file an address of the site becomes, `rewriting` leads a page's links there
(both pure), `index` writes the search that runs in the reader's browser, `folder` the files with
their digests, `whole` puts it together. Pages are those of the server, asked for in this process:
nothing is rendered twice, and only what an edition holds (never the archive) gets into the files.
"""

from publish.offline.whole import Report, write

__all__ = ["Report", "write"]
