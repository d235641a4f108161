"""An article as schema.org's NewsArticle, in JSON-LD for search engines and reference managers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

_IN_MARKUP = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
"""A title must not end the element that holds the data."""


def news_article(
    article: Mapping[str, Any],
    portal: Mapping[str, Any],
    permalink: str,
    pictures: Sequence[Mapping[str, Any]],
) -> Markup:
    """The content of a `<script type="application/ld+json">`: data, which no browser runs."""
    site = permalink.partition("/bai/")[0]
    publisher = {"@type": "GovernmentOrganization", "name": portal["name"], "url": portal["url"]}
    author = article["author"]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": permalink,
        "url": permalink,
        "mainEntityOfPage": permalink,
        "headline": article["title"],
        "description": article["lead"],
        "inLanguage": "vi",
        "datePublished": article["published"],
        "articleSection": article["category"],
        "author": {"@type": "Person", "name": author} if author else publisher,
        "publisher": publisher,
        "isBasedOn": article["url"],
        "archivedAt": f"{permalink}/ban-goc",
        "image": [
            {
                "@type": "ImageObject",
                "contentUrl": f"{site}/anh/{one['rendition']}/lon.webp",
                "caption": one["caption"],
                "creditText": one["credit"],
            }
            for one in pictures
            if one["rendition"]
        ],
    }
    return Markup(json.dumps(_told(data), ensure_ascii=False).translate(_IN_MARKUP))


def _told(value: Any) -> Any:
    """Without what is not known."""
    if isinstance(value, dict):
        return {name: _told(one) for name, one in value.items() if one not in (None, "", [])}
    return [_told(one) for one in value] if isinstance(value, list) else value
