"""Which tests run in one process, and which come first, when pytest-xdist shares them out.

The tests of one file are made for each other: they stay together (`--dist loadgroup`), unless
`pytest.mark.xdist_group` puts them together with those of other files. What takes long comes
first, so that no process ends long after the others (`--no-loadscope-reorder`).
"""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent

LONG = (
    "site", "crawler/browser", "crawler/test_hostile.py", "crawler/test_incremental.py",
    "crawler/test_polite.py", "crawler/test_crawl.py", "corpus", "luutru", "publish/test_update.py",
    "publish/find", "crawler/watch", "archive/test_backup.py",
)  # fmt: skip
"""Files and folders that take longest, the longest first."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(str(item.path.relative_to(HERE))))
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    path = item.path.relative_to(HERE)
    for place, long in enumerate(LONG):
        if path.is_relative_to(long):
            return place
    return len(LONG)
