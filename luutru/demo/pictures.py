"""Pictures of the sample portals: photographs, banners, thumbnails. The same name, the same bytes."""

from __future__ import annotations

import io
from functools import lru_cache
from random import Random

from PIL import Image

from luutru.demo.canvas import LIGHTS, SIZES, Canvas, ridges, sky
from luutru.demo.scenes import scene_for


@lru_cache(maxsize=512)
def photograph(
    seed: str, subject: str, width: int | None = None, height: int | None = None, flat: bool = False
) -> bytes:
    """A JPEG for an address: the seed decides its details, the subject what it shows.

    Args:
        subject: the caption and below it the title, in Vietnamese: the first of these lines with
            a word that tells chooses the scene.
        width: of the file in pixels; without it and the height a usual size is taken.
        flat: whether the portal lies in the delta.
    """
    usual = Random(f"size {seed}").choice(SIZES)
    canvas = Canvas(seed, width or usual[0], height or usual[1], flat=flat)
    scene_for(subject, canvas)(canvas)
    return canvas.jpeg()


@lru_cache(maxsize=64)
def banner(seed: str, *, flat: bool = False, width: int = 1000, height: int = 150) -> bytes:
    """The broad picture at the head of a portal: hills and sky, no text."""
    canvas = Canvas(f"banner {seed}", width, height, flat=flat)
    canvas.light = LIGHTS[1]
    sky(canvas, 0.9, sun=True)
    ridges(canvas, 0.86, count=5, height=0.8)
    return canvas.jpeg()


def thumbnail(photo: bytes, width: int = 200) -> bytes:
    """A smaller copy, as list pages show it: other bytes, same picture."""
    with Image.open(io.BytesIO(photo)) as image:
        small = image.resize((width, round(image.height * width / image.width)))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=75)
    return out.getvalue()
