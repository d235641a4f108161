"""The attachments of the sample portals: one-page PDF files, built byte by byte.

ASCII only, because the fonts that every PDF reader has know no Vietnamese.
"""

from __future__ import annotations

import textwrap
import unicodedata
from functools import lru_cache

_PAGE = (595, 842)
_MARGIN = 64
_LINE_CHARACTERS = 68


def ascii_text(text: str) -> str:
    """A text without its Vietnamese marks."""
    plain = text.replace("đ", "d").replace("Đ", "D").replace("–", "-")
    return unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode("ascii")


@lru_cache(maxsize=256)
def pdf(title: str, office: str, reference: str) -> bytes:
    """A valid PDF with the office, the title and a reference, each without marks."""
    content = _page_content(ascii_text(title), ascii_text(office), ascii_text(reference))
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>" % _PAGE,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Bold /Encoding /WinAnsiEncoding >>",
        b"<< /Title (%s) /Producer (luutru demo) >>" % _escaped(ascii_text(title)),
    )
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 7 0 R >>\n" % (len(objects) + 1)
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def _page_content(title: str, office: str, reference: str) -> bytes:
    lines = [(b"F2", 11, office.upper()), (b"F1", 11, f"So hieu: {reference}"), (b"F1", 11, "")]
    lines += [(b"F2", 15, line) for line in textwrap.wrap(title, 48)]
    body = (
        "Van ban mau kem theo bai viet tren trang thong tin dien tu cua xa. "
        "Ban co dau duoc niem yet tai tru so Uy ban nhan dan xa."
    )
    lines += [
        (b"F1", 11, ""),
        *((b"F1", 12, line) for line in textwrap.wrap(body, _LINE_CHARACTERS)),
    ]
    drawn = [b"BT", b"%d %d Td" % (_MARGIN, _PAGE[1] - _MARGIN)]
    for font, size, text in lines:
        drawn.append(
            b"/%s %d Tf (%s) Tj 0 -%d Td" % (font, size, _escaped(text), round(size * 1.6))
        )
    return b"\n".join([*drawn, b"ET"])


def _escaped(text: str) -> bytes:
    plain = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return plain.encode("ascii")
