"""Documents to text: every format, and every way in which there is no text. All made by hand."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from support.documents import doc, docx, ods, odt, ole, paragraph, pdf, xls, xlsx, zipped

from crawler.attachments import document, reading
from crawler.attachments import pdf as pdf_reader
from crawler.attachments.reading import read

TEXT = "Ủy ban nhân dân xã Thí Dụ thông báo lịch tiếp công dân tháng 10"
ROWS = "Họ tên\tBản\nLò Văn Hặc\tLói"
TABLE = [["Họ tên", "Bản"], ["Lò Văn Hặc", "Lói"]]
RTF = (
    rb"{\rtf1\ansi\ansicpg1258\uc1{\fonttbl{\f0 Times;}}{\*\generator x}\pard \u7910?y ban "
    rb"nh\u226?n d\'e2n\par D\u242?ng hai \{1\}\par}"
)
_ROW = f"<w:tr><w:tc>{paragraph('Họ tên')}</w:tc><w:tc>{paragraph('Bản')}</w:tc></w:tr>"


@pytest.mark.parametrize(
    ("body", "reader", "text"),
    [
        (pdf([f"{TEXT}\nDòng hai", TEXT]), "pdf", f"{TEXT}\nDòng hai\n\n{TEXT}"),
        (docx(paragraph(TEXT) + paragraph("Hết")), "docx", f"{TEXT}\nHết"),
        (docx(f"<w:tbl>{_ROW}</w:tbl>"), "docx", "Họ tên\tBản"),
        (docx(paragraph(unicodedata.normalize("NFD", TEXT))), "docx", TEXT),
        (
            odt(f"<text:h>A</text:h><text:p>{TEXT}<text:line-break/>B</text:p>"),
            "odt",
            f"A\n{TEXT}\nB",
        ),
        (ods(TABLE), "ods", ROWS),
        (xlsx([["Họ tên", "Năm"], ["Lò Văn Hặc", 1990]]), "xlsx", "Họ tên\tNăm\nLò Văn Hặc\t1990"),
        (xls(TABLE), "xls", ROWS),
        (doc([f"{TEXT}\r", b"Het\r"]), "doc", f"{TEXT}\nHet"),
        (doc(["a \x13 HYPERLINK \x14nối\x15 b\r", "c\x07d\x07\x07"]), "doc", "a nối b\nc\td"),
        (RTF, "rtf", "Ủy ban nhân dân\nDòng hai {1}"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_format_gives_its_text(body: bytes, reader: str, text: str) -> None:
    found = read(body)
    assert (found.status, found.reader, found.text) == ("text", reader, text)


@pytest.mark.parametrize(
    ("make", "status", "note"),
    [
        (lambda: pdf([None, None]), "scan", "2 pages, none with text"),
        (lambda: pdf([TEXT], encrypted=True), "encrypted", "password"),
        (lambda: doc([TEXT], flags=0x0300), "encrypted", "password"),
        (lambda: ole({"EncryptedPackage": b"x"}), "encrypted", "password"),
        (lambda: b"%PDF-1.4\nnothing", "broken", "PDFium"),
        (lambda: pdf([TEXT])[:900], "broken", "PDFium"),
        (lambda: docx(paragraph(TEXT))[:200], "broken", "damaged zip"),
        (lambda: docx("<w:p>"), "broken", "XMLSyntaxError"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, "broken", "OLE"),
        (lambda: b"", "broken", "empty"),
        (lambda: docx(" " * 60_000_000), "too large", "unpacks"),
        (lambda: b"x" * (document.MAX_BYTES + 1), "too large", "at most"),
        (lambda: docx(""), "empty", "no text"),
        (lambda: doc([TEXT], version=0x65), "unsupported", "before Word 97"),
        (lambda: zipped({"a.txt": TEXT}), "unsupported", "not unpacked"),
        (lambda: b"<!DOCTYPE html><p>404", "unsupported", "a page"),
        (lambda: b"Rar!\x1a\x07", "unsupported", "Rar!"),
    ],
)  # fmt: skip
def test_without_text_the_reason_is_told(make: Callable[[], bytes], status: str, note: str) -> None:
    found = read(make())
    assert (found.status, found.text) == (status, None)
    assert note in (found.note or "")


def test_a_reader_in_rust_that_panics_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):  # as PyO3 names it; it is no Exception
        pass

    def fail(body: bytes) -> list[str]:
        raise error

    monkeypatch.setitem(reading._READERS, "xls", fail)
    error: BaseException = PanicException("range start index out of range")
    found = read(xls(TABLE))
    assert (found.status, found.reader) == ("broken", "xls")
    error = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        read(xls(TABLE))


def test_pages_without_text_among_others_are_counted() -> None:
    found = read(pdf([TEXT, None, None]))
    assert (found.status, found.pages, found.text) == ("text", 3, TEXT)
    assert found.note == "2 of 3 pages without text"


def test_a_pdf_with_very_many_pages_is_read_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_reader, "MAX_PAGES", 5)
    found = read(pdf([TEXT], times=400))
    assert (found.status, found.pages) == ("text", 400)
    assert (found.text or "").count(TEXT) == 5
    assert found.note == "only the first 5 of 400 pages were read"


def test_a_document_typed_in_a_font_of_before_unicode_is_rescued_and_noted() -> None:
    printed = "Céng hßa x· héi chñ nghÜa ViÖt Nam\rChñ tÞch Uû ban nh©n d©n x·\r"
    found = read(doc([printed.encode("latin-1")]))
    assert found.text == "Cộng hòa xã hội chủ nghĩa Việt Nam\nChủ tịch Uỷ ban nhân dân xã"
    assert found.note == "typed in tcvn3"


def test_entities_and_deleted_words_of_a_document_are_not_text() -> None:
    run = "<w:p><w:del><w:r><w:delText>cũ</w:delText></w:r></w:del><w:ins><w:r><w:t>mới</w:t></w:r></w:ins></w:p>"
    assert read(docx(run)).text == "mới"
    evil = zipped(
        {"word/document.xml": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>'}
    )
    assert read(evil).text is None
