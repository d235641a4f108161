"""Habits of makes of portals that nobody described: whose name heads the page, links that lead nowhere."""

from __future__ import annotations

from datetime import datetime

import pytest
from support.family import FETCHED

from archive.record import Article
from crawler.extract.article import extract
from crawler.extract.byline import labelled
from crawler.extract.cues import is_owner

_TEXT = (
    "<p>Sáng 12/5, hơn bảy mươi hộ dân ven kênh cùng nhau phát quang, khơi thông dòng chảy trước mùa mưa.</p>"
    "<p>Sau một buổi, tuyến kênh dài hai cây số đã sạch cỏ rác, nước về tới tận cuối cánh đồng.</p>"
)
_URL = "http://kenhmoi.example.vn/xem.aspx?so=31"
_TITLE = "Khơi thông tuyến kênh cuối làng"


def _read(body: str, title: str = _TITLE, fetched: datetime = FETCHED) -> Article:
    page = (
        f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{body}</body></html>"
    )
    article = extract(page.encode(), _URL, fetched_at=fetched)
    assert article is not None
    return article


@pytest.mark.parametrize(
    "owner", ["Phòng Y tế huyện Kênh Mới", "XÃ KÊNH MỚI", "Công an xã Kênh Mới"]
)
def test_the_owner_of_the_site_is_no_title(owner: str) -> None:
    read = _read(
        f"<h1>{owner}</h1><div><h3>{_TITLE}</h3><i>14/05/2019 08:20</i>{_TEXT}</div>", owner
    )
    assert (read.title, (read.published or "")[:16]) == (_TITLE, "2019-05-14T08:20")


def test_a_title_about_an_office_stays_one() -> None:
    title = "Công an xã Kênh Mới bắt giữ nhóm trộm cắp xe máy"
    assert (
        _read(f"<h1>{title}</h1><i>14/05/2019</i>{_TEXT}<h2>Kết quả</h2>{_TEXT}", title).title
        == title
    )
    assert not is_owner(title)


def test_a_title_may_link_to_the_page_itself() -> None:
    short = "<p>Mời bà con dọn kênh lúc bảy giờ sáng mai, nhớ mang theo cuốc xẻng.</p>"
    read = _read(
        f'<h2 class="title"><a href="#">{_TITLE}</a></h2><p class="date">14/05/2019</p>{short}{short}'
    )
    assert read.title == _TITLE


def test_what_a_program_calls_a_new_page_is_no_title() -> None:
    read = _read(
        f"<table><tr><td><b>{_TITLE}</b><br>(14/05/2019 8:20)<br>{_TEXT}</td></tr></table>",
        "Untitled Page",
    )
    assert read.title == _TITLE


def test_the_lead_follows_counters() -> None:
    lead = "Người dân ven kênh chung tay dọn sạch hai cây số dòng chảy trước mùa mưa."
    read = _read(
        f"<h1>{_TITLE}</h1><ul><li>Ngày đăng: 14/05/2019 08:20</li><li>Lượt xem: 3.021</li></ul><p><b>{lead}</b></p>{_TEXT}"
    )
    assert read.lead == lead


def test_what_readers_say_gives_no_time() -> None:
    said = '<div class="comments"><table><tr><td>hoa | 15/05/2019 08:00</td><td>Bài hay quá!</td></tr></table></div>'
    assert _read(f"<h1>{_TITLE}</h1>{_TEXT}{said}").published is None


@pytest.mark.parametrize(
    "stamp", [" lúc 10/08/2022 09:30", " 15/07/2017 10:02:33", " - 7/2/2016", ""]
)
def test_a_stamp_behind_a_name_is_no_part_of_it(stamp: str) -> None:
    found = labelled(f"Người viết: Nguyễn Thu Trang{stamp}")
    assert found is not None
    assert found.author == "Nguyễn Thu Trang"


def test_faces_and_topics_are_no_pictures() -> None:
    ornaments = '<img src="/avatar/12.png"><img src="/images/topics/doan.gif"><img src="/images/statusicon/old.gif">'
    assert _read(f"<h1>{_TITLE}</h1><i>14/05/2019</i><div>{ornaments}{_TEXT}</div>").images == ()
