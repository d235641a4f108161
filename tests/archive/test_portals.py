"""Addresses of portals: one spelling for each, and a clear word for what is none."""

from __future__ import annotations

import pytest

from archive.errors import ArchiveError
from archive.portals import normalise_url


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("xa.example.vn", "http://xa.example.vn/"),
        (" HTTP://XA.Example.VN:80 ", "http://xa.example.vn/"),
        ("https://xa.example.vn/trang?a=1#x", "https://xa.example.vn/trang?a=1"),
        ("http://xã.example.vn/", "http://xn--x-yfa.example.vn/"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
    ],
)
def test_one_spelling(typed: str, kept: str) -> None:
    assert normalise_url(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["khong phai url", "ftp://xa.vn/", "http://", "http://[", "http://a:99999/", "http://.."],
)
def test_what_is_no_address(typed: str) -> None:
    with pytest.raises(ArchiveError, match="is not the address of a portal"):
        normalise_url(typed)
