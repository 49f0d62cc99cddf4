"""Cities, planets, plants and still shapes."""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from desktop_app.sample.canvas import Canvas, Colour, Point, Shapes, mix
from desktop_app.sample.palettes import Light, Scheme


def city(canvas: Canvas, light: Light) -> None:
    """Paint rows of buildings in haze, with lit windows when it is dark."""
    base = canvas.between(0.86, 0.97)
    x, y = canvas.between(0.25, 0.75) * canvas.width, canvas.between(0.3, 0.5) * canvas.height
    radius = min(canvas.width, canvas.height) * canvas.between(0.07, 0.16)
    with canvas.softly():
        canvas.sky(light.sky, 0.85)
        canvas.glow(x, y, radius * 4, light.sun, 0.7)
    if light.is_dark:
        canvas.stars(700, 0.55)
    canvas.disc(x, y, radius, mix(light.sun, light.sky[-1], 0.15), soft=2)
    windows = mix((255, 206, 128), light.sun, 0.3)
    for index in range(4):
        share = index / 3
        tint = mix(mix(light.far, light.sky[-1], 0.3), light.near, share**0.9)
        tall = canvas.height * (0.5 - 0.07 * index) * (1 if canvas.width > canvas.height else 0.8)
        _street(canvas, base, tall, share, tint, windows)
        if index < 3:
            haze = np.linspace(0, 150 * (1 - share), 64)[:, None]
            mask = Image.fromarray(haze.astype(np.uint8))
            low = (canvas.width, round(canvas.height * 0.5))
            at = (0, canvas.height - low[1])
            canvas.image.paste(light.sky[-1], at, mask.resize(low, Image.Resampling.BILINEAR))
    canvas.grain(0.5)


def planet(canvas: Canvas, flow: tuple[Colour, ...]) -> None:
    """Paint a banded planet with a night side, often ringed, before a nebula."""
    nebula(canvas, flow)
    x, y = canvas.between(0.3, 0.7) * canvas.width, canvas.between(0.38, 0.62) * canvas.height
    radius = min(canvas.width, canvas.height) * canvas.between(0.2, 0.33)
    tilt = canvas.between(-0.35, 0.35)
    has_ring = canvas.one_in(2)
    canvas.glow(x, y, radius * 1.5, mix(flow[2], (150, 190, 255), 0.5), 0.5)
    if has_ring:
        _ring(canvas, x, y, radius, tilt, mix(flow[3], flow[4], 0.4), is_front=False)
    _ball(canvas, x, y, radius, flow, tilt)
    if has_ring:
        _ring(canvas, x, y, radius, tilt, mix(flow[3], flow[4], 0.4), is_front=True)
    moon = radius * canvas.between(0.08, 0.16)
    moon_x, moon_y = x - radius * canvas.between(1.25, 1.6), y - radius * canvas.between(0.5, 1.0)
    canvas.disc(moon_x, moon_y, moon, (206, 202, 196), soft=1.3)
    canvas.disc(
        moon_x + moon * 0.35, moon_y + moon * 0.2, moon * 0.88, (58, 54, 70), soft=moon * 0.6
    )
    canvas.grain(0.5)


def nebula(canvas: Canvas, flow: tuple[Colour, ...]) -> None:
    """Paint dust that glows among stars."""
    dust, veil = canvas.noise(2.2, 5), canvas.noise(3, 4)
    with canvas.softly():
        canvas.sky(((5, 6, 18), (10, 9, 28), (6, 6, 18)))
        canvas.tint(((dust - 0.35) * 1.3).clip(0, 0.62), mix(flow[1], (20, 14, 60), 0.3))
        canvas.tint(((dust * veil - 0.22) * 2.4).clip(0, 0.6), flow[2])
        canvas.tint(((dust * veil - 0.42) * 3).clip(0, 0.5), flow[3])
    canvas.stars(canvas.width * canvas.height // 420, 1.0)


def botanical(canvas: Canvas, scheme: Scheme) -> None:
    """Paint leaves on paper, as on a mid-century print."""
    canvas.sky((scheme.ground, mix(scheme.ground, scheme.colours[5], 0.18)))
    size = min(canvas.width, canvas.height)
    x, y = canvas.width * canvas.between(0.4, 0.6), canvas.height * canvas.between(0.3, 0.42)
    canvas.disc(x, y, size * canvas.between(0.22, 0.32), scheme.colours[3], soft=1.5)
    foot_x, foot_y = canvas.width * 0.5, canvas.height * 0.98
    count = int(canvas.random.integers(5, 8))
    order = canvas.random.permutation(count)
    for index in order:
        angle = -90 + (index - (count - 1) / 2) * canvas.between(19, 25)
        length = canvas.height * canvas.between(0.5, 0.82) * (1 - abs(angle + 90) / 190)
        hue = scheme.colours[int(canvas.random.choice([0, 1, 1, 2, 4]))]
        draw = (_leaf, _fern, _leaf, _fan)[int(canvas.random.integers(4))]
        draw(canvas, (foot_x, foot_y), np.radians(angle), length, hue, scheme)
    canvas.grain(0.5)


def vessels(canvas: Canvas, scheme: Scheme) -> None:
    """Paint a still life: vases on a table, a branch in one of them, a round window of light."""
    wall, table = (
        mix(scheme.ground, scheme.colours[3], 0.18),
        mix(scheme.ground, scheme.colours[2], 0.45),
    )
    canvas.sky((mix(wall, scheme.colours[1], 0.15), wall))
    edge = canvas.height * canvas.between(0.7, 0.78)
    size = min(canvas.width, canvas.height)
    canvas.disc(canvas.width * canvas.between(0.3, 0.7), canvas.height * 0.36, size * 0.28,
                mix(scheme.ground, scheme.colours[5], 0.6), soft=1.5)  # fmt: skip
    canvas.ground(
        np.full(canvas.width, edge, dtype=np.float32), table, mix(table, scheme.colours[4], 0.3)
    )
    count = 3 if canvas.width > canvas.height * 0.9 else 2
    for index in range(count):
        x = canvas.width * (0.5 + (index - (count - 1) / 2) * 0.24)
        foot = edge + canvas.height * canvas.between(0.03, 0.1)
        tall, wide = size * canvas.between(0.24, 0.42), size * canvas.between(0.07, 0.12)
        hue = scheme.colours[(0, 1, 4, 2)[index]]
        if index == count // 2:
            _branch(canvas, (x, foot - tall * 0.95), size * 0.42, scheme)
        _vase(canvas, x, foot, tall, wide, hue)
    canvas.grain(0.5)


def _street(
    canvas: Canvas, base: float, tall: float, share: float, tint: Colour, windows: Colour
) -> None:
    foot = base * canvas.height
    region = (0, foot - tall * 1.2, canvas.width, canvas.height)
    houses, lit = Shapes(canvas, region, scale=1), Shapes(canvas, region, scale=1)
    x = -canvas.between(0, 40)
    unit = canvas.width * (0.03 + 0.022 * share)
    while x < canvas.width:
        wide = unit * canvas.between(0.8, 2.1)
        top = round(foot - tall * canvas.between(0.3, 1) ** 1.4)
        left, right = round(x), round(x + wide)
        houses.rectangle(left, top, right - 1, canvas.height)
        form = int(canvas.random.integers(6))
        if form == 0:
            houses.rectangle((left + right) // 2 - 1, top - tall * 0.16, (left + right) // 2, top)
        elif form == 1:
            houses.rectangle(left + wide * 0.2, top - tall * 0.06, right - wide * 0.2, top)
        elif form == 2:
            houses.polygon([(left, top), (right - 1, top), (right - 1, top - wide * 0.5)])
        if share > 0.2:
            _windows(canvas, lit, (left, top, right, foot), share)
        x += wide + (canvas.between(0, unit * 0.5) if canvas.one_in(3) else 0)
    canvas.stamp(houses, tint)
    canvas.stamp(lit, mix(tint, windows, 0.85))


def _windows(
    canvas: Canvas, lit: Shapes, house: tuple[float, float, float, float], share: float
) -> None:
    left, top, right, foot = house
    step_x, step_y = 5 + 4 * share, 8 + 5 * share
    columns = np.arange(left + 4, right - 5, step_x)
    rows = np.arange(top + 6, foot, step_y)
    for row in rows:
        for column in columns[canvas.random.random(len(columns)) < 0.2]:
            lit.rectangle(column, row, column + 1 + share, row + 2 + 2 * share)


def _ball(
    canvas: Canvas, x: float, y: float, radius: float, flow: tuple[Colour, ...], tilt: float
) -> None:
    """Paint the planet's disc: bands, light from the left above, night on the right."""
    size = int(radius * 2) // 2 * 2 + 4
    rows, columns = np.mgrid[0:size:2, 0:size:2].astype(np.float32)
    across, down = (columns - size / 2) / radius, (rows - size / 2) / radius
    distance = np.hypot(across, down)
    depth = np.sqrt((1 - distance**2).clip(0, 1))
    latitude = down * np.cos(tilt) + across * np.sin(tilt)
    swirl = np.sin(latitude * 9 + np.sin(across * 3 + latitude * 5) * 0.5 + radius)
    fine = np.sin(latitude * 31 + np.sin(across * 5) * 0.7)
    bands = (0.5 + 0.32 * swirl + 0.1 * fine + 0.12 * latitude).clip(0, 1)
    table = np.array(flow[1:5], dtype=np.float32)
    at = bands * (len(table) - 1.001)
    low = at.astype(int)
    part = (at - low)[..., None]
    tinted = table[low] * (1 - part) + table[low + 1] * part
    lit = (-across * 0.62 - down * 0.4 + depth * 0.68).clip(0.02, 1) ** 0.8
    shaded = tinted * lit[..., None] + np.array([70, 110, 200]) * (1 - depth)[..., None] ** 3 * 0.35
    ball = Image.fromarray(shaded.clip(0, 255).astype(np.uint8))
    ball = ball.resize((size, size), Image.Resampling.BILINEAR)
    left, top = int(x - size / 2), int(y - size / 2)
    edge = Shapes(canvas, (left, top, left + size - 1, top + size - 1), scale=3)
    edge.ellipse(left + size / 2, top + size / 2, radius - 1, radius - 1)
    mask, left, top = edge.smooth()
    canvas.image.paste(ball.crop((0, 0, *mask.size)), (left, top), mask)


def _ring(
    canvas: Canvas, x: float, y: float, radius: float, tilt: float, tint: Colour, *, is_front: bool
) -> None:
    reach = int(radius * 2.2)
    side = 2 * reach // 2
    rows, columns = np.mgrid[-reach:reach:3, -reach:reach:3].astype(np.float32)
    across = columns * np.cos(tilt) - rows * np.sin(tilt)
    down = (columns * np.sin(tilt) + rows * np.cos(tilt)) / 0.26
    distance = np.hypot(across, down) / radius
    body = ((distance - 1.3) * 14).clip(0, 1) * ((2.1 - distance) * 9).clip(0, 1)
    gaps = 0.55 + 0.3 * np.sin(distance * 42) + 0.15 * np.sin(distance * 97)
    is_seen = (down > 0) if is_front else (down <= 0)
    mask = Image.fromarray((body * gaps * is_seen * 215).clip(0, 255).astype(np.uint8))
    mask = mask.resize((side * 2, side * 2), Image.Resampling.BILINEAR)
    canvas.image.paste(tint, (int(x) - reach, int(y) - reach), mask)


def _leaf(
    canvas: Canvas,
    foot: tuple[float, float],
    angle: float,
    length: float,
    hue: Colour,
    scheme: Scheme,
) -> None:
    """Paint a long leaf, half of it in shade, with a vein."""
    steps = np.linspace(0, 1, 24)
    wide = np.sin(np.pi * steps**0.8) ** 0.9 * length * 0.13
    bend = canvas.between(-0.25, 0.25)
    turn = angle + bend * steps
    along_x, along_y = (
        foot[0] + length * steps * np.cos(turn),
        foot[1] + length * steps * np.sin(turn),
    )
    side_x, side_y = -np.sin(turn) * wide, np.cos(turn) * wide
    middle = list(zip(along_x, along_y, strict=True))
    left = list(zip(along_x + side_x, along_y + side_y, strict=True))
    right = list(zip(along_x - side_x, along_y - side_y, strict=True))
    for points, tint in ((left, hue), (right, mix(hue, scheme.colours[4], 0.3))):
        outline = [*points, *reversed(middle)]
        half = Shapes(canvas, _around(outline))
        half.polygon(outline)
        canvas.stamp(half, tint)
    vein = Shapes(canvas, _around(middle))
    vein.line(middle, 1.6)
    canvas.stamp(vein, mix(hue, scheme.ground, 0.55))


def _fern(
    canvas: Canvas,
    foot: tuple[float, float],
    angle: float,
    length: float,
    hue: Colour,
    scheme: Scheme,
) -> None:
    """Paint a stem with small leaves on both sides."""
    fern = Shapes(canvas, (foot[0] - length, foot[1] - length * 1.1, foot[0] + length, foot[1] + 9))
    bend = canvas.between(-0.35, 0.35)
    stem = []
    for step in np.linspace(0, 1, 22):
        turn = angle + bend * step
        x, y = foot[0] + length * step * np.cos(turn), foot[1] + length * step * np.sin(turn)
        stem.append((x, y))
        reach = length * 0.16 * np.sin(np.pi * min(1.0, 0.12 + step * 0.95)) + 3
        if step < 0.18:
            continue
        for side in (-1, 1):
            lean = turn + side * 0.95
            tip = (x + reach * np.cos(lean), y + reach * np.sin(lean))
            out = (np.cos(lean + 1.57) * reach * 0.13, np.sin(lean + 1.57) * reach * 0.13)
            half = ((x + tip[0]) / 2, (y + tip[1]) / 2)
            fern.polygon(
                [
                    (x, y),
                    (half[0] + out[0], half[1] + out[1]),
                    tip,
                    (half[0] - out[0], half[1] - out[1]),
                ]
            )
    fern.line(stem, 2.2)
    canvas.stamp(fern, mix(hue, scheme.colours[4], 0.1))


def _fan(
    canvas: Canvas,
    foot: tuple[float, float],
    angle: float,
    length: float,
    hue: Colour,
    scheme: Scheme,
) -> None:
    """Paint a round leaf of rays, like a palm's."""
    reach = length * 0.34
    x, y = foot[0] + (length - reach) * np.cos(angle), foot[1] + (length - reach) * np.sin(angle)
    fan = Shapes(canvas, _around([foot, (x - reach, y - reach), (x + reach, y + reach)]))
    fan.line([foot, (x, y)], 2.6)
    rays = 13
    for index in range(rays):
        turn = angle + (index - (rays - 1) / 2) * 0.2
        tip = (x + reach * np.cos(turn), y + reach * np.sin(turn))
        for side in (-0.07, 0.07):
            fan.polygon(
                [
                    (x, y),
                    (x + reach * 0.7 * np.cos(turn + side), y + reach * 0.7 * np.sin(turn + side)),
                    tip,
                ]
            )
    canvas.stamp(fan, mix(hue, scheme.colours[3], 0.12))


def _vase(canvas: Canvas, x: float, foot: float, tall: float, wide: float, hue: Colour) -> None:
    steps = np.linspace(0, 1, 40)
    belly, neck = canvas.between(0.25, 0.5), canvas.between(0.3, 0.55)
    outline = wide * (neck + (1 - neck) * np.exp(-(((steps - belly) / 0.26) ** 2)))
    outline[:3] *= 0.9
    height = foot - tall * steps
    right = list(zip(x + outline, height, strict=True))
    left = list(zip(x - outline, height, strict=True))
    shadow = Shapes(canvas, (x - 2 * wide, foot - tall, x + 3 * wide, foot + tall), scale=1)
    shadow.ellipse(x + wide * 0.5, foot, wide * 1.5, tall * 0.05, 70)
    canvas.stamp(shadow, (24, 18, 30))
    outer = [*left, *reversed(right)]
    body, shade = Shapes(canvas, _around(outer)), Shapes(canvas, _around(outer))
    body.polygon(outer)
    middle = list(zip(x + outline * 0.25, height, strict=True))
    shade.polygon([*middle, *reversed(right)])
    canvas.stamp(body, hue)
    canvas.stamp(shade, mix(hue, (20, 14, 30), 0.22))


def _branch(canvas: Canvas, foot: tuple[float, float], length: float, scheme: Scheme) -> None:
    x, y = foot
    region = (x - length, y - length * 1.1, x + length, y + 8)
    twigs, blossoms = Shapes(canvas, region), Shapes(canvas, region)
    for lean in (-0.5, -0.12, 0.3, 0.62):
        points = [foot]
        turn = -np.pi / 2 + lean * 0.5
        for _ in range(7):
            turn += lean * 0.1 + canvas.between(-0.12, 0.12)
            x, y = points[-1]
            points.append((x + length / 7 * np.cos(turn), y + length / 7 * np.sin(turn)))
        twigs.line(points, 2.4)
        for x, y in points[2:]:
            for _ in range(2):
                size = length * canvas.between(0.018, 0.04)
                blossoms.ellipse(
                    x + canvas.between(-12, 12), y + canvas.between(-12, 12), size, size
                )
    canvas.stamp(twigs, scheme.colours[4])
    canvas.stamp(blossoms, scheme.colours[2])


def _around(points: Sequence[Point]) -> tuple[float, float, float, float]:
    """Return the region that holds these points, with room for an edge."""
    x, y = [point[0] for point in points], [point[1] for point in points]
    return min(x) - 3, min(y) - 3, max(x) + 3, max(y) + 3
