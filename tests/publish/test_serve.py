"""The socket that the site listens on."""

from __future__ import annotations

import socket

import pytest

from publish.errors import PublishError
from publish.serve import listening


def test_what_is_written_to_a_connection_is_sent_at_once() -> None:
    with (
        listening("127.0.0.1", 0) as listener,
        socket.create_connection(listener.getsockname()),
        listener.accept()[0] as connection,
    ):
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_an_address_that_is_taken_is_told() -> None:
    with listening("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(PublishError, match=f"cannot listen on 127.0.0.1:{port}"):
            listening("127.0.0.1", port)
