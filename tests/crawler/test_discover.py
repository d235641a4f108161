"""Platforms are told by their signs, wherever these stand and however they are printed."""

from __future__ import annotations

import pytest

from crawler.discover import detect
from crawler.platforms import all_platforms

PAGE = "<html><head><title>x</title></head><body>{}</body></html>"
GENERATOR = '<meta name="generator" content="NukeViet v4.5" />'
URL = "http://xa.example.vn/"


@pytest.mark.parametrize("before", [0, 10, 399, 400, 401, 5_000, 90_000])
def test_a_sign_is_seen_wherever_it_stands(before: int) -> None:
    page = "ố" * before + GENERATOR
    assert detect(page, URL) == ("nukeviet", 0.95)
    assert detect(page.encode(), URL) == ("nukeviet", 0.95)


def test_a_literal_without_its_sign_is_no_sign() -> None:
    assert detect(PAGE.format("NukeViet " * 1000), URL)[0] == "generic"
    assert detect(PAGE.format("NukeViet " * 20) + GENERATOR, URL)[0] == "nukeviet"


def test_a_sign_without_variants_is_told_from_its_like() -> None:
    other = '<div id="NEWS-BODYHTML"></div><div id="news_bodyhtml"></div>'
    assert detect(PAGE.format(other * 3), URL)[0] == "generic"
    assert detect(PAGE.format(other + '<div id="news-bodyhtml">'), URL) == ("nukeviet", 0.5)


@pytest.mark.parametrize(
    "name",
    ["TRANG THÔNG TIN ĐIỆN TỬ XÃ", "Trang thông tin điện tử xã", "Trang Thông Tin Điện Tử Xã"],
)
def test_vietnamese_literals_are_found_in_capitals_and_small_letters(name: str) -> None:
    signs = '<a href="/Tintuc/View/ban-tin-so-mot">x</a>'
    alone = detect(PAGE.format(signs), URL)[1]
    assert detect(PAGE.format(signs + name), URL)[1] > alone


def test_every_sign_in_a_page_names_a_literal_in_small_letters() -> None:
    for platform in all_platforms():
        for sign in platform.fingerprints:
            if sign.where != "header":
                assert sign.near, f"{platform.name}: {sign.pattern.pattern}"
            assert all(near == near.lower() for near in sign.near)
