"""`luutru platform`: what is described, and a new description from a few pages."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.cli import luutru
from support.server import Page, local_portal

ROOT = Path(__file__).parents[2]
HOST = "http://xa.hiepthanh.example.vn"

ARTICLES = (
    (
        "Hiệp Thành mở lớp dạy đan lát cho phụ nữ",
        "11/08/2023 07:45",
        "Lớp học kéo dài một tháng, hai mươi học viên là phụ nữ các ấp ven sông tham gia.",
        "Mỗi buổi học ba giờ, học viên được phát nan tre và hướng dẫn từ chẻ nan đến đan rổ.",
        "Sau lớp học, hợp tác xã nhận bao tiêu sản phẩm với giá thỏa thuận cho từng loại.",
    ),
    (
        "Khánh thành cầu qua kênh Xáng Cụt",
        "25/12/2023 16:10",
        "Cầu dài hai mươi tám mét, nối hai ấp vốn chỉ đi lại được bằng đò ngang.",
        "Công trình do các nhà hảo tâm đóng góp, người dân hiến đất làm đường dẫn hai đầu cầu.",
        "Lễ khánh thành có đông đảo bà con và các em học sinh tham dự từ sáng sớm.",
    ),
)


def page(content: str, title: str) -> str:
    return (
        '<html><head><meta charset="utf-8"><meta name="generator" content="PhuSaPortal 3.2 (build 7)">'
        f'<title>{title} | UBND xã Hiệp Thành</title></head><body><div class="ps-masthead">'
        f'<a href="/">UBND xã Hiệp Thành</a></div>{content}<div class="ps-counter-box">Tổng truy cập:'
        " 99</div></body></html>"
    )


def article(title: str, day: str, lead: str, *paragraphs: str) -> str:
    text = "".join(f"<p>{one}</p>" for one in paragraphs)
    return page(
        f'<div class="ps-entry"><div class="ps-entry-head">{title}</div><div class="ps-entry-when">'
        f'Ngày đăng: {day} | Lượt xem: 12</div><div class="ps-entry-sum">{lead}</div>'
        f'<div class="ps-entry-text">{text}</div></div>',
        title,
    )


LISTED = "".join(
    f'<div class="ps-roll"><a href="/tin/bai-{n}.html">{ARTICLES[n % 2][0]}, phần {n}</a></div>'
    for n in range(8)
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A source checkout of our own to write into."""
    root = tmp_path / "checkout"
    for name in ("archive", "crawler", "publish", "luutru", "tests/crawler/platforms"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", root)
    return root


def run(root: Path, *words: object) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "luutru", *map(str, words)], cwd=root, capture_output=True,
        text=True, encoding="utf-8", check=False, env=os.environ | {"PYTHONPATH": str(root)},
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    pages = {f"bai-{n}": article(*one) for n, one in enumerate(ARTICLES)}
    pages["danh-sach"] = page(LISTED, "Tin tức")
    for name, html in pages.items():
        text = f"<!-- {HOST}/tin/{name}.html -->\n{html}"
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    return [tmp_path / f"{name}.html" for name in pages]


def test_a_platform_is_guessed_from_its_pages(checkout: Path, files: list[Path]) -> None:
    done = run(checkout, "platform", "new", "phusa", *files)
    assert done.returncode == 0, done.stderr
    module = (checkout / "crawler/platforms/phusa.py").read_text(encoding="utf-8")
    for field in ("head", "when", "sum", "text"):
        assert f'(".ps-entry-{field}",)' in module
    assert 'article=".ps-entry-text"' in module
    assert "PhuSaPortal" in module
    folder = checkout / "tests/crawler/platforms/phusa"
    names = sorted(path.name for path in folder.glob("*.html"))
    assert names == ["article-2.html", "article.html", "list.html"]
    golden = json.loads((folder / "article.json").read_text(encoding="utf-8"))
    assert golden["platform"] == "phusa"
    read = golden["article"]
    assert read["extracted_by"]["layout"] == "article"
    assert (read["title"], read["lead"]) == (ARTICLES[0][0], ARTICLES[0][2])
    assert read["body_text"] == list(ARTICLES[0][3:])
    listed = json.loads((folder / "list.json").read_text(encoding="utf-8"))
    assert (listed["platform"], listed["article"]) == ("phusa", None)
    assert "next: 1. read the module" in done.stderr
    again = run(checkout, "platform", "new", "phusa", *files)
    assert (again.returncode, "exists" in again.stderr) == (1, True)
    assert "phusa" in run(checkout, "platform", "list").stdout


def test_pages_are_fetched_by_address(checkout: Path) -> None:
    pages = {f"/tin/{n}.html": Page(article(*one)) for n, one in enumerate(ARTICLES)}
    with local_portal(dict(pages)) as portal:
        urls = [f"{portal.url}tin/{n}.html" for n in range(2)]
        done = run(checkout, "platform", "new", "phusa", *urls, "--allow-private")
        assert done.returncode == 0, done.stderr
        assert sorted(set(portal.paths()) - {"/robots.txt"})[:2] == ["/tin/0.html", "/tin/1.html"]
    first = (checkout / "tests/crawler/platforms/phusa/article.html").read_bytes()
    assert first.startswith(f"<!-- {urls[0]} -->".encode())


def test_what_cannot_be_sketched_leaves_nothing_behind(checkout: Path, tmp_path: Path) -> None:
    bare = tmp_path / "trong.html"
    bare.write_text("<p>Không có gì</p>", encoding="utf-8")
    for words, code, reason in (
        (("Phu-Sa", bare), 2, "is no name of a platform"),
        (("nukeviet", bare), 1, "exists"),
        (("phusa", tmp_path / "khong.html"), 1, "neither an address nor a file"),
        (("phusa", bare), 1, "sees no article"),
    ):
        done = run(checkout, "platform", "new", *words)
        assert (done.returncode, reason in done.stderr) == (code, True), done.stderr
    assert not (checkout / "crawler/platforms/phusa.py").exists()
    assert not (checkout / "tests/crawler/platforms/phusa").exists()


def test_without_sources_it_says_so(checkout: Path, files: list[Path]) -> None:
    (checkout / "pyproject.toml").unlink()
    done = run(checkout, "platform", "new", "phusa", *files)
    assert (done.returncode, "no source checkout" in done.stderr) == (1, True)


def test_the_platforms_are_listed() -> None:
    rows = json.loads(luutru("platform", "list", "--json", check=0).stdout)
    assert {"nukeviet", "generic"} <= {row["name"] for row in rows}
