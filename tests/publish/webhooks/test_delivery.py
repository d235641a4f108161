"""Webhooks as receivers get them: signed, in order, again and again, from addresses that were checked."""

from __future__ import annotations

import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from support.archives import START, make_article, write_capture
from support.editorial import BY, hide, unhide
from support.receiver import Receiver, announce, receiver, self_signed

from archive import portals, store, webhooks
from archive.editorial import Editorial, workflow
from archive.errors import ArchiveBusy
from archive.folder import Archive, now
from archive.record import article_id
from archive.webhooks import outbox
from archive.webhooks.outbox import RESTS, SCHEDULE, Delivery, Outcome
from archive.webhooks.receivers import Webhook
from archive.work import PageWork
from publish.build import build
from publish.refreshing import kept_fresh
from publish.webhooks import delivering
from publish.webhooks.delivering import Courier, Told, deliver
from publish.webhooks.sending import Sender
from publish.webhooks.signing import signed

HOME = "http://xa.example.vn/"
A, B = "a" * 16, "b" * 16


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    Archive.create(tmp_path / "kho").close()
    return tmp_path / "kho"


@pytest.fixture
def peer() -> Iterator[Receiver]:
    with receiver() as one:
        yield one


def add(kho: Path, peer: Receiver, **more: Any) -> str:
    with Editorial.open(kho) as ed:
        made, peer.secret = webhooks.add(
            ed, peer.url, by=BY, moment=START, allow_private=True, allow_http=True,
            base_url="https://luutru.example.vn/", **more,
        )  # fmt: skip
    return made.id


def at(moment: datetime) -> Any:
    return lambda: moment


# -- the message ---------------------------------------------------------------------------


def test_the_signature_is_that_of_the_specification() -> None:
    """The example of docs.svix.com, who wrote the specification."""
    moment = datetime.fromtimestamp(1731705121, UTC)
    body = b'{"event_type":"ping","data":{"success":true}}'
    found = signed("msg_loFOjxBNrRLzqYUf", body, "whsec_plJ3nmyCDGBKInavdOK15jsl", moment)
    assert found == {
        "webhook-id": "msg_loFOjxBNrRLzqYUf",
        "webhook-timestamp": "1731705121",
        "webhook-signature": "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
    }


def test_the_check_of_the_documentation_is_right() -> None:
    text = (Path(__file__).parents[3] / "docs" / "webhooks.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    told: dict[str, Any] = {}
    exec(block, told)
    is_genuine, secret, body = told["is_genuine"], "whsec_plJ3nmyCDGBKInavdOK15jsl", b"{}"
    assert is_genuine(signed("msg_1", body, secret, now()), body, secret)
    assert not is_genuine(signed("msg_1", body, secret, now()), b"{ }", secret)
    assert not is_genuine(signed("msg_1", body, secret, now() - timedelta(hours=1)), body, secret)


def test_receivers_are_told_of_every_turn_and_of_no_content(tmp_path: Path, peer: Receiver) -> None:
    kho, one = tmp_path / "kho", article_id(f"{HOME}bai-1")
    with Archive.create(kho) as archive:
        portals.add(archive, HOME, name="Xã Thí Dụ")
    add(kho, peer)
    with Archive.open(kho, write=True) as archive, archive.transaction():
        article = make_article(f"{HOME}bai-1")
        kept = write_capture(archive, article.url, b"<p>1", START)
        store.keep(archive, PageWork(portal="thi-du", crawl=None, capture=kept, article=article))
    build(kho)
    with Editorial.open(kho) as ed:
        workflow.save(ed, "article", one, {"summary": "Tóm tắt"}, by=BY)
        workflow.publish(ed, "article", one, by=BY)
    build(kho)
    hide(kho, one, reason="Lộ số căn cước")
    build(kho)
    unhide(kho, one)
    build(kho)
    with Editorial.open(kho) as ed:
        workflow.unpublish(ed, "article", one, by=BY)
    build(kho)
    (told,) = deliver(kho)
    assert (told.delivered, told.failed) == (5, 0)
    names = ("published", "changed", "hidden", "published", "unpublished")
    assert peer.events() == [(name, one) for name in names]
    for number, message in enumerate(peer.told, 1):
        public = message["type"] not in ("article.hidden", "article.unpublished")
        data = message["data"]
        assert set(data) == {"article", "url", "sequence", "digest"}
        assert (data["url"], data["sequence"]) == (f"https://luutru.example.vn/bai/{one}", number)
        assert (data["digest"] is not None) == public
        assert datetime.fromisoformat(message["timestamp"]).tzinfo is not None
    assert len(set(peer.ids)) == 5
    assert deliver(kho) == []


# -- down, slow, refusing, then up ---------------------------------------------------------


def test_down_then_up_nothing_is_lost(kho: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        down = Receiver(url=f"http://127.0.0.1:{port}/luutru")
        hook = add(kho, down)
        announce(kho, ("published", A), ("changed", A), ("published", B))
        assert deliver(kho, clock=at(START)) == [Told(webhook=hook, failed=1)]
    with Editorial.open(kho) as ed:
        (attempt,) = outbox.log(ed.conn)
    assert "cannot be reached" in (attempt.error or "")
    assert deliver(kho, clock=at(START)) == []  # it rests
    with receiver() as up:
        up.secret = down.secret
        with Editorial.open(kho) as ed:
            ed.conn.execute("UPDATE webhooks SET url = ?", (up.url,))
        (told,) = deliver(kho, clock=at(START + RESTS[0]))
        assert told.delivered == 3
        assert up.events() == [("published", A), ("published", B), ("changed", A)]


@pytest.mark.parametrize("status", [500, 404, 302])
def test_a_refused_event_comes_again_with_the_same_identifier(
    kho: Path, peer: Receiver, status: int
) -> None:
    """Also a redirect is a refusal: it is not followed."""
    hook = add(kho, peer)
    peer.answers, peer.headers = [status], {"Location": peer.url}
    announce(kho, ("published", A), ("hidden", A), ("published", B))
    told = deliver(kho, clock=at(START))
    assert told == [Told(webhook=hook, delivered=1, failed=1)]
    assert peer.events() == [("published", A), ("published", B)]
    assert deliver(kho, clock=at(START)) == []
    (again,) = deliver(kho, clock=at(START + SCHEDULE[0]))
    assert again.delivered == 2
    assert peer.events()[2:] == [("published", A), ("hidden", A)]
    assert peer.ids[0] == peer.ids[2]
    assert peer.told[0] == peer.told[2]


def test_who_asks_for_a_rest_gets_it(kho: Path, peer: Receiver) -> None:
    hook = add(kho, peer)
    peer.answers, peer.headers = [429], {"Retry-After": "3600"}
    announce(kho, ("published", A))
    assert deliver(kho, clock=at(START)) == [Told(webhook=hook, failed=1)]
    assert deliver(kho, clock=at(START + timedelta(minutes=59))) == []
    assert deliver(kho, clock=at(START + timedelta(minutes=60)))[0].delivered == 1


def test_gone_pauses(kho: Path, peer: Receiver) -> None:
    hook = add(kho, peer)
    peer.answers = [410]
    announce(kho, ("published", A), ("published", B))
    assert deliver(kho, clock=at(START)) == [Told(webhook=hook, failed=1)]
    assert deliver(kho, clock=at(START + timedelta(days=9))) == []
    with Editorial.open(kho) as ed:
        assert webhooks.resume(ed, hook, by=BY).paused_at is None
    assert deliver(kho, clock=at(START + timedelta(days=9)))[0].delivered == 2


def test_a_slow_receiver_is_left_after_the_deadline_and_delays_no_other(
    kho: Path, peer: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        delivering, "Sender", lambda hook, secret: Sender(hook, secret, timeout=0.3)
    )
    slow = add(kho, peer)
    peer.answers = [0]
    with receiver() as quick:
        fast = add(kho, quick)
        peer.secret = ""
        announce(kho, ("published", A))
        told = {one.webhook: one for one in deliver(kho, clock=at(START))}
    assert told[slow] == Told(webhook=slow, failed=1)
    assert told[fast] == Told(webhook=fast, delivered=1)
    with Editorial.open(kho) as ed:
        assert next(outbox.log(ed.conn, slow)).error == "no answer within 0.3 s"


def test_who_drips_is_left_too() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def drip() -> None:
        conn, _ = listener.accept()
        with conn:
            while not stop.wait(0.02):
                conn.sendall(b"H")

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        with Sender(_hook(listener.getsockname()[1]), "whsec_AAAA", timeout=0.3) as sender:
            outcome = sender.send(_DELIVERY, START)
    finally:
        stop.set()
        thread.join()
        listener.close()
    assert (outcome.status, outcome.delivered) == (None, False)


_KILLED = """
import os, pathlib, signal, sys
from publish.webhooks import delivering
settle = delivering.settle
def killed(ed, sent, outcome, moment):
    if sent.sequence == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    settle(ed, sent, outcome, moment)
delivering.settle = killed
delivering.deliver(pathlib.Path(sys.argv[1]))
"""


def test_killed_between_sending_and_noting_it_is_sent_twice_and_known_again(
    kho: Path, peer: Receiver
) -> None:
    add(kho, peer)
    announce(kho, ("published", A), ("published", B), ("changed", A))
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(kho)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert peer.events() == [("published", A), ("published", B)]
    deliver(kho)
    assert peer.events()[2:] == [("published", B), ("changed", A)]
    assert peer.ids[1] == peer.ids[2]
    assert len(set(peer.ids)) == 3


def test_only_one_process_delivers(kho: Path, peer: Receiver) -> None:
    add(kho, peer)
    announce(kho, ("published", A))
    with delivering._only_one(kho), pytest.raises(ArchiveBusy, match="another process"):
        deliver(kho)
    assert deliver(kho)[0].delivered == 1


def test_the_courier_delivers_beside_a_site(tmp_path: Path, peer: Receiver) -> None:
    kho, one = tmp_path / "kho", article_id(f"{HOME}bai-1")
    with Archive.create(kho) as archive:
        portals.add(archive, HOME, name="Xã Thí Dụ")
        with archive.transaction():
            kept = write_capture(archive, f"{HOME}bai-1", b"<p>1", START)
            work = PageWork(portal="thi-du", crawl=None, capture=kept,
                            article=make_article(f"{HOME}bai-1"))  # fmt: skip
            store.keep(archive, work)
    build(kho)
    add(kho, peer)
    with Courier(kho) as courier, kept_fresh(kho, chores=[courier]):
        hide(kho, one)
        assert peer.arrived.wait(60)


# -- https ---------------------------------------------------------------------------------


@pytest.mark.parametrize("trusted", [True, False])
def test_the_certificate_must_be_that_of_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, trusted: bool
) -> None:
    """The name is checked, though the connection goes to an address."""
    certificate, port, named, close = _https_server(tmp_path)
    _named(monkeypatch, ["127.0.0.1"])
    if trusted:
        context = ssl.create_default_context(cafile=certificate)
        monkeypatch.setattr("httpcore._sync.connection.default_ssl_context", lambda: context)
    try:
        outcome = _sent(_hook(port, "go.example.vn", scheme="https"))
    finally:
        close()
    if trusted:
        assert (outcome.status, named) == (204, ["go.example.vn"])
    else:
        assert outcome.status is None
        assert "CERTIFICATE_VERIFY_FAILED" in (outcome.error or "")


def _https_server(folder: Path) -> tuple[Path, int, list[str], Callable[[], None]]:
    """A server with a certificate of its own for go.example.vn; the names that it was asked for."""
    certificate = folder / "server.pem"
    certificate.write_bytes(self_signed("go.example.vn"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    named: list[str] = []
    context.sni_callback = lambda conn, name, _: named.append(name)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def get_request(self) -> Any:
            conn, address = self.socket.accept()
            return context.wrap_socket(conn, server_side=True), address

        def handle_error(self, *_: Any) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()

    def close() -> None:
        server.shutdown()
        thread.join()
        server.server_close()

    return certificate, server.server_address[1], named, close


# -- addresses -----------------------------------------------------------------------------

_DELIVERY = Delivery(webhook="x", sequence=1, event="published", article=A, at="", digest="")


def _hook(
    port: int, host: str = "127.0.0.1", *, private: bool = True, scheme: str = "http"
) -> Webhook:
    return Webhook(
        id="x", url=f"{scheme}://{host}:{port}/", events=("published",), base_url="",
        allow_private=private, allow_http=True, made_at="", made_by="", paused_at=None,
        paused_why=None, failing_since=None, rest_until=None,
    )  # fmt: skip


def _named(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """What the name server says, each time it is asked; the names that it was asked for."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        if host[0].isdigit():  # an address already: who connects looks it up once more
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr("publish.webhooks.connecting.socket.getaddrinfo", getaddrinfo)
    return asked


def _sent(hook: Webhook) -> Outcome:
    with Sender(hook, "whsec_AAAA", timeout=2.0) as sender:
        return sender.send(_DELIVERY, START)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "64:ff9b:1::a00:1", "::127.0.0.1", "fec0::1",
    ],
)  # fmt: skip
def test_a_name_of_a_private_address_is_not_connected_to(
    peer: Receiver, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    asked = _named(monkeypatch, ["203.0.114.7", address])
    outcome = _sent(
        _hook(int(peer.url.split(":")[2].split("/")[0]), "go.example.vn", private=False)
    )
    assert outcome.status is None
    assert f"go.example.vn lies on {address}" in (outcome.error or "")
    assert (asked, peer.told) == (["go.example.vn"], [])


def test_a_name_server_that_does_not_answer_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answered = threading.Event()

    def getaddrinfo(*_: Any, **__: Any) -> list[Any]:
        answered.wait(30)
        raise socket.gaierror("too late")

    monkeypatch.setattr("publish.webhooks.connecting.socket.getaddrinfo", getaddrinfo)
    with Sender(_hook(80, "go.example.vn"), "whsec_AAAA", timeout=0.2) as sender:
        outcome = sender.send(_DELIVERY, START)
    answered.set()
    assert outcome.error == "no answer within 0.2 s"


def test_the_address_that_was_checked_is_the_one_that_is_connected_to(
    peer: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that answers otherwise the second time is not asked a second time."""
    port = int(peer.url.split(":")[2].split("/")[0])
    asked = _named(monkeypatch, ["127.0.0.1"], ["127.0.0.2"])
    assert _sent(_hook(port, "go.example.vn")).status == 204
    assert asked == ["go.example.vn"]
    assert len(peer.told) == 1
