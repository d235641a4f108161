"""What editors do, for programs: `/api/v1/editorial`. There only where the site has a desk.

guard.py     who may: each route has one permission, asked before anything is read
given.py     what is sent, and refused where it cannot be
shown.py     what is answered
items.py     where an item stands, as a value
acts.py      the acts on one item, each as a value
changing.py  one change: If-Match, Idempotency-Key, dry run, in one transaction
*_routes.py  the addresses
"""

from __future__ import annotations

from fastapi import FastAPI

from publish.api.editorial.bulk_routes import add_bulk
from publish.api.editorial.guard import SCHEMES, Desk
from publish.api.editorial.item_routes import add_items
from publish.api.editorial.log_routes import add_log
from publish.api.editorial.preview_routes import add_previews
from publish.api.editorial.refusing import refuse_well

__all__ = ["SCHEMES", "Desk", "add_desk"]


def add_desk(api: FastAPI, desk: Desk) -> None:
    """Adds all that editors' programs can ask for."""
    refuse_well(api)
    add_items(api, desk)
    add_bulk(api, desk)
    add_log(api, desk)
    add_previews(api, desk)
