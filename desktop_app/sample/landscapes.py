"""Landscapes: ridges, lakes, dunes, forests, night skies."""

import numpy as np
from PIL import Image, ImageFilter

from desktop_app.sample.canvas import Canvas, Colour, Floats, Shapes, mix
from desktop_app.sample.palettes import Light


def mountains(canvas: Canvas, light: Light) -> None:
    """Paint ridges behind ridges, each darker and closer, fog between them."""
    horizon = canvas.between(0.42, 0.58)
    sky_with_sun(canvas, light, horizon)
    count = int(canvas.random.integers(4, 7))
    for index in range(count):
        share = index / (count - 1)
        ridge(canvas, light, horizon + share**1.2 * (0.97 - horizon), share, depth=0.34)
    if canvas.one_in(2):
        pines(canvas, light.near, canvas.between(0.86, 0.95))
    _finish(canvas)


def lake(canvas: Canvas, light: Light) -> None:
    """Paint mountains over still water."""
    shore = canvas.between(0.56, 0.66)
    sky_with_sun(canvas, light, shore - 0.12)
    for share in (0.0, 0.3, 0.62):
        ridge(canvas, light, shore - 0.13 + share * 0.13, share * 0.85, depth=0.2)
    _mirror(canvas, light, round(shore * canvas.height))
    if canvas.one_in(2):
        line = canvas.height * (0.95 - 0.03 * canvas.profile(2.0, 2))
        canvas.ground(line.astype(np.float32), light.near, light.near)
        _reeds(canvas, light.near)
    _finish(canvas)


def dunes(canvas: Canvas, light: Light) -> None:
    """Paint sand in the low sun, one side of each crest in shade."""
    horizon = canvas.between(0.4, 0.52)
    sky_with_sun(canvas, light, horizon, is_high=True)
    sand = mix(light.sky[-1], (214, 150, 92), 0.55)
    shade = mix(light.near, (92, 48, 40), 0.35)
    count = int(canvas.random.integers(4, 6))
    for index in range(count):
        share = index / (count - 1)
        base = horizon + 0.02 + share**1.1 * (0.84 - horizon)
        crest = _crest(canvas, 0.05 + 0.09 * share) + base * canvas.height
        lit = mix(mix(sand, light.sky[-1], 0.55 * (1 - share)), shade, 0.16 * share)
        canvas.ground(crest, lit, mix(lit, shade, 0.42), canvas.height * 0.4)
        dark = mix(lit, shade, 0.45 + 0.35 * share)
        canvas.tint(_shaded_side(canvas, crest, 0.12 + 0.16 * share), dark, crest)
    _finish(canvas)


def forest(canvas: Canvas, light: Light) -> None:
    """Paint trunks that fade into fog, and light that falls through them."""
    pale = mix(light.sky[-1], (245, 244, 232), 0.25)
    x = canvas.between(0.25, 0.75) * canvas.width
    with canvas.softly():
        canvas.sky((mix(light.sky[1], pale, 0.35), pale, mix(light.far, pale, 0.35)))
        canvas.glow(x, canvas.height * 0.3, canvas.width * 0.75, light.sun, 0.85)
    for index in range(4):
        share = (index + 0.4) / 4
        tint = mix(pale, mix(light.near, (18, 30, 30), 0.4), share**1.25)
        trunks = Shapes(canvas, scale=2 if index > 1 else 1)
        step = canvas.width * (0.045 + 0.1 * share)
        at = -canvas.between(0, step)
        while at < canvas.width:
            at += canvas.between(0.5, 1.5) * step
            _trunk(canvas, trunks, at, 4 + 40 * share**1.8)
        canvas.stamp(trunks, tint)
        floor = canvas.height * (0.72 + 0.24 * share) - canvas.profile(4, 4) * 10
        canvas.ground(floor.astype(np.float32), tint, mix(tint, light.near, 0.3))
        if index == 1:
            fog = canvas.noise(3, 3)
            rows = np.linspace(0, 1, fog.shape[0], dtype=np.float32)[:, None]
            canvas.tint(fog * rows * 0.6 * (1 - share), pale)
    _rays(canvas, x, light.sun)
    _finish(canvas)


def night(canvas: Canvas, light: Light) -> None:
    """Paint a sky full of stars, the Milky Way or an aurora, above dark ground."""
    rows = np.linspace(0, 1, -(-canvas.height // 4), dtype=np.float32)[:, None]
    x, y = canvas.between(0.2, 0.8) * canvas.width, canvas.between(0.12, 0.35) * canvas.height
    radius = canvas.width * canvas.between(0.025, 0.05)
    has_aurora = canvas.one_in(2)
    has_moon = canvas.one_in(3)
    with canvas.softly():
        canvas.sky((*light.sky[:3], mix(light.sky[3], light.sky[2], 0.35)), 0.95)
        if has_aurora:
            _aurora(canvas)
        else:
            _milky_way(canvas)
        if has_moon:
            canvas.glow(x, y, radius * 9, (196, 212, 255), 0.55)
        canvas.tint(canvas.noise(2, 3) * rows**6 * 0.5, mix(light.sky[3], light.sun, 0.3))
    canvas.stars(canvas.width * canvas.height // 380, 0.86)
    if has_moon:
        canvas.disc(x, y, radius, (246, 246, 238), soft=1.5)
    for share, base in ((0.35, 0.76), (0.7, 0.84), (1.0, 0.93)):
        ridge(canvas, light, base, 0.55 + 0.45 * share, depth=0.25)
    pines(canvas, light.near, 0.93)
    canvas.grain(0.5)


def wanderer(canvas: Canvas, light: Light) -> None:
    """Paint a small cloaked figure on a rock before an enormous sun or moon."""
    horizon = 0.7
    x, y = canvas.between(0.36, 0.64) * canvas.width, canvas.between(0.4, 0.5) * canvas.height
    radius = min(canvas.width, canvas.height) * canvas.between(0.22, 0.3)
    with canvas.softly():
        canvas.sky(light.sky, 0.85)
        canvas.glow(x, y, radius * 3.2, light.sun, 0.7)
    if light.is_dark:
        canvas.stars(900, 0.7)
    disc = mix(light.sun, light.sky[-1], 0.25)
    canvas.disc(x, y, radius, disc, soft=2)
    for share in (0.0, 0.35):
        ridge(canvas, light, horizon + share * 0.2, 0.2 + share, depth=0.2)
    rock = canvas.height * 0.86 - canvas.profile(3, 5, 0.45) * canvas.height * 0.035
    columns = np.arange(canvas.width)
    hill = np.exp(-(((columns - x) / (canvas.width * 0.17)) ** 2)) * canvas.height * 0.15
    line: Floats = (rock - hill).astype(np.float32)
    canvas.ground(line, light.near, mix(light.near, (0, 0, 0), 0.4))
    foot = float(line[int(x) - 4 : int(x) + 4].mean()) + 3
    _figure(canvas, x, foot, canvas.height * 0.15, mix(light.near, (0, 0, 0), 0.35))
    _birds(canvas, light.near)
    _finish(canvas)


def balloons(canvas: Canvas, light: Light) -> None:
    """Paint hot-air balloons over hills."""
    horizon = canvas.between(0.62, 0.72)
    sky_with_sun(canvas, light, horizon)
    for share in (0.0, 0.45, 1.0):
        base = (horizon + share * 0.16) * canvas.height
        line = base - canvas.profile(2.2, 3) * canvas.height * 0.05
        tint = mix(light.far, light.near, share)
        canvas.ground(line.astype(np.float32), tint, mix(tint, light.sky[-1], 0.25))
    hues = (light.sky[-1], light.sun, (214, 84, 66), (238, 178, 80), (72, 128, 140), light.sky[0])
    for index in range(int(canvas.random.integers(4, 8))):
        size = canvas.height * (0.035 + 0.1 * canvas.random.random() ** 1.6)
        x, y = canvas.between(0.08, 0.92) * canvas.width, canvas.between(0.1, 0.58) * canvas.height
        _balloon(canvas, x, y, size, hues[index % len(hues)], hues[(index + 2) % len(hues)])
    _finish(canvas)


def sky_with_sun(canvas: Canvas, light: Light, horizon: float, *, is_high: bool = False) -> None:
    """Paint a sky with clouds, and the sun above a horizon."""
    x = canvas.between(0.18, 0.82) * canvas.width
    y = (horizon - canvas.between(*((0.16, 0.28) if is_high else (0.03, 0.24)))) * canvas.height
    radius = canvas.width * canvas.between(0.022, 0.05)
    clouds = canvas.noise(3, 5)
    rows = np.linspace(0, 1, clouds.shape[0], dtype=np.float32)[:, None]
    streaks = ((clouds - 0.5) * 2.4).clip(0, 1) * (1 - rows / (horizon + 0.1)).clip(0, 1)
    with canvas.softly():
        canvas.sky(light.sky, horizon + 0.12)
        canvas.tint(streaks.astype(np.float32) * 0.42, mix(light.sun, light.sky[-1], 0.4))
        canvas.glow(x, y, canvas.width * 0.42, light.sun, 0.72)
    if light.is_dark:
        canvas.stars(800, horizon)
    canvas.disc(x, y, radius, light.sun, soft=2.5)


def ridge(canvas: Canvas, light: Light, base: float, share: float, *, depth: float) -> None:
    """Paint one ridge; `share` is how near it is, 0…1."""
    height = canvas.height * (0.1 + 0.05 * (1 - share))
    line = base * canvas.height - canvas.profile(1.6 + 1.6 * share, 6, 0.48) * height * 0.8
    tint = mix(light.far, light.near, share**1.1)
    fog = mix(tint, light.sky[-1], 0.62 * (1 - share) + 0.1)
    canvas.ground(line.astype(np.float32), tint, fog, canvas.height * depth)


def _mirror(canvas: Canvas, light: Light, shore: int) -> None:
    """Paint the picture above the shore upside down below it, with ripples."""
    rows = canvas.height - shore
    above = canvas.image.crop((0, max(0, shore - rows), canvas.width, shore))
    above = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((canvas.width, rows))
    # four bytes a pixel, so that a pixel is one number to move
    pixels = np.asarray(above.filter(ImageFilter.BoxBlur((1, 3))).convert("RGBA"))
    pixels = pixels.view(np.uint32)[..., 0]
    down = np.arange(rows, dtype=np.float32)
    phase = down / rows
    wave = np.sin(down * 0.9 / (0.35 + phase * 1.6)) + 0.6 * np.sin(down * 0.37 + 1.7)
    shifts = (wave * (1 + 7 * phase)).astype(int)
    columns = (np.arange(canvas.width)[None] + shifts[:, None]) % canvas.width
    moved = np.take_along_axis(pixels, columns, axis=1)
    rippled = Image.fromarray(moved.view(np.uint8).reshape(rows, canvas.width, 4)).convert("RGB")
    water = mix(light.near, light.sky[1], 0.5)
    veil = Image.new("RGB", rippled.size, water)
    dark = Image.fromarray(((0.12 + 0.3 * phase) * 255).astype(np.uint8)[:, None])
    rippled.paste(veil, (0, 0), dark.resize(rippled.size))
    canvas.image.paste(rippled, (0, shore))
    glint = Image.new("L", (canvas.width, 2), 80)
    canvas.image.paste(mix(light.sky[-1], light.sun, 0.5), (0, shore - 1), glint)


def _crest(canvas: Canvas, height: float) -> Floats:
    """Return a dune's crest: long curves that meet in soft peaks."""
    x = np.linspace(0, 1, canvas.width, dtype=np.float32)
    phase, turns = canvas.between(0, 6.3), canvas.between(0.7, 1.6)
    wave = 1 - np.abs(np.sin(x * np.pi * turns + phase)) ** 0.9
    wave += 0.3 * np.sin(x * 5 + phase * 2)
    crest: Floats = (-wave * height * canvas.height).astype(np.float32)
    return crest


def _shaded_side(canvas: Canvas, crest: Floats, reach: float) -> Floats:
    """Return where it is dark below a crest that falls to the right, fading further down."""
    small = crest[::4] / 4
    side = np.convolve((np.gradient(small) * 1.4).clip(0, 1), np.ones(9) / 9, mode="same")
    rows = np.arange(-(-canvas.height // 4), dtype=np.float32)[:, None]
    below = (rows - small[None]).clip(0, None)
    shaded: Floats = (side[None] * np.exp(-below / (canvas.height / 4 * reach)) * 0.9).astype(
        np.float32
    )
    return shaded


def pines(canvas: Canvas, tint: Colour, base: float) -> None:
    """Paint the tops of a wood in front."""
    line = canvas.height * base - canvas.profile(2, 3) * canvas.height * 0.02
    trees = Shapes(
        canvas, (0, float(line.min()) - canvas.height * 0.14, canvas.width, canvas.height)
    )
    at = -10.0
    while at < canvas.width:
        tall = canvas.height * canvas.between(0.035, 0.13)
        foot = float(line[min(max(int(at), 0), canvas.width - 1)]) + 4
        wide = tall * canvas.between(0.13, 0.19)
        for tier in range(6):
            top = foot - tall * (1 - tier / 7)
            low = foot - tall * (1 - (tier + 1.9) / 7.4)
            reach = wide * (tier + 1.2) / 6
            trees.polygon([(at, top), (at - reach, low), (at + reach, low)])
        trees.rectangle(at - 1, foot - tall * 0.2, at + 1, foot)
        at += tall * canvas.between(0.12, 0.5)
    canvas.stamp(trees, tint)
    canvas.ground((line - 1).astype(np.float32), tint, mix(tint, (0, 0, 0), 0.35))


def _reeds(canvas: Canvas, tint: Colour) -> None:
    reeds = Shapes(canvas, (0, canvas.height * 0.8, canvas.width, canvas.height))
    for _ in range(70):
        side = canvas.between(0, 0.3) if canvas.one_in(2) else canvas.between(0.72, 1)
        x, foot = side * canvas.width, canvas.height * 0.99
        tall = canvas.height * canvas.between(0.05, 0.16)
        lean = canvas.between(-0.25, 0.25) * tall
        middle = (x + lean * 0.3, foot - tall * 0.6)
        reeds.line([(x, foot), middle, (x + lean, foot - tall)], 1.5)
    canvas.stamp(reeds, tint)


def _trunk(canvas: Canvas, shapes: Shapes, x: float, wide: float) -> None:
    lean = canvas.between(-0.03, 0.03) * canvas.height
    foot = float(canvas.height)
    shapes.polygon(
        [
            (x - wide * 0.32 + lean, -2),
            (x + wide * 0.32 + lean, -2),
            (x + wide * 0.42, foot * 0.8),
            (x + wide * 0.7, foot),
            (x - wide * 0.7, foot),
            (x - wide * 0.42, foot * 0.8),
        ]
    )


def _rays(canvas: Canvas, x: float, tint: Colour) -> None:
    rows = np.linspace(0, 1, -(-canvas.height // 4), dtype=np.float32)[:, None]
    columns = np.arange(-(-canvas.width // 4), dtype=np.float32)[None] * 4
    light = np.zeros((rows.shape[0], columns.shape[1]), dtype=np.float32)
    for _ in range(6):
        start, lean = x + canvas.between(-80, 80), canvas.between(-0.5, 0.5) * canvas.height
        wide = canvas.between(10, 34) * (0.5 + 1.6 * rows)
        light += np.exp(-(((columns - start - lean * rows) / wide) ** 2)) * 0.2
    canvas.tint(light * (1 - 0.5 * rows), tint)


def _milky_way(canvas: Canvas) -> None:
    dust = canvas.noise(5, 5)
    height, width = dust.shape
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    angle = canvas.between(0.5, 1.1)
    across = (columns / width - 0.5) * np.cos(angle) * 1.6 - (rows / height - 0.42) * np.sin(angle)
    band = np.exp(-((across / 0.17) ** 2)) * (0.35 + 0.9 * dust)
    lane = np.exp(-((across / 0.05) ** 2)) * canvas.noise(7, 4)
    canvas.tint((band * 0.42).astype(np.float32), (168, 170, 214))
    canvas.tint((band**2 * 0.3).astype(np.float32), (255, 214, 190))
    canvas.tint((lane * 0.45).astype(np.float32), (14, 14, 34))


def _aurora(canvas: Canvas) -> None:
    columns = -(-canvas.width // 4)
    rows = np.linspace(0, 1, -(-canvas.height // 4), dtype=np.float32)[:, None]
    for tint, strength in (((74, 232, 164), 0.75), ((96, 156, 240), 0.45), ((196, 98, 214), 0.4)):
        foot = 0.5 + 0.13 * np.interp(
            np.linspace(0, 1, columns), np.linspace(0, 1, canvas.width), canvas.profile(2.2, 3)
        )
        fine = np.interp(
            np.linspace(0, 1, columns), np.linspace(0, 1, canvas.width), canvas.profile(26, 3)
        )
        above = foot[None] - rows
        curtain = np.exp(-above / 0.17) * (above > 0) + np.exp(above / 0.025) * (above <= 0)
        light = curtain * (0.55 + 0.3 * fine[None]).clip(0.1, 1) * strength
        canvas.tint(light.astype(np.float32), tint)


def _figure(canvas: Canvas, x: float, foot: float, tall: float, tint: Colour) -> None:
    cloak = [
        (-0.07, -0.80), (-0.13, -0.62), (-0.16, -0.3), (-0.25, 0.0), (-0.05, 0.02), (0.17, 0.0),
        (0.14, -0.35), (0.12, -0.62), (0.07, -0.80),
    ]  # fmt: skip
    hood = [
        (-0.085, -0.78), (-0.1, -0.88), (-0.03, -1.0), (0.06, -0.96), (0.09, -0.86), (0.08, -0.78),
    ]  # fmt: skip
    figure = Shapes(canvas, (x - tall, foot - tall * 1.2, x + tall, foot + 6), scale=4)
    for part in (cloak, hood):
        figure.polygon([(x + across * tall, foot + down * tall) for across, down in part])
    staff = x + 0.27 * tall
    figure.line([(staff, foot - 1.04 * tall), (staff, foot + 2)], 2.2)
    figure.line([(x + 0.1 * tall, foot - 0.55 * tall), (staff, foot - 0.5 * tall)], 4)
    canvas.stamp(figure, tint)


def _birds(canvas: Canvas, tint: Colour) -> None:
    x, y = canvas.between(0.15, 0.8) * canvas.width, canvas.between(0.12, 0.3) * canvas.height
    birds = Shapes(canvas, (x - 130, y - 60, x + 130, y + 60), scale=3)
    for _ in range(int(canvas.random.integers(4, 9))):
        at, up = x + canvas.between(-90, 90), y + canvas.between(-40, 40)
        size = canvas.between(5, 9)
        birds.line(
            [(at - size, up - size * 0.45), (at - size * 0.4, up - size * 0.35), (at, up),
             (at + size * 0.45, up - size * 0.4), (at + size, up - size * 0.5)],
            1.3,
        )  # fmt: skip
    canvas.stamp(birds, tint)


def _balloon(
    canvas: Canvas, x: float, y: float, size: float, first: Colour, second: Colour
) -> None:
    region = (x - size - 2, y - size - 2, x + size + 2, y + size * 2.1)
    envelope = Shapes(canvas, region, scale=3)
    envelope.ellipse(x, y, size, size)
    envelope.polygon(
        [(x - size * 0.86, y + size * 0.5), (x + size * 0.86, y + size * 0.5),
         (x + size * 0.22, y + size * 1.5), (x - size * 0.22, y + size * 1.5)]
    )  # fmt: skip
    canvas.stamp(envelope, first)
    stripes = Shapes(canvas, region, scale=3)
    for part in (0.72, 0.2):
        stripes.ellipse(x, y + size * 0.25, size * part, size * 1.25, ring=size * 0.14)
    stripes.keep(envelope)
    canvas.stamp(stripes, second)
    shade = Shapes(canvas, region, scale=3)
    shade.ellipse(x + size * 0.9, y + size * 0.5, size, size * 1.6, value=60)
    shade.keep(envelope)
    canvas.stamp(shade, (30, 18, 40))
    basket = Shapes(canvas, region, scale=3)
    low = y + size * 1.78
    basket.rectangle(x - size * 0.16, low, x + size * 0.16, low + size * 0.24)
    for side in (-0.16, 0.16):
        basket.line([(x + side * size, low), (x + side * 1.3 * size, y + size * 1.5)], 1, 200)
    canvas.stamp(basket, (62, 42, 38))


def _finish(canvas: Canvas) -> None:
    canvas.darken_edges(0.28)
    canvas.grain()
