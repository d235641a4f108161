"""Measures `luutru build`: the cost of an update against the share of articles that changed.

An archive of generated articles (WARC records, links, pictures shared by ten) is built in full,
then updated after 0.1, 1 and 10 percent of its articles were edited, as many new ones came, and
all others were seen again unchanged. Prints CPU seconds, also as a share of the full build.
"""

from __future__ import annotations

import io
import random
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image as Picture

from archive import store
from archive.editorial import Actor, Editorial, hiding
from archive.folder import VIETNAM, Archive
from archive.record import Article, Capture, ExtractedBy, Image, Kind
from archive.warc import http_block, new_record_id, sha256, warc_date
from archive.work import MediaFacts, PageWork
from publish.build import BuildReport, build

_HOMES = 20
_START = datetime(2021, 3, 12, 8, 0, tzinfo=VIETNAM)
_WORDS = [
    "xã",
    "họp",
    "bàn",
    "việc",
    "trồng",
    "lúa",
    "ngô",
    "khoai",
    "sắn",
    "làm",
    "đường",
    "bê",
    "tông",
    "vào",
    "bản",
    "các",
    "hộ",
    "dân",
    "góp",
    "công",
    "sức",
    "hội",
    "nghị",
    "tổng",
    "kết",
    "phong",
    "trào",
    "thi",
    "đua",
    "yêu",
    "nước",
    "của",
    "đảng",
    "uỷ",
    "hội",
    "đồng",
    "nhân",
    "dân",
    "mặt",
    "trận",
    "tổ",
    "quốc",
]
_SHARES = (0.001, 0.01, 0.1)


def run(articles: int) -> bool:
    """Prints the costs; False if an update was not one, or cost more than its share allows."""
    with tempfile.TemporaryDirectory(prefix="luutru-build-") as name:
        made = _Generated(Path(name) / "kho")
        made.begin(articles)
        whole, _ = _built("in full", made.kho, whole=True)
        told = True
        for share in _SHARES:
            number = max(1, round(articles * share))
            made.edit(number)
            cost, report = _built(f"{share:.1%} edited", made.kho, whole=whole)
            told &= report.mode == "update" and report.changed >= number and cost < whole
        made.add(max(1, articles // 100))
        told &= _built("1.0% new", made.kho, whole=whole)[1].mode == "update"
        made.see()
        told &= _built("all seen again", made.kho, whole=whole)[1].mode == "update"
        _built("nothing", made.kho, whole=whole)
        made.hide()
        told &= _built("one hidden", made.kho, whole=whole)[1].removed == 1
        return told


def _built(what: str, kho: Path, *, whole: float | bool) -> tuple[float, BuildReport]:
    began, cpu = time.monotonic(), time.process_time()
    report = build(kho, whole=whole is True)
    wall, cost = time.monotonic() - began, time.process_time() - cpu
    number = report.added + report.changed + report.removed
    each = f", {1000 * cost / number:6.2f} ms an article" if number else ""
    share = "" if whole is True else f", {cost / whole:7.2%} of the full build"
    print(
        f"{what:15} {report.mode:9} {number:7,} articles, {report.seen:7,} seen again: "
        f"{cost:8.2f} s CPU, {wall:8.2f} s{each}{share}",
        flush=True,
    )
    return cost, report


class _Generated:
    """An archive of generated articles that goes on."""

    def __init__(self, kho: Path) -> None:
        self.kho = kho
        self.dice = random.Random(16)
        self.clock = 0
        self.titles: list[tuple[str, int]] = []

    def begin(self, articles: int) -> None:
        with Archive.create(self.kho) as archive:
            archive.begin()
            for home in range(_HOMES):
                archive.conn.execute(
                    "INSERT INTO portals (id, url, name, platform, added_at) "
                    "VALUES (?, ?, ?, 'generic', '2021')",
                    (f"xa-{home}", f"http://xa{home}.example.vn/", f"Xã Thí Dụ {home}"),
                )
            for number in range(articles // 10):
                self._picture(archive, number)
            for number in range(articles):
                self._article(archive, number, 0)
                if number % 500 == 499:
                    archive.commit()
                    archive.begin()
            archive.commit()
        self.articles = articles

    def edit(self, number: int) -> None:
        with Archive.open(self.kho, write=True) as archive, archive.transaction():
            for one in self.dice.sample(range(self.articles), number):
                self._article(archive, one, self.clock)

    def add(self, number: int) -> None:
        with Archive.open(self.kho, write=True) as archive, archive.transaction():
            for one in range(self.articles, self.articles + number):
                self._article(archive, one, 0)
        self.articles += number

    def see(self) -> None:
        with Archive.open(self.kho, write=True) as archive, archive.transaction():
            archive.conn.execute("UPDATE articles SET last_captured = '2031-01-01T00:00:00+07:00'")

    def hide(self) -> None:
        with Editorial.open(self.kho) as ed:
            by = Actor(name="bench", via="cli")
            hiding.hide(ed, "http://xa1.example.vn/bai-1", reason="x", basis="y", by=by)

    def _text(self, seed: int, words: int) -> str:
        dice = random.Random(seed)
        return " ".join([*dice.choices(_WORDS, k=words), f"số {seed}"])

    def _article(self, archive: Archive, number: int, version: int) -> None:
        home = f"http://xa{number % _HOMES}.example.vn/"
        body = [self._text(number * 7 + part, 80) for part in range(5)]
        if version:
            body.append(self._text(version, 20))
        link = f'<p><a href="{home}bai-{max(0, number - 5 * _HOMES)}">Bài trước</a></p>'
        days = random.Random(number).randrange(1500)
        article = Article(
            url=f"{home}bai-{number}",
            title=self._text(number, 12).capitalize(),
            published=(_START + timedelta(days=days)).date().isoformat(),
            published_text=None,
            published_precision="day",
            published_rule=None,
            lead=body[0][:200],
            body_text="\n\n".join(body),
            body_html="".join(f"<p>{one}</p>" for one in body) + link,
            category=f"Chuyên mục {number % 7}",
            images=(Image(url=f"http://xa.example.vn/{number // 10}.jpg", caption="Ảnh"),),
            extracted_by=ExtractedBy(platform="generic", layout="plain", version=1),
        )
        page = f"<html><body><h1>{article.title}</h1>{article.body_html}</body></html>"
        capture = self._capture(archive, article.url, page.encode(), Kind.ARTICLE)
        work = PageWork(
            portal=f"xa-{number % _HOMES}", crawl=None, capture=capture, article=article
        )
        store.keep(archive, work)

    def _picture(self, archive: Archive, number: int) -> None:
        out = io.BytesIO()
        shade = tuple(self.dice.randrange(256) for _ in range(3))
        Picture.new("RGB", (32, 24), shade).save(out, "JPEG")
        url, body = f"http://xa.example.vn/{number}.jpg", out.getvalue() + str(number).encode()
        capture = self._capture(archive, url, body, Kind.IMAGE)
        facts = MediaFacts(url=url, sha256=sha256(body), bytes=len(body), content_type="image/jpeg")
        store.keep(archive, PageWork(portal="xa-0", crawl=None, capture=capture, media=facts))

    def _capture(self, archive: Archive, url: str, body: bytes, kind: Kind) -> Capture:
        self.clock += 1
        moment, record = _START + timedelta(seconds=self.clock), new_record_id()
        fields = [
            ("WARC-Type", "response"), ("WARC-Record-ID", record),
            ("WARC-Date", warc_date(moment)), ("WARC-Target-URI", url),
            ("Content-Type", "application/http;msgtype=response"),
        ]  # fmt: skip
        block = http_block(200, [("Content-Type", "text/html; charset=utf-8")], body)
        place = archive.warc.append(fields, block)
        return Capture(
            url=url, kind=kind, fetched_at=moment, status=200, content_type="text/html",
            payload_sha256=sha256(body), payload_bytes=len(body), record_id=record,
            record_type="response", warc=place.warc, offset=place.offset, length=place.length,
        )  # fmt: skip
