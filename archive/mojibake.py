"""UTF-8 that was read as a Western code page, once or several times, and saved so.

Lives here: `unscrambled`, for a whole text or only the parts of it that are damaged (a page with
one file included in another encoding). Does not live here: fonts from before Unicode
(`archive/legacy.py`).
"""

from __future__ import annotations

import re
from typing import Final

import ftfy

_CP1252: Final = {
    bytes([code]).decode("cp1252"): code
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_TAIL: Final = "\x80-\xbf" + "".join(_CP1252)
SIGN: Final = re.compile(
    f"á[º»][{_TAIL}]|Ã[\x80-\x9f\xa1-\xaa\xac-\xba\xbd-\xbfƒ‚€]|Ä[\x80-\xbf‘ƒ]|Æ[°¡¯\xa0]|â€|ï»¿"
)
"""What Vietnamese in UTF-8 looks like when read as Latin-1 or windows-1252, and nothing else does.

The capital Ã before a no-break space or a quotation mark is no sign: “HỢP TÁC XÃ”.
"""

_SEQUENCE: Final = re.compile(
    f"[\xc2-\xdf][{_TAIL}]|[\xe0-\xef][{_TAIL}]{{2}}|[\xf0-\xf4][{_TAIL}]{{3}}"
)
_MOST_ROUNDS: Final = 12


def unscrambled(text: str) -> str:
    """The text with what is provably UTF-8 in disguise read as UTF-8, however often it was.

    >>> unscrambled("xã Thanh Yên".encode().decode("cp1252"))
    'xã Thanh Yên'
    """
    for _ in range(_MOST_ROUNDS):
        if not SIGN.search(text) or "«" in text:
            break
        read = _SEQUENCE.sub(_undo, text)
        if read == text:
            break
        text = read
    return ftfy.fix_encoding(text) if SIGN.search(text) or "Ã " in text else text


def _undo(found: re.Match[str]) -> str:
    raw = bytes(_CP1252.get(char, ord(char) & 0xFF) for char in found[0])
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return found[0]
