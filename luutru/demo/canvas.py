"""The photographs of the sample portals, drawn by code: the canvas and what every scene shares.

A picture is decided by its seed and its subject alone, so that the same address gives the same
bytes for as long as the process lives. What a scene shows is in `scenes`; nothing here knows
about portals or HTTP.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Point = tuple[float, float]

SIZES = ((640, 427), (720, 480), (800, 533), (880, 587), (960, 640))
"""Sizes of pictures whose page does not say one."""
_OVERSAMPLE = 2
_BLUR_REDUCTION = 6
_JPEG_QUALITY = 80

RED: Colour = (200, 26, 32)
GOLD: Colour = (255, 222, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """The hour of a picture: what colours its sky, its haze and its land."""

    zenith: Colour
    horizon: Colour
    sun: Colour
    haze: Colour
    shade: float
    """1 leaves the colours of the land as they are, below that darkens them."""


LIGHTS = (
    Light(
        zenith=(86, 148, 205),
        horizon=(222, 236, 240),
        sun=(255, 250, 226),
        haze=(188, 208, 218),
        shade=1.0,
    ),
    Light(
        zenith=(128, 170, 205),
        horizon=(252, 226, 190),
        sun=(255, 240, 200),
        haze=(214, 206, 196),
        shade=0.95,
    ),
    Light(
        zenith=(96, 110, 160),
        horizon=(250, 178, 120),
        sun=(255, 226, 160),
        haze=(206, 156, 140),
        shade=0.8,
    ),
    Light(
        zenith=(168, 186, 196),
        horizon=(226, 230, 228),
        sun=(244, 244, 236),
        haze=(202, 210, 210),
        shade=0.9,
    ),
)


class Canvas:
    """A picture being drawn, in units of its own height (x runs to `aspect`, y to 1, down)."""

    def __init__(self, seed: str, width: int, height: int, *, flat: bool = False) -> None:
        self.random = Random(seed)
        self.flat = flat
        """In the delta: no hills on the horizon, no stilts under the houses."""
        self.light = self.random.choice(LIGHTS)
        self.width, self.height = width, height
        self.aspect = width / height
        self._scale = height * _OVERSAMPLE
        self.image = Image.new("RGB", (width * _OVERSAMPLE, self._scale))
        self._draw = ImageDraw.Draw(self.image)

    def _px(self, points: list[Point]) -> list[Point]:
        return [(x * self._scale, y * self._scale) for x, y in points]

    def polygon(self, points: list[Point], colour: Colour) -> None:
        self._draw.polygon(self._px(points), fill=colour)

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """A rectangle from its upper left corner."""
        x0, y0 = x * self._scale, y * self._scale
        x1, y1 = x0 + width * self._scale, y0 + height * self._scale
        self._draw.rectangle((x0, y0, max(x0, x1), max(y0, y1)), fill=colour)

    def ellipse(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        """An ellipse from its centre."""
        box = self._px([(x - rx, y - ry), (x + rx, y + ry)])
        self._draw.ellipse((*box[0], *box[1]), fill=colour)

    def line(self, points: list[Point], width: float, colour: Colour) -> None:
        stroke = max(1, round(width * self._scale))
        self._draw.line(self._px(points), fill=colour, width=stroke, joint="curve")

    def land(self, colour: Colour, depth: float = 0.0) -> Colour:
        """A colour of the land in this light; `depth` 1 is lost in the haze."""
        lit = blend((0, 0, 0), colour, self.light.shade)
        return blend(lit, self.light.haze, depth)

    def soften(self, radius: float) -> None:
        """Blurs what has been drawn so far (on a small copy: a blur in full size takes 50 ms)."""
        small = self.image.reduce(_BLUR_REDUCTION)
        blurred = small.filter(ImageFilter.GaussianBlur(radius * self._scale / _BLUR_REDUCTION))
        self.image.paste(blurred.resize(self.image.size, Image.Resampling.BICUBIC))

    def jpeg(self) -> bytes:
        """The finished photograph, with a grain like that of a small camera."""
        small = self.image.resize((self.width, self.height), Image.Resampling.BOX)
        grain = Image.frombytes("L", (256, 256), self.random.randbytes(256 * 256))
        grain = grain.resize((self.width, self.height), Image.Resampling.BILINEAR)
        textured = Image.blend(small, Image.merge("RGB", (grain, grain, grain)), 0.028)
        out = io.BytesIO()
        textured.save(out, "JPEG", quality=_JPEG_QUALITY, optimize=False)
        return out.getvalue()


def blend(one: Colour, other: Colour, share: float) -> Colour:
    """A colour between two: share 0 is the one, 1 the other."""
    return (
        round(one[0] + (other[0] - one[0]) * share),
        round(one[1] + (other[1] - one[1]) * share),
        round(one[2] + (other[2] - one[2]) * share),
    )


def sky(canvas: Canvas, horizon: float, *, sun: bool = True) -> None:
    """The sky down to the horizon, with clouds and perhaps the sun."""
    light, random = canvas.light, canvas.random
    steps = 80
    for step in range(steps):
        colour = blend(light.zenith, light.horizon, (step / steps) ** 0.8)
        canvas.box(0, horizon * step / steps, canvas.aspect, horizon / steps + 0.005, colour)
    canvas.box(0, horizon, canvas.aspect, 1 - horizon, light.horizon)
    for _ in range(random.randint(3, 6)):
        x, y = random.uniform(0, canvas.aspect), random.uniform(0.04, horizon * 0.6)
        for _ in range(6):
            dx, dy = random.uniform(-0.14, 0.14), random.uniform(-0.012, 0.012)
            white = blend(light.horizon, (255, 255, 255), 0.5)
            canvas.ellipse(x + dx, y + dy, random.uniform(0.05, 0.12), 0.018, white)
    canvas.soften(0.012)
    if sun and light.shade < 1:
        x, y = random.uniform(0.2, 0.8) * canvas.aspect, horizon * random.uniform(0.45, 0.75)
        for ring in range(8, 0, -1):
            glow = blend(light.sun, light.horizon, 0.35 + ring / 16)
            canvas.ellipse(x, y, 0.03 + ring * 0.008, 0.03 + ring * 0.008, glow)
        canvas.soften(0.006)
        canvas.ellipse(x, y, 0.034, 0.034, light.sun)


def skyline(canvas: Canvas, base: float, height: float, roughness: float = 1.0) -> list[Point]:
    """The upper edge of a range of hills, from left to right."""
    random = canvas.random
    waves = [
        (random.uniform(0.6, 1.6), random.uniform(0, 6.3), 0.6),
        (random.uniform(2.0, 3.6), random.uniform(0, 6.3), 0.3),
        (random.uniform(5.0, 9.0), random.uniform(0, 6.3), 0.10 * roughness),
        (random.uniform(16, 30), random.uniform(0, 6.3), 0.03 * roughness),
    ]
    edge = []
    for step in range(121):
        x = canvas.aspect * step / 120
        rise = sum(share * math.sin(k * x * 2.2 + phase) for k, phase, share in waves)
        edge.append((x, base - height * (0.55 + 0.45 * rise)))
    return edge


def ridges(canvas: Canvas, horizon: float, count: int = 4, height: float = 0.2) -> None:
    """Ranges of hills behind each other, the farthest lost in the haze; low trees in the delta."""
    if canvas.flat:
        count, height = 2, 0.05
    green: Colour = canvas.random.choice(((58, 96, 62), (70, 104, 74), (64, 92, 78)))
    for layer in range(count):
        near = layer / max(1, count - 1)
        base = horizon + 0.05 * near
        edge = skyline(canvas, base, height * (1 - 0.55 * near))
        below = [(canvas.aspect, base + 0.12), (0.0, base + 0.12)]
        canvas.polygon([*edge, *below], canvas.land(green, 0.82 - 0.62 * near))
