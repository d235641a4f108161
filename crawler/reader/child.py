"""The reader's process: `python -m crawler.reader.child FD`, see `crawler.reader`."""

from __future__ import annotations

import contextlib
import pickle
import socket
import sys
from typing import BinaryIO

from crawler.extract.page import Reading
from crawler.reader import LENGTH, NotRead, packed
from crawler.visit import Ground, Page, read_body


def serve(connection: socket.socket) -> None:
    """Reads what is asked until the other end is gone."""
    known: dict[str, Ground] = {}
    with connection, connection.makefile("rb") as file, contextlib.suppress(OSError):
        connection.sendall(packed(None))  # started
        while (message := _received(file)) is not None:
            page, portal, ground = message
            if ground is not None:
                known[portal] = ground
            connection.sendall(packed(_read(page, known[portal])))


def _read(page: Page, ground: Ground) -> Reading | Exception:
    try:
        return read_body(page, ground)
    except Exception as error:  # a page that breaks the reader fails alone, and loudly
        return NotRead(repr(error))


def _received(file: BinaryIO) -> tuple[Page, str, Ground | None] | None:
    head = file.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    data = file.read(length)
    return None if len(data) < length else pickle.loads(data)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
