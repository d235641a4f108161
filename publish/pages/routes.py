"""The addresses of the published site. They are permanent: a link that was printed must hold."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from datasette.utils.asgi import Response

from publish.pages import (
    coverage,
    documents,
    editorial,
    feeds,
    files,
    home,
    machines,
    map,
    memento,
    oai,
    places,
    portal,
    search,
    take,
    trends,
)
from publish.pages.article import address, changes, citing, copy, ninjs, picture, proof, reading

_ARTICLE = r"^/bai/(?P<id>[a-z2-7]{16})"

Route = tuple[str, Callable[..., Awaitable[Response | None]]]

ROUTES: tuple[Route, ...] = (
    (r"^/$", home.home),
    (r"^/gioi-thieu$", home.about),
    (r"^/tim-kiem$", search.search_page),
    (r"^/tim-kiem\.json$", search.search_json),
    (r"^/tim-kiem\.atom$", feeds.atom),
    (r"^/tim-kiem\.feed\.json$", feeds.json_feed),
    (r"^/tim-kiem\.(?P<format>csv|jsonl|parquet)$", take.take),
    (r"^/bai$", address.by_address),
    (_ARTICLE + "$", reading.article),
    (_ARTICLE + r"/anh/(?P<position>\d{1,4})$", picture.picture),
    (_ARTICLE + "/ban-goc$", copy.copy),
    (_ARTICLE + r"/ban-goc/(?P<number>\d{1,6})(?:/(?P<moment>\d{14}))?$", copy.framed),
    (_ARTICLE + "/thay-doi$", changes.changes),
    (_ARTICLE + r"/phien-ban/(?P<number>\d{1,6})$", changes.revision),
    (_ARTICLE + "/chung-cu$", proof.proof),
    (_ARTICLE + r"/ninjs\.json$", ninjs.ninjs),
    (_ARTICLE + r"/trich-dan\.(?P<format>txt|bib|ris|csl\.json)$", citing.citation_file),
    (r"^/tuyen-tap$", editorial.collections),
    (r"^/tuyen-tap/(?P<id>[a-z0-9-]{1,80})$", editorial.collection),
    (r"^/the/(?P<id>[^/]{1,200})$", editorial.tag),
    (r"^/trang/(?P<id>[a-z0-9-]{1,80})$", editorial.page),
    (r"^/cong$", portal.portals),
    (r"^/cong/(?P<id>[a-z0-9-]+)$", portal.portal),
    (r"^/noi$", places.browse),
    (r"^/noi/(?P<code>\d{1,8})(?P<old>-cu)?$", places.commune),
    (r"^/ban-do$", map.map_page),
    (r"^/do-phu$", coverage.coverage),
    (r"^/do-phu\.json$", coverage.coverage_json),
    (r"^/do-phu\.csv$", coverage.coverage_csv),
    (r"^/van-ban$", documents.documents),
    (r"^/van-ban/(?P<slug>[^/]{1,300})$", documents.document),
    (r"^/xu-huong$", trends.trends),
    (r"^/anh/(?P<id>[0-9a-f]{16})/(?P<width>nho|lon|\d{1,5})\.webp$", files.picture),
    (r"^/tep/(?P<sha256>[0-9a-f]{64})/(?P<name>[^/]*)$", files.attachment),
    (r"^/tep/(?P<sha256>[0-9a-f]{64})\.txt$", files.attachment_text),
    (r"^/oai$", oai.oai),
    (r"^/timegate/(?P<url>.+)$", memento.timegate),
    (r"^/timemap/(?P<form>link|json)/(?:(?P<page>\d{1,6})/)?(?P<url>.+)$", memento.timemap),
    (r"^/robots\.txt$", machines.robots),
    (r"^/sitemap\.xml$", machines.sitemap),
    (
        r"^/sitemap/(?P<name>trang|khong-ro-ngay(\.\d{1,4})?|\d{4}(-\d\d)?(\.\d{1,4})?)\.xml$",
        machines.sitemap_part,
    ),
    (r"^/opensearch\.xml$", machines.opensearch),
    (r"^/favicon\.ico$", files.icon),
)
