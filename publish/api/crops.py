"""Pictures in a size, shape and format that a client asks for, cut around what must stay in sight.

They are made from the renditions of the edition when somebody asks, and kept in memory for who asks
next. Sizes and shapes are few, so that nobody can have endless ones made.
"""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Literal

import anyio
import anyio.to_thread
from PIL import Image

WIDTHS = (160, 320, 480, 640, 800, 960, 1200)
"""Pixels; a picture is never scaled up."""

Shape = Literal["1:1", "4:3", "3:2", "16:9", "3:4", "2:3"]
Format = Literal["webp", "jpeg"]

_KEPT = 32 << 20
"""Bytes of made pictures in memory."""

_AT_ONCE = 2
_QUALITY = 80

Focus = tuple[float, float]
"""What stays in sight, from the left and from above, each 0 to 1."""


def box(size: tuple[int, int], shape: Shape, focus: Focus) -> tuple[int, int, int, int]:
    """The largest part of this shape that lies in a picture and has the focus nearest its middle."""
    width, height = size
    across, down = map(int, shape.split(":"))
    part = (
        (max(1, round(height * across / down)), height)
        if width * down > height * across
        else (width, max(1, round(width * down / across)))
    )
    left, top = (
        min(max(round(whole * at - one / 2), 0), whole - one)
        for whole, one, at in zip(size, part, focus, strict=True)
    )
    return left, top, left + part[0], top + part[1]


def cut(content: bytes, *, width: int, shape: Shape | None, focus: Focus, form: Format) -> bytes:
    """A WebP rendition of ours as another picture."""
    with Image.open(io.BytesIO(content), formats=("WEBP",)) as picture:
        picture.load()
        part = picture.crop(box(picture.size, shape, focus)) if shape else picture.copy()
    if width < part.width:
        height = max(1, round(part.height * width / part.width))
        part = part.resize((width, height), Image.Resampling.LANCZOS)
    if form == "jpeg" and part.mode != "RGB":
        ground = Image.new("RGB", part.size, "white")
        ground.paste(part, mask=part.convert("RGBA").getchannel("A"))
        part = ground
    out = io.BytesIO()
    part.save(out, form.upper(), quality=_QUALITY)
    return out.getvalue()


class Made:
    """Pictures that were made, the latest asked for; a few are made at a time."""

    def __init__(self) -> None:
        self._pictures: OrderedDict[object, bytes] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()
        self._turns: anyio.CapacityLimiter | None = None

    async def get(self, key: object, make: Callable[[], bytes]) -> bytes:
        """The picture of this key, made unless it is there."""
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
                return self._pictures[key]
        made = await anyio.to_thread.run_sync(make, limiter=self._limiter())
        with self._lock:
            if key not in self._pictures:
                self._pictures[key] = made
                self._bytes += len(made)
            while self._bytes > _KEPT:
                _, old = self._pictures.popitem(last=False)
                self._bytes -= len(old)
        return made

    def _limiter(self) -> anyio.CapacityLimiter:
        if self._turns is None:
            self._turns = anyio.CapacityLimiter(_AT_ONCE)
        return self._turns
