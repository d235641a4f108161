"""The bundled sample portals: three small web sites on loopback, one server each.

Here are sockets, the visitor counter, the log and the passing of a week. What a page looks like
is in `layouts`, what it says in `content`. Pages are the same at each request but for the
counter, what follows from it (tokens, session ids) and the clock in their header.

Run as a module to look at them: `python -m luutru.demo.portals`.
"""

from __future__ import annotations

import hashlib
import itertools
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from luutru.demo.content import VIETNAM, SampleArticle, SampleContent, load_all
from luutru.demo.expected import (
    ExpectedArticle,
    document_bytes,
    expected_article,
    picture_bytes,
)
from luutru.demo.layouts import layout_of
from luutru.demo.layouts._layout import PDF, Edition, File, Layout, Reply, Request
from luutru.demo.pictures import banner, thumbnail

_JPEG = "image/jpeg"
_LONGEST_FORM = 1_000_000


class Hit(NamedTuple):
    """One request that was answered."""

    method: str
    path: str
    """With its query."""
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response ready to be sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def _vietnamese_now() -> datetime:
    return datetime.now(VIETNAM)


class SamplePortal:
    """One sample portal: answers requests, knows its own list, moves on by a week when told."""

    def __init__(
        self,
        content: SampleContent,
        layout: Layout | None = None,
        *,
        now: Callable[[], datetime] = _vietnamese_now,
    ) -> None:
        self.content = content
        self.layout = layout or layout_of(content)
        self.url = ""
        """Address of the home page with a closing slash; empty until it is served."""
        self.log: list[Hit] = []
        self._now = now
        self._visits = itertools.count(1)
        self._gone: dict[int, Edition] = {}
        self._edition = Edition(content=content, articles=content.articles)
        self._files = self._all_files()

    @property
    def slug(self) -> str:
        return self.content.slug

    @property
    def name(self) -> str:
        """The portal's name as its pages print it."""
        return self.content.site_name

    def next_week(self) -> None:
        """Moves the portal on: articles that are to be edited are, those that are to go, go."""
        before = self._edition
        kept: list[SampleArticle] = []
        edited = set(before.edited)
        for article in before.articles:
            change, article = article.next_week, replace(article, next_week=None)
            if change is None:
                kept.append(article)
            elif change.gone:
                self._gone[article.id] = before
            else:
                edited.add(article.id)
                title, body = change.title or article.title, change.body or article.body
                kept.append(replace(article, title=title, body=body))
        self._edition = replace(before, articles=tuple(kept), edited=frozenset(edited))
        self._files = self._all_files()

    def expected(self) -> tuple[ExpectedArticle, ...]:
        """The portal's own list as of this week, newest first, vanished articles at the end."""
        shown = [
            expected_article(self._edition, self.layout, article, gone=False)
            for article in self._edition.articles
        ]
        vanished = [
            expected_article(edition, self.layout, article, gone=True)
            for number, edition in self._gone.items()
            for article in edition.articles
            if article.id == number
        ]
        return (*shown, *vanished)

    def answer(
        self, method: str, target: str, form: Mapping[str, str], headers: Mapping[str, str]
    ) -> Answer:
        """Answers one request and writes it to the log."""
        answer = self._answer(target, form, headers)
        self.log.append(Hit(method, target, answer.status))
        return answer

    def _answer(self, target: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        file = self._files.get(target)
        if file:
            return _file_answer(file, headers)
        parts = urlsplit(target)
        origin = self.url.rstrip("/")
        if parts.path == "/robots.txt":
            return _page_answer(
                Reply(body=self.layout.robots(origin), content_type="text/plain; charset=utf-8")
            )
        if parts.path == "/favicon.ico":
            return _page_answer(Reply(body="", status=404))
        request = Request(
            path=unquote(parts.path),
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            form=form,
            visit=next(self._visits),
            now=self._now(),
            origin=origin,
        )
        return _page_answer(self.layout.answer(self._edition, request))

    def _all_files(self) -> dict[str, File]:
        """Pictures and documents by their address; nothing is drawn before it is asked for."""
        content, layout = self.content, self.layout
        oldest = content.articles[-1].published
        head = partial(banner, content.slug, flat=content.in_delta)
        files = {layout.banner_path: File(content_type=_JPEG, read=head, modified=oldest)}
        for article in self._edition.articles:
            for picture in article.pictures:
                read = partial(picture_bytes, content, layout, article, picture)
                path = layout.picture_path(article, picture)
                modified = article.published
                files[path] = File(content_type=_JPEG, read=read, modified=modified)
                small = layout.thumbnail_path(article, picture)
                if small:
                    smaller = partial(_thumbnail_of, read)
                    files[small] = File(content_type=_JPEG, read=smaller, modified=modified)
            for index, document in enumerate(article.attachments):
                files[layout.document_path(article, index)] = File(
                    content_type=PDF,
                    read=partial(document_bytes, content, article, index),
                    modified=article.published,
                    download_name=document.name if layout.sends_documents_by_script() else None,
                )
        return files


def _thumbnail_of(read: Callable[[], bytes]) -> bytes:
    return thumbnail(read())


def _page_answer(reply: Reply) -> Answer:
    body = reply.body.encode() if isinstance(reply.body, str) else reply.body
    headers = {"Content-Type": reply.content_type, **reply.headers}
    return Answer(status=reply.status, headers=headers, body=body)


def _file_answer(file: File, asked: Mapping[str, str]) -> Answer:
    """A file with its validators, or 304 if the asker still has it."""
    body = file.read()
    if file.download_name:
        named = {"Content-Disposition": f'attachment; filename="{file.download_name}";'}
        return Answer(status=200, headers={"Content-Type": file.content_type, **named}, body=body)
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    modified = format_datetime(file.modified.astimezone(UTC), usegmt=True)
    headers = {"Content-Type": file.content_type, "ETag": etag, "Last-Modified": modified}
    known = asked.get("If-None-Match")
    fresh = known == etag if known else asked.get("If-Modified-Since") == modified
    if fresh:
        return Answer(status=304, headers=headers, body=b"")
    return Answer(status=200, headers=headers, body=body)


class _Server(ThreadingHTTPServer):
    """One portal's server; never looks up its own name, which can take seconds offline."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, portal: SamplePortal, host: str, port: int) -> None:
        self.portal = portal
        super().__init__((host, port), _Handler)
        portal.url = f"http://{host}:{self.server_address[1]}/"

    def server_bind(self) -> None:
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no fault of the portal."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "luutru-demo"
    sys_version = ""
    timeout = 30
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._respond({})

    def do_HEAD(self) -> None:
        self._respond({})

    def do_POST(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), _LONGEST_FORM)
        fields = parse_qsl(self.rfile.read(length).decode("utf-8", "replace"), True)
        self._respond(dict(fields))

    def _respond(self, form: Mapping[str, str]) -> None:
        asked = {name.title(): value for name, value in self.headers.items()}
        answer = self.server.portal.answer(self.command, self.path, form, asked)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """The portal keeps its own log."""


@contextmanager
def serve_portals(
    host: str = "127.0.0.1",
    ports: Sequence[int] | None = None,
    *,
    contents: Sequence[SampleContent] | None = None,
) -> Iterator[tuple[SamplePortal, ...]]:
    """Serves the bundled portals until the block is left.

    Args:
        ports: one for each portal, 0 for any free one. Without them each portal takes the port
            it likes, so that its addresses stay the same, or a free one if that is taken.
        contents: other portals than the bundled ones.
    """
    portals = tuple(SamplePortal(content) for content in contents or load_all())
    servers: list[_Server] = []
    try:
        for place, portal in enumerate(portals):
            wanted = ports[place] if ports else None
            server = _bound(portal, host, wanted)
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            servers.append(server)
        yield portals
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def _bound(portal: SamplePortal, host: str, port: int | None) -> _Server:
    if port is not None:
        return _Server(portal, host, port)
    try:
        return _Server(portal, host, portal.layout.port)
    except OSError:
        return _Server(portal, host, 0)


def main() -> None:
    """Serves the portals for looking at them, until Ctrl-C."""
    with serve_portals() as portals:
        for portal in portals:
            print(f"{portal.url}  {portal.name} ({portal.layout.name})")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
