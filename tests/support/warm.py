"""The command line with its imports done: each run of it is a process forked from one that waits.

Starting Python and importing Scrapy and Datasette costs a second, which is most of what a small
test costs. A `Warm` process has done it once; for each command it forks a child that runs
`python -m luutru WORDS` in the given folder, with the given environment. A crawl in such a child
forks its reader too (`crawler.reader` starts Python anew for it, as its own tests and those that
kill crawls do).

The parent sends one line of JSON with the two files that take stdout and stderr; the answers are
the child's pid, then its exit code as `Popen` tells it. One command at a time.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
from multiprocessing import get_context
from pathlib import Path
from typing import IO, Any

import crawler.reader
from crawler.reader.child import serve as read_pages

IMPORTED = (
    "archive.search", "archive.verify", "crawler.job", "luutru.cli", "luutru.progress",
    "publish.build", "publish.serve",
)  # fmt: skip
"""Enough that what a command imports itself is quick; nothing that starts a thread."""

Fork = get_context("fork").Process


class Warm:
    """The parent's end. The process is started when it is first needed, and ends with this one."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._answers: IO[str] | None = None

    def _start(self) -> None:
        self._socket, theirs = socket.socketpair()
        paths = [*sys.path, os.environ.get("PYTHONPATH", "")]
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-m", "support.warm", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
            )
        self._answers = self._socket.makefile("r")
        atexit.register(self._end, process)

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        self._answers.close()
        self._socket.close()
        process.wait()

    def run(
        self,
        words: list[str],
        *,
        stdout: IO[bytes],
        stderr: IO[bytes],
        cwd: Path | None,
        env: dict[str, str],
        seconds: float,
    ) -> int:
        """The exit code of `luutru WORDS`, which is killed after so many seconds."""
        asked = {"words": words, "cwd": str(cwd or Path.cwd()), "env": env}
        with self._turn:
            if self._answers is None:
                self._start()
            line = json.dumps(asked).encode() + b"\n"
            socket.send_fds(self._socket, [line], [stdout.fileno(), stderr.fileno()])
            pid = int(self._answers.readline())
            late = threading.Timer(seconds, os.kill, (pid, signal.SIGKILL))
            late.start()
            try:
                return int(self._answers.readline())
            finally:
                late.cancel()
                late.join()


def _main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection = socket.socket(fileno=int(sys.argv[1]))
    for module in IMPORTED:
        importlib.import_module(module)
    gc.freeze()
    while True:
        line, files, _, _ = socket.recv_fds(connection, 1 << 20, 2)
        if not line:
            return
        while not line.endswith(b"\n"):
            line += connection.recv(1 << 20)
        child = Fork(target=_run, args=(json.loads(line), files))
        child.start()
        for file in files:
            os.close(file)
        connection.sendall(b"%d\n" % child.pid)
        child.join()
        connection.sendall(b"%d\n" % child.exitcode)
        child.close()


def _run(asked: dict[str, Any], files: list[int]) -> None:
    """In the child: all that a new process would find as it does."""
    os.dup2(files[0], 1)
    os.dup2(files[1], 2)
    os.closerange(3, max(files) + 1)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    time.tzset()
    sys.argv[1:] = asked["words"]
    crawler.reader._start = _start_reader  # type: ignore[assignment]
    runpy.run_module("luutru", run_name="__main__", alter_sys=True)


class _Reader(Fork):  # type: ignore[misc,valid-type]
    """What a crawl needs of the `Popen` of its reader."""

    wait = Fork.join


def _start_reader() -> tuple[_Reader, socket.socket]:
    ours, theirs = socket.socketpair()
    with theirs:
        child = _Reader(target=_read, args=(theirs,))
        child.start()
    ours.setblocking(False)
    return child, ours


def _read(theirs: socket.socket) -> None:
    os.setsid()
    os.closerange(3, theirs.fileno())  # the archive and its locks are the crawl's
    os.closerange(theirs.fileno() + 1, os.sysconf("SC_OPEN_MAX"))
    read_pages(theirs)


if __name__ == "__main__":
    _main()
