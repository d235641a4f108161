"""Keys of addresses: known examples, and the same as the reference program for any address."""

from __future__ import annotations

import pytest
import surt as reference
from hypothesis import given
from hypothesis import strategies as st

from archive.surt import surt

EXAMPLES = {
    "http://www.xathanhyen.gov.vn/": "vn,gov,xathanhyen)/",
    "https://xathanhyen.gov.vn": "vn,gov,xathanhyen)/",
    "http://XA.gov.vn:80/Tin-Tuc/?b=2&a=1#top": "vn,gov,xa)/tin-tuc?a=1&b=2",
    "https://xa.gov.vn:443/a//b/./c/../d/": "vn,gov,xa)/a/b/d",
    "http://xa.gov.vn:8080/x": "vn,gov,xa:8080)/x",
    "http://127.0.0.1:8000/a.html?": "1,0,0,127:8000)/a.html",
    "http://2130706433/": "1,0,0,127)/",
    "http://www2.xa.gov.vn/Tin%20t%E1%BB%A9c/B%2541i": "vn,gov,xa)/tin%20t%e1%bb%a9c/bai",
    "http://xa.gov.vn/tin tức.aspx": "vn,gov,xa)/tin%20t%e1%bb%a9c.aspx",
    "http://người.vn/": "vn,xn--ngi-28a9548a)/",
    "http://xa.gov.vn/(S(4hqa0555fwsecu455xqckv45))/tin.aspx": "vn,gov,xa)/tin.aspx",
    "http://xa.gov.vn/?PHPSESSID=0123456789abcdef0123456789abcdef&id=7": "vn,gov,xa)/?id=7",
    "http://https://xa.gov.vn/a": "vn,gov,xa)/a",
    "http://ai@xa.gov.vn/": "vn,gov,xa)/",
    "dns:xa.gov.vn": "dns:xa.gov.vn",
    "urn:sha256:0a1b": "urn:sha256:0a1b",
}


@pytest.mark.parametrize(("url", "key"), EXAMPLES.items())
def test_known_addresses(url: str, key: str) -> None:
    assert surt(url) == key


@pytest.mark.parametrize("url", EXAMPLES)
def test_the_examples_are_those_of_the_reference(url: str) -> None:
    assert surt(url) == reference.surt(url)


_step = st.text("aBđ ứ%20%2541.()=;,~+'\"[]|\\^{}-_", max_size=9)
_addresses = st.builds(
    lambda scheme, host, port, path, query: f"{scheme}://{host}{port}{path}{query}",
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(["xa.gov.vn", "WWW3.Xa.gov.vn", "a..b.vn", "10.0.0.1", "u:p@xa.vn", "www.vn"]),
    st.sampled_from(["", ":80", ":443", ":8080", ":"]),
    st.lists(_step, max_size=4).map(lambda steps: "".join(f"/{step}" for step in steps)),
    st.lists(st.tuples(_step, _step), max_size=3).map(
        lambda pairs: "?" + "&".join(f"{a}={b}" for a, b in pairs) if pairs else ""
    ),
)


@given(_addresses)
def test_any_address_has_the_key_of_the_reference(url: str) -> None:
    assert surt(url) == reference.surt(url)
