"""Web-sized renditions of kept pictures: WebP, the same bytes for the same original.

Lives here: decoding with limits, scaling, encoding. Pictures come from strangers: what is too
large, broken or no raster picture gives no rendition and a reason.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

WIDTHS = (480, 1200)
"""Pixels. A picture is never scaled up; the widest rendition of a small one is its own width."""

MAX_PIXELS = 60_000_000
QUALITY = 80
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """One picture as WebP."""

    width: int
    height: int
    content: bytes


def renditions(original: bytes) -> list[Rendition]:
    """One rendition per width of WIDTHS that the picture reaches, smallest first.

    Raises:
        ValueError: no picture that can be shown; the message says why.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(original), formats=_FORMATS)
            if picture.width * picture.height > MAX_PIXELS:
                raise ValueError(f"{picture.width} x {picture.height} pixels are too many")
            picture.draft("RGB", (WIDTHS[-1] * 2, WIDTHS[-1] * 2))
            picture.load()
            upright = ImageOps.exif_transpose(picture)
    except (OSError, SyntaxError, Image.DecompressionBombError, EOFError) as error:
        raise ValueError(f"cannot be decoded ({error})") from error
    see_through = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    frame = upright.convert("RGBA" if see_through else "RGB")
    wanted = sorted({min(width, frame.width) for width in WIDTHS})
    return [_encode(frame, width) for width in wanted]


def _encode(frame: Image.Image, width: int) -> Rendition:
    height = max(1, round(frame.height * width / frame.width))
    scaled = (
        frame if width == frame.width else frame.resize((width, height), Image.Resampling.LANCZOS)
    )
    out = io.BytesIO()
    scaled.save(out, "WEBP", quality=QUALITY, method=4)
    return Rendition(width=scaled.width, height=scaled.height, content=out.getvalue())
