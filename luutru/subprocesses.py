"""Crawls in a process of their own: Scrapy's reactor can be started once per process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def crawl_apart(folder: Path, *options: str, quiet: bool = False) -> int:
    """Runs `luutru crawl --all` on an archive and returns its exit code."""
    command = [sys.executable, "-m", "luutru", "crawl", "--all", "--archive", str(folder)]
    sink = subprocess.DEVNULL if quiet else None
    return subprocess.run([*command, *options], stdout=sink, stderr=sink, check=False).returncode
