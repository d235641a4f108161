"""What people decide on numbers is in the edition after its next update, and nothing else changes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from support.archives import make_article
from support.editorial import BY

from archive import portals
from archive.editorial import Actor, Editorial, NoSuchItem, NotValid, masks, numbers, reading
from archive.folder import Archive
from archive.privacy.personal import digest
from archive.record import Attachment
from archive.warc import sha256
from publish.build import build
from publish.build.copies import unpacked

from .conftest import HOME, add_media
from .test_privacy import LIST, keep, read
from .test_update import assert_as_made_anew

CHAIR = "Gặp ông Tòng Văn Ánh, Chủ tịch Hội, 0912 345 678"
OTHER = "gặp bà Quàng Thị Én 0987654321, nhà số 12 tổ 3"
FILE = b"%PDF-1.4 ds"


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    folder = tmp_path / "kho"
    with Archive.create(folder) as archive:
        portals.add(archive, HOME, name="Xã Thí Dụ")
        add_media(archive, f"{HOME}ds.pdf", FILE, "application/pdf")
        read(archive, FILE, f"{LIST}. {CHAIR}.")
        for number in range(18):
            text = f"Tin {number}. {CHAIR}; {OTHER}."
            files = (Attachment(url=f"{HOME}ds.pdf", name="Danh sách"),) if number == 2 else ()
            one = make_article(url=f"{HOME}tin-{number}", title=f"Tin số {number}", body_text=text,
                               body_html=f"<p>{text}</p>", images=(), attachments=files)  # fmt: skip
            keep(archive, one, f"<h1>Tin số {number}</h1><p>{text}</p>" + "<p>Chân trang</p>" * 20)
    build(folder)
    return folder


def ident(kho: Path, number: int) -> str:
    with Archive.open(kho) as archive:
        sql = "SELECT id FROM articles WHERE url = ?"
        return str(archive.conn.execute(sql, (f"{HOME}tin-{number}",)).fetchone()[0])


def shown(kho: Path, number: int) -> str:
    """The body and the captured page, as the public sees them."""
    with closing(sqlite3.connect(kho / "public.db")) as conn:
        body, page, dictionary = conn.execute(
            "SELECT a.body_text, c.page, d.content FROM articles a JOIN copies c ON c.article = a.id "
            "JOIN copy_dictionaries d ON d.portal = a.portal WHERE a.id = ?",
            (ident(kho, number),),
        ).fetchone()
    return f"{body}\n{unpacked(page, dictionary)}"


def updated(kho: Path, tmp_path: Path) -> int:
    """Brings the edition up to date, which it must be by an update; how many articles were changed."""
    report = build(kho)
    assert report.mode == "update", report.reason
    assert_as_made_anew(kho, tmp_path / "anew")
    return report.changed


def of_chair(kho: Path) -> str:
    with Archive.open(kho) as archive:
        return digest("0912345678", masks.salt(archive.conn))


def test_a_number_is_shown_in_all_articles_and_masked_again(kho: Path, tmp_path: Path) -> None:
    assert "0912" not in shown(kho, 3)
    with Editorial.open(kho) as ed:
        masks.decide(ed, of_chair(kho), "show", reason="Số công vụ", by=BY)
    assert updated(kho, tmp_path) == 18
    assert shown(kho, 3).count(CHAIR) == 2
    assert "0987" not in shown(kho, 3)
    with Editorial.open(kho) as ed:
        masks.decide(ed, of_chair(kho), None, reason="Đã nghỉ hưu", by=BY)
    assert updated(kho, tmp_path) == 18
    for trace in (b"0912 345 678", b"0912", b"0987654321"):
        assert trace not in (kho / "public.db").read_bytes()


def test_a_decision_of_one_article_goes_before_that_of_all(kho: Path, tmp_path: Path) -> None:
    with Editorial.open(kho) as ed:
        masks.decide(ed, of_chair(kho), "show", reason="Số công vụ", by=BY, article=ident(kho, 3))
    assert updated(kho, tmp_path) == 1
    assert "0912 345 678" in shown(kho, 3)
    assert "0912" not in shown(kho, 4)
    with Editorial.open(kho) as ed:
        masks.decide(ed, of_chair(kho), "show", reason="Số công vụ", by=BY)
        masks.decide(
            ed, of_chair(kho), "mask", reason="Ở đây thì không", by=BY, article=ident(kho, 3)
        )
    updated(kho, tmp_path)
    assert "0912" not in shown(kho, 3)
    assert "0912 345 678" in shown(kho, 4)


def test_words_are_masked_to_the_letter_and_leave_the_dictionary(kho: Path, tmp_path: Path) -> None:
    with Editorial.open(kho) as ed:
        masks.mask_text(ed, ident(kho, 0), "nhà số 12 tổ 3", reason="Địa chỉ nhà riêng", by=BY)
    updated(kho, tmp_path)
    assert "tổ 3" not in shown(kho, 0)
    assert shown(kho, 0).count("[đã che]") == 2
    assert "nhà số 12 tổ 3" in shown(kho, 1)
    with closing(sqlite3.connect(kho / "public.db")) as conn:
        samples = conn.execute("SELECT samples FROM copy_dictionaries").fetchone()[0]
    assert ident(kho, 0) not in samples
    with Editorial.open(kho) as ed:
        masks.unmask_text(ed, ident(kho, 0), "nhà số 12 tổ 3", reason="Nhầm", by=BY)
        with pytest.raises(NoSuchItem):
            masks.unmask_text(ed, ident(kho, 0), "nhà số 12 tổ 3", reason="Nhầm", by=BY)
    updated(kho, tmp_path)
    assert "nhà số 12 tổ 3" in shown(kho, 0)


def test_a_file_is_released_and_withheld_again(kho: Path, tmp_path: Path) -> None:
    with Archive.open(kho) as archive:
        held = list(numbers.held_files(archive.conn))
    assert [(one.name, one.numbers, one.released) for one in held] == [
        ("Danh sách", {"identity": 2, "phone": 1}, False)
    ]
    with Editorial.open(kho) as ed:
        masks.release(ed, held[0].sha256, reason="Đã xem", by=BY)
    assert updated(kho, tmp_path) == 1
    with closing(sqlite3.connect(kho / "public.db")) as conn:
        content, text = conn.execute("SELECT content, text FROM files").fetchone()
    assert content == FILE
    assert "0110850" not in text
    with Editorial.open(kho) as ed:
        masks.withhold(ed, held[0].sha256, reason="Còn số ở trang 3", by=BY)
    updated(kho, tmp_path)
    assert FILE not in (kho / "public.db").read_bytes()


def test_words_masked_in_an_article_withhold_its_files(kho: Path, tmp_path: Path) -> None:
    say = b"%PDF-1.4 nha rieng"
    with Archive.open(kho, write=True) as archive:
        add_media(archive, f"{HOME}nha.pdf", say, "application/pdf")
        read(archive, say, "Ông ở nhà số 12\ntổ 3, bản Co.")
        for number in (30, 31):
            file = Attachment(url=f"{HOME}nha.pdf", name="Biên bản")
            keep(archive, make_article(url=f"{HOME}tin-{number}", title=f"Tin {number}",
                                       body_text="Bản Co họp.", body_html="<p>Bản Co họp.</p>",
                                       images=(), attachments=(file,)), "<p>Bản Co họp.</p>")  # fmt: skip
    updated(kho, tmp_path)
    assert say in (kho / "public.db").read_bytes()
    with Editorial.open(kho) as ed:
        masks.mask_text(ed, ident(kho, 31), "nhà số 12 tổ 3", reason="Nhà riêng", by=BY)
    assert updated(kho, tmp_path) == 2
    for trace in (say, "nhà số 12\n".encode()):
        assert trace not in (kho / "public.db").read_bytes()
    with Archive.open(kho) as archive:
        assert {"Biên bản": {}}.items() <= {
            one.name: one.numbers for one in numbers.held_files(archive.conn)
        }.items()
    with Editorial.open(kho) as ed:
        masks.release(ed, sha256(say), reason="Chủ nhà đồng ý", by=BY)
    updated(kho, tmp_path)
    with closing(sqlite3.connect(kho / "public.db")) as conn:
        told = "SELECT text FROM files WHERE content = ?"
        assert conn.execute(told, (say,)).fetchone() == ("Ông ở [đã che], bản Co.",)
        with Editorial.open(kho) as ed:
            masks.unmask_text(ed, ident(kho, 31), "nhà số 12 tổ 3", reason="Nhầm", by=BY)
        updated(kho, tmp_path)
    with closing(sqlite3.connect(kho / "public.db")) as conn:
        assert conn.execute(told, (say,)).fetchone() == ("Ông ở nhà số 12\ntổ 3, bản Co.",)


def test_candidates_tell_everything_but_the_number(kho: Path) -> None:
    with Archive.open(kho) as archive:
        found, going_on = numbers.candidates(archive.conn, limit=3)
        assert len(found) == 4
        assert going_on == 2
        rest, end = numbers.candidates(archive.conn, after=going_on, limit=1000)
        assert end is None
        assert len(found + rest) == 2 * 18 + 2
        one = next(one for one in rest if one.kind == "identity")
        assert (one.hint, one.places, one.verdict, one.decided) == (
            "…23", ("file Danh sách",), "mask", None,
        )  # fmt: skip
        assert one.context.startswith("Danh sách: ông Lò Văn Hặc, CCCD [đã che số giấy tờ]; bà")
        assert "0912" not in repr(found + rest)
        assert one.number is None


def test_whoever_sees_numbers_is_in_the_log_first(kho: Path) -> None:
    article = ident(kho, 5)
    with Archive.open(kho) as archive, Editorial.open(kho) as ed:
        with pytest.raises(NotValid):
            numbers.reveal(archive.conn, ed, article, by=Actor(name=" ", via="desk"))
        with pytest.raises(NoSuchItem):
            numbers.reveal(archive.conn, ed, "a" * 16, by=BY)
        assert reading.acts(ed.conn, act="reveal") == []
        found = numbers.reveal(archive.conn, ed, article, by=BY, reason="Có đơn đề nghị")
        assert [one.number for one in found] == ["0912345678", "0987654321"]
        assert "0912 345 678" in found[0].context
        (act,) = reading.acts(ed.conn, act="reveal")
        assert (act.key, act.by, act.via, act.reason) == (article, "lan", "cli", "Có đơn đề nghị")
        assert "0912345678" not in repr(reading.acts(ed.conn))


def test_decisions_need_a_reason_and_something_to_decide_on(kho: Path) -> None:
    with Editorial.open(kho) as ed:
        for wrong in ({"reason": " "}, {"article": "a" * 16}):
            with pytest.raises((NotValid, NoSuchItem)):
                masks.decide(ed, "0" * 64, "show", **{"reason": "thử", "by": BY} | wrong)  # type: ignore[arg-type]
        with pytest.raises(NotValid):
            masks.decide(ed, "0912345678", "show", reason="thử", by=BY)
        with pytest.raises(NoSuchItem):
            masks.release(ed, sha256(b"khac"), reason="thử", by=BY)
        assert reading.acts(ed.conn) == []
