"""Cookie walls: what stands in the script is read, what must be computed is told."""

from __future__ import annotations

import pytest

from crawler.extract.walls import Wall, cookie_wall

SIMPLE = {
    'document.cookie="D1N=abc123; path=/"; window.location.reload(true);': {"D1N": "abc123"},
    "document.cookie='vDDoS='+'a1'+\"b2\"+';path=/';location.href='/';": {"vDDoS": "a1b2"},
    "var n='ck', v = 'x9'; document.cookie = n + '=' + v + '; max-age=60'; location.replace('/')": {"ck": "x9"},
    'var a="1\\x32"; var b=a+"3"; document.cookie="k="+b; setTimeout("location.reload()",10)': {"k": "123"},
    'document.cookie="a=1";document.cookie="b=2";location.reload();': {"a": "1", "b": "2"},
}  # fmt: skip

HARD = (
    "var a=toNumbers('f655ba9d09a112d4968c63579db590b4'),c=toNumbers('ab');"
    "document.cookie='__test='+toHex(slowAES.decrypt(c,2,a,a))+'; path=/';location.href='/?i=1';",
    "document.cookie='k='+(17*23);location.reload();",
    "document.cookie='k='+btoa(navigator.userAgent);location.reload();",
    "var v='a'; v='b'; document.cookie='k='+v; location.reload();",
)


def wall(script: str, text: str = "") -> Wall | None:
    return cookie_wall(f"<html><head><script>{script}</script></head><body>{text}</body></html>")


@pytest.mark.parametrize(("script", "cookies"), SIMPLE.items())
def test_a_value_that_stands_in_the_script(script: str, cookies: dict[str, str]) -> None:
    assert wall(script) == Wall(cookies=tuple(cookies.items()))


@pytest.mark.parametrize("script", HARD)
def test_a_value_that_must_be_computed(script: str) -> None:
    assert wall(script) == Wall()


def test_pages_that_only_set_a_cookie_are_no_walls() -> None:
    assert wall("document.cookie='seen=1';") is None
    article = "<p>Sáng nay, Ủy ban nhân dân xã họp bàn việc làm đường.</p>" * 20
    assert wall('document.cookie="D1N=abc"; location.reload();', article) is None


def test_no_header_can_be_smuggled_in() -> None:
    assert wall(r"document.cookie='k=a\x0d\x0aX-Evil: 1';location.reload();") == Wall()
