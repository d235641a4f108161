"""What the sample photographs show: one function for each kind of scene, and who chooses it.

The words of a caption choose the scene, so that a picture of a meeting shows a hall and one of
the harvest a field. Nothing here knows about files or portals.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from luutru.demo.canvas import RED, Canvas, Colour, blend, ridges, sky, skyline
from luutru.demo.figures import flag, house, palm, person, star, tree

Scene = Callable[[Canvas], None]
_WORD = re.compile(r"\w+")
_BLOOMS: tuple[Colour, ...] = ((236, 90, 110), (250, 210, 80), (86, 140, 70))

# Words of captions and titles, in the order in which they are tried.
HALL_WORDS = (
    *("hội nghị", "kỳ họp", "đại hội", "kết nạp", "tập huấn", "tọa đàm", "bỏ phiếu", "cử tri"),
    *("một cửa", "tiếp công dân", "trao tặng", "trao quà", "ký kết", "giao ban", "tổng kết"),
)
SCHOOL_WORDS = ("học sinh", "khai giảng", "trạm y tế", "tiêm", "mầm non", "tiểu học", "thcs")
FIELD_WORDS = ("lúa", "gặt", "cấy", "gieo", "ruộng", "cánh đồng", "thu hoạch", "ngô", "rau", "mạ")
WATER_WORDS = ("sông", "thuyền", "ghe", "cá", "tôm", "rạch", "phà", "bến", "cồn", "lũ", "đê")
FOREST_WORDS = ("rừng", "cháy", "cây", "cà phê", "mắc ca", "vườn", "chè", "bưởi", "xoài", "nhãn")
ROAD_WORDS = ("đường", "cầu", "cờ", "bê tông", "giao thông", "vệ sinh", "ra quân")
VILLAGE_WORDS = ("bản", "nhà", "lễ", "hội", "xòe", "nhà sàn", "văn nghệ", "du lịch")


def scene_for(subject: str, canvas: Canvas) -> Scene:
    """The scene that the first telling line of a subject asks for, or any landscape."""
    for line in subject.lower().splitlines():
        words = " ".join(["", *_WORD.findall(line), ""])
        for keys, scene in _CHOICES:
            if any(f" {key} " in words for key in keys):
                return scene
    return canvas.random.choice(_DELTA if canvas.flat else _MOUNTAINS)


def terraces(canvas: Canvas) -> None:
    """Terraced rice fields stepping down a mountain side."""
    random = canvas.random
    sky(canvas, 0.34)
    ridges(canvas, 0.34, count=4, height=0.22)
    ripe = random.random() < 0.5
    high: Colour = (206, 178, 74) if ripe else (122, 164, 70)
    low: Colour = (166, 152, 58) if ripe else (64, 122, 60)
    top = skyline(canvas, 0.46, 0.16, roughness=0.4)
    bands = 17
    for band in range(bands):
        share = band / bands
        drop = 0.56 * share**1.35
        wave = random.uniform(0, 6.3)
        edge = [
            (x, y + drop + 0.012 * (0.4 + share) * math.sin(x * (5 - 2 * share) + wave))
            for x, y in top
        ]
        tone = blend(high, low, 0.15 + 0.7 * ((band * 0.37) % 1))
        if not ripe and band % 5 == 3:
            tone = blend(canvas.light.horizon, tone, 0.35)
        canvas.polygon(
            [*edge, (canvas.aspect, 1.0), (0.0, 1.0)], canvas.land(tone, 0.3 * (1 - share))
        )
        canvas.line(edge, 0.003 + 0.005 * share, canvas.land(blend(tone, (46, 62, 34), 0.6)))
    for _ in range(3):
        x, foot = random.uniform(0.1, canvas.aspect - 0.2), random.uniform(0.52, 0.62)
        tree(canvas, x, foot, 0.1, 0.15)
    house(canvas, random.uniform(0.1, canvas.aspect - 0.4), random.uniform(0.66, 0.74), 0.17)
    for _ in range(random.randint(2, 4)):
        person(canvas, random.uniform(0.2, canvas.aspect - 0.2), random.uniform(0.84, 0.95), 0.12)


def field(canvas: Canvas) -> None:
    """A plain of rice with people at work and hills behind."""
    random = canvas.random
    sky(canvas, 0.42)
    ridges(canvas, 0.42, count=4, height=0.2)
    ripe = random.random() < 0.6
    near: Colour = (196, 166, 62) if ripe else (92, 148, 62)
    far: Colour = (168, 168, 84) if ripe else (126, 166, 92)
    for step in range(60):
        share = step / 60
        tone = blend(far, near, share)
        tone = blend(tone, (255, 255, 220), 0.06 * (step % 2))
        canvas.box(
            0, 0.46 + 0.54 * share**1.4, canvas.aspect, 0.05, canvas.land(tone, 0.25 * (1 - share))
        )
    vanish = random.uniform(0.3, 0.7) * canvas.aspect
    for row in range(-14, 22):
        foot = vanish + (row - 4) * 0.22
        dark = canvas.land(blend(near, (60, 70, 30), 0.45))
        canvas.line([(vanish + (foot - vanish) * 0.03, 0.47), (foot, 1.05)], 0.003, dark)
    for _ in range(5):
        tree(canvas, random.uniform(0, canvas.aspect), 0.475, random.uniform(0.05, 0.09), 0.35)
    for _ in range(700):
        x, y = random.uniform(0, canvas.aspect), random.uniform(0.72, 1.0)
        tip = random.uniform(0.02, 0.05)
        tone = blend(near, (238, 214, 120) if ripe else (150, 190, 90), random.random())
        canvas.line([(x, y), (x + random.uniform(-0.01, 0.01), y - tip)], 0.002, canvas.land(tone))
    for _ in range(random.randint(4, 7)):
        foot = random.uniform(0.6, 0.86)
        person(canvas, random.uniform(0.15, canvas.aspect - 0.15), foot, 0.12 + (foot - 0.6) * 0.5)


def river(canvas: Canvas) -> None:
    """A river winding out of the hills."""
    random = canvas.random
    sky(canvas, 0.4)
    ridges(canvas, 0.4, count=5, height=0.26)
    meadow = canvas.land((104, 140, 74))
    canvas.box(0, 0.45, canvas.aspect, 0.55, meadow)
    phase, middle = random.uniform(0, 6.3), canvas.aspect * random.uniform(0.4, 0.6)
    left, right = [], []
    for step in range(61):
        share = step / 60
        centre = middle + 0.24 * share * math.sin(phase + 4.2 * share**0.5)
        half = 0.012 + 0.4 * share**1.7
        left.append((centre - half, 0.45 + 0.57 * share))
        right.append((centre + half, 0.45 + 0.57 * share))
    water = blend(canvas.light.zenith, canvas.light.horizon, 0.5)
    canvas.polygon([*left, *reversed(right)], canvas.land(water))
    for step in range(4, 58):
        (x0, y), (x1, _) = left[step], right[step]
        start = random.uniform(x0, x1)
        glint = blend(water, (255, 255, 255), random.uniform(0.1, 0.5))
        canvas.line([(start, y), (min(x1, start + 0.02 + 0.002 * step), y)], 0.003, glint)
    for side in (left, right):
        for step in range(6, 50, 4):
            x, y = side[step]
            away = random.uniform(0.05, 0.3) * (1 if side is right else -1) * (0.3 + step / 50)
            tree(canvas, x + away, y, 0.03 + 0.0045 * step, 0.4 - 0.008 * step)
    house(canvas, right[26][0] + 0.08, 0.72, 0.16)


def village(canvas: Canvas) -> None:
    """Stilt houses at the foot of the hills on a day with flags."""
    random = canvas.random
    sky(canvas, 0.38)
    ridges(canvas, 0.42, count=4, height=0.28)
    canvas.box(0, 0.52, canvas.aspect, 0.48, canvas.land((120, 142, 82)))
    for _ in range(8):
        tree(canvas, random.uniform(0, canvas.aspect), random.uniform(0.54, 0.6), 0.16, 0.2)
    spots = sorted((random.uniform(0.62, 0.74), slot) for slot in range(3))
    for foot, slot in spots:
        house(canvas, 0.05 + slot * canvas.aspect / 3, foot, 0.3 + (foot - 0.62))
    canvas.polygon(
        [(0.0, 0.8), (canvas.aspect, 0.76), (canvas.aspect, 1.0), (0.0, 1.0)],
        canvas.land((198, 180, 146)),
    )
    flag(canvas, canvas.aspect * random.uniform(0.42, 0.58), 0.84, 0.42)
    for _ in range(random.randint(7, 12)):
        foot = random.uniform(0.84, 0.97)
        x = random.uniform(0.05, canvas.aspect - 0.05)
        person(canvas, x, foot, 0.15 + (foot - 0.84) * 0.6, hat=random.random() < 0.4)


def road(canvas: Canvas) -> None:
    """A new concrete road through the village, flags on both sides."""
    random = canvas.random
    sky(canvas, 0.42)
    ridges(canvas, 0.44, count=3, height=0.22)
    canvas.box(0, 0.5, canvas.aspect, 0.5, canvas.land((104, 142, 76)))
    for _ in range(6):
        tree(canvas, random.uniform(0, canvas.aspect), 0.54, random.uniform(0.1, 0.18), 0.25)
    vanish = canvas.aspect * random.uniform(0.42, 0.58)
    canvas.polygon(
        [(vanish - 0.01, 0.5), (vanish + 0.01, 0.5), (vanish + 0.62, 1.0), (vanish - 0.62, 1.0)],
        canvas.land((196, 194, 188)),
    )
    for joint in range(1, 14):
        share = (joint / 14) ** 2
        y, half = 0.5 + 0.5 * share, 0.01 + 0.61 * share
        canvas.line(
            [(vanish - half, y), (vanish + half, y)],
            0.002 + 0.003 * share,
            canvas.land((160, 158, 152)),
        )
    for step in range(2, 8):
        share = (step / 7) ** 1.8
        y, away = 0.5 + 0.46 * share, 0.05 + 0.66 * share
        for side in (-1, 1):
            flag(canvas, vanish + side * away, y, 0.05 + 0.36 * share)
    house(canvas, vanish + 0.34, 0.68, 0.22)
    for _ in range(random.randint(2, 5)):
        foot = random.uniform(0.68, 0.92)
        person(canvas, vanish + random.uniform(-0.2, 0.2), foot, 0.1 + (foot - 0.6) * 0.4)


def forest(canvas: Canvas) -> None:
    """A slope of young trees in rows, older wood behind."""
    random = canvas.random
    sky(canvas, 0.3)
    ridges(canvas, 0.34, count=4, height=0.26)
    canvas.box(0, 0.4, canvas.aspect, 0.6, canvas.land((112, 118, 70)))
    for row in range(9):
        share = row / 8
        foot, size = 0.44 + 0.6 * share**1.3, 0.06 + 0.26 * share
        gap = 0.075 + 0.2 * share
        x = -random.uniform(0, gap)
        while x < canvas.aspect + gap:
            wobble = random.uniform(-0.15, 0.15) * gap
            tree(canvas, x + wobble, foot + random.uniform(-0.01, 0.01), size, 0.45 * (1 - share))
            x += gap
    for _ in range(random.randint(1, 3)):
        person(canvas, random.uniform(0.2, canvas.aspect - 0.2), random.uniform(0.8, 0.96), 0.2)


def water(canvas: Canvas) -> None:
    """A broad river in the delta: palms, boats, the other bank far away."""
    random = canvas.random
    sky(canvas, 0.46)
    bank = skyline(canvas, 0.5, 0.06, roughness=3)
    canvas.polygon([*bank, (canvas.aspect, 0.52), (0.0, 0.52)], canvas.land((74, 110, 72), 0.4))
    deep: Colour = random.choice(((146, 140, 110), (110, 140, 146)))
    for step in range(50):
        share = step / 50
        tone = blend(canvas.light.horizon, deep, 0.3 + 0.6 * share)
        canvas.box(0, 0.51 + 0.49 * share, canvas.aspect, 0.02, canvas.land(tone))
    for _ in range(240):
        x, y = random.uniform(0, canvas.aspect), 0.53 + 0.46 * random.random() ** 1.3
        long = 0.01 + 0.07 * (y - 0.5)
        glint = blend(deep, (255, 255, 250), random.uniform(0.2, 0.6))
        canvas.line([(x, y), (x + long, y)], 0.0025, canvas.land(glint))
    for _ in range(random.randint(2, 4)):
        x, y = random.uniform(0.3, canvas.aspect - 0.4), random.uniform(0.6, 0.84)
        size = 0.16 + (y - 0.6) * 0.5
        hull = [(x, y), (x + size * 0.12, y + size * 0.1), (x + size * 0.9, y + size * 0.1)]
        canvas.polygon([*hull, (x + size * 1.05, y - size * 0.04)], canvas.land((84, 58, 44)))
        canvas.box(
            x + size * 0.3, y - size * 0.1, size * 0.36, size * 0.1, canvas.land((150, 122, 86))
        )
        person(canvas, x + size * 0.82, y + size * 0.03, size * 0.42)
    canvas.polygon([(0.0, 0.8), (0.24, 0.86), (0.42, 1.0), (0.0, 1.0)], canvas.land((84, 116, 62)))
    for _ in range(3):
        palm(
            canvas, random.uniform(0.02, 0.3), random.uniform(0.86, 0.98), random.uniform(0.6, 0.8)
        )


def school(canvas: Canvas) -> None:
    """A public building with its yard: a school on a feast day, or the health station."""
    random = canvas.random
    sky(canvas, 0.4)
    ridges(canvas, 0.46, count=3, height=0.3)
    canvas.box(0, 0.52, canvas.aspect, 0.48, canvas.land((206, 196, 176)))
    wall: Colour = random.choice(((240, 216, 150), (226, 228, 214), (236, 204, 170)))
    left, wide = 0.12, canvas.aspect - 0.24
    canvas.box(left, 0.28, wide, 0.36, canvas.land(wall))
    roof = [(left - 0.05, 0.29), (left + 0.08, 0.17), (left + wide - 0.08, 0.17)]
    canvas.polygon([*roof, (left + wide + 0.05, 0.29)], canvas.land((170, 74, 58)))
    bays = 9
    for floor in range(2):
        for bay in range(bays):
            x = left + wide * (bay + 0.2) / bays
            canvas.box(
                x, 0.325 + 0.17 * floor, wide * 0.6 / bays, 0.09, canvas.land((86, 120, 132))
            )
            canvas.box(x + wide * 0.29 / bays, 0.325 + 0.17 * floor, 0.004, 0.09, canvas.land(wall))
        canvas.box(left, 0.45 + 0.17 * floor, wide, 0.016, canvas.land((198, 176, 130)))
    canvas.box(canvas.aspect / 2 - 0.3, 0.265, 0.6, 0.045, RED)
    for dash in range(18):
        canvas.box(canvas.aspect / 2 - 0.27 + dash * 0.03, 0.278, 0.02, 0.018, (250, 226, 90))
    flag(canvas, canvas.aspect / 2, 0.72, 0.56)
    for row in range(4):
        foot, size = 0.76 + row * 0.075, 0.13 + row * 0.028
        for seat in range(13):
            x = canvas.aspect * (seat + 0.5 + 0.25 * (row % 2)) / 13
            person(canvas, x + random.uniform(-0.01, 0.01), foot, size, hat=False)


def hall(canvas: Canvas) -> None:
    """A meeting in the commune's hall, seen over the heads of the audience."""
    random = canvas.random
    wall: Colour = random.choice(((226, 214, 190), (214, 218, 208), (232, 220, 200)))
    for step in range(40):
        canvas.box(
            0, step / 40 * 0.7, canvas.aspect, 0.03, blend(wall, (255, 250, 238), 0.5 - step / 90)
        )
    canvas.box(0, 0.62, canvas.aspect, 0.38, (150, 116, 84))
    stage_left, stage = canvas.aspect * 0.2, canvas.aspect * 0.6
    curtain: Colour = (150, 20, 28)
    canvas.box(stage_left, 0.1, stage, 0.46, curtain)
    for fold in range(34):
        x = stage_left + stage * fold / 34
        canvas.box(x, 0.1, stage / 80, 0.46, blend(curtain, (220, 60, 60), 0.3 * (fold % 3) / 2))
    canvas.box(stage_left - 0.03, 0.05, stage + 0.06, 0.075, RED)
    for dash in range(26):
        start = stage_left + stage * (dash + 0.1) / 26
        canvas.box(start, 0.072, stage / 26 * random.uniform(0.5, 0.8), 0.03, (250, 222, 90))
    star(canvas, stage_left + stage * 0.24, 0.24, 0.07)
    for line in range(3):
        long = stage * (0.4, 0.3, 0.34)[line]
        start = stage_left + stage * 0.62 - long / 2
        canvas.box(start, 0.19 + line * 0.06, long, 0.022, (250, 230, 120))
    for seat in range(4):
        x = stage_left + stage * (0.2 + 0.2 * seat)
        canvas.ellipse(x, 0.47, 0.026, 0.032, (206, 164, 130))
        canvas.ellipse(x, 0.455, 0.027, 0.022, (36, 30, 30))
        canvas.box(x - 0.045, 0.5, 0.09, 0.08, random.choice(((238, 238, 236), (50, 62, 92))))
    canvas.box(stage_left + 0.05, 0.55, stage - 0.1, 0.11, (246, 244, 238))
    for pot in range(3):
        x = stage_left + stage * (0.25 + 0.25 * pot)
        for bloom in range(9):
            dx, dy = random.uniform(-0.03, 0.03), random.uniform(0, 0.03)
            canvas.ellipse(x + dx, 0.545 - dy, 0.009, 0.009, _BLOOMS[bloom % 3])
    for row in range(4):
        size = 0.05 + 0.016 * row
        for seat in range(12 - row):
            x = canvas.aspect * (seat + 0.5 + random.uniform(-0.1, 0.1)) / (12 - row)
            y = 0.74 + row * 0.085
            shirt: Colour = random.choice(
                ((232, 232, 228), (60, 72, 104), (96, 60, 66), (84, 100, 84))
            )
            canvas.ellipse(x, y + size * 1.55, size * 1.05, size, shirt)
            canvas.ellipse(x, y, size * 0.52, size * 0.62, (196, 152, 120))
            canvas.ellipse(x, y - size * 0.1, size * 0.55, size * 0.58, (34, 29, 30))


def crops(canvas: Canvas) -> None:
    """Rice: on terraces or in the plain, as the country is."""
    (field if canvas.flat or canvas.random.random() < 0.5 else terraces)(canvas)


_CHOICES: tuple[tuple[tuple[str, ...], Scene], ...] = (
    (HALL_WORDS, hall),
    (SCHOOL_WORDS, school),
    (FIELD_WORDS, crops),
    (WATER_WORDS, water),
    (FOREST_WORDS, forest),
    (ROAD_WORDS, road),
    (VILLAGE_WORDS, village),
)
_MOUNTAINS: tuple[Scene, ...] = (terraces, village, river, field)
_DELTA: tuple[Scene, ...] = (water, field, road)
