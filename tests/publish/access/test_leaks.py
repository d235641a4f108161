"""No secret is in a log, an error page or an address: a server that logs all it can is asked."""

from __future__ import annotations

import io
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import uvicorn
from support.accounts import PASSWORD, Clock, make_token

from archive.editorial import Editorial
from publish.access import Door

from .conftest import CHANGE, SIGN_IN, SIGN_OUT, site

NEW = "một mật khẩu khác hẳn"
WRONG = "Mật khẩu gõ sai một chữ"


@contextmanager
def chatty(app: object) -> Iterator[tuple[str, io.StringIO]]:
    """A running server of which every logger says everything; its address, and what they said."""
    said = io.StringIO()
    loud = logging.StreamHandler(said)
    loud.addFilter(lambda record: not record.name.startswith("httpcore"))  # that is the browser
    root = logging.getLogger()
    level = root.level
    root.addHandler(loud)
    root.setLevel(1)
    # A test before may have run uvicorn with its own ideas of where to write.
    apart = [logging.getLogger(name) for name in ("uvicorn", "uvicorn.access", "uvicorn.error")]
    before = [(one, one.propagate, one.level, one.handlers) for one in apart]
    for one in apart:
        one.propagate, one.handlers = True, []
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="trace", log_config=None, access_log=True, lifespan="off")  # type: ignore[arg-type]
    )
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", said
    finally:
        server.should_exit = True
        thread.join(20)
        root.removeHandler(loud)
        root.setLevel(level)
        for one, propagate, own, handlers in before:
            one.propagate, one.level, one.handlers = propagate, own, handlers
        listener.close()


def test_no_secret_is_logged_or_shown(kho: Path, ed: Editorial) -> None:
    token = make_token(ed, "editor", "read")
    texts = []
    secrets = {token, PASSWORD, NEW, WRONG}
    app = site(Door(kho, clock=Clock()), debug=True)
    with chatty(app) as (base, said), httpx.Client(base_url=base) as client:

        def post(path: str, **fields: str) -> httpx.Response:
            answer = client.post(path, data=fields, headers={"Origin": base})
            texts.append(f"{answer.url} {answer.text}")
            return answer

        assert post(SIGN_IN, name="editor", password=WRONG).status_code == 401
        assert post(SIGN_IN, name=WRONG, password="x").status_code == 401
        assert post(SIGN_IN, name="editor", password=PASSWORD).status_code == 303
        secrets.add(client.cookies["luutru"])
        key = client.get("/thing/edit").json()["key"]
        assert post(CHANGE, csrf=key, password=WRONG, new=NEW).status_code == 401
        assert post(CHANGE, csrf=key, password=PASSWORD, new="ngắn thôi").status_code == 400
        assert post(CHANGE, csrf=key, password=PASSWORD, new=NEW).status_code == 303
        secrets |= {client.cookies["luutru"], key, "ngắn thôi"}
        assert post("/thing/edit").status_code == 403
        texts.append(client.get("/broken").text)  # by session
        assert post(SIGN_OUT, csrf=client.get("/thing/edit").json()["key"]).status_code == 303
        for path in ("/broken", "/thing/edit", "/thing/read drafts"):
            answer = client.get(path, headers={"Authorization": f"Bearer {token}"})
            texts.append(answer.text)
        client.get("/thing/edit", headers={"Authorization": f"Bearer {token}x"})
        ed.conn.execute("DROP TABLE knocks")
        assert post(SIGN_IN, name="editor", password=NEW).status_code == 500
    log = said.getvalue()
    assert "POST /ban-bien-tap/dang-nhap" in log
    assert "something broke" in log
    assert "no such table: knocks" in log
    assert any("something broke" in text for text in texts)
    for text in (log, *texts):
        assert not [secret for secret in secrets if secret in text]
    kept = b"".join(path.read_bytes() for path in kho.rglob("*") if path.is_file())
    assert not [secret for secret in secrets if secret.encode() in kept]
