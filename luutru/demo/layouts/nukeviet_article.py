"""The article pages of the NukeViet sample: the page itself, its print view, its saved file."""

# Lines of HTML are kept whole.

from __future__ import annotations

from datetime import datetime, timedelta

from luutru.demo.content import (
    VIETNAM,
    Block,
    Bullets,
    Paragraph,
    Picture,
    SampleArticle,
    Table,
)
from luutru.demo.layouts._layout import Edition, Reply, Request, escape, neighbours, weekday
from luutru.demo.layouts.nukeviet_frame import Head, frame

NEWER_TITLE, OLDER_TITLE = "Những tin mới hơn", "Những tin cũ hơn"
FILES_TITLE = "File đính kèm"
AUTHOR_LABEL, SOURCE_LABEL = "Tác giả: ", "Nguồn tin: "
_EDITED_AT = datetime(2022, 12, 19, 8, 5, 11, tzinfo=VIETNAM)


def address(article: SampleArticle) -> str:
    return f"/{article.category}/{article.slug}-{article.id}.html"


def picture_path(article: SampleArticle, picture: Picture) -> str:
    stem, dot, suffix = picture.file.rpartition(".")
    return f"/uploads/news/{article.published:%Y_%m}/{stem}_{article.id}{dot}{suffix}"


def document_path(article: SampleArticle, index: int) -> str:
    return f"{address(article)}?download=1&id={index}"


def stamp(moment: datetime) -> str:
    return f"{weekday(moment)} - {moment:%d/%m/%Y %H:%M}"


def article_page(edition: Edition, request: Request, article: SampleArticle) -> Reply:
    page, origin = address(article), request.origin
    edited = _edited(edition, article)
    category = edition.content.categories[article.category]
    image = f"{origin}{picture_path(article, article.pictures[0])}" if article.pictures else None
    head = Head(
        title=article.title,
        canonical=page,
        trail=((category, f"/{article.category}/"),),
        description=article.teaser,
        image=image,
        edited=edited,
    )
    text = (
        '<div class="news_column panel panel-default" itemtype="http://schema.org/NewsArticle" itemscope>'
        f'<div class="panel-body">\n<h1 class="title margin-bottom-lg" itemprop="headline">{escape(article.title)}</h1>\n'
        '<div class="hidden hide d-none" itemprop="author" itemtype="http://schema.org/Person" itemscope>'
        '<span itemprop="name">bientap</span></div>\n'
        f'<span class="hidden hide d-none" itemprop="datePublished">{edited.isoformat()}</span>\n'
        f'<span class="hidden hide d-none" itemprop="dateModified">{edited.isoformat()}</span>\n'
        f'<div class="row margin-bottom-lg"><div class="col-md-12"><span class="h5">{stamp(article.published)}</span></div>'
        f'<div class="col-md-12"><ul class="list-inline text-right"><li><a rel="nofollow" title="In ra" href="/print{page}">'
        f'<em class="fa fa-print fa-lg">&nbsp;</em></a></li><li><a rel="nofollow" title="Lưu bài viết này" href="/savefile{page}">'
        '<em class="fa fa-save fa-lg">&nbsp;</em></a></li></ul></div></div>\n'
        f"{_article_text(article)}{_documents(article)}{_byline(article)}</div></div>\n"
        f'<div class="news_column panel panel-default"><div class="panel-body"><div class="h5"><em class="fa fa-tags">&nbsp;</em>'
        f'<strong>Tags: </strong><a title="{escape(category.lower())}" href="/tag/{article.category}"><em>{escape(category.lower())}</em></a>'
        f"</div></div></div>\n{_related(edition, article)}"
    )
    return frame(edition, request, head, text)


def bare_page(request: Request, article: SampleArticle, path: str) -> Reply:
    """The print view, and the file that `savefile` sends: no frame, no microdata."""
    headers = {}
    if path.startswith("/savefile"):
        headers["Content-Disposition"] = f"attachment; filename={article.slug}.html"
    text = (
        f'<!DOCTYPE html><html lang="vi"><head><title>{escape(article.title)}</title>'
        '<meta name="robots" content="noindex, follow"><meta name="generator" content="NukeViet v4.5">'
        '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
        f'<link rel="canonical" href="{request.origin}{path}"></head><body><div id="print">'
        f"<h1>{escape(article.title)}</h1><p>{stamp(article.published)}</p>"
        f"{_article_text(article)}{_byline(article)}<p>URL: {request.origin}{address(article)}</p>"
        "</div></body></html>"
    )
    return Reply(body=text, headers=headers)


def _article_text(article: SampleArticle) -> str:
    """Lead, lead picture and body, as both the page and the print view show them."""
    lead = (
        f'<div class="hometext m-bottom" itemprop="description">{escape(article.lead)}</div>'
        if article.lead
        else ""
    )
    body, figure = article.body, ""
    if isinstance(body[0], Picture):
        caption = f"<figcaption>{escape(body[0].caption)}</figcaption>" if body[0].caption else ""
        figure = (
            f'<figure class="article center"><img alt="{escape(article.title)}" '
            f'src="{picture_path(article, body[0])}" width="460" class="img-thumbnail"/>{caption}</figure>'
        )
        body = body[1:]
    style = article.id % 3
    blocks = "\n".join(_block(article, style, place, block) for place, block in enumerate(body))
    return (
        f'<div class="clearfix">{lead}{figure}</div>\n'
        f'<div id="news-bodyhtml" class="bodytext margin-bottom-lg">\n{blocks}\n</div>\n'
    )


def _block(article: SampleArticle, style: int, place: int, block: Block) -> str:
    match block:
        case Picture():
            return _picture(article, place, block)
        case Bullets():
            return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in block.items) + "</ul>"
        case Table():
            rows = "".join(
                "<tr>"
                + "".join(f'<td><p align="center">{escape(cell)}</p></td>' for cell in row)
                + "</tr>"
                for row in block.rows
            )
            return f'<table border="1" cellpadding="0" cellspacing="0" style="width:100%"><tbody>{rows}</tbody></table>'
        case Paragraph(text=text):
            return _PARAGRAPHS[style].format(escape(text))


def _picture(article: SampleArticle, place: int, picture: Picture) -> str:
    size = f' height="{picture.height}" width="{picture.width}"' if picture.width else ""
    image = f'<img alt="{escape(picture.file)}"{size} src="{picture_path(article, picture)}" />'
    if not picture.caption:
        return f'<p style="text-align: center;">{image}</p>'
    caption = escape(picture.caption)
    if (article.id + place) % 3:
        return (
            f'<div style="text-align:center"><figure class="image" style="display:inline-block">{image}'
            f"<figcaption>{caption}</figcaption></figure></div>"
        )
    return (
        f'<p style="text-align: center;">{image}</p>\n'
        f'<p style="text-align: center;"><em>{caption}</em></p>'
    )


def _documents(article: SampleArticle) -> str:
    items = "".join(
        f'<div class="list-group-item"><a href="{escape(document_path(article, i))}" '
        f'title="Tập tin {i + 1} {escape(document.name)}" download>Tập tin {i + 1}: <strong>{escape(document.name)}</strong></a></div>'
        for i, document in enumerate(article.attachments)
    )
    if not items:
        return ""
    return (
        '<div class="panel panel-default"><div class="panel-heading"><i class="fa fa-download"></i> '
        f'<strong>{FILES_TITLE}</strong></div><div class="list-group news-download-file">{items}</div></div>\n'
    )


def _related(edition: Edition, article: SampleArticle) -> str:
    parts = []
    newer, older = neighbours(edition, article, 2)
    for title, others in ((NEWER_TITLE, newer), (OLDER_TITLE, older)):
        items = "".join(
            f'<li><em class="fa fa-angle-right">&nbsp;</em><h4><a href="{address(other)}">{escape(other.title)}</a></h4>'
            f" <em>({other.published:%d/%m/%Y})</em></li>"
            for other in others
        )
        if items:
            parts.append(
                f'<p class="h3"><strong>{title}</strong></p><div class="clearfix">'
                f'<ul class="detail-related related list-none list-items">{items}</ul></div>'
            )
    return f'<div class="news_column panel panel-default"><div class="panel-body other-news">{"".join(parts)}</div></div>'


_PARAGRAPHS = (
    '<p style="text-align: justify;">{}</p>',
    "<p>&nbsp; &nbsp; &nbsp; &nbsp; &nbsp;{}</p>",
    "{}<br />\n<br />",
)


def _byline(article: SampleArticle) -> str:
    parts = ((AUTHOR_LABEL, article.author), (SOURCE_LABEL, article.source))
    lines = "".join(
        f'<p class="h5 text-right"><strong>{label}</strong>{escape(name)}</p>'
        for label, name in parts
        if name
    )
    return f'<div class="margin-bottom-lg">{lines}</div>' if lines else ""


def _edited(edition: Edition, article: SampleArticle) -> datetime:
    """The time of the last edit, which this software prints as the time of publication."""
    if article.id in edition.edited:
        return _EDITED_AT
    return article.published + timedelta(days=3, minutes=17) * (article.id % 3 == 0)
