"""Addresses of one trap have one shape; addresses of different lists do not."""

from __future__ import annotations

import pytest

from crawler.extract.shapes import path_shape, shape

HOME = "http://xa.example.vn"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/lich/2024/01/05", "/lich/1999/12/31"),
        ("/tin?loai=a&trang=1", "/tin?trang=77&loai=b"),
        ("/p/9f86d081884c7d65/x", "/p/60303ae22b998861/x"),
        ("/tin/hoi-nghi-tong-ket-nam", "/tin/le-giao-nhan-quan-xuan"),
    ],
)
def test_one_shape(one: str, other: str) -> None:
    assert shape(HOME + one) == shape(HOME + other)


@pytest.mark.parametrize(
    ("one", "other"), [("/tin-tuc", "/thong-bao"), ("/tin?a=1", "/tin?b=1"), ("/tin", "/tin?a=1")]
)
def test_different_shapes(one: str, other: str) -> None:
    assert shape(HOME + one) != shape(HOME + other)


def test_filters_share_the_shape_of_their_path() -> None:
    assert path_shape(HOME + "/tin?a=1") == path_shape(HOME + "/tin?b=2&c=3")
