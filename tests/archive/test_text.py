"""Clean, fold, tone_key: what readers see and what makes it comparable."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corpus import corpus

from archive.text import clean, fold, tone_key


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\ufeffX\u00e3\u00a0 Mường\u200b Phăng ", "Xã Mường Phăng"),
        (unicodedata.normalize("NFD", "Đảng uỷ"), "Đảng uỷ"),
        ("100 m², ½ ngày…", "100 m², ½ ngày…"),
        ("\uf0b7 Nội dung \uf1ec", "• Nội dung"),
        ("dòng một\ndòng hai", "dòng một\ndòng hai"),
        ("Ðiện Biên", "Điện Biên"),
    ],
)
def test_clean(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_clean_repairs_utf8_read_as_another_code() -> None:
    assert clean("Tổng số hộ nghèo".encode().decode("latin-1")) == "Tổng số hộ nghèo"


@pytest.mark.parametrize(
    ("one", "key"),
    [
        ("Uỷ ban", "Ủy ban"),
        ("HOÀ BÌNH", "HÒA BÌNH"),
        ("khoẻ, thuý, nhoè", "khỏe, thúy, nhòe"),
        ("tòan huyện", "toàn huyện"),
        ("quý quả giá gì giếng", "quý quả giá gì giếng"),
        ("khuỷu thuở huế xoáy ngoài của mía", "khuỷu thuở huế xoáy ngoài của mía"),
        ("kỹ thuật kĩ thuật", "kỹ thuật kĩ thuật"),
        ("café Zoé naïve", "café Zoé naïve"),
    ],
)
def test_tone_key(one: str, key: str) -> None:
    assert tone_key(one) == key
    assert tone_key(unicodedata.normalize("NFD", one)) == key


def test_fold() -> None:
    assert fold("Nghị quyết 15/QĐ-UBND, ĐẢNG UỶ, Ðường ơ ư") == (
        "nghi quyet 15/qd-ubnd, dang uy, duong o u"
    )


@given(st.text())
def test_nothing_raises_and_all_are_idempotent(text: str) -> None:
    for function in (clean, fold, tone_key):
        once = function(text)
        assert function(once) == once


def test_gold() -> None:
    checks = {"fold": fold, "tone_old": tone_key} | dict.fromkeys(
        ("clean", "nfc", "mojibake", "confusable"), clean
    )
    rows = [
        json.loads(line)
        for line in (corpus("gold") / "text_norm.jsonl").read_text("utf-8").split("\n")
        if line
    ]
    wrong = [
        row
        for row in rows
        if row["kind"] in checks and checks[row["kind"]](row["in"]) != row["out"]
    ]
    assert wrong == []
