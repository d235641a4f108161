"""Single manners of leads, captions, signatures, attachments and trails, each in every frame."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.family import FETCHED, FRAMES, HOST, SECTION, SITE, URL
from support.stories import NEWS, SIGNED

from archive.record import Article
from crawler.extract.article import extract

ONE, TWO, THREE, FOUR = NEWS.paragraphs
HEAD = f"<h2>{NEWS.title}</h2><p>Ngày đăng: {NEWS.day} {NEWS.clock}</p>"
PLAIN = f"<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p><p>{FOUR}</p>"
LEAD = SIGNED.lead or ""
CAPTION = "Lãnh đạo xã trao loa đài cho bà con trong bản"
PICTURE = f"{HOST}/images/loa.jpg"


def read(content: str, frame: str, title: str = "{t} - {site}") -> Article:
    html = FRAMES[frame](content, title.format(t=NEWS.title, site=SITE))
    article = extract(html.encode(), URL, fetched_at=FETCHED)
    assert article is not None
    assert article.title == NEWS.title
    assert article.published == NEWS.published
    return article


LEADS = {
    "class": f'{HEAD}<div class="sapo">{LEAD}</div><div>{PLAIN}</div>',
    "class in the body": f'{HEAD}<div><p class="lead">{LEAD}</p>{PLAIN}</div>',
    "h2 under h1": f"<h1>{NEWS.title}</h1><p>{NEWS.day} {NEWS.clock}</p><h2>{LEAD}</h2><div>{PLAIN}</div>",
    "bold, first": f"{HEAD}<div><p><strong>{LEAD}</strong></p>{PLAIN}</div>",
    "bold, apart": f"{HEAD}<div><b>{LEAD}</b></div><div>{PLAIN}</div>",
    "bold, one cell": f"{HEAD}<table><tr><td><b>{LEAD}</b></td></tr><tr><td>{PLAIN}</td></tr></table>",
    "style": f'{HEAD}<div><div style="font-weight:bold">{LEAD}</div>{PLAIN}</div>',
    "before a picture": f'{HEAD}<div><p><strong>{LEAD}</strong></p><p align="center"><img src="/images/loa.jpg"></p>{PLAIN}</div>',
}


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("manner", LEADS)
def test_a_lead_is_kept_apart(manner: str, frame: str) -> None:
    article = read(LEADS[manner], frame)
    assert article.lead == LEAD
    assert article.body_text.split("\n\n") == NEWS.paragraphs


CAPTIONS = {
    "figcaption": '<figure><img src="/images/loa.jpg"><figcaption>{}</figcaption></figure>',
    "figure, div": '<figure><div><img src="/images/loa.jpg"></div><div>{}</div></figure>',
    "cell below": '<table><tr><td><img src="/images/loa.jpg"></td></tr><tr><td>{}</td></tr></table>',
    "cell below, centred": '<div align="center"><table border="0"><tbody><tr><td><p><img src="/images/loa.jpg"></p></td></tr>'
    '<tr><td><p style="text-align:center"><em>{}</em></p></td></tr></tbody></table></div>',
    "same cell": '<table class="ImageTable"><tr><td><img src="/images/loa.jpg"><div>{}</div></td></tr></table>',
    "centred, italic": '<p style="text-align:center"><img src="/images/loa.jpg"></p><p style="text-align:center"><em>{}</em></p>',
    "italic": '<p><img src="/images/loa.jpg"></p><p><i>{}</i></p>',
    "same paragraph": '<p style="text-align:center"><img src="/images/loa.jpg"><br>{}</p>',
    "same paragraph, em": '<p><img src="/images/loa.jpg"> <em>{}</em></p>',
    "shortcode": '<p>[caption id="attachment_12" align="aligncenter" width="600"]<img src="/images/loa.jpg"> {}[/caption]</p>',
    "class": '<div class="photo"><img src="/images/loa.jpg"><p class="img-desc">{}</p></div>',
    "class, Vietnamese": '<div><img src="/images/loa.jpg"></div><div class="chu-thich-anh">{}</div>',
    "label": '<p><img src="/images/loa.jpg"></p><p>Ảnh: {}</p>',
    "label, longer": '<p><img src="/images/loa.jpg"></p><p>(Trong ảnh: {})</p>',
    "credited": '<p><img src="/images/loa.jpg"></p><p>{} (Ảnh: Cà Thị Dung)</p>',
    "small": '<div style="text-align:center"><img src="/images/loa.jpg"></div><div style="text-align:center"><small>{}</small></div>',
    "blockquote": '<blockquote><p><img src="/images/loa.jpg"></p><p><em>{}</em></p></blockquote>',
    "list": '<ul class="gallery"><li><img src="/images/loa.jpg"><span>{}</span></li></ul>',
}


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("manner", CAPTIONS)
def test_a_caption_belongs_to_its_picture(manner: str, frame: str) -> None:
    form = CAPTIONS[manner]
    body = f"<div><p>{ONE}</p>{form.format(CAPTION)}<p>{TWO}</p><p>{THREE}</p><p>{FOUR}</p></div>"
    article = read(HEAD + body, frame)
    (image,) = article.images
    assert image.url == PICTURE
    assert image.caption is not None
    assert CAPTION in image.caption
    assert "[" not in image.caption
    assert article.body_text.split("\n\n") == NEWS.paragraphs


NO_CAPTIONS = {
    "a paragraph follows": '<p><img src="/images/loa.jpg" alt="IMG_2031.JPG"></p>',
    "in a paragraph of its own": '<div style="text-align:center"><img src="/images/loa.jpg" alt="loa"></div>',
    "in a cell": '<table align="center"><tr><td><img src="/images/loa.jpg" title="loa.jpg"></td></tr></table>',
    "linked": '<a href="/images/loa.jpg"><img src="/images/loa.jpg"></a>',
}


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("manner", NO_CAPTIONS)
def test_a_paragraph_is_no_caption(manner: str, frame: str) -> None:
    body = f"<div><p>{ONE}</p>{NO_CAPTIONS[manner]}<p>{TWO}</p><p>{THREE}</p><p>{FOUR}</p></div>"
    article = read(HEAD + body, frame)
    assert [(image.url, image.caption) for image in article.images] == [(PICTURE, None)]
    assert article.body_text.split("\n\n") == NEWS.paragraphs


SIGNS: dict[str, tuple[str, str | None, str | None]] = {
    "name, right": ('<p align="right"><b>Lường Văn Pó</b></p>', "Lường Văn Pó", None),
    "name, italic": ("<p><em>Lường Văn Pó</em></p>", "Lường Văn Pó", None),
    "name and unit": ('<p style="text-align:right"><strong>Lò Thị Ánh - Văn phòng UBND xã</strong></p>', "Lò Thị Ánh - Văn phòng UBND xã", None),
    "credit": ("<p>Tin, ảnh: Lò Thị Ánh</p>", "Lò Thị Ánh", None),
    "credit, bold label": ("<p><b>Tin và ảnh:</b> Lò Thị Ánh</p>", "Lò Thị Ánh", None),
    "writer": ("<p><i>Người viết: Cà Văn Hặc (CTV)</i></p>", "Cà Văn Hặc (CTV)", None),
    "editors": ('<div style="text-align:right">BBT</div>', "BBT", None),
    "source": ("<p>(Nguồn: Báo Điện Biên Phủ)</p>", None, "Báo Điện Biên Phủ"),
    "source, link": ('<p>Nguồn: <a href="http://baodienbien.example.vn/1">baodienbien.example.vn</a></p>', None, "baodienbien.example.vn"),
    "after": ('<p style="text-align:right"><em>Theo Báo Sơn La</em></p>', None, "Báo Sơn La"),
    "both": ("<p><b>Hoàng Lan</b></p><p>Nguồn: Trung tâm Văn hóa huyện</p>", "Hoàng Lan", "Trung tâm Văn hóa huyện"),
    "unit": ('<p style="text-align:right"><b>Phòng Văn hóa - Thông tin</b></p>', "Phòng Văn hóa - Thông tin", None),
    "br": ('<p align="right"><b>Tin: Quàng Thị Ín</b><br><b>Ảnh: Tòng Văn Bun</b></p>', "Quàng Thị Ín", None),
    "none": ("", None, None),
}  # fmt: skip


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("manner", SIGNS)
def test_a_signature_is_no_paragraph(manner: str, frame: str) -> None:
    sign, author, source = SIGNS[manner]
    article = read(f"{HEAD}<div>{PLAIN}{sign}</div>", frame)
    assert (article.author, article.source) == (author, source)
    assert article.body_text.split("\n\n") == NEWS.paragraphs


FILES: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "label, list": ('<p><b>File đính kèm:</b></p><ul><li><a href="/f/kh-01.docx">Kế hoạch 01</a></li><li><a href="/f/pl.xls">Phụ lục</a></li></ul>',
                    [("/f/kh-01.docx", "Kế hoạch 01"), ("/f/pl.xls", "Phụ lục")]),
    "in the text": ('<p>Chi tiết xem tại <a href="/f/tb.pdf">Thông báo số 5</a>.</p>', [("/f/tb.pdf", "Thông báo số 5")]),
    "download": ('<div><a href="/f/qd-77.pdf">Tải về</a></div>', [("/f/qd-77.pdf", "qd-77.pdf")]),
    "handler": ('<p>Tài liệu đính kèm: <a href="/Download.ashx?id=77">QD-77.pdf</a></p>', [("/Download.ashx?id=77", "QD-77.pdf")]),
    "handler, name in the query": ('<p><a href="/tai-ve.aspx?file=QD-78.doc">Tải văn bản</a></p>', [("/tai-ve.aspx?file=QD-78.doc", "QD-78.doc")]),
    "attribute": ('<p><a href="/media/9912" download>Báo cáo tháng 8</a></p>', [("/media/9912", "Báo cáo tháng 8")]),
    "table": ('<table border="1"><tr><td>STT</td><td>Tên tệp</td></tr><tr><td>1</td><td><a href="/f/a.rar">Hồ sơ</a></td></tr></table>', [("/f/a.rar", "Hồ sơ")]),
    "viewer": ('<iframe src="https://docs.google.com/viewer?url=http://muongsai.example.vn/f/nq-3.pdf&embedded=true"></iframe>', [("/f/nq-3.pdf", "nq-3.pdf")]),
    "object": ('<object data="/f/nq-4.pdf" type="application/pdf"></object>', [("/f/nq-4.pdf", "nq-4.pdf")]),
    "embed": ('<embed src="/f/nq-5.pdf">', [("/f/nq-5.pdf", "nq-5.pdf")]),
    "icon": ('<p><a href="/f/kh-6.pdf"><img src="/images/pdf.gif"></a> <a href="/f/kh-6.pdf">Kế hoạch số 6</a></p>', [("/f/kh-6.pdf", "Kế hoạch số 6")]),
    "none": ("", []),
}  # fmt: skip


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("manner", FILES)
def test_documents_are_attachments(manner: str, frame: str) -> None:
    form, files = FILES[manner]
    article = read(f"{HEAD}<div>{PLAIN}{form}</div>", frame)
    read_files = [(file.url.removeprefix(HOST), file.name) for file in article.attachments]
    assert read_files == files


TRAILS = {
    "list": '<ol class="breadcrumb"><li><a href="/">Trang chủ</a></li><li><a href="/index.php?cat=3">{}</a></li></ol>',
    "arrows": '<div><a href="/">Trang chủ</a> &gt; <a href="/index.php?cat=3">{}</a></div>',
    "arrows, title last": '<div><a href="/">Trang nhất</a> » <a href="/index.php?cat=9">Tin tức</a> » <a href="/index.php?cat=3">{}</a> » ' + NEWS.title + "</div>",
    "microdata": '<div itemscope itemtype="https://schema.org/BreadcrumbList"><span itemprop="itemListElement"><a href="/"><span itemprop="name">'
    'Trang chủ</span></a></span><span itemprop="itemListElement"><a href="/index.php?cat=3"><span itemprop="name">{}</span></a></span></div>',
    "label": '<div>Chuyên mục: <a href="/index.php?cat=3">{}</a></div>',
    "last not linked": '<ul class="breadcrumbs"><li><a href="/">Home</a></li><li>{}</li></ul>',
}  # fmt: skip


@pytest.mark.parametrize("frame", ["asp", "react", "poured"])
@pytest.mark.parametrize("manner", TRAILS)
def test_the_category_is_in_the_trail(manner: str, frame: str) -> None:
    article = read(TRAILS[manner].format(SECTION) + HEAD + f"<div>{PLAIN}</div>", frame)
    assert article.category == SECTION
    assert article.body_text.split("\n\n") == NEWS.paragraphs


def _words(html: str) -> str:
    return " ".join(html.split())


WHOLE: dict[str, tuple[str, list[str]]] = {
    "a document pasted in": (
        '<table><tr><td align="center"><b>UBND XÃ MƯỜNG SẠI</b><br>Số: 27/TB-UBND</td><td align="center"><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b>'
        '<br><b>Độc lập - Tự do - Hạnh phúc</b><br><i>Mường Sại, ngày 05 tháng 8 năm 2022</i></td></tr></table><p align="center"><b>THÔNG BÁO</b></p>'
        f"<p>{ONE}</p><p>{TWO}</p><p>Nơi nhận:</p>",
        [ONE, TWO, "Số: 27/TB-UBND", "THÔNG BÁO"],
    ),
    "a poem": (
        f"<p>{ONE}</p><p>Quê em bên dòng suối mát<br>Bốn mùa nước chảy trong veo<br>Bản làng bên nhau no ấm<br>Đường vui khắp nẻo sườn đèo</p><p>{TWO}</p>",
        [ONE, TWO, "Quê em bên dòng suối mát", "Đường vui khắp nẻo sườn đèo"],
    ),
    "a quotation": (f"<p>{ONE}</p><blockquote><p>{THREE}</p></blockquote><p>{TWO}</p>", [ONE, TWO, THREE]),
    "headings": (f"<h3>1. Kết quả</h3><p>{ONE}</p><p>{TWO}</p><h3>2. Phương hướng</h3><p>{THREE}</p>", ["1. Kết quả", ONE, "2. Phương hướng", THREE]),
    "a table only": ("<table border=1><tr><th>Thôn</th><th>Số hộ</th></tr><tr><td>Nà Lếch</td><td>87</td></tr><tr><td>Co Cượm</td><td>112</td></tr></table>", []),
    "a file only": ('<p>Tải về: <a href="/f/vb.pdf">Văn bản số 12</a></p>', []),
    "pictures only": ('<p><img src="/images/a1.jpg"></p><p><img src="/images/a2.jpg"></p>', []),
}  # fmt: skip


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("manner", WHOLE)
def test_nothing_of_it_is_lost(manner: str, frame: str) -> None:
    body, texts = WHOLE[manner]
    article = read(f"{HEAD}<div>{body}</div>", frame)
    whole = _words(f"{article.lead or ''} {article.body_text} {article.body_html}")
    for text in texts:
        assert text in whole
    assert len(article.images) == body.count("<img")
    assert ("<table>" in article.body_html) == (manner in ("a table only",))
    assert len(article.attachments) == body.count("/f/")
    for chrome in ("Giấy phép", "Điện thoại", "truy cập", "Đoàn thanh niên xã ra quân"):
        assert chrome not in whole


_CLOCKS: dict[str, Callable[[str], str]] = {
    "clock": lambda text: f"<div>{text}</div>",
    "stamped like one": lambda text: f'<div class="date">{text}</div>',
}


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("clock", _CLOCKS)
def test_without_a_stamp_no_other_date_is_taken(frame: str, clock: str) -> None:
    body = _CLOCKS[clock]("Hôm nay, ngày 23/11/2026") + f"<h2>{NEWS.title}</h2><div>{PLAIN}</div>"
    article = extract(FRAMES[frame](body, NEWS.title).encode(), URL, fetched_at=FETCHED)
    assert article is not None
    assert (article.title, article.published) == (NEWS.title, None)
