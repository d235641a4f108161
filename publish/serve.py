"""Datasette on the public edition, with our plugin, templates and metadata."""

from __future__ import annotations

import gc
import json
import os
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from importlib.resources import files
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from publish import plugin
from publish.build.parts import SCHEMA_VERSION
from publish.edition import APPLICATION_ID, address
from publish.errors import PublishError
from publish.live import LiveEdition
from publish.pages.page import DATABASE
from publish.refreshing import kept_fresh
from publish.webhooks.delivering import Courier

_SETTINGS = {
    "default_page_size": 50,
    "max_returned_rows": 1000,
    "sql_time_limit_ms": 2000,
    "suggest_facets": False,
    "facet_time_limit_ms": 1000,
    "default_cache_ttl": 60,
    "max_csv_mb": 0,
    "truncate_cells_html": 240,
}


def application(
    edition: Path, *, base_url: str | None = None, desk: bool = False, contact: str | None = None
) -> Datasette:
    """Datasette over an edition, read-only; it may be updated or replaced meanwhile.

    Args:
        base_url: where readers find the site, for permanent links; None: the host they ask.
        desk: editors can sign in and write into the archive that the edition lies in.
        contact: the e-mail address that harvesters are told.

    Raises:
        PublishError: the file is not there, or is no edition that this version can show.
    """
    _check(edition)
    if not pm.has_plugin("luutru"):
        pm.register(plugin, name="luutru")
    # Datasette prints every 404 with all local variables where rich is installed.
    pm.get_plugin("datasette.handle_exception").rich = None
    here = Path(__file__).parent
    told = {
        "base_url": base_url,
        "desk": str(edition.parent) if desk else None,
        "contact": contact,
    }
    made = Datasette(
        files=[],
        metadata=metadata() | {"plugins": {"luutru": told}},
        template_dir=str(here / "templates"),
        static_mounts=[("giao-dien", str(here / "static"))],
        settings=_SETTINGS,
        cors=True,
    )
    made.remove_database("_memory")
    made.add_database(LiveEdition(made, edition), name=DATABASE)
    return made


def metadata() -> dict[str, Any]:
    """metadata.json: inside this package when installed, beside it in a checkout."""
    inside = files("publish").joinpath("metadata.json")
    checkout = Path(__file__).parent.parent / "metadata.json"
    text = (inside if inside.is_file() else checkout).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def serve(
    edition: Path,
    *,
    host: str,
    port: int,
    ready: Callable[[str], None],
    base_url: str | None = None,
    desk: bool = False,
    contact: str | None = None,
) -> None:
    """Serves until Ctrl-C; `ready(address)` is called when the first request can be answered.

    Args:
        port: 0 takes any free one.
        desk: editors can sign in and write; what they publish is shown at once.
        contact: the e-mail address that harvesters are told.

    Raises:
        PublishError: no edition, or the address cannot be had.
    """
    app = application(edition, base_url=base_url, desk=desk, contact=contact).app()
    with listening(host, port) as listener:
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
        ready(f"http://{shown}:{listener.getsockname()[1]}/")
        config = uvicorn.Config(app, log_level="warning", lifespan="on", server_header=False)
        server = uvicorn.Server(config)
        gc.collect()
        gc.freeze()  # what is loaded stays: the collector took 60 ms of some answers to look at it
        with _kept_fresh(edition.parent) if desk else nullcontext():
            try:
                server.run(sockets=[listener])
            except KeyboardInterrupt:
                return


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; what is written to its connections is sent at once.

    asyncio sees to that for sockets that it makes itself. Else an answer on a connection that is
    kept open waits 40 ms for the receipt of its headers (RFC 896; RFC 1122, 4.2.3.2).

    Raises:
        PublishError: the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, reuse_port=False)
    except OSError as error:
        raise PublishError(
            f"cannot listen on {host}:{port}: {os.strerror(error.errno or 0)}. "
            "Name another with --port, or --port 0 for any free one"
        ) from error
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


@contextmanager
def _kept_fresh(folder: Path) -> Iterator[None]:
    with Courier(folder) as courier, kept_fresh(folder, chores=[courier]):
        yield


def _check(edition: Path) -> None:
    if not edition.is_file():
        raise PublishError(f"there is no public edition at {edition}: make it with `luutru build`")
    try:
        conn = sqlite3.connect(address(edition), uri=True)
        try:
            found = conn.execute("PRAGMA application_id").fetchone()[0]
            version = conn.execute("PRAGMA user_version").fetchone()[0]
        finally:
            conn.close()
    except sqlite3.DatabaseError as error:
        raise PublishError(f"{edition} cannot be read ({error}): run `luutru build`") from error
    if found != APPLICATION_ID:
        raise PublishError(f"{edition} is not a public edition of luutru: run `luutru build`")
    if version != SCHEMA_VERSION:
        raise PublishError(f"{edition} is of another version of luutru: run `luutru build`")
