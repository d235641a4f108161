"""One bounded crawl in a process of its own, with its report and its peak of memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

_CODE = """
import json, resource, sys
from pathlib import Path
from archive.folder import Archive
from archive import portals
from crawler.bounds import Bounds
from crawler.job import crawl
folder, bounds = Path(sys.argv[1]), json.loads(sys.argv[2])
with Archive.open(folder) as archive:
    chosen = portals.list_portals(archive.conn)
report = crawl(folder, chosen, bounds=Bounds(**bounds))
one = report.portals[0]
print(json.dumps({
    "state": one.state, "reason": one.reason, "new": one.tally.new, "limits": dict(one.limits),
    "waiting": one.waiting, "requests": one.tally.requests,
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "reader_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
}))
"""

BOUNDS = {
    "head_seconds": 1.5, "idle_seconds": 0.8, "total_seconds": 1.2, "body_bytes": 4_000_000,
    "attempts": 2, "fruitless": 12, "fruitless_paths": 20,
}  # fmt: skip


def crawl_bounded(folder: Path, *, seconds: float = 120, **bounds: Any) -> dict[str, Any]:
    """Crawls the one portal of an archive within small bounds."""
    command = [sys.executable, "-c", _CODE, str(folder), json.dumps(BOUNDS | bounds)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
