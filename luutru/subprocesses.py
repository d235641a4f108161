"""Crawls in a process of their own: the demo serves the portals that it crawls itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def crawl_apart(folder: Path) -> int:
    """Runs `luutru crawl --all` on an archive and returns its exit code."""
    command = [sys.executable, "-m", "luutru", "crawl", "--all", "--archive", str(folder)]
    return subprocess.run(command, check=False).returncode
