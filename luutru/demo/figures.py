"""Things that stand in a sample photograph: people, houses, trees, flags.

Each is drawn at a place and in a size on a canvas; which of them a picture shows is decided in
`scenes`.
"""

from __future__ import annotations

import math

from luutru.demo.canvas import GOLD, RED, Canvas, Colour, blend


def person(canvas: Canvas, x: float, foot: float, size: float, *, hat: bool = True) -> None:
    """Somebody at a distance, in a conical hat or bare-headed."""
    shirts: tuple[Colour, ...] = ((52, 70, 110), (122, 52, 62), (228, 226, 220), (70, 106, 88))
    shirt = canvas.random.choice(shirts)
    canvas.box(x - size * 0.10, foot - size * 0.48, size * 0.08, size * 0.48, (44, 42, 50))
    canvas.box(x + size * 0.02, foot - size * 0.48, size * 0.08, size * 0.48, (44, 42, 50))
    canvas.polygon(
        [
            (x - size * 0.13, foot - size * 0.42),
            (x - size * 0.15, foot - size * 0.82),
            (x + size * 0.15, foot - size * 0.82),
            (x + size * 0.13, foot - size * 0.42),
        ],
        shirt,
    )
    canvas.ellipse(x, foot - size * 0.91, size * 0.085, size * 0.10, (206, 164, 130))
    if hat:
        canvas.polygon(
            [
                (x - size * 0.22, foot - size * 0.92),
                (x, foot - size * 1.10),
                (x + size * 0.22, foot - size * 0.92),
            ],
            (226, 206, 156),
        )
    else:
        canvas.ellipse(x, foot - size * 0.95, size * 0.09, size * 0.075, (36, 30, 30))


def house(canvas: Canvas, x: float, foot: float, size: float) -> None:
    """A house seen from the front: on stilts in the mountains, on the ground in the delta."""
    legs = 0.05 if canvas.flat else 0.3
    ground, foot = foot, foot + size * (0.3 - legs)
    wood = canvas.land((206, 190, 156) if canvas.flat else (122, 84, 56))
    dark = canvas.land((66, 46, 36))
    thatch = canvas.land(canvas.random.choice(((116, 98, 82), (138, 84, 64), (104, 104, 108))))
    for post in range(5):
        left = x + size * (0.08 + 0.205 * post)
        canvas.box(left, foot - size * 0.3, size * 0.025, size * legs, dark)
    canvas.box(x + size * 0.04, foot - size * 0.58, size * 0.92, size * 0.29, wood)
    canvas.box(x + size * 0.02, foot - size * 0.31, size * 0.96, size * 0.03, dark)
    for window in range(3):
        left = x + size * (0.13 + 0.28 * window)
        canvas.box(left, foot - size * 0.52, size * 0.13, size * 0.14, dark)
        canvas.box(left + size * 0.06, foot - size * 0.52, size * 0.012, size * 0.14, wood)
    canvas.polygon(
        [
            (x - size * 0.06, foot - size * 0.55),
            (x + size * 0.17, foot - size * 0.97),
            (x + size * 0.83, foot - size * 0.97),
            (x + size * 1.06, foot - size * 0.55),
        ],
        thatch,
    )
    for row in range(1, 5):
        share = row / 5
        left, right = x + size * (0.17 - 0.23 * share), x + size * (0.83 + 0.23 * share)
        level = foot - size * (0.97 - 0.42 * share)
        canvas.line([(left, level), (right, level)], size * 0.006, blend(thatch, (0, 0, 0), 0.18))
    canvas.line([(x + size * 0.9, foot - size * 0.3), (x + size * 1.06, ground)], size * 0.03, dark)


def tree(canvas: Canvas, x: float, foot: float, size: float, depth: float = 0.0) -> None:
    """A broad-leaved tree."""
    random = canvas.random
    canvas.box(
        x - size * 0.035,
        foot - size * 0.5,
        size * 0.07,
        size * 0.5,
        canvas.land((84, 66, 50), depth),
    )
    base: Colour = random.choice(((54, 100, 52), (70, 116, 58), (44, 88, 56)))
    for ring in range(14):
        angle, reach = random.uniform(0, 6.3), random.uniform(0, 0.24) * size
        lift = 0.72 + random.uniform(-0.14, 0.16)
        tone = blend(base, (150, 182, 90), 0.05 * (ring % 6))
        canvas.ellipse(
            x + reach * math.cos(angle),
            foot - size * lift + reach * 0.6 * math.sin(angle),
            size * 0.15,
            size * 0.12,
            canvas.land(tone, depth),
        )


def palm(canvas: Canvas, x: float, foot: float, size: float) -> None:
    """A coconut palm leaning over the bank."""
    random = canvas.random
    lean = random.uniform(-0.18, 0.18) * size
    trunk = [(x + lean * (t / 10) ** 2, foot - size * 0.8 * t / 10) for t in range(11)]
    canvas.line(trunk, size * 0.035, canvas.land((104, 86, 68)))
    top_x, top_y = trunk[-1]
    for leaf in range(11):
        angle = math.pi * (1.2 * leaf / 10 - 0.1) + random.uniform(-0.1, 0.1)
        reach = size * random.uniform(0.28, 0.38)
        frond = [
            (
                top_x + reach * math.cos(angle) * t / 8,
                top_y - reach * 0.55 * math.sin(angle) * t / 8 + size * 0.16 * (t / 8) ** 2,
            )
            for t in range(9)
        ]
        canvas.line(frond, size * 0.022, canvas.land((52 + leaf * 3, 104, 56)))


def flag(canvas: Canvas, x: float, foot: float, height: float) -> None:
    """The national flag on its pole, standing at `foot`."""
    top = foot - height
    canvas.box(x, top, height * 0.025, height, (214, 210, 200))
    wide, high = height * 0.42, height * 0.28
    left = x + height * 0.025
    sway = canvas.random.uniform(0.01, 0.05) * height
    canvas.polygon(
        [
            (left, top),
            (left + wide * 0.5, top + sway),
            (left + wide, top),
            (left + wide, top + high),
            (left + wide * 0.5, top + high + sway),
            (left, top + high),
        ],
        RED,
    )
    star(canvas, left + wide / 2, top + high / 2 + sway / 2, high * 0.32)


def star(canvas: Canvas, x: float, y: float, radius: float) -> None:
    """The five-pointed yellow star."""
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.4
        angle = math.pi * (corner / 5 - 0.5)
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    canvas.polygon(points, GOLD)
