"""The process apart: takes documents on stdin, answers on stdout, under limits set before.

    python -m crawler.attachments.child BYTES_OF_MEMORY
    {"bytes": 1234}\n followed by so many bytes   ->   one line of JSON, the fields of `Read`

It ends with its stdin. Started by `apart.py`, which also ends it when it takes too long.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
from dataclasses import asdict


def main() -> None:
    memory = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Imported late, so that the parent may limit a process that only starts.
    from crawler.attachments.document import Read
    from crawler.attachments.reading import read

    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    while line := asked.readline():
        body = asked.read(json.loads(line)["bytes"])
        try:
            answer = read(body)
        except MemoryError:
            answer = Read(status="broken", note=f"needs more memory than {memory:,} bytes")
        del body
        gc.collect()
        answers.write(json.dumps(asdict(answer)).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    main()
