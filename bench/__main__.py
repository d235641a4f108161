"""`python -m bench [NAME...]`: runs the measurements, all of them when none is named.

build     `luutru build`: updates against the whole, by how much has changed (--articles N)
crash     crawls stopped at random moments until they end (--budget SECONDS or --stops N)
crawling  whole crawls against bare Scrapy and wget (--hosts, --articles, --rounds)
damage    every kind of damage to a small archive: seen by luutru, seen by the stock tools
editing   how soon the public sees an editor's act (--articles N, 20,000; --path keeps the files)
fuzz      the reader on mutated pages, bombs and baits (--budget SECONDS or --pages N; --seed)
growth    does a crawl slow down as its archive grows? (--captures N)
near      near-duplicates against datasketch: speed as a ratio, recall against brute force (--articles)
reread    all captures of an archive of our own pages read again (--articles N)
search    Vietnamese search beside plain FTS5 and tantivy (--articles N, 20000; --folder keeps them)
reading   the reader on all gold there is, as `luutru eval` shows it
site      the search page and its JSON beside stock Datasette's (--articles N or 100,000; --edition)
states    the editors' workflow in any order, against what must be (--steps N, 10,000)
speed     the reader's speed against other readers and bare parsers, as ratios, outputs checked
warc      writing WARC records beside warcio and fastwarc, as ratios
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from bench import (
    CORPUS,
    build,
    crash,
    crawling,
    damage,
    editing,
    fuzz,
    near,
    reread,
    search,
    site,
    speed,
    states,
    stream,
    warc,
)
from bench.crawling import growth

GOLD = Path(__file__).parents[1] / "tests" / "gold"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    names = (
        "build",
        "crash",
        "crawling",
        "damage",
        "editing",
        "fuzz",
        "growth",
        "near",
        "reread",
        "search",
        "reading",
        "site",
        "speed",
        "states",
        "stream",
        "warc",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}")
    parser.add_argument(
        "--budget", type=float, default=60.0, help="seconds for crash and fuzz (60)"
    )
    parser.add_argument(
        "--articles",
        type=int,
        help="of build and search (20,000), of reread (2000), or of each portal (100)",
    )
    parser.add_argument("--folder", type=Path, help="where search keeps its databases")
    parser.add_argument("--captures", type=int, default=10_000, help="of growth (10,000)")
    parser.add_argument("--hosts", type=int, default=8, help="portals of crawling (8)")
    parser.add_argument("--rounds", type=int, default=5, help="of crawling (5)")
    parser.add_argument("--stops", type=int, help="of crash, instead of a budget")
    parser.add_argument("--path", type=Path, help="editing: its archive, made unless it is there")
    parser.add_argument("--steps", type=int, default=10_000, help="of states (10,000)")
    parser.add_argument("--pages", type=int, help="pages for fuzz, instead of a budget")
    parser.add_argument(
        "--seed", type=int, default=int(time.time()), help="of fuzz, to read the same"
    )
    parser.add_argument("--only", type=int, metavar="NUMBER", help="fuzz: this one page again")
    parser.add_argument(
        "--keep",
        type=Path,
        default=Path("build/fuzz"),
        help="where fuzz keeps the pages that failed",
    )
    parser.add_argument(
        "--edition",
        type=Path,
        help="site and stream: a folder for its databases, which are taken if there",
    )
    asked = parser.parse_args()
    unknown = set(asked.names) - set(names)
    if unknown:
        parser.error(f"no measurement is called {', '.join(sorted(unknown))}")
    failed = False
    for name in asked.names or names:
        print(f"=== {name}", flush=True)
        if name == "build":
            failed |= not build.run(asked.articles or 20_000)
        elif name == "crash":
            failed |= crash.run(asked.budget, stops=asked.stops) > 0
        elif name == "damage":
            failed |= damage.run() > 0
        elif name == "editing":
            failed |= not editing.run(asked.articles or 20_000, path=asked.path)
        elif name == "fuzz":
            failed |= _fuzz(asked) > 0
        elif name == "reread":
            reread.run(asked.articles or 2000)
        elif name == "crawling":
            number = asked.articles or 100
            failed |= not crawling.run(hosts=asked.hosts, articles=number, rounds=asked.rounds)
        elif name == "growth":
            failed |= not growth.run(captures=asked.captures)
        elif name == "near":
            failed |= not near.run(asked.articles or 11_000)
        elif name == "site":
            site.run(articles=asked.articles or 100_000, path=asked.edition)
        elif name == "search":
            failed |= not search.run(asked.articles or 20_000, folder=asked.folder)
        elif name == "warc":
            failed |= not warc.run()
        elif name == "stream":
            failed |= not stream.run(asked.articles or 100_000, path=asked.edition)
        elif name == "states":
            failed |= not states.run(asked.steps)
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


def _fuzz(asked: argparse.Namespace) -> int:
    if asked.only is not None:
        return fuzz.run_one(seed=asked.seed, number=asked.only)
    return fuzz.run(seed=asked.seed, budget=asked.budget, pages=asked.pages, folder=asked.keep)


if __name__ == "__main__":
    sys.exit(main())
