"""The body of an article as numbers that can be compared. Pure."""

from __future__ import annotations

import hashlib
import re

import numpy as np
import numpy.typing as npt

from archive.text import fold

SHORTEST = 50
"""Shingles; a text of fewer is never compared: posts that only point to their attachment."""

Numbers = npt.NDArray[np.uint64]

_ENDS = re.compile(r"^\W+|\W+$")
_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_LONGEST_ASIDE = 80
_ASIDE = re.compile(
    r"\W*(?:(?:số |tổng |tổng số )?lượt (?:xem|đọc|truy cập|tải)|đã xem|người xem"
    r"|(?:ngày|thời gian|người|giờ) (?:đăng|cập nhật|viết)|đăng (?:ngày|lúc|bởi)|cập nhật"
    r"|tác giả|nguồn|nguồn tin|biên tập|ban biên tập|(?:tin|bài|ảnh|tin bài|bài viết)[,/& ]*"
    r"(?:và |bài|ảnh|viết)*) *[:：].*"
    r"|\W*(?:in (?:bài|trang|ấn|tin)(?: viết| này)?|gửi (?:email|bài|mail|phản hồi|bình luận).{0,20}"
    r"|chia sẻ.{0,30}|bình luận.{0,10}|quay lại|về trang trước|về đầu trang|trở về|trở lại"
    r"|tin (?:khác|liên quan|cùng chuyên mục)|(?:các )?(?:tin|bài)(?: viết)? (?:khác|liên quan)"
    r"|đánh giá.{0,30}|xem thêm|xem với cỡ chữ|đọc bài viết|nghe bài viết)\W*",
    re.IGNORECASE,
)
"""A whole line that speaks to the visitor of a portal, or names who posted it."""


NUMBER, CAPITAL, STOP, COMMA, START = (np.uint64(1 << bit) for bit in range(5))
"""Of a syllable: has a digit; begins with a capital; ends a sentence; has a comma behind it; is the
first of a line."""
_ENDINGS = (".", "!", "?", ":", ";", "…", '."', ".”")
_OPENINGS = "([{\"'“‘*-–•+"


class _Syllables(dict[str, int]):
    """What stands between white space -> a hash of its folded form, above the five bits of its kind.

    0 when nothing is left of it. Most words of a text were met before.
    """

    def __missing__(self, word: str) -> int:
        if len(self) >= 1 << 18:
            self.clear()
        number, kept = 0, folded(word)
        if kept:
            digest = hashlib.blake2b(kept.encode(), digest_size=8).digest()
            number = int.from_bytes(digest, "little") & ~31 or 32
            number |= int(NUMBER) * any(map(str.isdigit, kept))
            number |= int(CAPITAL) * word.lstrip(_OPENINGS)[:1].isupper()
            number |= int(STOP) * word.endswith(_ENDINGS) | int(COMMA) * word.endswith(",")
        self[word] = number
        return number


_SYLLABLES = _Syllables()
KIND = np.uint64(31)
"""The bits that are no hash."""
_FIRST, _SECOND, _THIRD = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xC2B2AE3D27D4EB4F),
    np.uint64(0x165667B19E3779F9),
)


def folded(word: str) -> str:
    """One syllable in the form in which it is compared; may be empty.

    >>> [folded(word) for word in ("Hoà,", "05/10/2021.", "–", "15/QĐ-UBND")]
    ['hoa', '5/10/2021', '', '15/qd-ubnd']
    """
    return _LEADING_ZEROS.sub("", _ENDS.sub("", fold(word)))


def told(body: str) -> str:
    """The lines of a body that are text."""
    return "\n".join(
        line
        for line in body.split("\n")
        if line and (len(line) > _LONGEST_ASIDE or not _ASIDE.fullmatch(line))
    )


def syllables(text: str) -> Numbers:
    """The syllables as 59-bit hashes of their folded forms above five bits of their kind."""
    words: list[str] = []
    starts = []
    for line in text.split("\n"):
        starts.append(len(words))
        words += line.split()
    numbers = np.fromiter(map(_SYLLABLES.__getitem__, words), np.uint64, len(words))
    for at in starts:
        while at < len(numbers) and not numbers[at]:
            at += 1  # a dash before the first syllable
        if at < len(numbers):
            numbers[at] |= START
    kept: Numbers = numbers[numbers != 0]
    return kept


def shingles(read: Numbers) -> Numbers:
    """Hashes of all runs of three `syllables`, each once, sorted."""
    numbers = read & ~KIND
    if len(numbers) < 3:
        return np.empty(0, np.uint64)
    runs = numbers[:-2] * _FIRST + numbers[1:-1] * _SECOND + numbers[2:] * _THIRD
    runs ^= runs >> np.uint64(29)
    runs.sort()
    once: Numbers = runs[np.concatenate(([True], runs[1:] != runs[:-1]))]
    return once


def shared(one: Numbers, other: Numbers) -> int:
    """How many numbers two sorted rows of distinct numbers have in common."""
    both = np.concatenate((one, other))
    both.sort(kind="stable")
    return int(np.count_nonzero(both[1:] == both[:-1]))


def text_id(title: str, text: str) -> int:
    """63 bits that articles have in common when title and text are the same to the letter."""
    digest = hashlib.blake2b(f"{title}\n{text}".encode(), digest_size=8)
    return int.from_bytes(digest.digest(), "little") >> 1
