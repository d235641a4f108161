"""MinHash signatures and the bands of them that make two texts candidates. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rensa import RMinHash

from publish.near.syllables import Numbers

BANDS = 16
ROWS = 5
"""Values in a band: at a similarity of s two texts share one with 1 - (1 - s^5)^16."""

VERSION = f"rensa {RMinHash.ALGORITHM_VERSION}, {BANDS} x {ROWS}"
"""Bands of two versions say nothing about each other; part of the schema of an edition."""

_SEED = 20190701
_DICE = np.random.Generator(np.random.PCG64(_SEED))
_FACTORS = _DICE.integers(0, 1 << 64, ROWS, np.uint64) | np.uint64(1)
_OFFSETS = _DICE.integers(0, 1 << 64, BANDS, np.uint64)


def bands(texts: Sequence[Numbers]) -> list[list[int]]:
    """For each text, which has at least one shingle, its bands as numbers below 2^47."""
    if not texts:
        return []
    ends = np.cumsum([0, *map(len, texts)])
    signed = RMinHash.digest_matrix_from_flat_token_hashes(
        np.concatenate(texts), ends.tolist(), BANDS * ROWS, _SEED
    )
    values = np.array(signed.to_rows(), np.uint64).reshape(len(texts), BANDS, ROWS)
    mixed = (values * _FACTORS).sum(axis=2, dtype=np.uint64) + _OFFSETS
    mixed ^= mixed >> np.uint64(31)
    mixed *= np.uint64(0x9E3779B97F4A7C15)
    keys: list[list[int]] = (mixed >> np.uint64(17)).tolist()
    return keys
