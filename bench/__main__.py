"""`python -m bench [NAME...]`: runs the measurements, all of them when none is named.

crash     crawls that are killed with kill -9 at random moments until they end (--budget SECONDS)
search    Vietnamese search against a plain FTS5 index: time, size, indexing, as ratios
reading   the reader on all gold there is, as `luutru eval` shows it
speed     the reader's speed against other readers and bare parsers, as ratios, outputs checked
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench import CORPUS, crash, search, speed

GOLD = Path(__file__).parents[1] / "tests" / "gold"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    names = ("crash", "search", "reading", "speed")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}")
    parser.add_argument("--budget", type=float, default=60.0, help="seconds for crash (60)")
    asked = parser.parse_args()
    unknown = set(asked.names) - set(names)
    if unknown:
        parser.error(f"no measurement is called {', '.join(sorted(unknown))}")
    failed = False
    for name in asked.names or names:
        print(f"=== {name}", flush=True)
        if name == "crash":
            failed |= crash.run(asked.budget) > 0
        elif name == "search":
            search.run()
        elif name == "speed":
            failed |= not speed.run()
        else:
            _reading()
    return int(failed)


def _reading() -> None:
    """Our own gold, and the corpus where it lies beside the project."""
    from crawler.evaluation import folders
    from crawler.evaluation.run import evaluate
    from luutru.evaluation_view import show

    for folder in (GOLD, CORPUS):
        if folder.is_dir():
            show(evaluate(folders.load(folder).sets), mistakes=3)


if __name__ == "__main__":
    sys.exit(main())
