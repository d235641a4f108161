"""Layouts on pages that fit them only in part: the words are never lost, the address tells the day."""

from __future__ import annotations

import pytest

from crawler.extract.article import extract
from crawler.extract.urls import canonical, wanted

HOME = "http://xa.example.vn/"
TITLE = "Thôn Nà Pheo dựng lại cầu treo sau mưa lũ"
WORDS = (
    "<p>Ba mươi lao động của thôn Nà Pheo làm trong sáu ngày, dựng lại cầu treo bị lũ cuốn, nối lại đường ra "
    "ruộng của bảy mươi hộ bên kia suối.</p><p>Xã hỗ trợ cáp và sắt, thôn góp gỗ và công.</p>"
)
FIRST = "Ba mươi lao động của thôn Nà Pheo"
MENU = "<div class='menu'><a href='/'>Trang chủ</a><a href='/tin-tuc'>Tin tức</a></div>"

PARTIAL = {
    "VNPT, the words beside an empty element": f"<div class='ArticleDetailControl'><div class='ArticleHeader'>{TITLE}</div><div class='PostDate'>12/09/2022 10:00</div><div class='ArticleContent'></div><div class='NoiDung'>{WORDS}</div></div>",
    "VNPT, another heading": f"<div class='ArticleDetailControl'><h1>{TITLE}</h1><p>Ngày đăng: 12/09/2022 10:00</p><div class='ArticleContent'>{WORDS}</div></div>",
    "SharePoint, no web part of news": f"<script>var _spPageContextInfo={{}}</script><div class='ms-rtestate-field'><h1>{TITLE}</h1><p>Ngày đăng: 12/09/2022 10:00</p>{WORDS}</div>",
    "DotNetNuke, a module of its own": f"<div id='dnn_ctr42_x'><h2>{TITLE}</h2><i>(12/09/2022 10:00)</i><div>{WORDS}</div></div>",
    "attributes without quotes": f"<h1 class=title-detail>{TITLE}</h1><div class=post-date>12/09/2022 10:00</div><div class=article-content>{WORDS}</div>",
    "mojoPortal, no lead": f"<div class='articleview'><h2 class='articletitle'>{TITLE}&nbsp;</h2><span class='left-article-more-container'>12/09/2022 10:00<span>|&nbsp;Đã xem <span class='texthit'>33</span></span></span><div class='sapo'></div><div class='articletext'>{WORDS}</div></div>",
}  # fmt: skip


@pytest.mark.parametrize("name", PARTIAL)
def test_what_a_layout_fits_only_in_part_is_read_all_the_same(name: str) -> None:
    html = f"<html><head><meta charset='utf-8'><title>Xã Nà Pheo</title></head><body>{MENU}{PARTIAL[name]}<div class='footer'>Bản quyền thuộc UBND xã. Điện thoại: 0215 3999999</div></body></html>"  # fmt: skip
    article = extract(html.encode(), f"{HOME}tin-tuc/cau-treo-na-pheo-182734")
    assert article is not None
    assert article.title == TITLE
    assert article.published == "2022-09-12T10:00:00+07:00"
    assert article.body_text.startswith(FIRST)
    assert "Bản quyền" not in article.body_text
    assert "33" not in article.body_text


@pytest.mark.parametrize(
    ("platform", "url", "wanted_form"),
    [
        ("tandan", "portal/pages/2023-01-30/Tin-468686.aspx?PageIndex=4", "portal/Pages/2023-01-30/Tin-468686.aspx"),
        ("tandan", "portal/Pages/Tin-hoat-dong.aspx?PageIndex=4", "portal/Pages/Tin-hoat-dong.aspx?PageIndex=4"),
        ("sharepoint", "tintuc/View_Detail.aspx?ItemID=7&Page=2&CategoryId=3", "tintuc/View_Detail.aspx?ItemID=7"),
        ("sharepoint", "tintuc/default.aspx?date=&EventID=0&Page=2", "tintuc/default.aspx?Page=2"),
        ("cms14", "Tin/ctl/tin/nid/40217?p=2", "Tin/ctl/tin/nid/40217"),
        ("hatinh", "bai-viet/tin/20310?ref=home", "bai-viet/tin/20310"),
    ],
)  # fmt: skip
def test_one_address_of_many(platform: str, url: str, wanted_form: str) -> None:
    assert canonical(HOME + url, platform) == HOME + wanted_form


@pytest.mark.parametrize(
    ("platform", "url", "kind"),
    [
        ("vnpt", "tin-hoat-dong/ra-mat-to-cong-nghe-so-182734", "article"),
        ("vnpt", "tin-hoat-dong", "listing"),
        ("vnpt", "tim-kiem-tin?key=a", None),
        ("provincial", "xa-binh-an-cap-the-90412.html", "article"),
        ("provincial", "chuyen-muc-tin-xa-phuong-c216-2.html", "listing"),
        ("tandan", "portal/Pages/2023-1-30/Le-hoi-468686.aspx", "article"),
        ("tandan", "portal/_layouts/15/Authenticate.aspx", None),
        ("sharepoint", "vn/tin-tuc/97153/khanh-thanh-cau.aspx", "article"),
        ("sharepoint", "vn/chuyen-muc/856/tin-hoat-dong.aspx", "listing"),
        ("dotnetnuke", "Home/ctl/Login", None),
        ("mojoportal", "article/viewtag.aspx?tag=3", None),
        ("hatinh", "vi/chuyen-muc/cong-dan?page=2", "listing"),
    ],
)
def test_what_an_address_is_for(platform: str, url: str, kind: str | None) -> None:
    found = wanted(HOME + url, HOME, platform)
    assert (str(found) if found else None) == kind


def test_an_empty_date_in_a_query_is_no_calendar() -> None:
    assert wanted(f"{HOME}tin.aspx?date=&Page=2", HOME, None) is not None
    assert wanted(f"{HOME}tin.aspx?date=2021-05-01", HOME, None) is None
