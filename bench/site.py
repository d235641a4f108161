"""The search page and its JSON over a generated edition, beside stock Datasette's table search.

Both answer over HTTP on this machine, the same words with the same facets, taking turns. The peer is
Datasette as it comes, over the same articles with an FTS5 index as `sqlite-utils enable-fts` makes it,
and with limits of time that let it count its facets as ours are counted.
"""

from __future__ import annotations

import asyncio
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import httpx

from archive.text import fold
from bench import edition

CLIENTS = 50
ROUNDS = 3
LONG = 1000.0
"""Milliseconds."""
EACH = 8
"""Searches of each kind."""

_PATIENCE = 120.0
_PEERS_FACETS = [("_facet", name) for name in ("portal", "year", "category")]


def run(*, articles: int, path: Path | None = None) -> None:
    """Prints milliseconds (median / p95) of both, for one client and for CLIENTS, and their ratio.

    Args:
        path: a folder to make the two databases in, or to find them from a run before.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = path or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        ours, peer = folder / "public.db", folder / "peer.db"
        if not ours.exists():
            edition.make(ours, articles)
        if not peer.exists():
            _make_peer(ours, peer)
        queries = _queries(ours)
        with (
            _serving("luutru", "serve", "--port", "0", "--archive", str(folder)) as site,
            _serving("datasette", "serve", "-i", str(peer), *_SETTINGS) as stock,
        ):
            _compare(site, stock, queries)


_SETTINGS = (
    "--port", "0", "--setting", "sql_time_limit_ms", "60000", "--setting", "facet_time_limit_ms", "60000",
    "--setting", "suggest_facets", "off",
)  # fmt: skip


def _make_peer(ours: Path, peer: Path) -> None:
    conn = sqlite3.connect(peer, isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "page_size = 8192"):
        conn.execute(f"PRAGMA {pragma}")
    conn.execute("ATTACH ? AS ours", (str(ours),))
    conn.execute("BEGIN")
    conn.execute(
        "CREATE TABLE articles (id INTEGER PRIMARY KEY, portal TEXT, year INTEGER, category TEXT, "
        "published TEXT, title TEXT, lead TEXT, body_text TEXT, captions TEXT)"
    )
    conn.execute(
        "INSERT INTO articles SELECT rowid, portal, year, category, published, title, lead, "
        "body_text, captions FROM ours.articles"
    )
    for column in ("portal", "year", "category"):
        conn.execute(f"CREATE INDEX articles_{column} ON articles({column})")
    conn.execute(
        # With this kind of quotes only Datasette sees that the index is of the table.
        "CREATE VIRTUAL TABLE articles_fts USING fts5(title, lead, body_text, captions, "
        "content=\"articles\", content_rowid='id', tokenize='unicode61 remove_diacritics 2')"
    )
    conn.execute("INSERT INTO articles_fts(articles_fts) VALUES ('rebuild')")
    conn.execute("COMMIT")
    conn.close()


def _queries(ours: Path) -> dict[str, list[dict[str, str]]]:
    """Kind -> searches: words by their rank, phrases that are there, years and portals."""
    dice = random.Random(3)
    with closing(sqlite3.connect(ours)) as conn:
        words = [
            row[0]
            for row in conn.execute(
                "SELECT word FROM search_words WHERE word > '' AND instr(word, ' ') = 0 "
                "ORDER BY texts DESC LIMIT 6000"
            )
        ]
        texts = [
            row[0] for row in conn.execute("SELECT body_text FROM articles ORDER BY id LIMIT 40")
        ]
    pairs = [dice.choice(re.findall(r"\w+ \w+", text)).lower() for text in texts]
    common, middling, rare = words[:60], words[200:900], words[len(words) // 2 :]
    some = range(EACH)
    return {
        "common word": [{"q": dice.choice(common)} for _ in some],
        "middling word": [{"q": dice.choice(middling)} for _ in some],
        "rare word": [{"q": dice.choice(rare)} for _ in some],
        "two words": [{"q": f"{dice.choice(common)} {dice.choice(middling)}"} for _ in some],
        "phrase": [{"q": f'"{pair}"'} for pair in pairs[:EACH]],
        "unmarked": [{"q": fold(pair)} for pair in pairs[-EACH:]],
        "word and year": [{"q": dice.choice(common), "nam": str(2012 + at)} for at in some],
        "word and portal": [{"q": dice.choice(common), "cong": f"xa-{at * 200}"} for at in some],
        "no word": [{}, {"nam": "2020"}, {"cong": "xa-7"}, {"da-go": "1"}],
    }


def _peers(query: dict[str, str]) -> str:
    """The same question to a table of Datasette's."""
    names = {"q": "_search", "nam": "year", "cong": "portal"}
    asked = [(names[name], value) for name, value in query.items() if name in names]
    if "da-go" in query:
        asked.append(("portal", "xa-1"))  # it knows nothing of what has gone
    return urlencode([*asked, *_PEERS_FACETS, ("_size", "20")])


def _compare(site: str, stock: str, queries: dict[str, list[dict[str, str]]]) -> None:
    everything = [query for some in queries.values() for query in some]
    with httpx.Client(timeout=_PATIENCE) as client:
        nothing = client.get(f"{stock}peer/articles.json?_search=qqqqq&_nosuggest=1").json()
        if nothing["filtered_table_rows_count"]:
            raise RuntimeError("the peer does not search: the measurement is worth nothing")
        for query in everything[::5]:  # what both read from the disk for the first time
            client.get(f"{site}tim-kiem", params=query)
            client.get(f"{stock}peer/articles?{_peers(query)}")
        for kind, some in queries.items():
            times = _taking_turns(client, site, stock, some)
            print(
                f"{kind:16} {'  '.join(_told(name, seen) for name, seen in times.items())}",
                flush=True,
            )
            _ALL.append(times)
    whole = {name: [t for times in _ALL for t in times[name]] for name in _ALL[0]}
    print(f"{'all':16} {'  '.join(_told(name, seen) for name, seen in whole.items())}")
    for ours, theirs in (("page", "peer page"), ("json", "peer json")):
        ratios = sorted(b / a for a, b in zip(whole[ours], whole[theirs], strict=True))
        quick, slow = statistics.median(ratios), _p95(whole[theirs]) / _p95(whole[ours])
        print(f"{ours}: {quick:.1f} x faster at the median, {slow:.1f} x at p95")
    asyncio.run(_crowd(site, everything))


_ALL: list[dict[str, list[float]]] = []


def _taking_turns(
    client: httpx.Client, site: str, stock: str, queries: Sequence[dict[str, str]]
) -> dict[str, list[float]]:
    seen: dict[str, list[float]] = {"page": [], "json": [], "peer page": [], "peer json": []}
    for query in queries:
        ours, theirs = urlencode(query), _peers(query)
        addresses = {
            "page": f"{site}tim-kiem?{ours}",
            "json": f"{site}tim-kiem.json?{ours}",
            "peer page": f"{stock}peer/articles?{theirs}",
            "peer json": f"{stock}peer/articles.json?{theirs}",
        }
        for name, address in addresses.items():
            seen[name].append(_quickest(client, address))
    return seen


def _quickest(client: httpx.Client, address: str) -> float:
    """The least of ROUNDS; what takes longer than LONG is asked once."""
    least = _once(client, address)
    for _ in range(ROUNDS - 1):
        if least < LONG:
            least = min(least, _once(client, address))
    return least


def _once(client: httpx.Client, address: str) -> float:
    started = time.perf_counter()
    answer = client.get(address)
    passed = time.perf_counter() - started
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answers {answer.status_code}")
    return passed * 1000


async def _crowd(site: str, queries: Sequence[dict[str, str]]) -> None:
    """CLIENTS ask at once, each what it likes."""
    waits: list[float] = []
    failed = 0

    async def one(number: int) -> None:
        nonlocal failed
        dice = random.Random(number)
        async with httpx.AsyncClient(timeout=_PATIENCE) as client:
            for _ in range(4):
                started = time.perf_counter()
                answer = await client.get(f"{site}tim-kiem", params=dice.choice(queries))
                waits.append((time.perf_counter() - started) * 1000)
                failed += answer.status_code != 200

    began = time.perf_counter()
    await asyncio.gather(*(one(number) for number in range(CLIENTS)))
    passed = time.perf_counter() - began
    told = f"p50 {statistics.median(waits):.0f} ms, p95 {_p95(waits):.0f} ms"
    print(f"{CLIENTS} clients: {len(waits) / passed:.1f} pages a second, {told}, {failed} failed")


def _told(name: str, seen: Sequence[float]) -> str:
    return f"{name} {statistics.median(seen):7.1f} / {_p95(seen):7.1f}"


def _p95(seen: Sequence[float]) -> float:
    return sorted(seen)[min(len(seen) - 1, int(len(seen) * 0.95))]


@contextmanager
def _serving(module: str, *arguments: str) -> Iterator[str]:
    """A server in a process of its own; its address, once it has told it."""
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stderr is not None
            for line in server.stderr:
                found = re.search(r"http://127\.0\.0\.1:\d+/?", line)
                if found:
                    break
            else:
                raise RuntimeError(f"{module} did not start")
            drain = threading.Thread(target=server.stderr.read, daemon=True)
            drain.start()
            yield found[0].rstrip("/") + "/"
        finally:
            server.terminate()
