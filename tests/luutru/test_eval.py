"""`luutru eval` from the command line: recognised folders, floors, peers, what goes wrong."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from support.cli import luutru
from support.corpus import corpus
from support.gold import FOLDER, family, write

from crawler.evaluation import folders, peers
from crawler.evaluation.floors import read
from crawler.evaluation.gold import BadGoldError
from luutru import evaluation_view

ROOT = Path(__file__).parents[2]
FLOORS = ROOT / "tests" / "floors.json"
HOME = "http://xa.example.vn/"


def measured(*args: object) -> dict[str, Any]:
    return json.loads(luutru("eval", *args, "--json", check=0).stdout)  # type: ignore[no-any-return]


OWN = (ROOT / "tests" / "gold", ROOT / "tests" / "crawler" / "platforms")


@pytest.mark.parametrize("folder", OWN, ids=lambda path: path.name)
def test_our_own_pages_are_above_their_floors(folder: Path) -> None:
    done = luutru("eval", folder, "--floors", FLOORS, check=0)
    assert "title" in done.stdout


def test_the_floors_hold_everything_that_is_measured_on_our_own_pages() -> None:
    for one in [one for folder in OWN for one in measured(folder)["sets"]]:
        assert set(read(FLOORS)[one["name"]]) == set(one["readers"]["luutru"])


def test_the_folder_of_our_own_pages_is_what_its_script_writes(tmp_path: Path) -> None:
    write(tmp_path)
    for path in (tmp_path / "gold.jsonl", *tmp_path.glob("pages/*")):
        kept = FOLDER / path.relative_to(tmp_path)
        assert kept.read_bytes() == path.read_bytes(), f"run tests/support/gold.py: {kept}"
    assert len(list(FOLDER.glob("pages/*"))) == len(family()[0])


@pytest.mark.timeout(240)
def test_the_corpus_is_above_its_floors() -> None:
    luutru("eval", corpus(), "--floors", FLOORS, check=0)


# -- folders --------------------------------------------------------------------------------------

ARTICLE = (
    "<html><head><meta charset='utf-8'><title>Tin | UBND xã Vĩnh Lộc</title></head><body><h1>{0}</h1>"
    "<p>Ngày đăng: {1}</p><p>Hơn tám mươi hộ ven sông đã góp công đắp lại đoạn bờ bao bị sạt lở.</p>"
    "<p>Xã hỗ trợ đá và cừ tràm, dân góp ngày công, dự kiến xong trước mùa nước nổi.</p></body></html>"
)
TITLE = "Vĩnh Lộc đắp xong bờ bao trước mùa nước"


def portal(folder: Path, **more: Any) -> Path:
    """A portal of one article with its gold."""
    folder.mkdir()
    list_ = (
        f"<html><head><title>UBND xã Vĩnh Lộc</title></head><body><a href='{HOME}tin/bo-bao-1.html'>"
        f"{TITLE}</a></body></html>"
    )
    (folder / "home.html").write_text(list_, encoding="utf-8")
    (folder / "bai.html").write_text(ARTICLE.format(TITLE, "02/09/2022 14:30"), encoding="utf-8")
    (folder / "urls.csv").write_text(
        "path,file,status,content_type\n/,home.html,200,text/html\n"
        "/tin/bo-bao-1.html,bai.html,200,text/html\n",
        encoding="utf-8",
    )
    row = {"path": "/tin/bo-bao-1.html", "title": TITLE, "published": "2022-09-02T14:30:11+07:00"}
    (folder / "gold.json").write_text(json.dumps([row | more]), encoding="utf-8")
    return folder


def test_a_whole_portal_is_crawled_from_its_home_page(tmp_path: Path) -> None:
    folder = portal(tmp_path / "vinh-loc")
    (folder / "hidden_titles.json").write_text(json.dumps([TITLE]), encoding="utf-8")
    (one,) = measured(folder)["sets"]
    assert (one["form"], one["articles"]) == ("portal", 1)
    figures = one["readers"]["luutru"]
    assert figures["reached"] == figures["no other article"] == {"asked": 1, "right": 1}
    assert figures["published"]["f1"] == 1
    assert figures["hidden absent"]["right"] == 0


def test_an_article_that_no_link_leads_to_is_not_reached(tmp_path: Path) -> None:
    folder = portal(tmp_path / "vinh-loc")
    (folder / "home.html").write_text(
        "<html><body><p>Trang chủ</p></body></html>", encoding="utf-8"
    )
    (one,) = measured(folder)["sets"]
    assert one["readers"]["luutru"]["reached"] == {"asked": 1, "right": 0}


def test_an_hour_that_is_printed_is_asked_for(tmp_path: Path) -> None:
    (gold,) = folders.load(portal(tmp_path / "a")).sets
    assert isinstance(gold, folders.GoldPages)
    assert gold.pages[0].printed == "minute"


def test_a_parent_folder_may_hold_several_kinds(tmp_path: Path) -> None:
    portal(tmp_path / "vinh-loc")
    row = {"text": "Ngày đăng: 02/09/2022 14:30", "expect": "2022-09-02T14:30:00+07:00"}
    (tmp_path / "strings").mkdir()
    (tmp_path / "strings" / "dates.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert [one["name"] for one in measured(tmp_path)["sets"]] == ["dates", "vinh-loc"]


def test_gold_beside_each_page(tmp_path: Path) -> None:
    (tmp_path / "gold").mkdir()
    (tmp_path / "bai.html").write_text(ARTICLE.format(TITLE, "02/09/2022"), encoding="utf-8")
    gold = {"title": TITLE, "published": "2022-09-02", "colour": "xanh"}
    (tmp_path / "gold" / "bai.json").write_text(json.dumps(gold), encoding="utf-8")
    done = luutru("eval", tmp_path, "--json", check=0)
    assert "fields not understood and not compared: colour" in done.stderr
    figures = json.loads(done.stdout)["sets"][0]["readers"]["luutru"]
    assert figures["title"]["f1"] == figures["published"]["f1"] == 1
    assert "lead" not in figures


def test_a_folder_without_gold_says_what_was_looked_for(tmp_path: Path) -> None:
    done = luutru("eval", tmp_path, check=1)
    assert "no gold; looked for gold.jsonl" in done.stderr
    assert "Traceback" not in done.stderr
    assert "no such folder" in luutru("eval", tmp_path / "nowhere", check=1).stderr


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "no JSON"),
        ("[]", "must be an object"),
        ('{"title": 7, "file": "a.html"}', "must be a text or null"),
        ('{"images": "x", "title": "a", "file": "a.html"}', "must be a list"),
        ('{"title": "a", "file": "b.html"}', "its page b.html"),
    ],
)
def test_gold_that_cannot_be_understood(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "a.html").write_text("<p>a</p>", encoding="utf-8")
    (tmp_path / "gold.jsonl").write_text(f"{text}\n", encoding="utf-8")
    with pytest.raises(BadGoldError, match=re.escape(reason)):
        folders.load(tmp_path)


# -- floors ---------------------------------------------------------------------------------------


def test_floors_rise_and_never_fall(tmp_path: Path) -> None:
    folder, floors = portal(tmp_path / "vinh-loc"), tmp_path / "floors.json"
    luutru("eval", folder, "--floors", floors, "--update-floors", check=0)
    high = read(floors)
    assert high["vinh-loc"]["title"] == 1
    (folder / "bai.html").write_text(ARTICLE.format("Tin khác", "02/09/2022"), encoding="utf-8")
    done = luutru("eval", folder, "--floors", floors, "--update-floors", check=1)
    assert "vinh-loc: title is 0.0000, below its floor 1.0" in done.stderr
    assert read(floors) == high


def test_a_question_that_is_not_asked_any_more_falls(tmp_path: Path) -> None:
    folder, floors = portal(tmp_path / "vinh-loc"), tmp_path / "floors.json"
    floors.write_text(json.dumps({"vinh-loc": {"lead": 0.5}, "other": {"lead": 1}}))
    done = luutru("eval", folder, "--floors", floors, check=1)
    assert "lead is not measured any more" in done.stderr
    assert "other" not in done.stderr


def test_floors_that_are_none(tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"
    floors.write_text("[1]")
    assert "no floors in it" in luutru("eval", FOLDER, "--floors", floors, check=1).stderr
    assert "needs the file" in luutru("eval", FOLDER, "--update-floors", check=2).stderr


# -- peers ----------------------------------------------------------------------------------------


def test_a_peer_that_nobody_knows() -> None:
    done = luutru("eval", FOLDER, "--against", "goose", check=2)
    assert "known are trafilatura" in done.stderr


def test_a_peer_that_is_not_installed_is_told_with_the_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "htmldate", None)
    with pytest.raises(peers.PeerMissing, match=r"pip install 'luutru\[peers\]'") as told:
        peers.load(["htmldate"])
    assert told.value.exit_code == 2


@pytest.mark.parametrize("name", peers.NAMES)
def test_peers_read_a_plain_article(name: str) -> None:
    try:
        (peer,) = peers.load([name])
    except peers.PeerMissing as error:
        pytest.skip(str(error))
    html = ARTICLE.format(TITLE, "02/09/2022 14:30")
    read = peer.read(html, f"{HOME}tin/bo-bao-1.html")
    assert read is not None
    assert read.gives == peer.gives
    if "body" in peer.gives:
        assert "tám mươi hộ" in read.whole
    assert peer.read("", HOME) is None or not peer.read("", HOME).whole  # type: ignore[union-attr]


def test_the_tables_fit_eighty_columns(capsys: pytest.CaptureFixture[str]) -> None:
    from crawler.evaluation.run import evaluate

    evaluation_view.show(evaluate(folders.load(FOLDER).sets), mistakes=1)
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


def test_markdown() -> None:
    done = luutru("eval", FOLDER, "--markdown", check=0)
    assert "| title | 30 | 30 | 1.000 | 1.000 | 1.000 |" in done.stdout
