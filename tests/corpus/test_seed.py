"""The plain text of a real article, from the command line: in, checked, out again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from support.cli import luutru
from support.corpus import corpus
from support.site import open_site

from archive.folder import Archive
from archive.text import clean
from crawler.extract.plain import read_plain

TITLE = "Đẩy mạnh công tác phát triển Đảng tại xã Thanh Yên"
PUBLISHED = "2021-10-05T10:18:39+07:00"
CHROME = ("Liên kết Website", "Thống kê truy cập", "Tổng truy cập", "Thời gian đăng", "•", "3.jpg")


@pytest.fixture
def seed() -> Path:
    return corpus("seed.txt")


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    luutru("init", tmp_path / "kho", check=0)
    return tmp_path / "kho"


def export(kho: Path) -> list[dict[str, Any]]:
    done = luutru("export", "--archive", kho, check=0)
    return [json.loads(line) for line in done.stdout.splitlines()]


def longest(seed: Path) -> list[str]:
    """The seven paragraphs, by their one sure sign: nothing else in the text is as long."""
    lines = (clean(line.strip(" •\u00a0")) for line in seed.read_text("utf-8").splitlines())
    return [line for line in lines if len(line) > 150]


def test_the_article_comes_out_as_it_was_printed(seed: Path, kho: Path) -> None:
    luutru("import", seed, "--archive", kho, check=0)
    (article,) = export(kho)
    assert article["title"] == TITLE
    assert article["published"] == PUBLISHED
    assert article["published_precision"] == "second"
    assert article["published_text"].startswith("Thời gian đăng: ")
    assert article["published_text"] in seed.read_text("utf-8")
    paragraphs = article["body_text"].split("\n\n")
    assert len(paragraphs) == 7
    assert paragraphs == longest(seed)
    (image,) = article["images"]
    assert image["url"] == "3.jpg"
    assert image["caption"].startswith("Ảnh: ")
    assert image["caption"] in clean(seed.read_text("utf-8"))
    assert article["lead"] is None
    assert article["attachments"] == []
    assert article["gone_since"] is None


def test_nothing_of_the_page_around_it_is_in_it(seed: Path, kho: Path) -> None:
    luutru("import", seed, "--archive", kho, check=0)
    (article,) = export(kho)
    site = clean(seed.read_text("utf-8-sig").splitlines()[0])
    text = f"{article['title']}\n{article['body_text']}"
    assert not [word for word in (site, *CHROME) if word in text]
    html = article["body_html"]
    assert html.count("<p>") == 7
    assert html.count("<figure>") == html.count("<figcaption>") == 1
    assert site not in html
    with Archive.open(kho) as archive:
        assert [row[0] for row in archive.conn.execute("SELECT name FROM portals")] == [site]


def test_the_archive_is_whole_and_a_second_import_doubles_nothing(
    seed: Path, kho: Path, tmp_path: Path
) -> None:
    luutru("import", seed, "--archive", kho, check=0)
    luutru("verify", "--archive", kho, check=0)
    once = export(kho)
    again = luutru("import", seed, "--archive", kho, check=0)
    assert "nothing new" in again.stderr
    copy = shutil.copy(seed, tmp_path / "ban-sao.txt")
    luutru("import", copy, "--archive", kho, check=0)
    luutru("verify", "--archive", kho, check=0)
    assert export(kho) == once
    with Archive.open(kho) as archive:
        assert archive.conn.execute("SELECT count(*) FROM captures").fetchone()[0] == 1


def test_it_is_found_without_marks(seed: Path, kho: Path) -> None:
    luutru("import", seed, "--archive", kho, check=0)
    for query in ("phat trien dang", "công tác phát triển Đảng", "lễ kết nạp"):
        done = luutru("export", "--query", query, "--archive", kho, check=0)
        assert TITLE in done.stdout, query


def test_it_is_found_and_read_on_the_published_site(seed: Path, kho: Path) -> None:
    luutru("import", seed, "--archive", kho, check=0)
    luutru("build", "--archive", kho, check=0)
    with open_site(kho / "public.db") as get:
        for query in ("phat trien dang", "Đảng uỷ", "đảng ủy", "dang uy thanh yen"):
            assert TITLE in _plain(get("/tim-kiem", params={"q": query}).text), query
            assert TITLE in get("/public/articles", params={"_search": query}).text
            answer = get("/public/articles.json", params={"_search": query, "_shape": "array"})
            assert [row["title"] for row in answer.json()] == [TITLE]
        page = get(f"/bai/{answer.json()[0]['id']}").text
    assert "05/10/2021 10:18:39 (+07:00)" in page
    assert page.partition('class="noi-dung"')[2].partition("</article>")[0].count("<p>") == 7
    assert not [text for text in CHROME[:3] if text in page]


def _plain(html: str) -> str:
    return html.replace("<mark>", "").replace("</mark>", "")


@pytest.mark.parametrize(
    ("before", "after"),
    [("\n", "\r\n"), ("\n\n", "\n"), ("• ", "- "), ("• ", ""), ("3.jpg", "anh le ket nap.png")],
)
def test_other_ways_to_write_the_same_page(seed: Path, before: str, after: str) -> None:
    text = seed.read_bytes().decode("utf-8")
    article = read_plain(text.replace(before, after)).article
    assert article is not None
    assert (article.title, article.published) == (TITLE, PUBLISHED)
    assert article.body_text.split("\n\n") == longest(seed)
    assert [image.caption is not None for image in article.images] == [True]
