"""Documents made by hand, byte by byte: what the readers of attachments are tried on."""

from __future__ import annotations

import io
import struct
import zipfile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def zipped(parts: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def docx(body: str) -> bytes:
    """A Word document with this XML in its body."""
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f'<?xml version="1.0"?><w:document {W}><w:body>{body}</w:body></w:document>',
        }
    )


def paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def odt(body: str) -> bytes:
    names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {names}><office:body><office:text>{body}"
            "</office:text></office:body></office:document-content>",
        }
    )


def ods(rows: list[list[str]]) -> bytes:
    names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
            "content.xml": f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="Trang 1">{cells}</table:table></office:spreadsheet></office:body></office:document-content>',
        }
    )


def xlsx(rows: list[list[str | int]]) -> bytes:
    def cell(value: str | int, at: str) -> str:
        if isinstance(value, int):
            return f'<c r="{at}"><v>{value}</v></c>'
        return f'<c r="{at}" t="inlineStr"><is><t>{value}</t></is></c>'

    lines = "".join(
        f'<row r="{r}">'
        + "".join(cell(v, f"{chr(64 + c)}{r}") for c, v in enumerate(row, 1))
        + "</row>"
        for r, row in enumerate(rows, 1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Danh sách" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData></worksheet>',
        }
    )


def xls(rows: list[list[str]]) -> bytes:
    """Excel 97 (BIFF8): one sheet of labels."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def bof(what: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, what, 0x0DBB, 1996, 0, 6))

    cells = b"".join(
        record(0x0204, struct.pack("<HHHHB", r, c, 0, len(text), 1) + text.encode("utf-16-le"))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    name = "Bảng".encode("utf-16-le")

    def globals_(offset: int) -> bytes:
        sheet = struct.pack("<IBBBB", offset, 0, 0, len(name) // 2, 1) + name
        return bof(0x0005) + record(0x0085, sheet) + record(0x000A, b"")

    return ole({"Workbook": globals_(len(globals_(0))) + bof(0x0010) + cells + record(0x000A, b"")})


def doc(pieces: list[str | bytes], *, flags: int = 0x0200, version: int = 0xC1) -> bytes:
    """Word 97: pieces of text (str: UTF-16, bytes: one byte a letter) named by a piece table."""
    text_at = 0x400
    stream, ends, places = b"", [0], []
    for piece in pieces:
        if isinstance(piece, str):
            places.append(text_at + len(stream))
            stream += piece.encode("utf-16-le")
        else:
            places.append((text_at + len(stream)) * 2 | 0x40000000)
            stream += piece
        ends.append(ends[-1] + len(piece))
    table = struct.pack(f"<{len(ends)}I", *ends)
    table += b"".join(struct.pack("<HIH", 0, place, 0) for place in places)
    clx = (
        b"\x01" + struct.pack("<H", 4) + b"\0" * 4 + b"\x02" + struct.pack("<I", len(table)) + table
    )
    head = bytearray(text_at)
    struct.pack_into("<HH", head, 0, 0xA5EC, version)
    struct.pack_into("<H", head, 0x0A, flags)
    struct.pack_into("<i", head, 0x4C, ends[-1])
    struct.pack_into("<II", head, 0x1A2, 16, len(clx))
    return ole({"WordDocument": bytes(head) + stream, "1Table": b"\0" * 16 + clx})


def ole(streams: dict[str, bytes]) -> bytes:
    """An OLE2 file ([MS-CFB] version 3) of some streams, each filled up to leave the mini stream out."""
    sector, end, free, fat_mark = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    fat: list[int] = [fat_mark]
    sectors: list[bytes] = [b""]

    def put(data: bytes) -> int:
        first = len(sectors)
        blocks = [data[at : at + sector].ljust(sector, b"\0") for at in range(0, len(data), sector)]
        for number, block in enumerate(blocks, 1):
            sectors.append(block)
            fat.append(first + number if number < len(blocks) else end)
        return first

    def entry(
        name: str, kind: int, start: int, size: int, *, child: int = free, right: int = free
    ) -> bytes:
        label = name.encode("utf-16-le") + b"\0\0"
        return (
            label.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(label), kind, 1, free, right, child)
            + b"\0" * 36
            + struct.pack("<IQ", start, size)
        )

    filled = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    starts = {name: put(data) for name, data in filled.items()}
    ordered = sorted(filled, key=lambda name: (len(name), name.upper()))
    entries = [entry("Root Entry", 5, end, 0, child=1)]
    for number, name in enumerate(ordered, 1):
        right = number + 1 if number < len(ordered) else free
        entries.append(entry(name, 2, starts[name], len(filled[name]), right=right))
    while len(entries) % 4:
        entries.append(b"\0" * 68 + b"\xff" * 12 + b"\0" * 48)
    directory = put(b"".join(entries))
    assert len(fat) <= 128
    sectors[0] = struct.pack("<128I", *fat, *[free] * (128 - len(fat)))
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
        + struct.pack("<IIIIIIIII", 0, 1, directory, 0, 4096, end, 0, end, 0)
        + struct.pack("<109I", 0, *[free] * 108)
    )  # fmt: skip
    return head + b"".join(sectors)


def pdf(pages: list[str | None], *, encrypted: bool = False, times: int = 1) -> bytes:
    """A PDF; a page of None is a picture without a letter. Text is written with a Unicode map."""
    letters = sorted({char for text in pages if text for char in text})
    codes = {char: number for number, char in enumerate(letters, 1)}
    mapped = "".join(f"<{n:04x}> <{ord(c):04x}>\n" for c, n in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def "
        "1 begincodespacerange <0000> <ffff> endcodespacerange "
        f"{len(codes)} beginbfchar\n{mapped}endbfchar endcmap end end"
    )
    objects: list[str] = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 500 >>",
        _stream(cmap),
        _stream(
            "\x01" * 3,
            " /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceRGB /BitsPerComponent 8",
        ),
    ]
    kids: list[str] = []
    for text in pages:
        if text is None:
            content = "q 500 0 0 700 0 0 cm /I Do Q"
        else:
            lines = text.split("\n")
            shown = " ".join(
                f"<{''.join(f'{codes[c]:04x}' for c in line)}> Tj 0 -20 Td" for line in lines
            )
            content = f"BT /F 12 Tf 50 700 Td {shown} ET"
        objects.append(_stream(content))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F 3 0 R >> /XObject << /I 6 0 R >> >> >>"
        )
        kids += [f"{len(objects)} 0 R"] * times
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R"
    if encrypted:
        trailer += f" /ID [<{'0' * 32}> <{'0' * 32}>] /Encrypt << /Filter /Standard /V 1 /R 2 /O <{'ab' * 32}> /U <{'cd' * 32}> /P -4 >>"
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer\n{trailer} >>\nstartxref\n{table}\n%%EOF".encode()
    return bytes(out)


def _stream(content: str, extra: str = "") -> str:
    return f"<< /Length {len(content)}{extra} >>\nstream\n{content}\nendstream"
