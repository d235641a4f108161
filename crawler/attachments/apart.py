"""Reads documents in a process of their own, so that none can stop or swell this one.

A document that takes too long ends its process; the next one gets a new one. So does a document
that kills it: PDFium is C++, and the files come from strangers.
"""

from __future__ import annotations

import json
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

from crawler.attachments.document import MAX_BYTES, Read

SECONDS: Final = 20.0
MEMORY: Final = 1 << 30
"""Bytes of address space; a document that needs more is told as broken."""
_STARTING: Final = 20.0
"""Seconds more for the first document of a process: it has to start."""


class Apart:
    """Use as a context manager; `read` as often as you like."""

    def __init__(self, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._memory = memory
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def read(self, body: bytes) -> Read:
        """The text of a document, or why there is none."""
        if len(body) > MAX_BYTES:
            note = f"{len(body):,} bytes; at most {MAX_BYTES:,} are read"
            return Read(status="too large", note=note)
        starting = self._process is None
        process = self._process = self._process or _started(self._memory)
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps({"bytes": len(body)}).encode() + b"\n" + body)
            process.stdin.flush()
            line = self._answer(process, self._seconds + (_STARTING if starting else 0.0))
        except BrokenPipeError:
            line = b""
        if line is None:
            self._end()
            return Read(status="timeout", note=f"not read within {self._seconds:g} seconds")
        if not line.endswith(b"\n"):
            code = process.wait()
            self._end()
            return Read(status="broken", note=f"the reader died of it ({_cause(code)})")
        return Read(**json.loads(line))

    def _answer(self, process: subprocess.Popen[bytes], seconds: float) -> bytes | None:
        """One line, the beginning of one from a process that died, or None: too late."""
        assert process.stdout is not None
        deadline = time.monotonic() + seconds
        line = b""
        while not line.endswith(b"\n"):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
                return None
            chunk = process.stdout.read1(1 << 20)  # type: ignore[attr-defined]
            if not chunk:
                return line
            line += chunk
        return line

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        with suppress(BrokenPipeError):
            process.communicate()


def _started(memory: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "crawler.attachments.child", str(memory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _cause(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
