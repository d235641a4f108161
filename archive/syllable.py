"""How Vietnamese syllables are spelt: enough to tell a word from letters that only look like one.

Lives here: the rimes and onsets of the language (those of place names of the highlands included)
and `is_syllable`. There is no list of words: what follows the rules may still mean nothing.

Does not live here: where a tone mark is placed (`archive/text.py`), and what is done about text
that is no Vietnamese (`archive/legacy.py`).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

_RIMES_IN_ORDER: Final = """
    a ac ach ai ak am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec ek em en eng eo ep et ê êch êk êm ên êng ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu ik im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi
    ok om on ong ooc oong op ot ô ôc ôi ôk ôm ôn ông ôp ôt ơ ơi ơk ơm ơn ơng ơp ơt
    u ua uân uâng uât uây uc uê uêch uên uênh ui uk um un ung uơ uơn uôc uôi uôm uôn uông uôt up ut
    uy uya uych uyên uyêt uyn uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt
    ươu ưt ưu y ych yêm yên yêng yêt yêu ynh yt
"""
_RIMES: Final = frozenset(_RIMES_IN_ORDER.split())
_ONSETS: Final = (
    *("ngh", "ng", "nh", "gh", "gi", "kh", "ph", "th", "tr", "ch", "qu"),
    *("b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", ""),
)
_AFTER_QU: Final = frozenset("aăâeêiôơy")
_FRONT: Final = frozenset("eêiy")
_BEFORE_FRONT: Final = frozenset(("k", "gh", "ngh"))
_BEFORE_BACK: Final = frozenset(("c", "g", "ng"))
_STOPS: Final = ("c", "ch", "k", "p", "t")
_ACUTE, _DOT_BELOW = "\u0301", "\u0323"
_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
_VOWELS: Final = frozenset("aăâeêioôơuưy")
_QUALIFIED: Final = frozenset("ăâêôơư")
_LONGEST: Final = 7


@lru_cache(maxsize=1 << 14)
def is_syllable(word: str, *, strict: bool = True) -> bool:
    """Is this spelt like one Vietnamese syllable, in either case?

    Strict: k, gh, ngh stand before e, ê, i, y only, the tone is on a letter that can bear it, and
    a syllable that ends in c, ch, p or t has one of the two tones that it can have. Else what
    writers get wrong passes, too.

    >>> [is_syllable(word) for word in ("nghiêng", "Đảng", "ngheo", "ngiêng", "tuât", "chứcs")]
    [True, True, True, False, False, False]
    """
    if len(word) > _LONGEST + 4:
        return False
    bare, tone, at = _without_tone(word.lower())
    if len(tone) > 1 or len(bare) > _LONGEST:
        return False
    for onset in _ONSETS:
        rime = bare[len(onset) :]
        fits = bare.startswith(onset) and _fits(onset, rime, tone, strict=strict)
        if fits and (not (strict and tone) or at - len(onset) in _bearers(rime)):
            return True
    return False


def _without_tone(word: str) -> tuple[str, str, int]:
    """The letters without tone marks, the marks, and which letter bore the last one."""
    letters, tones, at = "", "", 0
    for char in unicodedata.normalize("NFD", word):
        if char in _TONES:
            tones, at = tones + char, len(unicodedata.normalize("NFC", letters)) - 1
        else:
            letters += char
    return unicodedata.normalize("NFC", letters), tones, at


@lru_cache(maxsize=256)
def _bearers(rime: str) -> frozenset[int]:
    """Which letters of a rime may bear its tone, in the old style or the new."""
    vowels = next((at for at, char in enumerate(rime) if char not in _VOWELS), len(rime))
    qualified = [at for at in range(vowels) if rime[at] in _QUALIFIED]
    if qualified:
        return frozenset(qualified[-1:])
    if vowels == 1:
        return frozenset((0,))
    if vowels == 3 or vowels < len(rime):
        return frozenset((1,))
    return frozenset((0, 1) if rime in ("oa", "oe", "uy") else (0,))


def _fits(onset: str, rime: str, tone: str, *, strict: bool) -> bool:
    if rime not in _RIMES:
        return False
    if onset == "qu" and rime[0] not in _AFTER_QU:
        return False
    if not strict:
        return True
    if rime.endswith(_STOPS) and tone not in (_ACUTE, _DOT_BELOW):
        return False
    front = rime[0] in _FRONT
    if onset == "g" and rime[0] == "i":
        return True
    return not (onset in _BEFORE_FRONT and not front) and not (onset in _BEFORE_BACK and front)
