"""Whether bytes are UTF-8 is told without decoding them, as Python's decoder would tell."""

from __future__ import annotations

from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.encoding import is_utf8
from crawler.extract.traces import traces_of

_EDGES = b"A\x00\x7f\x80\x8f\x90\x9f\xa0\xbf\xc0\xc1\xc2\xdf\xe0\xe1\xec\xed\xee\xef\xf0\xf1\xf3\xf4\xf5\xff"
"""The first and the last byte of every class of them."""


@given(st.lists(st.sampled_from(_EDGES), max_size=8).map(bytes))
def test_it_is_what_the_decoder_takes(body: bytes) -> None:
    assert is_utf8(body) is _decodes(body)


@given(st.text(min_size=1), st.binary(max_size=4), st.integers(0, 40))
def test_text_with_something_else_in_it(text: str, odd: bytes, at: int) -> None:
    body = text.encode("utf-8", "surrogatepass")
    body = body[:at] + odd + body[at:]
    assert is_utf8(body) is _decodes(body)


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"])
def test_with_a_mark_it_has_to_be_decoded(mark: bytes) -> None:
    assert not is_utf8(mark + b"<p>Tin</p>")


def test_threads_look_at_the_same_time() -> None:
    pages = [b"nvvithemever " * 20_000 + b"\xff" * (number % 2) for number in range(8)]
    told: dict[int, tuple[bool, int]] = {}

    def look(number: int) -> None:
        seen = traces_of(pages[number]).places["nvvithemever"]
        told[number] = is_utf8(pages[number]), len(seen)

    threads = [Thread(target=look, args=(number,)) for number in range(len(pages))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == {number: (number % 2 == 0, 20_000) for number in range(len(pages))}


def _decodes(body: bytes) -> bool:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not text.startswith("\ufeff")
