"""Probes of servers on loopback: names, certificates, answers, redirects, visible text."""

from __future__ import annotations

import datetime as dt
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from support.cli import luutru
from support.server import Answer, Page, local_portal, small_portal

from archive.probes import Probe
from archive.record import Portal
from crawler.watch import watch
from crawler.watch.digest import visible_digest


def _portal(url: str, *, private: bool = True) -> Portal:
    return Portal(id="xa", url=url, name="Xã", allow_private=private)


def _probe(url: str, *, private: bool = True, timeout: float = 10) -> Probe:
    (found,) = watch([_portal(url, private=private)], timeout=timeout)
    return found


def test_a_portal_that_lives() -> None:
    with local_portal(small_portal(12)) as portal:
        found = _probe(portal.url)
        assert portal.paths() == ["/"]
    assert (found.outcome, found.status, found.ip) == ("alive", 200, "127.0.0.1")
    assert found.digest
    assert found.error is None


@pytest.mark.parametrize(
    ("page", "outcome", "said"),
    [
        (Page("oops", 503), "refused", "answered 503"),
        (Page("", 302, {"Location": "https://phuong.example.vn/"}), "moved", None),
        (Page("<title>x</title>This domain is for sale"), "closed", "parked"),
        (Page("", 301, {"Location": "/"}), "refused", "no end"),
        (Page("<p>Xã Thí Dụ", cut=4), "no answer", "broke"),
    ],
    ids=["503", "another site", "parked", "loop", "cut"],
)
def test_a_portal_that_is_not_well(page: Page, outcome: str, said: str | None) -> None:
    with local_portal({"/": page}) as portal:
        found = _probe(portal.url)
    assert found.outcome == outcome
    assert (said or "") in (found.error or "")
    if outcome == "moved":
        assert found.target == "https://phuong.example.vn/"


def test_a_redirect_within_the_site_is_followed() -> None:
    pages: dict[str, Answer] = {
        "/": Page("", 302, {"Location": "/trang-chu"}),
        "/trang-chu": Page("<h1>Xã Thí Dụ</h1>"),
    }
    with local_portal(pages) as portal:
        assert _probe(portal.url).outcome == "alive"
        assert portal.paths() == ["/", "/trang-chu"]


def test_no_name_no_port_no_answer_in_time() -> None:
    assert _probe("http://xa-khong-co.invalid/").outcome in ("no name", "no answer")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        found = _probe(f"http://127.0.0.1:{port}/")
        assert (found.outcome, "no connection" in (found.error or "")) == ("no answer", True)
        free.listen()
        found = _probe(f"http://127.0.0.1:{port}/", timeout=0.2)
        assert (found.outcome, "within" in (found.error or "")) == ("no answer", True)


def test_private_addresses_are_not_asked() -> None:
    with local_portal({"/": Page("<h1>Xã")}) as portal:
        port = portal.url.rstrip("/").rpartition(":")[2]
        for url in (portal.url, f"http://localhost:{port}/", f"http://127.1:{port}/"):
            found = _probe(url, private=False)
            assert found.outcome == "no answer"
            assert "private" in (found.error or "")
        assert portal.log == []


@contextmanager
def _secured(tmp_path: Path, days: int, name: str = "localhost") -> Iterator[str]:
    key = ec.generate_private_key(ec.SECP256R1())
    moment = dt.datetime.now(dt.UTC)
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(who).issuer_name(who).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - dt.timedelta(days=400))
        .not_valid_after(moment + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = tmp_path / "both.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = "<h1>Xã Thí Dụ</h1>".encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A client that refuses the certificate is what is tested."""

    server = Quiet(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"https://localhost:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize("days", [-3, 5])
def test_a_certificate_is_looked_at_and_the_page_behind_it_too(tmp_path: Path, days: int) -> None:
    with _secured(tmp_path, days) as url:
        found = _probe(url)
    assert found.outcome == "alive"
    assert found.tls_problem
    end = dt.datetime.fromisoformat(str(found.tls_until))
    assert abs(end - dt.datetime.now(dt.UTC) - dt.timedelta(days=days)) < dt.timedelta(minutes=5)


def test_the_visible_text_has_one_digest_whatever_moves() -> None:
    page = "<html><body><h1>Xã Thí Dụ</h1><p>{}</p><div>Lượt truy cập: {}</div><script>{}</script>"
    one = page.format("Tin mới", "1.234, Thứ Hai 08:15", "var x = 1")
    two = page.format("Tin mới", "98.765, Chủ nhật 22:00", "var y = 2")
    three = page.format("Tin khác", "1.234, Thứ Hai 08:15", "var x = 1")
    assert visible_digest(one.encode()) == visible_digest(two.encode())
    assert visible_digest(one.encode()) != visible_digest(three.encode())


def test_an_archivist_watches(tmp_path: Path) -> None:
    kho = tmp_path / "kho"
    luutru("init", kho, check=0)
    asked: list[str] = []

    def home(path: str, form: str) -> Page:
        asked.append(path)
        return Page("<h1>Xã Thí Dụ</h1>" + f"<p>Tin thứ {'một' if len(asked) < 3 else 'hai'}</p>")

    with local_portal({"/": home}) as alive, local_portal({"/": Page("x", 500)}) as dying:
        for name, portal in (("con-song", alive), ("sap-mat", dying)):
            words = (
                "--allow-private",
                "--delay",
                "0",
                "--yes",
                "--name",
                name,
                "--archive",
                str(kho),
            )
            luutru("portal", "add", portal.url, *words, check=0)
        luutru("watch", "--archive", kho, check=0)
        done = luutru("watch", "--json", "--archive", kho, check=0)
        first, second = json.loads(done.stdout)
        assert first["url"] == dying.url
        assert first["probe"]["outcome"] == "refused"
        assert "2 times in a row: the server answered 500" in first["reasons"][0]
        assert first["last_seen_alive"] is None
        assert (second["probe"]["outcome"], second["text_changed"]) == ("alive", False)
        assert second["last_seen_alive"]
        shown = luutru("watch", "--archive", kho, check=0)
        assert "crawl --by-risk" in shown.stderr
        assert "text changed" in shown.stdout
        luutru("watch", "--no-probe", "--archive", kho, check=0)
        assert len(asked) == 3
        assert len(dying.log) == 3
    status = json.loads(luutru("status", "--json", "--archive", kho).stdout)
    assert {row["url"]: row["last_seen_alive"] is not None for row in status} == {
        alive.url: True,
        dying.url: False,
    }
    luutru("watch", "--every", "1h", "--once", "--archive", kho, check=2)
