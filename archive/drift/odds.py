"""How likely chance alone makes what a crawl measured: exact sums, no tables, no approximations.

Two questions are asked. Of `n` pages that could each go wrong honestly at a rate of at most `p`,
is it credible that `k` did (`at_least`)? And where `seen` of `asked` earlier pages had something,
is it credible that only `k` of `n` new ones have it (`at_most_after`)? The second takes the
doubt about a small history into account: after five pages nothing is certain.
"""

from __future__ import annotations

from math import exp, lgamma, log

CREDIBLE = 1e-4
"""What chance would bring more rarely than this is no chance. A crawl asks about twelve such
questions, each with an honest rate on the generous side: less than one false alarm in eight
hundred crawls even of portals that are always at that rate."""


def at_least(k: int, n: int, p: float) -> float:
    """P(X >= k) of a binomial X with `n` trials of probability `p`."""
    if k <= 0:
        return 1.0
    return min(1.0, sum(_term(i, n, p) for i in range(k, n + 1)))


def _term(i: int, n: int, p: float) -> float:
    return exp(_choose(n, i) + i * log(p) + (n - i) * log(1.0 - p))


def at_most_after(k: int, n: int, seen: int, asked: int) -> float:
    """P(X <= k) of the next `n` when `seen` of `asked` had it: beta-binomial, Jeffreys' prior."""
    a, b = seen + 0.5, asked - seen + 0.5
    base = _beta(a, b)
    return min(1.0, sum(exp(_choose(n, i) + _beta(a + i, b + n - i) - base) for i in range(k + 1)))


def is_too_many(k: int, n: int, honest: float) -> bool:
    """Did more go wrong than honest work explains?"""
    return at_least(k, n, honest) < CREDIBLE


def is_too_few(k: int, n: int, seen: int, asked: int) -> bool:
    """Do fewer have it than history explains?"""
    return n > 0 and at_most_after(k, n, seen, asked) < CREDIBLE


def _choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
