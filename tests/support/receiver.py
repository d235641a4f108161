"""A receiver of webhooks on loopback: answers as it is told, checks every signature, keeps what came."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from archive.editorial import Editorial
from support.server import served


@dataclass
class Receiver:
    """A running receiver."""

    url: str = ""
    secret: str = ""
    answers: list[int] = field(default_factory=list)
    """Of the next requests; then 204."""
    headers: dict[str, str] = field(default_factory=dict)
    """That go with every answer."""
    told: list[dict[str, Any]] = field(default_factory=list)
    """The messages that came, whatever was answered."""
    ids: list[str] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)
    """An answer of 0 waits for it."""

    arrived: threading.Event = field(default_factory=threading.Event)
    """Set by the first message."""

    def events(self) -> list[tuple[str, str]]:
        """(event, article) of each message, in their order."""
        return [(one["type"].partition(".")[2], one["data"]["article"]) for one in self.told]


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Until the block is left."""
    one = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if one.secret:
                check(self.headers, body, one.secret)
            one.told.append(json.loads(body))
            one.ids.append(self.headers["webhook-id"])
            one.arrived.set()
            status = one.answers.pop(0) if one.answers else 204
            if not status:
                one.release.wait(30)
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in one.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with served(Handler) as url:
        one.url = f"{url}luutru"
        try:
            yield one
        finally:
            one.release.set()


def check(headers: Any, body: bytes, secret: str) -> None:
    """As the specification tells receivers to do it."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"


def announce(folder: Path, *events: tuple[str, str], at: str = "2026-11-28T22:46:19Z") -> None:
    """(event, article) of each, as `archive.editorial.publications` writes them."""
    with Editorial.open(folder) as ed:
        announce_in(ed, *events, at=at)


def announce_in(ed: Editorial, *events: tuple[str, str], at: str) -> None:
    """The same, where the file is open."""
    with ed.transaction() as conn:
        for number, (event, article) in enumerate(events):
            digest = "" if event in ("hidden", "unpublished") else f"{number:032x}"
            conn.execute(
                "INSERT INTO announcements (at, event, article, digest) VALUES (?, ?, ?, ?)",
                (at, event, article, digest),
            )


def self_signed(name: str) -> bytes:
    """A key and a certificate for this name that nobody vouches for, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    moment = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    return made.public_bytes(pem) + key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
