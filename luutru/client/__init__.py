"""The content API of a luutru site, from Python: `Client("https://luutru.example.vn")`.

    client.py      the site: lists, one of a kind, the stream of all articles
    desk.py        what editors do: `Client(..., token=...).desk`
    records.py     what comes back, as frozen dataclasses
    listing.py     lists that are read page by page
    stream.py      all articles, which goes on behind the last one when a connection breaks
    connection.py  requests and what is tried again
    errors.py      what can go wrong

It needs nothing but httpx: no archive, no database, no crawler.
"""

from luutru.client.client import Client
from luutru.client.desk import Desk
from luutru.client.errors import (
    ApiProblem,
    Changed,
    ClientError,
    NotAllowed,
    NotFound,
    NotThis,
    Refused,
    Unreachable,
)
from luutru.client.listing import Listing
from luutru.client.records import (
    Article,
    Attachment,
    Batch,
    Collection,
    Commune,
    Correction,
    Document,
    Image,
    Item,
    Named,
    Outcome,
    Page,
    Person,
    Place,
    Portal,
    Revision,
    Tag,
    Version,
)

__all__ = [
    "ApiProblem",
    "Article",
    "Attachment",
    "Batch",
    "Changed",
    "Client",
    "ClientError",
    "Collection",
    "Commune",
    "Correction",
    "Desk",
    "Document",
    "Image",
    "Item",
    "Listing",
    "Named",
    "NotAllowed",
    "NotFound",
    "NotThis",
    "Outcome",
    "Page",
    "Person",
    "Place",
    "Portal",
    "Refused",
    "Revision",
    "Tag",
    "Unreachable",
    "Version",
]
