"""Pictures without a place: waves, marbling, cut paper, coasts from above, geometry."""

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from desktop_app.sample.canvas import Canvas, Colour, Shapes, mix
from desktop_app.sample.palettes import Scheme


def waves(canvas: Canvas, flow: tuple[Colour, ...]) -> None:
    """Paint bands of colour that roll over each other, lit along their crests."""
    canvas.sky((flow[0], mix(flow[0], flow[1], 0.7)))
    count = int(canvas.random.integers(8, 13))
    x = np.linspace(0, 1, canvas.width, dtype=np.float32)
    phase, turns = canvas.between(0, 6), canvas.between(0.6, 1.3)
    for index in range(count):
        share = index / (count - 1)
        tint = _along(flow, share)
        sway = np.sin(x * 6.3 * turns + phase + index * 0.42) * (0.05 + 0.05 * share)
        sway += np.sin(x * 6.3 * turns * 2.3 + phase * 2 - index * 0.3) * 0.018
        line = (0.08 + share * 0.84 + sway) * canvas.height
        reach = canvas.height * canvas.between(0.16, 0.3)
        crest, hollow = mix(tint, (255, 250, 240), 0.26), mix(tint, flow[0], 0.55)
        canvas.ground(line.astype(np.float32), crest, mix(tint, hollow, 0.75), reach)
    canvas.grain()


def marble(canvas: Canvas, flow: tuple[Colour, ...]) -> None:
    """Paint a fluid: noise that is bent by other noise, seen through colours."""
    cells = canvas.between(1.4, 2.6)
    bend = canvas.between(0.25, 0.5)
    first, second = canvas.noise(cells, 3), canvas.noise(cells, 3)
    base = canvas.noise(cells * 1.3, 5)
    height, width = base.shape
    rows, columns = np.mgrid[0:height, 0:width]
    rows = (rows + (first - 0.5) * height * bend).astype(int).clip(0, height - 1)
    columns = (columns + (second - 0.5) * width * bend).astype(int).clip(0, width - 1)
    bent = base[rows, columns]
    veins = (0.5 + 0.5 * np.sin((bent * 2.6 + first * 1.2) * np.pi * canvas.between(1.2, 2))) ** 1.2
    field = 0.55 * bent + 0.45 * veins
    soft = Image.fromarray(((field - field.min()) / np.ptp(field) * 255).astype(np.uint8))
    smooth = np.asarray(soft.filter(ImageFilter.GaussianBlur(1.2)), dtype=np.float32) / 255
    canvas.map_colours(smooth.astype(np.float32), flow)
    slope = np.gradient(smooth, axis=1) + np.gradient(smooth, axis=0)
    canvas.tint((slope * 9).clip(0, 0.42).astype(np.float32), (255, 252, 244))
    canvas.tint((-slope * 9).clip(0, 0.3).astype(np.float32), (8, 8, 20))
    canvas.grain(0.5)


def cut_paper(canvas: Canvas, scheme: Scheme) -> None:
    """Paint layers of paper with a hole each, and the shade of every layer on the next."""
    field = canvas.noise(canvas.between(1.6, 2.6), 2)
    rows, columns = np.ogrid[-1 : 1 : field.shape[0] * 1j, -1 : 1 : field.shape[1] * 1j]
    field = (0.62 * field + 0.38 * (rows * rows + columns * columns)).astype(np.float32)
    field = (field - field.min()) / np.ptp(field)
    small = Image.fromarray((field * 255).astype(np.uint8))
    large = small.resize(canvas.image.size, Image.Resampling.BICUBIC)
    deep, pale = scheme.colours[0], mix(scheme.ground, scheme.colours[3], 0.25)
    accent = scheme.colours[1]
    canvas.sky((mix(deep, (0, 0, 0), 0.2), deep))
    layers = 5
    for index in range(layers):
        share = (index + 1) / layers
        low = 28 + index * 38
        steep = [max(0, min(255, (v - low) * 70)) for v in range(256)]
        mask = large.point(steep)
        shade = small.point([round(v * 0.42) for v in steep])
        shade = ImageChops.offset(shade.filter(ImageFilter.GaussianBlur(3)), -2, 3)
        shade = shade.resize(canvas.image.size, Image.Resampling.BILINEAR)
        canvas.image.paste(mix(deep, (8, 6, 16), 0.7), mask=shade)
        tint = mix(mix(deep, accent, min(1.0, share * 1.6)), pale, max(0.0, share * 1.7 - 0.7))
        canvas.image.paste(tint, mask=mask)


def coast(canvas: Canvas, _flow: tuple[Colour, ...]) -> None:
    """Paint a shore seen from above: sand, foam, shallow and deep water."""
    field = canvas.noise(canvas.between(1.5, 2.6), 5)
    rows, columns = np.ogrid[-1 : 1 : field.shape[0] * 1j, -1 : 1 : field.shape[1] * 1j]
    angle = canvas.between(0, 6.3)
    lean = columns * np.cos(angle) + rows * np.sin(angle)
    height = (0.3 * field + 0.7 * (lean / 2 + 0.5)).astype(np.float32)
    height = (height - height.min()) / np.ptp(height)
    sands = (((236, 214, 176), (214, 184, 140)), ((244, 226, 208), (226, 186, 162)))
    pale, wet = sands[canvas.one_in(2)]
    deep = ((6, 48, 84), (8, 60, 78), (16, 44, 92))[int(canvas.random.integers(3))]
    middle = ((20, 128, 150), (34, 150, 150), (28, 110, 168))[int(canvas.random.integers(3))]
    shallow = mix(middle, (196, 240, 226), 0.6)
    stops = (deep, deep, middle, middle, shallow, mix(shallow, wet, 0.45), wet, pale, pale, pale)
    canvas.map_colours(height, stops)
    fine = canvas.noise(26, 3)
    glitter = ((fine - 0.55) * 4).clip(0, 1) * (0.5 - height).clip(0, 0.5)
    canvas.tint(glitter.astype(np.float32) * 0.6, (220, 246, 248))
    for at, strength in ((0.575, 0.95), (0.53, 0.6), (0.48, 0.35)):
        edge = height - at + (fine - 0.5) * 0.025
        foam = np.exp(-((edge / 0.008) ** 2)) * (0.5 + fine)
        canvas.tint((foam * strength).astype(np.float32), (252, 254, 252))
    grains = canvas.noise(90, 2)
    canvas.tint(((height > 0.62) * (grains - 0.5).clip(0, 1) * 0.35).astype(np.float32), wet)
    canvas.grain()


def bauhaus(canvas: Canvas, scheme: Scheme) -> None:
    """Paint a grid of quarter circles, half discs, rings and stripes."""
    canvas.sky((scheme.ground, scheme.ground))
    cell = min(canvas.width, canvas.height) / int(canvas.random.integers(3, 6))
    across, down = int(np.ceil(canvas.width / cell)), int(np.ceil(canvas.height / cell))
    cell = max(canvas.width / across, canvas.height / down)
    for row in range(down):
        for column in range(across):
            _tile(canvas, scheme, column * cell, row * cell, cell)


def orbits(canvas: Canvas, scheme: Scheme) -> None:
    """Paint a few large discs, rings and arcs in balance."""
    canvas.sky((mix(scheme.ground, scheme.colours[3], 0.2), scheme.ground))
    x, y = canvas.between(0.35, 0.65) * canvas.width, canvas.between(0.35, 0.6) * canvas.height
    size = min(canvas.width, canvas.height) * canvas.between(0.24, 0.36)
    for index in range(int(canvas.random.integers(4, 8)), 0, -1):
        ring = Shapes(canvas)
        radius = size * (1 + index * 0.2)
        ring.ellipse(x, y, radius, radius, ring=canvas.between(1.2, 2.4))
        canvas.stamp(ring, mix(scheme.ground, scheme.colours[4], 0.5))
        angle = canvas.between(0, 6.28)
        canvas.disc(
            x + radius * np.cos(angle), y + radius * np.sin(angle), canvas.between(6, 22),
            scheme.colours[int(canvas.random.integers(5))],
        )  # fmt: skip
    canvas.disc(x, y, size, scheme.colours[0], soft=1.4)
    half = Shapes(canvas, (x - size, y - size, x + size, y + size))
    start = canvas.between(0, 360)
    half.pie(x, y, size, start, start + 180)
    canvas.stamp(half, scheme.colours[2])
    inner = size * canvas.between(0.3, 0.55)
    canvas.disc(x, y, inner, scheme.colours[1], soft=1.4)
    canvas.disc(x - inner * 0.3, y - inner * 0.3, inner * 0.35, scheme.ground, soft=1.4)
    bars = Shapes(canvas, (0, canvas.height * 0.86, canvas.width, canvas.height))
    for index in range(3):
        top = canvas.height * (0.9 + index * 0.03)
        bars.rectangle(canvas.width * 0.08, top, canvas.width * (0.92 - index * 0.18), top + 4)
    canvas.stamp(bars, scheme.colours[4])
    canvas.grain(0.5)


def _along(flow: tuple[Colour, ...], share: float) -> Colour:
    """Return the colour at a place, 0…1, of a range of colours."""
    at = share * (len(flow) - 1)
    low = min(int(at), len(flow) - 2)
    return mix(flow[low], flow[low + 1], at - low)


def _tile(canvas: Canvas, scheme: Scheme, x: float, y: float, cell: float) -> None:
    """Paint one tile of `bauhaus`."""
    hues = [scheme.colours[i] for i in canvas.random.permutation(len(scheme.colours))]
    region = (x, y, x + cell - 1, y + cell - 1)
    ground = Shapes(canvas, region, scale=1)
    ground.rectangle(x, y, x + cell + 1, y + cell + 1)
    canvas.stamp(ground, hues[0] if canvas.one_in(2) else scheme.ground)
    first, second = Shapes(canvas, region), Shapes(canvas, region)
    form = _FORMS[int(canvas.random.integers(len(_FORMS)))]
    form(first, second, (x, y, cell), int(canvas.random.integers(4)))
    canvas.stamp(first, hues[1])
    canvas.stamp(second, hues[2])


_Place = tuple[float, float, float]


def _quarter(first: Shapes, second: Shapes, place: _Place, corner: int) -> None:
    x, y, cell = place
    corner_x, corner_y = x + cell * (corner in {1, 2}), y + cell * (corner in {2, 3})
    first.pie(corner_x, corner_y, cell, corner * 90, corner * 90 + 90)
    second.pie(corner_x, corner_y, cell / 2, corner * 90, corner * 90 + 90)


def _eye(first: Shapes, second: Shapes, place: _Place, _corner: int) -> None:
    x, y, cell = place
    first.ellipse(x + cell / 2, y + cell / 2, cell * 0.42, cell * 0.42)
    second.ellipse(x + cell / 2, y + cell / 2, cell * 0.18, cell * 0.18)


def _rainbow(first: Shapes, _second: Shapes, place: _Place, corner: int) -> None:
    x, y, cell = place
    corner_x, corner_y = x + cell * (corner in {1, 2}), y + cell * (corner in {2, 3})
    for step in range(8):
        radius = cell * (1 - step * 0.125)
        value = 255 if step % 2 == 0 else 0
        first.pie(corner_x, corner_y, radius, corner * 90, corner * 90 + 90, value)


def _roof(first: Shapes, second: Shapes, place: _Place, corner: int) -> None:
    x, y, cell = place
    first.polygon([(x, y + cell), (x + cell, y + cell), (x + cell * (corner % 2), y)])
    second.ellipse(x + cell / 2, y + cell * 0.3, cell * 0.14, cell * 0.14)


def _stripes(first: Shapes, _second: Shapes, place: _Place, _corner: int) -> None:
    x, y, cell = place
    for step in range(4):
        first.rectangle(x, y + cell * step / 4, x + cell, y + cell * (step + 0.5) / 4)


def _halves(first: Shapes, second: Shapes, place: _Place, _corner: int) -> None:
    x, y, cell = place
    first.pie(x, y + cell / 2, cell / 2, 270, 450)
    second.pie(x + cell, y + cell / 2, cell / 2, 90, 270)


def _dots(first: Shapes, _second: Shapes, place: _Place, _corner: int) -> None:
    x, y, cell = place
    for row in (1, 3, 5):
        for column in (1, 3, 5):
            first.ellipse(x + cell * column / 6, y + cell * row / 6, cell * 0.09, cell * 0.09)


_FORMS = (_quarter, _eye, _rainbow, _roof, _stripes, _halves, _dots)
