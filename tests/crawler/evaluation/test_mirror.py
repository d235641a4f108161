"""A portal on disk is read with what a crawl would have learnt by then."""

from __future__ import annotations

from pathlib import Path

from crawler.evaluation.gold import Mirror, MirrorPage
from crawler.evaluation.mirror import crawl

HOME = "http://xa.example.vn/"
PARAGRAPH = (
    "<p>Sáng nay, xã tổ chức ra quân làm thủy lợi, hơn một trăm hộ dân tham gia nạo vét.</p>"
)


def _article(title: str, stamp: str) -> str:
    return (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1>"
        f"<p class='date'>Ngày đăng: {stamp}</p>{PARAGRAPH * 4}</body></html>"
    )


def _mirror(folder: Path, stamps: dict[str, str]) -> Mirror:
    links = "".join(f'<a href="/tin-tuc/{name}.html">{name}</a> ' for name in stamps)
    pages = {HOME: f"<html><body><h1>Trang chủ</h1>{links}</body></html>"}
    for name, stamp in stamps.items():
        title = f"Ra quân làm thủy lợi vụ {name} năm nay"
        pages[f"{HOME}tin-tuc/{name}.html"] = _article(title, stamp)
    found = {}
    for number, (url, html) in enumerate(pages.items()):
        path = folder / f"{number}.html"
        path.write_text(html, encoding="utf-8")
        found[url] = MirrorPage(status=200, content_type="text/html", path=path)
    return Mirror(home=HOME, pages=found)


def _read(folder: Path, stamps: dict[str, str]) -> list[tuple[str | None, str | None]]:
    articles = crawl(_mirror(folder, stamps)).articles
    read = [articles[f"{HOME}tin-tuc/{name}.html"] for name in stamps]
    return [(article.published, article.published_rule) for article in read]


def test_the_order_of_dates_is_learnt_on_the_way(tmp_path: Path) -> None:
    read = _read(tmp_path, {"xuan": "23/05/2021", "mua": "05/10/2021"})
    assert read == [("2021-05-23", "dmy"), ("2021-10-05", "dmy")]


def test_nothing_is_known_before_it_is_proven(tmp_path: Path) -> None:
    read = _read(tmp_path, {"mua": "05/10/2021", "xuan": "23/05/2021"})
    assert read == [("2021-10-05", "dmy ambiguous_dm"), ("2021-05-23", "dmy")]
