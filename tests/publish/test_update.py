"""An edition that was updated is the one that would be made anew."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.archives import START, make_article, write_capture
from support.editions import assert_as_made_anew
from support.editorial import BY, hide, unhide

from archive import articles, crawls, portals, rereads, store
from archive.editorial import Editorial, hiding, masks, policies
from archive.folder import Archive
from archive.privacy.personal import digest
from archive.record import Article, Attachment, Image
from archive.work import PageWork
from publish.build import build, full, update
from publish.build.work import BuildReport

from .conftest import HOME, add_media, picture

COMMUNES = """
INSERT INTO places VALUES ('00001', 'Thí Dụ', 'xã', 'Huyện Mẫu', '001', 'Tỉnh Mẫu', '01',
    '1975-01-01', '2025-06-30', NULL, NULL);
INSERT INTO places VALUES ('00002', 'Thí Dụ Mới', 'xã', NULL, NULL, 'Tỉnh Mẫu', '01',
    '2025-07-01', NULL, 21.5, 103.5);
INSERT INTO place_successors VALUES ('00001', '00002', 'part')
"""


class Life:
    """An archive that goes on: each method is something that happens to it."""

    def __init__(self, kho: Path, seed: int) -> None:
        self.kho = kho
        self.dice = random.Random(seed)
        self.clock = 0
        self.pages: dict[str, Article] = {}
        self.texts = 0

    def keep(self, archive: Archive, article: Article, portal: str) -> None:
        self.clock += 1
        self.pages[article.url] = article
        body = f"{article.title}\n{article.body_text}\n{article.published}".encode()
        with archive.transaction():
            capture = write_capture(
                archive, article.url, body, START + timedelta(minutes=self.clock)
            )
            store.keep(
                archive, PageWork(portal=portal, crawl=None, capture=capture, article=article)
            )

    def new(self, archive: Archive) -> None:
        number = len(self.pages)
        portal = self.dice.choice(["thi-du", "ban-moi"])
        others = [f"{HOME}bai-{self.dice.randrange(20)}", "https://vi.example.org/"]
        links = "".join(f'<p><a href="{url}#a">xem</a></p>' for url in others)
        day = f"2021-{self.dice.randint(1, 4):02}-05"
        text = f"Năm nay xã làm đường bê tông số {number}, được mùa lúa.{self.contact()}"
        self.keep(
            archive,
            make_article(
                url=f"{HOME}bai-{number}",
                title=f"Đảng uỷ xã bàn việc số {number}",
                published=self.dice.choice([day, f"{day}T08:00:00+07:00", None]),
                body_text=text,
                body_html=f"<p>{text}</p>{links}",
                images=tuple(
                    Image(url=f"{HOME}{self.dice.randrange(9)}.jpg", caption=f"Chú thích {one}")
                    for one in range(self.dice.randrange(3))
                ),
                attachments=tuple(
                    Attachment(url=f"{HOME}{self.dice.randrange(7)}.pdf", name="Kế hoạch")
                    for one in range(self.dice.randrange(2))
                ),
                citations=self.dice.choice([(), ("05-CT/TW",), ("15/QĐ-UBND", "05-CT/TW")]),
                category=self.dice.choice([None, "Tin tức", "Đảng - Đoàn"]),
            ),
            portal,
        )

    def contact(self) -> str:
        return self.dice.choice(["", " Gặp anh Lò Văn Hặc, 0912 345 678."])

    def some(self, archive: Archive) -> tuple[Article, str] | None:
        rows = archive.conn.execute("SELECT url, portal FROM articles ORDER BY url").fetchall()
        rows = [row for row in rows if row["url"] in self.pages]
        if not rows:
            return None
        row = self.dice.choice(rows)
        return self.pages[row["url"]], row["portal"]

    def seen(self, archive: Archive) -> None:
        if found := self.some(archive):
            self.keep(archive, *found)

    def edited(self, archive: Archive) -> None:
        if found := self.some(archive):
            text = f"{found[0].body_text}\n\nThêm đoạn {self.clock}.{self.contact()}"
            self.keep(archive, replace(found[0], body_text=text), found[1])

    def redated(self, archive: Archive) -> None:
        if found := self.some(archive):
            day = f"2021-{self.dice.randint(1, 4):02}-05"
            self.keep(archive, replace(found[0], published=day), found[1])

    def gone(self, archive: Archive) -> None:
        if found := self.some(archive):
            with archive.transaction():
                articles.mark_gone(archive.conn, found[0].url, "2023-01-02T00:00:00+07:00", "404")

    def other_address(self, archive: Archive) -> None:
        rows = archive.conn.execute("SELECT id FROM articles ORDER BY id").fetchall()
        if rows:
            url = f"{HOME}bai-{self.dice.randrange(20)}"
            with archive.transaction():
                articles.add_urls(archive.conn, self.dice.choice(rows)[0], {url})

    def other_address_left(self, archive: Archive) -> None:
        with archive.transaction():
            archive.conn.execute(
                "DELETE FROM article_urls WHERE url NOT IN (SELECT url FROM articles) "
                "AND url = (SELECT max(url) FROM article_urls)"
            )

    def hidden(self, archive: Archive) -> None:
        shown = self.some(archive)
        if shown and hiding.find(archive.conn, shown[0].url) not in hiding.hidden_ids(archive.conn):
            hide(archive.path, shown[0].url)

    def unhidden(self, archive: Archive) -> None:
        if held := sorted(hiding.hidden_ids(archive.conn)):
            unhide(archive.path, self.dice.choice(held))

    def picture_kept(self, archive: Archive) -> None:
        number = self.dice.randrange(9)
        body = self.dice.choice([picture(300 + number, 200), picture(90, 60), b"no picture"])
        add_media(archive, f"{HOME}{number}.jpg", body, "image/jpeg")

    def file_kept(self, archive: Archive) -> None:
        number = self.dice.randrange(7)
        kind = self.dice.choice(["application/pdf", "Application/Octet-Stream"])
        add_media(archive, f"{HOME}{number}.pdf", b"%%PDF-1.4 %d" % (number % 5), kind)

    def text_read(self, archive: Archive) -> None:
        self.texts += 1
        paper = self.dice.choice(["", ": ông Hặc, CCCD 011085000123"])
        row = archive.conn.execute("SELECT sha256 FROM media WHERE url LIKE '%.pdf'").fetchone()
        if row:
            with archive.transaction():
                archive.conn.execute(
                    "INSERT OR REPLACE INTO attachment_texts (sha256, status, text, reader, "
                    "version, read_at) VALUES (?, 'read', ?, 'x', 1, '2021')",
                    (row[0], f"Chữ trong tệp, lần {self.texts}{paper}"),
                )

    def number_decided(self, archive: Archive) -> None:
        """Of an article, or of all; what holds for all is met in pages, revisions and files."""
        salt = masks.salt(archive.conn)
        number = digest(self.dice.choice(["0912345678", "0912345678", "011085000123"]), salt)
        shown = self.some(archive)
        only = hiding.find(archive.conn, shown[0].url) if shown else None
        with Editorial(archive.path) as ed:
            masks.decide(
                ed, number, self.dice.choice(["show", "mask", None]), reason="thử", by=BY,
                article=self.dice.choice([None, None, only]),
            )  # fmt: skip

    def words_masked(self, archive: Archive) -> None:
        rows = archive.conn.execute("SELECT article, text FROM masked_texts").fetchall()
        shown = self.some(archive)
        with Editorial(archive.path) as ed:
            if rows and self.dice.random() < 0.5:
                masks.unmask_text(ed, *self.dice.choice(rows), reason="thử", by=BY)
            elif shown:
                article = hiding.find(archive.conn, shown[0].url)
                masks.mask_text(ed, article, "đường bê tông", reason="thử", by=BY)

    def file_released(self, archive: Archive) -> None:
        files = [row[0] for row in archive.conn.execute("SELECT sha256 FROM attachment_texts")]
        if files:
            with Editorial(archive.path) as ed:
                masks.release(ed, files[0], reason="thử", by=BY)

    def portal_renamed(self, archive: Archive) -> None:
        portals.change(archive, "thi-du", {"name": f"Xã Thí Dụ Mới {self.clock}"})

    def portal_removed(self, archive: Archive) -> None:
        portals.remove(archive, self.dice.choice(["thi-du", "ban-moi", "trong"]))

    def portal_back(self, archive: Archive) -> None:
        with archive.transaction():
            archive.conn.execute("UPDATE portals SET removed_at = NULL")

    def portal_placed(self, archive: Archive) -> None:
        codes = self.dice.choice(
            [("00001", None), ("00001", "00002"), (None, "00002"), (None, None)]
        )
        with archive.transaction():
            archive.conn.execute(
                "UPDATE portals SET place_old = ?, place_new = ? WHERE id = 'thi-du'", codes
            )

    def outline_drawn(self, archive: Archive) -> None:
        point = [103 + self.dice.random(), 21]
        with archive.transaction():
            archive.conn.execute(
                "INSERT OR REPLACE INTO place_shapes VALUES ('00001', '1975-01-01', 'point', ?, ?, ?, "
                "'x', '2021')",
                (json.dumps({"type": "Point", "coordinates": point}), point[1], point[0]),
            )

    def crawled(self, archive: Archive) -> None:
        crawl = crawls.begin(archive, portals.get(archive.conn, "thi-du"))
        with archive.transaction():
            archive.conn.execute("UPDATE frontier SET state = 'done'")
        crawls.end(archive, crawl, finished=True)

    def nothing(self, archive: Archive) -> None:
        pass


ACTS: tuple[Callable[[Life, Archive], None], ...] = (
    Life.new, Life.new, Life.new, Life.seen, Life.edited, Life.redated, Life.gone,
    Life.other_address, Life.other_address_left, Life.hidden, Life.unhidden, Life.picture_kept,
    Life.file_kept, Life.text_read, Life.portal_renamed, Life.portal_removed, Life.portal_back,
    Life.portal_placed, Life.number_decided, Life.number_decided, Life.words_masked,
    Life.file_released, Life.edited, Life.edited, Life.text_read, Life.outline_drawn, Life.crawled, Life.nothing,
)  # fmt: skip


@pytest.fixture
def life(tmp_path: Path, request: pytest.FixtureRequest) -> Life:
    one = Life(tmp_path / "kho", getattr(request, "param", 1))
    with Archive.create(one.kho) as archive:
        portals.add(archive, HOME, name="Xã Thí Dụ")
        portals.add(archive, "http://moi.example.vn/", name="Xã Bản Mới")
        portals.add(archive, "http://trong.example.vn/", name="Xã Trống")
        archive.conn.executescript(COMMUNES)
        for _ in range(6):
            one.new(archive)
    build(one.kho)
    return one


def change(life: Life, *acts: Callable[[Life, Archive], None]) -> BuildReport:
    """Does these acts and brings the edition up to date."""
    with Archive.open(life.kho, write=True) as archive:
        for act in acts:
            act(life, archive)
    return build(life.kho)


@pytest.mark.parametrize("life", [0, 1, 33], indirect=True)
def test_whatever_happens_the_updated_edition_is_the_one_made_anew(
    life: Life, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update, "_WORTH", 100)
    for _ in range(7):
        acts = life.dice.choices(ACTS, k=life.dice.randint(1, 5))
        report = change(life, *acts)
        assert report.mode != "full", report.reason
        assert_as_made_anew(life.kho, tmp_path / "anew")


def test_another_table_of_communes_asks_for_a_new_edition(life: Life) -> None:
    with Archive.open(life.kho, write=True) as archive:
        archive.conn.execute("UPDATE places SET name = 'Thí Dụ Khác' WHERE code = '00002'")
    report = build(life.kho)
    assert (report.mode, report.reason) == ("full", "the table of communes has changed")


def test_an_older_copy_of_the_archive_asks_for_a_new_edition(life: Life, tmp_path: Path) -> None:
    shutil.copytree(life.kho, tmp_path / "before")
    change(life, Life.new)
    with Archive.open(tmp_path / "before", write=True) as archive:
        for _ in range(3):
            life.new(archive)
    shutil.copy(life.kho / "public.db", tmp_path / "before")
    report = build(tmp_path / "before")
    assert (report.mode, report.articles) == ("full", 9)


def test_many_articles_come_between_two_others_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when an editor dates a series to the same day."""
    monkeypatch.setattr(full, "GAP", 2)
    life = Life(tmp_path / "kho", 5)
    with Archive.create(life.kho) as archive:
        portals.add(archive, HOME, name="Xã Thí Dụ")
        for number in range(60):
            url, day = f"{HOME}cu-{number}", f"2021-{1 + number // 28:02}-{1 + number % 28:02}"
            life.keep(archive, make_article(url=url, title=f"Bài {number}", published=day,
                                            body_text=f"Nội dung {number}."), "thi-du")  # fmt: skip
    build(life.kho)
    for some in (1, 1, 1, 1, 1, 20):

        def came(life: Life, archive: Archive, some: int = some) -> None:
            for _ in range(some):
                number = len(life.pages)
                life.keep(
                    archive,
                    make_article(url=f"{HOME}moi-{number}", title=f"Bài {number}",
                                 published="2021-01-20T08:00:00+07:00",
                                 body_text=f"Nội dung {number}."),
                    "thi-du",
                )  # fmt: skip

        report = change(life, came)
        assert (report.mode, report.added, report.changed) == ("update", some, 0), report.reason
    assert_as_made_anew(life.kho, tmp_path / "anew")


def test_an_article_that_was_never_shown_leaves_the_archive(life: Life, tmp_path: Path) -> None:
    """Its portal was seen alive when it was captured; nothing tells whose it was."""
    url = f"{HOME}doc-nham"
    with Editorial.open(life.kho) as ed:
        policies.set_policy(ed, "thi-du", "review", by=BY)
    with Archive.open(life.kho, write=True) as archive:
        with archive.transaction():
            moment = START + timedelta(days=9)
            page = store.add_capture(
                archive.conn, "thi-du", None, write_capture(archive, url, b"x", moment)
            )
        run = rereads.begin(archive, 2, {}).id
        change = rereads.Change(
            article=make_article(url=url), known=None, capture=page, portal="thi-du",
            captured_at=moment.isoformat(),
        )  # fmt: skip
        rereads.write(archive, run, [change], read=1, lost=0)
    assert build(life.kho).mode == "update"
    with Archive.open(life.kho, write=True) as archive:
        assert rereads.roll_back(archive, run).removed == 1
    assert build(life.kho).mode == "update"
    assert_as_made_anew(life.kho, tmp_path / "anew")
