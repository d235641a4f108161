"""`luutru portal try`: three articles of a portal, and nothing is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.cli import luutru
from support.server import LocalPortal, Page, local_portal

_TITLES = tuple(
    f"Ấp {n} của xã Mỹ Hiệp nghiệm thu tuyến đường bê tông" for n in ("Một", "Hai", "Ba", "Tư")
)
OPTIONS = ("--allow-private", "--delay", "0")


def article(title: str, day: str) -> Page:
    return Page(
        f"<html><head><title>{title} - UBND xã Mỹ Hiệp</title></head><body><h1>{title}</h1>"
        f"<p>Ngày đăng: {day}</p><p>Tuyến đường dài 800 mét, rộng 3 mét, do nhân dân góp ngày công"
        " và hiến đất, ngân sách hỗ trợ xi măng.</p><p>Bà con đi lại thuận tiện hơn nhiều, nhất là"
        " các cháu học sinh trong mùa mưa.</p></body></html>"
    )


def portal_of(*pages: Page) -> dict[str, Page]:
    links = "".join(
        f"<p><a href='/tin/{n}.html'>{title}</a></p>" for n, title in enumerate(_TITLES)
    )
    home = f"<html><head><title>UBND xã Mỹ Hiệp</title></head><body>{links}</body></html>"
    return {"/": Page(home)} | {f"/tin/{n}.html": page for n, page in enumerate(pages)}


def test_three_articles_are_read_and_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pages = [article(title, "14/07/2022 09:30") for title in _TITLES]
    with local_portal(dict(portal_of(*pages))) as portal:
        done = luutru("portal", "try", portal.url, *OPTIONS, check=0)
        seen = json.loads(luutru("portal", "try", portal.url, *OPTIONS, "--json", check=0).stdout)
    assert _TITLES[0] in done.stderr.replace("\n", " ")
    assert "2022-07-14T09:30:00+07:00" in done.stderr
    assert (seen["platform"], len(seen["articles"])) == ("generic", 3)
    first = seen["articles"][0]
    assert first["published_rule"]
    assert first["rules"]["title"]
    assert first["doubts"] == []
    assert list(tmp_path.iterdir()) == []


def test_what_is_doubtful_is_said() -> None:
    with local_portal(dict(portal_of(article(_TITLES[0], "04/07/2022")))) as portal:
        seen = json.loads(luutru("portal", "try", portal.url, *OPTIONS, "--json", check=0).stdout)
    (one,) = seen["articles"]
    assert "the time: ambiguous_dm" in one["doubts"]


@pytest.mark.parametrize(
    ("pages", "reason"),
    [({"/": Page("lỗi", status=500)}, ""), ({"/": Page("<p>Đang bảo trì</p>")}, "")],
)
def test_a_portal_that_yields_nothing_is_red(pages: dict[str, Page], reason: str) -> None:
    def run(portal: LocalPortal) -> str:
        return luutru("portal", "try", portal.url, *OPTIONS, check=1).stderr

    with local_portal(dict(pages)) as portal:
        told = run(portal)
    assert "nothing was read" in told
    assert "Traceback" not in told
    assert reason in told


def test_a_private_address_needs_to_be_allowed() -> None:
    with local_portal(dict(portal_of())) as portal:
        done = luutru("portal", "try", portal.url, "--delay", "0", check=1)
    assert "Traceback" not in done.stderr
