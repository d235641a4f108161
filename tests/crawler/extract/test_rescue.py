"""Bytes to text, and pages from before Unicode: whole ones, mixed ones, and sound ones."""

from __future__ import annotations

import html
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.article import extract
from crawler.extract.encoding import read_text
from crawler.extract.rescue import rescue

TITLE = "Hội nghị tổng kết công tác Đảng năm 2009"
FIRST = (
    "Sáng ngày 12 tháng 1, Đảng uỷ xã Noong Hẹt tổ chức hội nghị tổng kết công tác xây dựng Đảng."
)
SECOND = "Tham dự có đồng chí Bí thư, các đồng chí trong Ban Chấp hành và đại diện các chi bộ trực thuộc."
THIRD = "Năm qua, sản lượng lương thực đạt khá, đời sống nhân dân từng bước được cải thiện."
FRAME = "Trang thông tin điện tử xã Noong Hẹt"
MENU = "Giới thiệu Tin tức Văn bản Liên hệ"
ADDRESS = "http://xanoonghet.example.vn/tin-tuc/hoi-nghi-tong-ket.html"


def page(title: str, *paragraphs: str, charset: str = "", frame: str = FRAME) -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    return (
        f"<html><head>{meta if charset else ''}<title>{title}</title></head><body>"
        f"<table><tr><td>{frame}</td></tr><tr><td>{MENU if frame == FRAME else ''}</td></tr></table>"
        f"<table><tr><td><h1>{title}</h1><p>15/01/2009</p>"
        + "".join(f"<p>{one}</p>" for one in paragraphs)
        + "</td></tr></table></body></html>"
    )


def shown(text: str, encoding: str) -> str:
    """What a Western program shows for a text in a legacy encoding."""
    return text.encode(encoding).decode("latin-1")


@pytest.mark.parametrize(
    "charset", ["windows-1252", "iso-8859-1", "utf-8", "gb2312", "us-ascii", ""]
)
@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "viscii", "vps", "cp1258"])
def test_a_whole_page_in_another_encoding(encoding: str, charset: str) -> None:
    source = page(TITLE, FIRST, SECOND, THIRD, charset=charset, frame="")
    body = _in_1258(source) if encoding == "cp1258" else source.encode(encoding)
    article = extract(body, ADDRESS)
    assert article is not None
    assert article.title == TITLE
    assert article.body_text == "\n\n".join((FIRST, SECOND, THIRD))
    assert article.rules.get("text") == (None if encoding == "cp1258" else encoding)
    assert article.published == "2009-01-15"


def _in_1258(text: str) -> bytes:
    """As Windows writes it: the vowel with its circumflex, horn or breve, then the tone."""
    out = b""
    for char in text:
        parts = unicodedata.normalize("NFD", char)
        tone = "".join(part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323")
        base = "".join(part for part in parts if part not in tone)
        out += (unicodedata.normalize("NFC", base) + tone).encode("cp1258")
    return out


@pytest.mark.parametrize("entities", ["letters", "named", "numbers"])
@pytest.mark.parametrize(("encoding", "font"), [("tcvn3", ".VnTime"), ("vni", "VNI-Times")])
def test_a_legacy_article_in_a_frame_of_unicode(encoding: str, font: str, entities: str) -> None:
    def typed(text: str) -> str:
        letters = shown(text, encoding)
        if entities == "named":
            names = html.entities.codepoint2name
            letters = "".join(f"&{names[ord(c)]};" if ord(c) > 127 else c for c in letters)
        elif entities == "numbers":
            letters = "".join(f"&#{ord(c)};" if ord(c) > 127 else c for c in letters)
        return f'<font face="{font}" size="3">{letters}</font>'

    source = page(TITLE, typed(FIRST), typed(SECOND), typed(THIRD), charset="utf-8")
    article = extract(source.encode(), ADDRESS)
    assert article is not None
    assert article.title == TITLE
    assert article.body_text == "\n\n".join((FIRST, SECOND, THIRD))
    assert article.rules["text"] == encoding


def test_a_label_in_unicode_with_a_legacy_name_behind_it() -> None:
    name, title = shown("Nguyễn Văn Tuấn", "tcvn3"), shown("Tổng kết cuối năm", "tcvn3")
    source = f"<p>Tác giả: {name} | Ngày đăng: 12/03/2009</p><p>{shown(FIRST, 'tcvn3')}</p>"
    text, rescued = rescue(f"{source}<p>Tiêu đề: {title}</p><p>Tin tức – sự kiện © 2009</p>")
    assert rescued == "tcvn3"
    assert "<p>Tác giả: Nguyễn Văn Tuấn | Ngày đăng: 12/03/2009</p>" in text
    assert "<p>Tiêu đề: Tổng kết cuối năm</p><p>Tin tức – sự kiện © 2009</p>" in text


def test_fonts_of_a_style_sheet_and_capitals() -> None:
    style = '<style>p.MsoTitle, .Tua {font-family: ".VnTimeH"; margin: 0}</style>'
    heading = shown("đảng bộ xã noong hẹt", "tcvn3")
    body = f'{style}<p class="MsoTitle">{heading}</p><p>{shown(FIRST, "tcvn3")}</p><p>{MENU}</p>'
    text, rescued = rescue(body)
    assert rescued == "tcvn3"
    assert "ĐẢNG BỘ XÃ NOONG HẸT" in text
    assert FIRST in text
    assert MENU in text


def test_inline_tags_do_not_hide_words_and_markup_stays() -> None:
    words = shown("Đồng chí <b>Lò Văn Hặc</b>, một cán bộ <i>bé</i> nhỏ &amp; giỏi", "tcvn3")
    text, _ = rescue(f'<p title="x">{words}</p><p>{shown(SECOND, "tcvn3")}</p>')
    assert "Đồng chí <b>Lò Văn Hặc</b>, một cán bộ <i>bé</i> nhỏ &amp; giỏi" in text


def test_text_of_pictures_is_read_and_addresses_are_not() -> None:
    alt = shown("Quang cảnh hội nghị", "tcvn3")
    source = f'<p>{shown(FIRST, "tcvn3")}</p><img src="/anh/hé.jpg" alt="{alt}">'
    text, _ = rescue(source)
    assert 'alt="Quang cảnh hội nghị"' in text
    assert 'src="/anh/hé.jpg"' in text


def test_a_font_that_stayed_when_the_text_was_retyped_in_unicode() -> None:
    source = f'<font face=".VnTime">{FIRST}</font><p>{SECOND}</p>'
    assert rescue(source) == (source, None)


@pytest.mark.parametrize(
    "sound",
    [
        "<p>Le gouverneur visita l'Annam à la fête de Noël, où il fut reçu à Hué.</p>" * 4,
        "<p>© 2021 – ½ m² «Đời sống», ¶ 5 µm, 10¹, España, naïve, Zürich ø 5 cm</p>",
        "<p>Xe ø 90 mm; § 4 ®; Citroën &micro;TM</p><script>var a = '§¶ng bé vµ nh©n d©n';</script>",
        "<p>XÃ&nbsp;NOONG HẸT, “HỢP TÁC XÃ” và «XÃ»</p>",
    ],
)
def test_a_sound_page_comes_back_as_it_is(sound: str) -> None:
    assert rescue(sound) == (sound, None)


@pytest.mark.parametrize("rounds", [1, 2, 3])
@pytest.mark.parametrize("code", ["cp1252", "latin-1"])
def test_utf8_read_wrongly_and_saved(code: str, rounds: int) -> None:
    text = page(TITLE, FIRST, SECOND, THIRD, charset="utf-8")
    for _ in range(rounds):
        raw = text.encode()
        text = raw.decode("latin-1") if code == "latin-1" else _lenient(raw)
    article = extract(text.encode(), ADDRESS)
    assert article is not None
    assert article.body_text == "\n\n".join((FIRST, SECOND, THIRD))
    assert article.rules["text"] == "mojibake"


def _lenient(raw: bytes) -> str:
    """As browsers read windows-1252: undefined bytes are control characters."""
    return "".join(
        bytes([b]).decode("cp1252") if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(b)
        for b in raw
    )


def test_one_file_included_in_another_encoding() -> None:
    sound = page(TITLE, FIRST, SECOND, charset="utf-8").encode()
    for code, name in (("tcvn3", "tcvn3"), ("latin-1", "mojibake")):
        raw = THIRD.encode(code) if code != "latin-1" else THIRD.encode().decode(code).encode()
        body = sound.replace(b"</h1>", b"</h1><p>" + raw + b"</p>")
        text, rescued = rescue(read_text(body)[0])
        assert rescued == name
        assert all(one in text for one in (FIRST, SECOND, THIRD))


def test_a_utf8_page_with_stray_bytes() -> None:
    body = f"<p>{FIRST}</p><p>\u00a9</p><p>{SECOND}</p>".encode()
    text, name = read_text(body.replace(b"\xc2\xa9", b"\xa9 2009\xa0UBND"))
    assert name == "utf-8"
    assert "© 2009\u00a0UBND" in text
    assert FIRST in text
    cut = f"<p>{FIRST}</p><p>{SECOND}".encode()[:-3] + b"...</p>"
    assert read_text(cut)[0].startswith(f"<p>{FIRST}</p>")


@pytest.mark.parametrize("code", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-8"])
def test_marks_of_byte_order_and_their_absence(code: str) -> None:
    source = page(TITLE, FIRST, SECOND, charset="windows-1252")
    assert read_text(source.encode(code))[0] == source


def test_a_wrong_header_or_a_wrong_meta_changes_nothing() -> None:
    source = page(TITLE, FIRST, SECOND, charset="gb2312")
    for charset in ("iso-8859-1", "gbk", "windows-1258", "shift_jis", "nonsense"):
        headers = {"Content-Type": f"text/html; charset={charset}"}
        assert read_text(source.encode(), headers) == (source, "utf-8")


def test_what_is_really_in_another_language_is_read_as_declared() -> None:
    chinese = "<p>" + "越南共产党中央委员会总书记" * 5 + "</p>"
    assert read_text(chinese.encode("gb2312"), {"content-type": "text/html; charset=gb2312"}) == (
        chinese,
        "gb2312",
    )
    french = "<p>La fête à Hué fut très réussie, où l'on mangea des pâtés.</p>"
    assert read_text(french.encode("latin-1")) == (french, "cp1252")


@given(
    st.binary(max_size=300), st.sampled_from(["", "tcvn3", "viscii", "gb2312", "cp1258", "utf-7"])
)
def test_no_bytes_raise(body: bytes, charset: str) -> None:
    text, _ = read_text(body, {"Content-Type": f"text/html; charset={charset}"})
    rescued, _ = rescue(text)
    assert rescue(rescued)[0] is not None
