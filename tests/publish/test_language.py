"""Both languages say everything that a page asks of them."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import publish
from publish.language import LANGUAGES, language

_ASKED = re.compile(
    r"""\bt\.(?!counted|number|lang\b)(\w+)|t\.counted\(\s*"(\w+)"|\bt\["(\w+)"\]"""
)


def _templates() -> list[Path]:
    return sorted((Path(publish.__file__).parent / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", _templates(), ids=lambda path: path.name)
def test_every_message_of_a_template_is_there(path: Path) -> None:
    asked = {"".join(found) for found in _ASKED.findall(path.read_text(encoding="utf-8"))}
    for code in LANGUAGES:
        assert asked <= set(language(code).forms)


def test_the_languages_say_the_same_things() -> None:
    vi, en = (language(code).forms for code in LANGUAGES)
    assert set(vi) == set(en)
    for name in vi:
        fields = [
            {field for form in forms[name] for _, field, _, _ in Formatter().parse(form) if field}
            for forms in (vi, en)
        ]
        assert all(forms[name][-1] for forms in (vi, en)), name
        assert fields[0] == fields[1], name


def test_no_file_of_a_language_repeats_a_message() -> None:
    for code in LANGUAGES:
        folder = Path(publish.__file__).parent / "locale" / code
        names = [
            name
            for path in folder.glob("*.po")
            for name in re.findall(r'^msgid "(\w+)"$', path.read_text("utf-8"), re.MULTILINE)
        ]
        assert len(names) == len(set(names))


def test_numbers_decide_the_form() -> None:
    assert language("en").counted("articles_count", 1) == "1 article"
    assert language("en").counted("articles_count", 1234) == "1,234 articles"
    assert language("vi").counted("articles_count", 1234) == "1.234 bài"
    assert language("fr").lang == "vi"
