"""One picture of an article, large, with what is known of it."""

from __future__ import annotations

from datasette.utils.asgi import Response

from publish.pages.article.asked import Asked, page_of_article


@page_of_article
async def picture(asked: Asked) -> Response:
    """The picture at a position of the article, with its neighbours."""
    number = int(asked.request.url_vars["position"])
    rows = await asked.ask(
        "SELECT i.*, r.width AS shown_width, r.height AS shown_height FROM images i "
        "JOIN renditions r ON r.id = i.rendition WHERE i.article = :id "
        "AND r.width = (SELECT max(width) FROM renditions WHERE id = i.rendition) "
        "ORDER BY i.position",
        {"id": asked.id},
    )
    positions = [row["position"] for row in rows]
    if number not in positions:
        return await asked.missing()
    at = positions.index(number)
    return await asked.render(
        "article_picture.html",
        picture=rows[at],
        number=at + 1,
        total=len(rows),
        previous=positions[at - 1] if at else None,
        next=positions[at + 1] if at + 1 < len(rows) else None,
    )
