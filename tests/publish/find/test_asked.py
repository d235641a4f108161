"""The state of a search in its address: read, written, changed."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from publish.find.asked import QUERY_LENGTH, Asked, Cursor


class Parameters:
    """The parameters of a request, as Datasette gives them."""

    def __init__(self, address: str) -> None:
        self.values = parse_qs(urlsplit(address).query, keep_blank_values=True)

    def getlist(self, name: str) -> list[str]:
        return self.values.get(name, [])


def read(query: str) -> Asked:
    return Asked.read(Parameters(f"/tim-kiem?{query}"))


EVERYTHING = (
    "q=dang+uy&tinh=T%E1%BB%89nh+A&huyen=Huy%E1%BB%87n+B&xa=03349&xa-moi=03350&cong=a&cong=b"
    "&chuyen-muc=Tin&nam=2021&nam=2022&thang=2021-10&co-anh=1&co-tep=0&da-sua=1&da-go=1&goc=1"
    "&tu=2021-01-01&den=2022&xep=moi&sau=20211005101839-abcdefgh22345672&mo=cong"
)


def test_every_state_is_an_address_and_back() -> None:
    asked = read(EVERYTHING)
    assert asked.ignored == ()
    assert asked.address() == f"/tim-kiem?{EVERYTHING}"
    assert asked.chosen["cong"] == ("a", "b")
    assert asked.flags["co-tep"] is False
    assert asked.address("/tim-kiem.atom").startswith("/tim-kiem.atom?q=dang+uy&tinh=")


def test_what_makes_no_sense_is_named_and_left_out() -> None:
    asked = read(
        "q=a&xep=x&trang=0&sau=zz&truoc=%00&tu=2021-13-01&den=5/10/2021&co-anh=yes&mo=x&lạ=1"
    )
    assert asked.ignored == (
        "co-anh=yes", "tu=2021-13-01", "den=5/10/2021", "xep=x", "sau=zz", "truoc=\0", "trang=0",
        "mo=x",
    )  # fmt: skip
    assert asked.address() == "/tim-kiem?q=a"


def test_a_change_begins_at_the_first_page() -> None:
    asked = read("q=a&cong=x&trang=7")
    assert asked.toggled("cong", "y").address() == "/tim-kiem?q=a&cong=x&cong=y"
    assert asked.toggled("cong", "x").address() == "/tim-kiem?q=a"
    assert asked.flagged("da-go").address() == "/tim-kiem?q=a&cong=x&da-go=1"
    assert asked.flagged("da-go").flagged("da-go").address() == "/tim-kiem?q=a&cong=x"
    assert asked.words_only().address() == "/tim-kiem?q=a"
    assert not asked.words_only().narrowed


@pytest.mark.parametrize(
    ("moment", "key"),
    [
        ("2021-10-05T10:18:39+07:00", "20211005101839"),
        ("2021-10-05T10:18+07:00", "202110051018"),
        ("2021-10-05", "20211005"),
        ("2021-10", "202110"),
        ("2021", "2021"),
    ],
)
def test_a_cursor_knows_its_moment(moment: str, key: str) -> None:
    cursor = Cursor.at(moment, "abcdefgh22345672")
    assert str(cursor) == f"{key}-abcdefgh22345672"
    assert cursor.moment == moment
    assert read(f"sau={cursor}").after == cursor


@example("\0", "q")
@example("a" * (QUERY_LENGTH - 1) + " b", "q")
@given(st.text(max_size=60), st.sampled_from(["q", "cong", "nam", "tu", "sau", "trang", "goc"]))
def test_any_value_is_read_and_its_address_reads_the_same(value: str, name: str) -> None:
    class Given:
        def getlist(self, asked: str) -> list[str]:
            return [value] if asked == name else []

    first = Asked.read(Given())
    again = Asked.read(Parameters(first.address()))
    assert again.address() == first.address()
