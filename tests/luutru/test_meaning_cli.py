"""`luutru places` and `luutru attachments`: streams, exit codes, the way from a name to an export."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from support.cli import luutru

from archive import places_source

SEED = """TRANG THÔNG TIN ĐIỆN TỬ XÃ THANH YÊN - HUYỆN ĐIỆN BIÊN
 • Xã Thanh Yên ra quân làm đường liên bản
 • Thời gian đăng: 05/10/2021 10:18:39 AM
 •  Sáng 5/10, ông Lò Văn Hặc, Bí thư Đảng uỷ xã, cùng hơn trăm người dân các bản ra quân đổ bê tông
 tuyến đường dài 400 mét, dự kiến xong trước ngày 20 của tháng.

 Đây là tuyến đường thứ ba mà bà con góp đất và ngày công trong năm nay, theo lời trưởng bản.

 • Liên kết Website
"""


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    luutru("init", tmp_path / "kho", check=0)
    return tmp_path / "kho"


def test_without_the_table_each_command_says_how_to_get_it(kho: Path) -> None:
    for words in (("show", "Thanh Yên"), ("match",)):
        done = luutru("places", *words, "--archive", kho, check=1)
        assert "luutru places build" in done.stderr
        assert not done.stdout
    assert "luutru places build" in luutru("doctor", "--archive", kho).stdout
    assert luutru("places", "show", "1", "--date", "hôm qua", "--archive", kho, check=2).stderr


def test_attachments_read_with_nothing_to_read(kho: Path) -> None:
    done = luutru("attachments", "read", "--json", "--archive", kho, check=0)
    assert json.loads(done.stdout) == {"read": 0, "statuses": {}}


@pytest.mark.skipif(
    find_spec(places_source.PACKAGE) is None,
    reason="the data package is not installed: pip install --no-deps vietnamadminunits",
)
def test_from_the_package_to_an_exported_article(kho: Path, tmp_path: Path) -> None:
    luutru("places", "build", "--archive", kho, check=0)
    shown = luutru("places", "show", "03349", "--json", "--archive", kho, check=0)
    assert [row["name"] for row in json.loads(shown.stdout)] == ["Xã Noong Luống", "Xã Thanh Yên"]
    assert luutru("places", "show", "99999", "--archive", kho, check=1).stderr
    page = tmp_path / "trang.txt"
    page.write_text(SEED, encoding="utf-8")
    luutru("import", page, "--archive", kho, check=0)
    article = json.loads(luutru("export", "--archive", kho, check=0).stdout)
    assert (article["place"]["code"], article["place"]["district"]) == ("03346", "Huyện Điện Biên")
    assert [one["code"] for one in article["place"]["successors"]] == ["03349"]
    assert article["people"] == [
        {"name": "Lò Văn Hặc", "office": "Bí thư Đảng uỷ xã", "organisation": "Đảng uỷ xã"}
    ]
    (matched,) = json.loads(luutru("places", "match", "--json", "--archive", kho, check=0).stdout)
    assert (matched["old"]["code"], matched["new"]["code"]) == ("03346", "03349")
