"""Every table of a release and its columns: type, and what it means in Vietnamese and English.

The types are those of Table Schema (Frictionless Data); Croissant and Parquet take theirs from
them. What is `array` or `object` stands only in JSON Lines and Parquet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Type = Literal["string", "integer", "number", "datetime", "array", "object", "any"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column."""

    name: str
    type: Type
    vi: str
    en: str
    required: bool = False

    @property
    def description(self) -> str:
        return f"{self.vi} / {self.en}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: the name of its files, what a row is, its key and what it refers to."""

    name: str
    vi: str
    en: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    refers: tuple[tuple[str, str, str], ...] = ()
    """(own column, other table, its column)."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def _column(name: str, type: Type, vi: str, en: str) -> Column:
    """A `!` after the name: never empty."""
    return Column(name=name.rstrip("!"), type=type, vi=vi, en=en, required=name.endswith("!"))


def _text(name: str, vi: str, en: str) -> Column:
    return _column(name, "string", vi, en)


def _whole(name: str, vi: str, en: str) -> Column:
    return _column(name, "integer", vi, en)


def _time(name: str, vi: str, en: str) -> Column:
    return _column(name, "datetime", vi, en)


_ARTICLE = {
    one.name: one
    for one in (
        _text("id!", "Mã bài, 16 ký tự, không đổi giữa các bản phát hành", "Identifier, 16 characters, the same in every release"),
        _text("url!", "Địa chỉ chuẩn của bài trên cổng gốc", "Canonical address on the portal"),
        _text("portal!", "Mã cổng, xem portals.id", "Portal, see portals.id"),
        _text("title!", "Tiêu đề", "Title"),
        _text("published", "Lúc đăng theo ISO 8601, giờ Việt Nam, dài đúng bằng độ chính xác", "Time of publication, ISO 8601 in +07:00, as long as it is precise"),
        _text("published_text", "Dòng ngày đăng đúng như trang gốc in", "The stamp as the page prints it"),
        _text("published_precision", "second, minute, day, month hoặc year", "second, minute, day, month or year"),
        _text("lead", "Đoạn mở đầu (sapô)", "Opening summary"),
        _text("body_text", "Nội dung dạng chữ, các đoạn cách nhau một dòng trống", "Text, paragraphs separated by a blank line"),
        _text("body_html", "Nội dung dạng HTML đã làm sạch", "The same as sanitised HTML"),
        _text("author", "Tác giả như trang gốc ghi", "Author as printed"),
        _text("source", "Nguồn tin như trang gốc ghi", "Source as printed"),
        _text("category", "Chuyên mục trên cổng gốc", "Category on the portal"),
        _column("images", "array", "Các ảnh theo thứ tự, xem bảng images", "Pictures in order, see table images"),
        _column("attachments", "array", "Các tệp đính kèm theo thứ tự, xem bảng attachments", "Attachments in order, see table attachments"),
        _column("citations", "array", "Số hiệu các văn bản được nhắc tới", "Legal documents cited, in normal form"),
        _column("people", "array", "Người được nêu kèm chức vụ: name, office, organisation", "Persons named with an office: name, office, organisation"),
        _column("place", "object", "Xã của bài vào ngày đăng: code, name, district, province, successors", "Commune on the day of publication: code, name, district, province, successors"),
        _time("first_captured!", "Lần lưu đầu tiên", "First captured"),
        _time("last_captured!", "Lần lưu gần nhất", "Last captured"),
        _whole("revision!", "Số của phiên bản này", "Number of this revision"),
        _whole("revisions!", "Số phiên bản đã lưu, xem bảng revisions", "Revisions kept, see table revisions"),
        _time("gone_since", "Lúc phát hiện bài không còn trên cổng gốc", "When it was found to have vanished from its portal"),
        _column("extracted_by", "object", "Trình đọc: platform, layout, version", "Reader: platform, layout, version"),
        _column("confidence", "object", "Độ chắc chắn của từng trường, 0 đến 1", "How sure each field was read, 0 to 1"),
        _column("corrections", "object", "Trường đã được biên tập viên sửa: giá trị trên trang (was), giá trị đã sửa, lý do, nguồn", "Fields that editors corrected: what the page has (was), the value, why, and from which source"),
        _text("summary", "Tóm tắt của biên tập viên", "Summary by an editor"),
        _text("note", "Ghi chú của biên tập viên", "Note by an editor"),
        _column("tags", "array", "Thẻ do biên tập viên gắn", "Tags given by editors"),
        _column("focal", "object", "Điểm chính của từng ảnh", "What to keep in view when a picture is cropped"),
        _time("edited_at", "Lúc biên tập gần nhất", "Last edited"),
    )
}  # fmt: skip

_JOINED = {
    one.name: one
    for one in (
        _text("image_urls", "Địa chỉ các ảnh, mỗi ảnh một dòng", "Addresses of the pictures, one per line"),
        _text("captions", "Chú thích ảnh, mỗi ảnh một dòng", "Captions, one per line"),
        _text("attachment_urls", "Địa chỉ các tệp đính kèm, mỗi tệp một dòng", "Addresses of the attachments, one per line"),
        _text("citations", "Số hiệu văn bản được nhắc tới, mỗi số một dòng", "Legal documents cited, one per line"),
        _text("people", "Người và chức vụ, mỗi người một dòng", "Persons with their office, one per line"),
        _text("tags", "Thẻ do biên tập viên gắn, mỗi thẻ một dòng", "Tags given by editors, one per line"),
        _text("corrected", "Những trường đã được biên tập viên sửa, mỗi trường một dòng", "Fields that editors corrected, one per line"),
        _text("platform", "Phần mềm của cổng mà trình đọc nhận ra", "Software of the portal, as the reader knew it"),
        _text("place_code", "Mã xã của bài vào ngày đăng, xem places.code", "Commune on the day of publication, see places.code"),
        _text("place", "Xã, phường vào ngày đăng", "Name of that commune"),
        _text("district", "Huyện, quận vào ngày đăng; không còn từ 01/07/2025", "District on that day; none since 1 July 2025"),
        _text("province", "Tỉnh, thành phố vào ngày đăng", "Province on that day"),
    )
}  # fmt: skip

OF_PLACE = {
    "code": _JOINED["place_code"], "name": _JOINED["place"], "district": _JOINED["district"],
    "province": _JOINED["province"],
}  # fmt: skip
"""What of `place` -> its column in CSV."""

_OF_ARTICLE = (("article", "articles", "id"),)
_ARTICLE_KEY = _text("article!", "Mã bài, xem articles.id", "Article, see articles.id")
_POSITION = _whole("position!", "Thứ tự trong bài, từ 1", "Place in the article, from 1")
_SHA256 = (
    "SHA-256 của tệp gốc; trống nếu chưa lưu được",
    "SHA-256 of the original; empty where it was not kept",
)


def articles_in_csv(names: tuple[str, ...]) -> Table:
    """The articles as CSV has them, with these columns: lists are joined by line breaks."""
    return _articles(*(_JOINED.get(name) or _ARTICLE[name] for name in names))


def articles_in_parquet(names: tuple[str, ...]) -> Table:
    """The articles as Parquet has them, in an order of its own; what has keys of its own is JSON.

    Lists are lists of Parquet, which no type of Table Schema means.
    """
    own = {name: replace(one, type="any") for name, one in _ARTICLE.items() if one.type == "array"}
    for name in ("confidence", "corrections", "focal"):
        own[name] = replace(_ARTICLE[name], type="string")
    return _articles(*(own.get(name) or _ARTICLE[name] for name in names))


def _articles(*columns: Column) -> Table:
    return Table(
        name="articles", vi="Mỗi dòng là một bài viết", en="One article per row", columns=columns,
        key=("id",), refers=(("portal", "portals", "id"),),
    )  # fmt: skip


ARTICLES = _articles(*_ARTICLE.values())
"""As JSON Lines has them: everything."""

IMAGES = Table(
    name="images", vi="Mỗi dòng là một ảnh trong một bài", en="One picture of an article per row",
    key=("article", "position"), refers=_OF_ARTICLE,
    columns=(
        _ARTICLE_KEY, _POSITION,
        _text("url!", "Địa chỉ ảnh trên cổng gốc", "Address on the portal"),
        _text("caption", "Chú thích như trang gốc in", "Caption as printed"),
        _text("credit", "Người chụp hoặc nguồn ảnh", "Photographer or source"),
        _text("sha256", *_SHA256),
        _whole("width", "Rộng, điểm ảnh", "Width in pixels"),
        _whole("height", "Cao, điểm ảnh", "Height in pixels"),
        _text("file", "Tệp ảnh trong bản phát hành, nếu có kèm ảnh", "The picture in this release, if it has pictures"),
    ),
)  # fmt: skip

ATTACHMENTS = Table(
    name="attachments", vi="Mỗi dòng là một tệp đính kèm của một bài",
    en="One attachment of an article per row", key=("article", "position"), refers=_OF_ARTICLE,
    columns=(
        _ARTICLE_KEY, _POSITION,
        _text("url!", "Địa chỉ tệp trên cổng gốc", "Address on the portal"),
        _text("name", "Tên như trang gốc ghi", "Name as printed"),
        _text("sha256", *_SHA256),
        _text("text_status", "text, scan, empty, encrypted, broken, too large, timeout, unsupported; withheld: có số của cá nhân; trống nếu chưa đọc", "text, scan, empty, encrypted, broken, too large, timeout, unsupported; withheld: it holds numbers of persons; empty while not read"),
        _text("text", "Nội dung dạng chữ của tệp", "Text of the document"),
    ),
)  # fmt: skip

REVISIONS = Table(
    name="revisions", vi="Mỗi dòng là chứng cứ của một phiên bản: bản ghi WARC mà nó được đọc ra",
    en="The evidence of one revision per row: the WARC record it was read from",
    key=("article", "number"), refers=_OF_ARTICLE,
    columns=(
        _ARTICLE_KEY,
        _whole("number!", "Số phiên bản, từ 1", "Number, from 1"),
        _time("captured_at!", "Lúc lưu", "When it was captured"),
        _text("origin!", "portal: cổng gốc sửa bài; reread: đọc lại tốt hơn; undone: lần đọc lại đã bỏ", "portal: changed by the portal; reread: a better reading; undone: a reading taken back"),
        _text("url!", "Địa chỉ đã lưu", "Address captured"),
        _text("payload_sha256!", "SHA-256 của nội dung đã lưu", "SHA-256 of the payload"),
        _text("record_id!", "WARC-Record-ID", "WARC-Record-ID"),
    ),
)  # fmt: skip

COLLECTIONS = Table(
    name="collections", vi="Mỗi dòng là một bài trong một tập hợp do biên tập viên lập",
    en="One article of a collection made by editors per row", key=("collection", "position"),
    refers=_OF_ARTICLE,
    columns=(
        _text("collection!", "Mã tập hợp", "Identifier of the collection"),
        _text("title!", "Tên tập hợp", "Title of the collection"),
        _whole("position!", "Thứ tự trong tập hợp, từ 1", "Place in the collection, from 1"),
        _ARTICLE_KEY,
    ),
)  # fmt: skip

DOUBTS = Table(
    name="date_doubts", vi="Mỗi dòng là một điều chưa chắc về lúc đăng của một bài",
    en="One doubt about the time of publication of an article per row", key=("article", "doubt"),
    refers=_OF_ARTICLE,
    columns=(
        _ARTICLE_KEY,
        _text("doubt!", "Điều chưa chắc, giải nghĩa trong README.md", "The doubt, explained in README.md"),
    ),
)  # fmt: skip

PORTALS = Table(
    name="portals", vi="Mỗi dòng là một cổng thông tin", en="One portal per row", key=("id",),
    columns=(
        _text("id!", "Mã cổng", "Identifier"),
        _text("name!", "Tên như cổng ghi", "Name as the portal gives it"),
        _text("url", "Địa chỉ trang chủ", "Address of the home page"),
        _text("platform", "Phần mềm của cổng", "Software of the portal"),
        _text("place_old", "Mã xã trước 01/07/2025, xem places.code", "Commune before 1 July 2025, see places.code"),
        _text("place_new", "Mã xã từ 01/07/2025, xem places.code", "Commune since 1 July 2025, see places.code"),
        _text("state", "Lần thu thập gần nhất: done, red (có báo động), paused, running; trống nếu chưa thu thập", "Last crawl: done, red (an alarm), paused, running; empty: never crawled"),
        _text("reason", "Vì sao có báo động", "Why it is red"),
        _time("last_success", "Lần thu thập tốt gần nhất", "Last crawl that was well"),
        _whole("articles!", "Số bài trong bản phát hành", "Articles in this release"),
        _whole("gone!", "Số bài không còn trên cổng gốc", "Of these, vanished from the portal"),
        _whole("undated!", "Số bài không rõ tháng đăng", "Of these, without a known month"),
        _text("first_month", "Tháng đăng đầu tiên", "First month of publication"),
        _text("last_month", "Tháng đăng cuối cùng", "Last month of publication"),
        _whole("empty_months!", "Số tháng không có bài giữa hai tháng đó", "Months without articles between these"),
        _text("gap_from", "Tháng đầu của khoảng trống dài nhất", "First month of the longest gap"),
        _text("gap_to", "Tháng cuối của khoảng trống dài nhất", "Last month of the longest gap"),
    ),
)  # fmt: skip

COVERAGE = Table(
    name="coverage", vi="Số bài của mỗi cổng theo tháng đăng",
    en="Articles of each portal by month of publication", key=("portal", "month"),
    refers=(("portal", "portals", "id"),),
    columns=(
        _text("portal!", "Mã cổng, xem portals.id", "Portal, see portals.id"),
        _text("month!", "Tháng, 2021-10; chỉ có năm nếu không rõ tháng; unknown nếu không rõ gì", "Month, 2021-10; a year where no more is known; unknown where nothing is"),
        _whole("articles!", "Số bài", "Articles"),
        _whole("gone!", "Trong đó không còn trên cổng gốc", "Of these, vanished from the portal"),
    ),
)  # fmt: skip

PLACES = Table(
    name="places", vi="Mỗi dòng là một đơn vị cấp xã trong một thời kỳ",
    en="One commune in one period per row", key=(),
    columns=(
        _text("code!", "Mã của Tổng cục Thống kê", "Code of the General Statistics Office"),
        _text("name!", "Tên", "Name"),
        _text("type!", "Xã, Phường, Thị trấn, Đặc khu", "Kind of unit"),
        _text("district", "Huyện, quận; trống từ 01/07/2025", "District; none since 1 July 2025"),
        _text("province!", "Tỉnh, thành phố", "Province"),
        _text("valid_from", "Từ ngày; trống: trước 01/07/2025", "Since; empty: before 1 July 2025"),
        _text("valid_to", "Đến ngày; trống: hiện nay", "Until; empty: today"),
        _column("latitude", "number", "Vĩ độ", "Latitude"),
        _column("longitude", "number", "Kinh độ", "Longitude"),
    ),
)  # fmt: skip

SUCCESSORS = Table(
    name="place_successors", vi="Xã cũ đã thành xã nào", en="What the old communes became",
    key=("old_code", "new_code"),
    columns=(
        _text("old_code!", "Mã xã cũ", "Old commune"),
        _text("new_code!", "Mã xã mới", "New commune"),
        _text("kind!", "whole: toàn bộ; part: một phần", "whole or part"),
    ),
)  # fmt: skip
