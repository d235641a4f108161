"""What of a text is compared, and which texts speak of the same."""

from __future__ import annotations

import doctest
import unicodedata

import pytest
from support.commune_texts import HARVEST, NOTICE, SCHEDULE

from publish.near import index
from publish.near.particulars import agree, particulars
from publish.near.signature import bands
from publish.near.syllables import Numbers, syllables
from publish.near.text import shared, shingles, told


def test_examples() -> None:
    assert doctest.testmod(index).failed == 0


def read(body: str) -> Numbers:
    return shingles(syllables(told(body)))


def similarity(one: str, other: str) -> float:
    a, b = read(one), read(other)
    both = shared(a, b)
    return both / (len(a) + len(b) - both)


def same(one: str, other: str, titles: tuple[str, str] = ("", "")) -> bool:
    return agree(
        particulars(syllables(titles[0]), syllables(told(one))),
        particulars(syllables(titles[1]), syllables(told(other))),
    )


@pytest.mark.parametrize(
    "other",
    [
        HARVEST.upper(),
        unicodedata.normalize("NFD", HARVEST),
        HARVEST.replace("oà", "òa").replace(",", " ,"),
        HARVEST.replace("05/10/2021", "5/10/2021"),
        HARVEST.replace("\n\n", "\n"),
        f"{HARVEST}\n\nNguồn: Trang thông tin điện tử huyện\n\nLượt xem: 1.234\nIn bài viết",
        f"Ngày đăng: 06/10/2021\n{HARVEST}\nTin, ảnh: Lò Văn Hải",
    ],
)
def test_what_is_no_matter_for_a_text(other: str) -> None:
    assert similarity(HARVEST, other) == 1


def test_the_similarity_is_the_share_of_three_syllable_runs() -> None:
    words = [f"tiếng{chr(97 + number)}" for number in range(12)]
    changed = [*words[:11], "khác"]
    assert similarity(" ".join(words), " ".join(changed)) == 9 / 11
    assert len(read("một hai")) == 0
    assert len(read("một hai ba một hai ba một hai ba")) == 3


def test_a_line_that_only_begins_like_an_aside_is_text() -> None:
    line = "Nguồn nước của xã được bảo vệ"
    assert told(f"{line}\nNguồn: Báo huyện") == line
    long = "Nguồn: " + "nước " * 30
    assert told(long) == long


@pytest.mark.parametrize(
    "change",
    [
        ("15/5/2021", "15/6/2021"),
        ("Lò Văn Hải", "Quàng Thị Xuân"),
        ("27/TB-UBND", "31/TB-UBND"),
        ("7 giờ 30", "13 giờ 30"),
        ("Thanh Yên", "Noong Hẹt"),
    ],
)
def test_a_form_with_another_date_number_or_name_is_another_notice(change: tuple[str, str]) -> None:
    other = NOTICE.replace(*change)
    assert similarity(NOTICE, other) > 0.7
    assert not same(NOTICE, other)
    assert not same(other, NOTICE)


def test_the_title_tells_notices_of_one_body_apart() -> None:
    assert not same(NOTICE, NOTICE, ("Lịch tiếp dân tháng 5", "Lịch tiếp dân tháng 6"))
    assert same(NOTICE, NOTICE, ("Lịch tiếp công dân của xã", "Thông báo về việc tiếp công dân"))


@pytest.mark.parametrize(
    "other",
    [
        HARVEST.split("\n\n", 1)[1],
        f"{HARVEST}\n\nTại bản Nà Ten, 12 hộ đã gặt xong 5 ha, ông Vì Văn Panh cho biết.",
        HARVEST.replace("bà con", "nông dân").replace("phấn khởi", "vui mừng"),
        HARVEST.replace("Hoà", "Hòa"),
    ],
)
def test_what_is_left_out_added_or_reworded_is_no_disagreement(other: str) -> None:
    assert same(HARVEST, other)


def test_one_corrected_number_leaves_a_long_article_the_same() -> None:
    long = "\n\n".join((HARVEST, NOTICE, SCHEDULE))
    assert len({place for place, _ in particulars(syllables(""), syllables(long))}) > 20
    assert same(long, long.replace("58 tạ", "59 tạ"))
    assert not same(HARVEST, HARVEST.replace("58", "61").replace("325", "340"))


def test_bands_are_a_matter_of_the_text_alone() -> None:
    texts = [read(one) for one in (HARVEST, NOTICE, SCHEDULE)]
    together = bands(texts)
    assert together == [bands([one])[0] for one in texts]
    assert {len(own) for own in together} == {16}
    assert all(0 <= key < 1 << 47 for own in together for key in own)
    assert not set(together[0]) & set(together[1])
    assert bands([]) == []
