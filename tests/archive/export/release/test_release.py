"""A release is whole, says nothing that is hidden, and is the same when it is made again."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from support.archives import Put, make_article
from support.editorial import BY, hide

from archive import query
from archive.editorial import Editorial, hiding, workflow
from archive.errors import ArchiveError, MissingPackage
from archive.export import parquet, release
from archive.export.release import gaps, sums
from archive.folder import Archive

from .conftest import HOME, SECRET, MakeRelease, articles, table


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sums.paths(folder)}


def test_it_holds_what_the_public_sees(filled: Archive, make_release: MakeRelease) -> None:
    done = make_release()
    expected = list(query.articles(filled.conn, query.Filter(hidden=False, public=True)))
    assert articles(done.folder) == expected
    assert done.articles == len(expected) == 3
    flat = table(done.folder, "articles")
    assert [row["id"] for row in flat] == [one["id"] for one in expected]
    assert flat[0]["place_code"] == expected[0]["place"]["code"] == "99103"
    assert flat[0]["province"] == "Tỉnh Điện Biên"
    assert flat[1]["title"] == "'=HYPERLINK(1)"


def test_further_tables_follow_from_the_articles(make_release: MakeRelease) -> None:
    folder = make_release().folder
    found = articles(folder)
    images = table(folder, "images")
    assert [(row["article"], row["position"], row["url"]) for row in images] == [
        (one["id"], str(position), image["url"])
        for one in found
        for position, image in enumerate(one["images"], 1)
    ]
    assert len(table(folder, "attachments")) == sum(len(one["attachments"]) for one in found) == 3
    assert {row["article"] for row in table(folder, "revisions")} == {one["id"] for one in found}
    assert [row["doubt"] for row in table(folder, "date_doubts")] != []
    assert {(row["article"], row["doubt"]) for row in table(folder, "date_doubts")} == {
        (found[1]["id"], "ambiguous_dm"),
        (found[2]["id"], "no_date"),
    }
    (portal,) = table(folder, "portals")
    assert (portal["articles"], portal["undated"], portal["empty_months"]) == ("3", "1", "4")
    assert (portal["gap_from"], portal["gap_to"]) == ("2021-11", "2022-02")
    months = {row["month"]: row["articles"] for row in table(folder, "coverage")}
    assert months == {"2021-10": "1", "2022-03": "1", "unknown": "1"}
    assert {row["old_code"] for row in table(folder, "place_successors")} >= {"99103"}


def test_made_twice_it_is_the_same_to_the_byte(make_release: MakeRelease, tmp_path: Path) -> None:
    one = make_release(pictures=True, zip=True)
    other = make_release(pictures=True, zip=True, folder=tmp_path / "anew" / "other-name")
    assert files(one.folder) == files(other.folder)
    assert one.zip is not None
    assert other.zip is not None
    assert one.zip.read_bytes() == other.zip.read_bytes()
    with zipfile.ZipFile(one.zip) as packed:
        assert packed.testzip() is None
        inside = {name: packed.read(name) for name in packed.namelist()}
    assert inside == {f"luutru-2026.11/{name}": data for name, data in files(one.folder).items()}


def test_nothing_of_a_hidden_article_is_in_it(filled: Archive, make_release: MakeRelease) -> None:
    (hidden,) = hiding.hidden(filled.conn)
    folder = make_release(pictures=True).folder
    needles = (SECRET, hidden.article, "bai-4", "rieng.jpg", "Có số căn cước")
    for name, data in files(folder).items():
        if name.endswith("jsonl.gz"):
            data = json.dumps(articles(folder), ensure_ascii=False).encode()
        if name.endswith(".parquet"):
            data = str(_parquet(folder / name)).encode()
        for needle in needles:
            assert needle.encode() not in data, (name, needle)
    card = (folder / "README.md").read_text("utf-8")
    assert "1 bài, theo các căn cứ pháp lý sau" in card
    assert card.count("Luật 91/2025/QH15, Điều 7: 1") == 2
    with_it = list(query.articles(filled.conn, query.Filter(hidden=True)))
    assert SECRET in str(with_it)  # the needles are in the archive


def test_it_has_corrections_and_no_numbers_of_persons(
    filled: Archive, make_release: MakeRelease, put: Put
) -> None:
    text = "Liên hệ anh Hặc, điện thoại 0912 345 678, để nhận giống lúa."
    put(make_article(f"{HOME}bai-6", body_text=text, body_html=f"<p>{text}</p>"), minutes=70)
    one, _, undated, _ = articles(make_release("2026.10").folder)
    said = {
        "corrections": {"published": {"value": "2021-12-24", "reason": "theo công báo"}},
        "note": "Hỏi anh Hặc, số 0912345678.",
        "tags": ["thông báo", "nông nghiệp"],
    }
    with Editorial.open(filled.path) as ed:
        workflow.save(ed, "article", undated["id"], said, by=BY)
        workflow.publish(ed, "article", undated["id"], by=BY)
        (hidden,) = hiding.hidden_ids(filled.conn)
        items = {"title": "Mùa vụ", "items": [undated["id"], hidden, one["id"]]}
        workflow.save(ed, "collection", "mua-vu", items, by=BY, new=True)
        workflow.publish(ed, "collection", "mua-vu", by=BY)
        workflow.save(ed, "collection", "nhap", items, by=BY, new=True)
    folder = make_release("2026.11").folder
    corrected = articles(folder)[2]
    assert corrected["published"] == "2021-12-24"
    assert corrected["corrections"]["published"]["reason"] == "theo công báo"
    row = table(folder, "articles")[2]
    assert [tuple(row.values()) for row in table(folder, "collections")] == [
        ("mua-vu", "Mùa vụ", "1", undated["id"]),
        ("mua-vu", "Mùa vụ", "2", one["id"]),
    ]
    assert (row["corrected"], row["tags"]) == ("published", "thông báo\nnông nghiệp")
    assert "no_date" not in {one["doubt"] for one in table(folder, "date_doubts")}
    (changed,) = json.loads((folder / "CHANGES.json").read_text())["changed"]
    assert set(changed["fields"]) == {
        "published", "published_precision", "corrections", "note", "tags", "place",
    } - ({"place"} if corrected["place"] == undated["place"] else set())  # fmt: skip
    told = str([articles(folder), *map(_parquet, sorted(folder.rglob("*.parquet")))])
    assert "điện thoại [đã che số điện thoại]" in told
    for data in (told.encode(), *files(folder).values()):
        assert b"0912345678" not in data
        assert b"0912 345 678" not in data


def _parquet(path: Path) -> list[dict[str, Any]]:
    reader = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    rows: list[dict[str, Any]] = reader.read_table(path).to_pylist()
    return rows


def test_parquet_tells_the_same_as_csv(make_release: MakeRelease) -> None:
    folder = make_release().folder
    assert [row["id"] for row in _parquet(folder / "data/articles.parquet")] == [
        one["id"] for one in articles(folder)
    ]
    for path in sorted((folder / "data").glob("*.parquet")):
        if path.stem == "articles":
            continue
        flat = table(folder, path.stem)
        for row, cells in zip(_parquet(path), flat, strict=True):
            told = {name: "" if value is None else str(value) for name, value in row.items()}
            assert told == {name: value.removeprefix("'") for name, value in cells.items()}


def test_digests_are_of_every_file(make_release: MakeRelease) -> None:
    done = make_release(pictures=True)
    held = files(done.folder)
    lines = held.pop("SHA256SUMS").decode().splitlines()
    assert {line[66:]: line[:64] for line in lines} == {
        name: hashlib.sha256(data).hexdigest() for name, data in held.items()
    }
    package = json.loads(held["datapackage.json"])
    for resource in package["resources"]:
        digest = hashlib.sha256(held[resource["path"]]).hexdigest()
        assert resource["hash"] == f"sha256:{digest}"
    crate = json.loads(held["ro-crate-metadata.json"])
    told = {one["@id"]: one for one in crate["@graph"]}
    for name, data in held.items():
        if not name.startswith("pictures/") and name != "ro-crate-metadata.json":
            assert told[name]["contentSize"] == str(len(data)), name
            assert told[name]["description"].strip(" /"), name


def test_every_column_is_described(make_release: MakeRelease) -> None:
    folder = make_release().folder
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        named = [field["name"] for field in resource["schema"]["fields"]]
        assert all(field["description"] for field in resource["schema"]["fields"])
        path = folder / resource["path"]
        if path.suffix == ".csv":
            assert named == path.read_text("utf-8").splitlines()[0].split(",")
        elif path.suffix == ".gz":
            assert named == list(articles(folder)[0])


def test_pictures_are_kept_once_under_their_digest(make_release: MakeRelease) -> None:
    done = make_release(pictures=True)
    shown = [row for row in table(done.folder, "images") if row["file"]]
    assert done.pictures == 1
    assert len(shown) == 2
    for row in shown:
        assert hashlib.sha256((done.folder / row["file"]).read_bytes()).hexdigest() == row["sha256"]
    assert not any(row["file"] for row in table(make_release("2026.12").folder, "images"))


def test_a_cited_release_is_not_written_over(make_release: MakeRelease, tmp_path: Path) -> None:
    before = files(make_release().folder)
    with pytest.raises(ArchiveError, match=r"there already.*--force"):
        make_release()
    assert files(make_release(force=True).folder) == before
    other = tmp_path / "of-somebody"
    other.mkdir()
    (other / "thesis.tex").write_text("x")
    with pytest.raises(ArchiveError, match="no release of luutru"):
        make_release(folder=other, force=True)
    assert (other / "thesis.tex").exists()


def test_without_pyarrow_it_says_what_to_do(
    make_release: MakeRelease, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "available", lambda: False)
    with pytest.raises(MissingPackage, match="--no-parquet"):
        make_release()
    folder = make_release(parquet=False).folder
    assert not list(folder.rglob("*.parquet"))
    assert ".parquet" not in (folder / "croissant.json").read_text("utf-8")


def test_an_archive_without_articles_has_no_release(archive: Archive, tmp_path: Path) -> None:
    wanted = release.Release(version="2026.11", folder=tmp_path / "r")
    with pytest.raises(ArchiveError, match="no article to release"):
        release.write(archive, wanted, progress=lambda done, total: None)
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize("text", ["2026", "2026.13", "2026.1", "26.11", "2026-11", "2026.11 ", ""])
def test_a_release_is_named_by_its_month(text: str) -> None:
    assert not release.is_version(text)


def test_what_changed_since_the_release_before(
    filled: Archive, make_release: MakeRelease, put: Put
) -> None:
    first = make_release("2026.10")
    assert json.loads((first.folder / "CHANGES.json").read_text())["since"] is None
    one, two, three = articles(first.folder)
    put(make_article(confidence={"title": 0.9}, citations=("05-CT/TW", "27/TB-UBND")), minutes=60)
    put(make_article(f"{HOME}bai-5", title="Bài mới"), minutes=61)
    put(make_article(two["url"], title="Tiêu đề đã sửa", images=()), minutes=62)
    hide(filled.path, three["id"], reason="Yêu cầu của công dân", basis="Luật 91/2025/QH15")
    second = make_release("2026.11")
    said = json.loads((second.folder / "CHANGES.json").read_text())
    new = {one["id"] for one in articles(second.folder)} - {one["id"], two["id"]}
    assert said["since"] == {"release": "2026.10", "articles_sha256": first.articles_sha256}
    assert said["added"] == sorted(new)
    assert said["removed"] == [three["id"]]
    assert said["counts"] == {"added": 1, "changed": 1, "removed": 1, "same": 1}
    (changed,) = said["changed"]
    assert changed["id"] == two["id"]
    assert {"title", "images", "revision", "revisions"} <= set(changed["fields"])
    assert "url" not in changed["fields"]
    assert "So với bản 2026.10: thêm 1 bài" in (second.folder / "README.md").read_text("utf-8")
    third = make_release("2026.12", since=first.folder)
    assert third.since == "2026.10"
    assert make_release("2027.01").since == "2026.12"


def test_a_damaged_earlier_release_is_not_compared_with(make_release: MakeRelease) -> None:
    first = make_release("2026.10")
    path = first.folder / "data/articles.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ArchiveError, match="earlier release is damaged"):
        make_release("2026.11")
    with pytest.raises(ArchiveError, match=r"not earlier than 2026\.10"):
        make_release("2026.10", since=first.folder, folder=first.folder.with_name("again"))
    with pytest.raises(ArchiveError, match="holds no release"):
        make_release("2026.11", since=first.folder / "data")


def test_it_is_of_one_moment(
    filled: Archive, make_release: MakeRelease, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor hides an article after the articles were read: all files are of before."""
    last = list(query.articles(filled.conn, query.Filter(public=True)))[-1]
    note_doubts = gaps.note_doubts

    def hide_then_note(*of_release: Any) -> None:
        hide(filled.path, last["id"], basis="Luật 91/2025/QH15")
        note_doubts(*of_release)

    monkeypatch.setattr(gaps, "note_doubts", hide_then_note)
    folder = make_release().folder
    ids = {one["id"] for one in articles(folder)}
    assert last["id"] in ids == {row["article"] for row in table(folder, "revisions")}
    assert "1 bài, theo các căn cứ" in (folder / "README.md").read_text("utf-8")
    monkeypatch.undo()
    assert last["id"] not in {one["id"] for one in articles(make_release("2026.12").folder)}


def test_a_picture_that_cannot_be_read_is_told(filled: Archive, make_release: MakeRelease) -> None:
    (warc,) = filled.warc_dir.iterdir()
    place = filled.conn.execute(
        "SELECT offset, length FROM captures WHERE url = ?", (f"{HOME}3.jpg",)
    ).fetchone()
    with warc.open("r+b") as file:
        file.seek(place["offset"] + place["length"] // 2)
        file.write(bytes(20))
    done = make_release(pictures=True)
    assert done.pictures == 0
    assert len(done.problems) == 1
    assert f"{HOME}3.jpg: this picture cannot be read" in done.problems[0]
    assert not any(row["file"] for row in table(done.folder, "images"))
    assert '"pictures/"' not in (done.folder / "ro-crate-metadata.json").read_text("utf-8")
