"""What editors do, for programs: needs a token, and a site that is served with `--desk`.

An item is read, and changed as it was read: who was slower gets `Changed`, reads again and decides
again. What comes back from a change is the item as it is then, good for the next change. With
`dry_run=True` nothing is done, and the answer says what would come of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal
from urllib.parse import quote

from luutru.client.connection import Connection
from luutru.client.listing import Listing
from luutru.client.records import Batch, Item, Version, read

Kind = Literal["article", "page", "collection"]
_BASE = "/editorial"


class Desk:
    """The desk of one site; `Client(...).desk`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # -- reading -------------------------------------------------------------------------

    def item(self, kind: Kind, key: str) -> Item:
        """Where an article, a page or a collection stands.

        Raises:
            NotFound, NotAllowed
        """
        return read(Item, self._connection.get(_path(kind, key)))

    def article(self, id: str) -> Item:
        return self.item("article", id)

    def page(self, slug: str) -> Item:
        return self.item("page", slug)

    def collection(self, slug: str) -> Item:
        return self.item("collection", slug)

    def items(self, kind: Kind, *, status: str | None = None, **asked: Any) -> Listing[Item]:
        """Those that an editor has touched, without their content."""
        return Listing(self._connection, f"{_BASE}/{kind}s", Item, asked | {"status": status})

    def versions(self, item: Item) -> list[Version]:
        """All versions, the newest first."""
        found = self._connection.get(f"{_path(item.kind, item.key)}/versions")
        return [read(Version, one) for one in found["data"]]

    def me(self) -> Mapping[str, Any]:
        """Who the token is, and what it may."""
        found: Mapping[str, Any] = self._connection.get(f"{_BASE}/me")
        return found

    # -- one item ------------------------------------------------------------------------

    def save(
        self, item: Item, content: Mapping[str, Any], *, reason: str = "", dry_run: bool = False
    ) -> Item:
        """A new version that says this; nothing of it is public yet.

        Raises:
            Changed: somebody was faster. Refused: `parameter` names what cannot be.
        """
        sent = {"content": dict(content), "reason": reason}
        return self._change("PUT", _path(item.kind, item.key), sent, item.etag, dry_run)

    def new(
        self, kind: Literal["page", "collection"], slug: str, content: Mapping[str, Any], *,
        reason: str = "", dry_run: bool = False,
    ) -> Item:  # fmt: skip
        """A new page or collection, which is not public yet."""
        sent = {"slug": slug, "content": dict(content), "reason": reason}
        return self._change("POST", f"{_BASE}/{kind}s", sent, None, dry_run)

    def publish(
        self, item: Item, *, version: int | None = None, revision: int | None = None,
        reason: str = "", dry_run: bool = False,
    ) -> Item:  # fmt: skip
        """From now on the public sees this version, the newest if none is named."""
        more = {"version": version, "revision": revision}
        return self._act(item, "publish", dry_run, reason=reason, **more)

    def unpublish(self, item: Item, *, reason: str = "", dry_run: bool = False) -> Item:
        """The public does not see it any more."""
        return self._act(item, "unpublish", dry_run, reason=reason)

    def schedule(
        self, item: Item, at: datetime, *, version: int | None = None, reason: str = "",
        dry_run: bool = False,
    ) -> Item:  # fmt: skip
        """Will be published at this moment, which has a time zone."""
        more = {"at": at.isoformat(), "version": version}
        return self._act(item, "schedule", dry_run, reason=reason, **more)

    def unschedule(self, item: Item, *, reason: str = "", dry_run: bool = False) -> Item:
        return self._act(item, "unschedule", dry_run, reason=reason)

    def restore(self, item: Item, version: int, *, reason: str = "", dry_run: bool = False) -> Item:
        """A new version that says what an earlier one said; not public by that."""
        return self._act(item, "restore", dry_run, reason=reason, version=version)

    def hide(self, item: Item, *, reason: str, basis: str, dry_run: bool = False) -> Item:
        """An article out of the public edition; `basis`, the law, is published on its tombstone."""
        return self._act(item, "hide", dry_run, reason=reason, basis=basis)

    def unhide(self, item: Item, *, reason: str, dry_run: bool = False) -> Item:
        return self._act(item, "unhide", dry_run, reason=reason)

    def preview(self, item: Item, *, version: int | None = None, minutes: int = 60) -> str:
        """An address that shows a version, the newest if none is named, to whoever has it."""
        sent = _plain({"version": version, "minutes": minutes})
        path = f"{_path(item.kind, item.key)}/preview"
        return str(self._connection.change("POST", path, sent, etag=None, dry_run=False)["url"])

    # -- many ----------------------------------------------------------------------------

    def each(
        self, act: str, items: Iterable[Item | str], *, dry_run: bool = False, **sent: Any
    ) -> Batch:
        """One act on many, articles by their ids: what cannot be done to one keeps no other from it.

        `each("tag", ids, add=["Nông nghiệp"])`, `each("hide", ids, reason=..., basis=...)`
        """
        articles_only = act in ("hide", "unhide", "tag")
        named: list[Any] = []
        for one in items:
            kind, key = ("article", one) if isinstance(one, str) else (one.kind, one.key)
            named.append(key if articles_only else {"kind": kind, "key": key})
        told = {"items": named, **_plain(sent)}
        path = f"{_BASE}/bulk/{quote(act, safe='')}"
        return read(Batch, self._connection.change("POST", path, told, etag=None, dry_run=dry_run))

    def undo(self, batch: Batch | str, *, reason: str = "", dry_run: bool = False) -> Batch:
        """Puts each item of a batch back to where it stood."""
        ident = batch if isinstance(batch, str) else batch.id
        path = f"{_BASE}/batches/{ident}/undo"
        sent = {"reason": reason}
        return read(Batch, self._connection.change("POST", path, sent, etag=None, dry_run=dry_run))

    def _act(self, item: Item, act: str, dry_run: bool, **sent: Any) -> Item:
        path = f"{_path(item.kind, item.key)}/{act}"
        return self._change("POST", path, _plain(sent), item.etag, dry_run)

    def _change(
        self, method: str, path: str, sent: Mapping[str, Any], etag: str | None, dry_run: bool
    ) -> Item:
        made = self._connection.change(method, path, sent, etag=etag, dry_run=dry_run)
        return read(Item, made)


def _path(kind: str, key: str) -> str:
    return f"{_BASE}/{kind}s/{quote(key, safe='')}"


def _plain(sent: Mapping[str, Any]) -> dict[str, Any]:
    """Without what was not said; moments as text."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in sent.items()
        if value is not None
    }
