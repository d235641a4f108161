"""A number is masked in all of an article, in text and in HTML, and nothing else changes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.privacy import Decisions, Masking, find_personal, mask
from archive.privacy.decisions import found_in
from archive.privacy.markup import Markup, words_of
from archive.privacy.masking import without_numbers
from archive.privacy.personal import digest

PHONE = Masking(numbers={"0912345678": "phone"})
PAPER = Masking(numbers={"040123456": "identity"})


def test_mask_puts_words_in_the_place_of_a_number() -> None:
    text = "Gặp anh Lò Văn Hặc (0912 345 678), CMND 040123456, STK 8900205123456 Agribank."
    assert mask(text) == (
        "Gặp anh Lò Văn Hặc ([đã che số điện thoại]), CMND [đã che số giấy tờ], "
        "STK [đã che số tài khoản] Agribank."
    )
    assert mask(text, keep={"0912345678", "040123456", "8900205123456"}) == text
    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize(
    "written",
    [
        "0912345678",
        "0912.345.678",
        "(0912) 345 678",
        "+84 912 345 678",
        "(+84) 912345678",
        "84912345678",
    ],
)
def test_every_spelling_is_masked(written: str) -> None:
    assert PHONE.text(f"số {written}, nhé") == "số [đã che số điện thoại], nhé"


@pytest.mark.parametrize("text", ["10912345678", "09123456780", "091234567", "0912345679"])
def test_a_longer_or_other_number_stays(text: str) -> None:
    assert PHONE.text(text) == text


def test_a_number_divided_by_tags_is_masked_and_the_tags_stay() -> None:
    html = "<p>Gọi <b>0912</b> <i>345</i>&nbsp;678 &amp; hẹn</p><p>Số 0912<br>345678</p>"
    assert PHONE.html(html) == (
        "<p>Gọi <b>[đã che số điện thoại]</b><i></i> &amp; hẹn</p><p>Số 0912<br>345678</p>"
    )


def test_links_that_dial_and_descriptions_are_masked() -> None:
    html = (
        '<a href="tel:+84912345678">gọi</a><a href="https://zalo.me/0912345678">Zalo</a>'
        '<a href="http://xa.example.vn/0912345678.html">bài</a>'
        '<img src="http://xa.example.vn/a.jpg" alt="Số &quot;0912.345.678&quot;">'
    )
    assert PHONE.html(html) == (
        '<a>gọi</a><a>Zalo</a><a href="http://xa.example.vn/0912345678.html">bài</a>'
        '<img src="http://xa.example.vn/a.jpg" alt="Số &quot;[đã che số điện thoại]&quot;">'
    )


def test_what_is_found_in_one_place_is_masked_where_nothing_names_it() -> None:
    masking = Decisions().masking("a", found_in(["Ông Tám, CMND 040123456"]))
    assert masking.text("Thẻ 040123456 bị rơi") == "Thẻ [đã che số giấy tờ] bị rơi"
    assert find_personal("Thẻ 040123456 bị rơi") == []


def test_words_of_html_are_read_across_tags() -> None:
    html = "<div><p>Gặp anh Hặc, sđt <b>0912</b>&#32;345&nbsp;678</p></div>"
    assert [one.normal for one in find_personal(words_of(html))] == ["0912345678"]


def test_words_are_masked_whatever_white_space_is_between_them() -> None:
    words = Masking(texts=("nhà số 12",))
    assert words.text("ở nhà  số\n12.") == "ở [đã che]."
    decomposed = unicodedata.normalize("NFD", "<p>ở nhà <b>số&nbsp;12</b></p>")
    assert words.html(decomposed) == "<p>ở [đã che]<b></b></p>"


def test_decisions() -> None:
    salt = b"muoi"
    phone = digest("0912345678", salt)
    found = found_in(["Gặp anh Hặc 0912345678", "Gặp bà Sua 0987654321"])
    shown = Decisions(salt=salt, verdicts={(None, phone): "show"})
    assert set(shown.masked("a", found)) == {"0987654321"}
    assert set(replace(shown, salt=b"khac").masked("a", found)) == {"0912345678", "0987654321"}
    both = Decisions(salt=salt, verdicts={(None, phone): "show", ("a", phone): "mask"})
    assert "0912345678" in both.masked("a", found)
    assert "0912345678" not in both.masked("b", found)
    words = Decisions(texts={"a": ("Lò Văn Hặc",)})
    assert words.masking("a", {}).text("Ông Lò Văn Hặc") == "Ông [đã che]"
    assert words.masking("b", {}).text("Ông Lò Văn Hặc") == "Ông Lò Văn Hặc"


def test_a_text_full_of_numbers_is_masked_in_time_like_its_length() -> None:
    many = [f"09{number:08}" for number in range(3_000)]
    for between in (" ", ", ", "\n"):
        text = f"Danh sách các hộ:{between}" + between.join(many)
        found = found_in([text])
        assert len(found) == 3_000
        assert Masking(numbers=found).text(text).count("[đã che số điện thoại]") == 3_000
    papers = "Số CCCD\n" + "\n".join(f"{number:012}" for number in range(1_000))
    assert len(found_in([papers])) == 1_000


def test_a_dictionary_learns_no_number() -> None:
    html = '<p>Gọi <b>0912</b> 345 678, ngày 05/10/2021</p><a href="tel:0912345678">gọi</a>'
    assert not re.search("912|345|678", without_numbers(html))
    assert "05/10/2021" in without_numbers(html)


@given(st.lists(st.sampled_from(["<p>", "</p>", "<b>", "</b>", "&amp;", "&nbsp;", "<br>", "<td>", "</td>", "<strong>", " ", "Số ", "0912",
    "345", "678", "345678", "đ", "\"", "<img alt=\"x>y\">", "+84 912 345 678", "<", ">", "&"])))  # fmt: skip
def test_masked_html_keeps_its_tags_and_loses_the_number(parts: list[str]) -> None:
    html = "".join(parts)
    masked = PHONE.html(html)
    assert re.findall(r"</?[a-z]+[^<>]*>", masked) == re.findall(r"</?[a-z]+[^<>]*>", html)
    left = Markup(masked).text
    assert PHONE.text(left) == left
    assert PAPER.html(html) == html
    if "<" not in parts and ">" not in parts:
        assert words_of(html) == Markup(html).text
    assert Masking().html(html) == html
