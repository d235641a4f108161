"""Many texts cut at once are what each is, read word by word."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.commune_texts import HARVEST, NOTICE, SCHEDULE

from publish.near import syllables
from publish.near.syllables import CAPITAL, COMMA, KIND, NUMBER, START, STOP, cut, folded

LONG = "https://thanhyen.example/tin-tuc-su-kien/"
PIECES = st.sampled_from(
    [
        *("xã", "Hoà", "nghiêng,", "Nguyễn.", "05/10/2021", LONG, f"{LONG}2", *"aAđ015.,–-“\0"),
        *(" ", "  ", "\n", "\n\n", "\r\n", *"\t\x1f\x85\u00a0\u2003\u2028\u3000"),
    ]
)
TEXTS = st.lists(st.lists(PIECES, max_size=40).map("".join), max_size=6)


def word_by_word(text: str) -> list[tuple[str, int]]:
    """The folded syllables and their kinds, as the module promises them."""
    read = []
    for line in text.split("\n"):
        kind = START
        for word in line.split():
            kept = folded(word)
            if not kept:
                continue
            kind |= NUMBER * any(map(str.isdigit, kept))
            kind |= CAPITAL * word.lstrip("([{\"'“‘*-–•+")[:1].isupper()
            kind |= STOP * word.endswith((".", "!", "?", ":", ";", "…", '."', ".”"))
            kind |= COMMA * word.endswith(",")
            read.append((kept, int(kind)))
            kind = np.uint64(0)
    return read


def agrees(texts: list[str]) -> None:
    read = cut(text.encode() for text in texts)
    assert len(read) == len(texts)
    hashes: dict[str, int] = {}
    for text, found in zip(texts, read, strict=True):
        wanted = word_by_word(text)
        assert (found & KIND).tolist() == [kind for _, kind in wanted]
        for (kept, _), number in zip(wanted, (found & ~KIND).tolist(), strict=True):
            assert hashes.setdefault(kept, number) == number
    assert len(set(hashes.values())) == len(hashes)


def test_examples() -> None:
    assert doctest.testmod(syllables).failed == 0


@given(TEXTS)
def test_any_texts(texts: list[str]) -> None:
    agrees(texts)


@given(TEXTS)
def test_words_that_oust_each_other_and_texts_that_are_cut_apart(texts: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(syllables, "_TABLE", syllables._Table(bits=2))
        patch.setattr(syllables, "_AT_ONCE", 20)
        agrees(texts)
        agrees([*texts, *texts])


def test_texts_of_communes() -> None:
    agrees([HARVEST, "", NOTICE, "–", SCHEDULE, HARVEST.upper(), "\u00a0"])
    assert cut([]) == []
