"""Faults in words; the time of the next attempt."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, formatdate

import pytest
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError, ResponseDataLossError

from crawler.faults import MAX_PAUSE, describe, is_permanent, retry_at
from crawler.guard import PrivateAddress, check_literal, is_public

URL = "http://xa.example.vn/"


def test_faults_read_like_sentences() -> None:
    assert "does not resolve" in describe(CannotResolveHostError("x"), URL)
    assert "in time" in describe(DownloadTimeoutError("x"), URL)
    assert "announced length" in describe(ResponseDataLossError("x"), URL)


def test_a_refused_private_address_is_found_inside_other_errors() -> None:
    outer = CannotResolveHostError("x")
    outer.__cause__ = PrivateAddress("xa.example.vn", "10.0.0.1")
    assert "--allow-private" in describe(outer, URL)
    assert is_permanent(outer)
    assert not is_permanent(DownloadTimeoutError("x"))


def test_retry_after_is_obeyed_within_bounds() -> None:
    now = time.time()
    assert 118 <= retry_at("120", 0, 1.0) - now <= 122
    assert retry_at("999999", 0, 1.0) - now <= MAX_PAUSE + 1
    in_a_minute = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert 55 <= retry_at(in_a_minute, 0, 1.0) - now <= 65
    past = formatdate(0, usegmt=True)
    assert retry_at(past, 0, 1.0) - now <= 1
    assert retry_at("soon", 0, 1.0) - now >= 4


def test_pauses_grow_with_each_attempt() -> None:
    pauses = [retry_at(None, attempt, 1.0) - time.time() for attempt in range(3)]
    assert pauses == sorted(pauses)
    assert pauses[2] > 10


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]",
     "[fc00::1]", "0.0.0.0", "2130706433", "0x7f000001", "127.1"],
)  # fmt: skip
def test_private_addresses_are_refused_in_any_spelling(host: str) -> None:
    with pytest.raises(PrivateAddress):
        check_literal(f"http://{host}:80/x", frozenset())


def test_public_names_and_allowed_hosts_pass() -> None:
    check_literal("http://xathanhyen.example.vn/", frozenset())
    check_literal("http://127.0.0.1:8000/", frozenset({"127.0.0.1:8000"}))
    assert is_public("203.162.4.191")
