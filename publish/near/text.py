"""What of a body is text, and its runs of syllables, which are compared. Pure."""

from __future__ import annotations

import hashlib
import re

import numpy as np

from publish.near.syllables import KIND, Numbers

SHORTEST = 50
"""Shingles; a text of fewer is never compared: posts that only point to their attachment."""

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


_FIRST, _SECOND, _THIRD = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xC2B2AE3D27D4EB4F),
    np.uint64(0x165667B19E3779F9),
)


def told(body: str) -> str:
    """The lines of a body that are text."""
    return "\n".join(
        line
        for line in body.split("\n")
        if line and (len(line) > _LONGEST_ASIDE or not _ASIDE.fullmatch(line))
    )


def shingles(read: Numbers) -> Numbers:
    """Hashes of all runs of three syllables, each once, sorted."""
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


def text_id(title: bytes, text: bytes) -> int:
    """63 bits that articles have in common when title and text are the same to the letter."""
    digest = hashlib.blake2b(title + b"\n" + text, digest_size=8)
    return int.from_bytes(digest.digest(), "little") >> 1
