"""Pictures that move: ridges passing by, northern lights, planets turning, waves rolling.

What stands still is painted once; a frame then takes a few milliseconds. Things move by whole
pixels a frame, or are soft enough that nobody sees a step.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops

from desktop_app.sample.canvas import Canvas, Colour, Floats, mix, ramp
from desktop_app.sample.landscapes import pines, ridge, sky_with_sun
from desktop_app.sample.palettes import Light
from desktop_app.sample.places import nebula

_COARSE = 8
"""Northern lights are computed at an eighth of the size."""
_CURTAINS: tuple[tuple[Colour, float, float], ...] = (
    ((74, 232, 164), 0.8, 0.0),
    ((96, 156, 240), 0.5, 2.1),
    ((196, 98, 214), 0.45, 4.0),
)
"""Colour, strength and where in its swing each curtain begins."""
_SPIN = 0.035
"""Radians that a planet turns in a frame."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """What lies in front of what was painted before: a picture, where it shows, how fast it is.

    Attributes:
        image: as wide as it will pass by.
        mask: where it covers what is behind.
        top: the row of the frame that its first row goes to.
        step_px: how far it moves with each frame.
    """

    image: Image.Image
    mask: Image.Image
    top: int
    step_px: int

    def put_on(self, frame: Image.Image, number: int) -> None:
        """Paint the part of it that passes by in this frame."""
        left = self.step_px * number
        part = (left, 0, left + frame.width, self.image.height)
        frame.paste(self.image.crop(part), (0, self.top), self.mask.crop(part))


def passing_ridges(canvas: Canvas, light: Light, count: int) -> Iterator[Image.Image]:
    """Paint ridges behind ridges, seen from a train: the nearer, the faster."""
    horizon = canvas.between(0.46, 0.56)
    sky_with_sun(canvas, light, horizon)
    canvas.darken_edges(0.2)
    layers = [
        _layer(canvas, count, step_px, _ridge_painter(light, horizon, step_px / 4))
        for step_px in range(5)
    ]
    layers.append(
        _layer(canvas, count, 6, lambda wide: pines(wide, mix(light.near, (0, 0, 0), 0.3), 0.95))
    )
    for number in range(count):
        frame = canvas.image.copy()
        for layer in layers:
            layer.put_on(frame, number)
        yield frame


def northern_lights(canvas: Canvas, light: Light, count: int) -> Iterator[Image.Image]:
    """Paint curtains of light that sway above dark hills."""
    canvas.sky((*light.sky[:3], mix(light.sky[3], light.sky[2], 0.35)), 0.95)
    canvas.stars(canvas.width * canvas.height // 420, 0.86)
    hills = [
        _layer(canvas, count, 0, _ridge_painter(light, base, near))
        for near, base in ((0.55, 0.74), (0.8, 0.83))
    ]
    hills.append(_layer(canvas, count, 0, lambda wide: pines(wide, light.near, 0.93)))
    across = np.linspace(0, 1, canvas.width // _COARSE, dtype=np.float32)
    rows = np.linspace(0, 0.8, canvas.height * 4 // (5 * _COARSE), dtype=np.float32)[:, None]
    turns, begin = canvas.between(0.8, 1.5), canvas.between(0, 6.3)
    low = canvas.height * 4 // 5
    for number in range(count):
        frame = canvas.image.copy()
        for tint, strength, swing in _CURTAINS:
            glow = _curtain(across, rows, turns, begin + swing, number * 0.07) * strength
            small = Image.fromarray((glow.clip(0, 1) * 255).astype(np.uint8))
            mask = small.resize((canvas.width, low), Image.Resampling.BILINEAR)
            frame.paste(tint, (0, 0), mask)
        for hill in hills:
            hill.put_on(frame, 0)
        yield frame


def turning_planet(canvas: Canvas, flow: tuple[Colour, ...], count: int) -> Iterator[Image.Image]:
    """Paint a banded planet that turns, half of it in its night, a moon passing before it."""
    nebula(canvas, flow)
    x, y = canvas.between(0.42, 0.58) * canvas.width, canvas.between(0.45, 0.55) * canvas.height
    radius = min(canvas.width, canvas.height) * canvas.between(0.3, 0.36)
    canvas.glow(x, y, radius * 1.5, mix(flow[2], (150, 190, 255), 0.5), 0.5)
    size = int(radius) * 2 + 2
    rows, columns = np.mgrid[0:size:2, 0:size:2].astype(np.float32)
    side, down = (columns - size / 2) / radius, (rows - size / 2) / radius
    depth = np.sqrt((1 - side * side - down * down).clip(0, 1))
    length = np.arctan2(side, depth + 1e-3)
    lit = (-side * 0.62 - down * 0.4 + depth * 0.68).clip(0.03, 1) ** 0.8
    shade = Image.fromarray((lit * 255).astype(np.uint8)).convert("RGB")
    whole = np.hypot(*np.mgrid[0:size, 0:size].astype(np.float32) - size / 2)
    edge = Image.fromarray(((radius - whole).clip(0, 1) * 255).astype(np.uint8))
    palette = ramp(flow[1:5], 256).round().astype(np.uint8).tobytes()
    moon_y, moon = y - radius * canvas.between(0.2, 0.5), radius * canvas.between(0.07, 0.12)
    background = canvas.image
    for number in range(count):
        canvas.image = background.copy()
        bands = Image.fromarray(_bands(down, length + number * _SPIN))
        bands.putpalette(palette)
        ball = ImageChops.multiply(bands.convert("RGB"), shade)
        ball = ball.resize((size, size), Image.Resampling.BILINEAR)
        canvas.image.paste(ball, (int(x - size / 2), int(y - size / 2)), edge)
        moon_x = x + radius * (number / count * 2.6 - 1.5)
        canvas.disc(moon_x, moon_y, moon, (206, 202, 196), soft=1.3)
        canvas.disc(
            moon_x + moon * 0.35, moon_y + moon * 0.2, moon * 0.88, (58, 54, 70), soft=moon * 0.6
        )
        yield canvas.image


def rolling_waves(canvas: Canvas, flow: tuple[Colour, ...], count: int) -> Iterator[Image.Image]:
    """Paint bands of colour that roll over each other."""
    x = np.linspace(0, 1, canvas.width, dtype=np.float32) * 6.3
    turns, phase = canvas.between(0.6, 1.1), canvas.between(0, 6)
    bands = 8
    hues: list[Colour] = [
        (int(red), int(green), int(blue)) for red, green, blue in ramp(flow, bands + 1)
    ]
    for number in range(count):
        canvas.sky((hues[0], hues[1]))
        for band in range(bands):
            share = band / (bands - 1)
            time = number * 0.05 * (0.6 + share)
            sway = np.sin(x * turns + phase + band * 0.42 + time) * (0.04 + 0.05 * share)
            sway += np.sin(x * turns * 2.3 + phase * 2 - band * 0.3 - time * 1.4) * 0.016
            line = (0.1 + share * 0.82 + sway) * canvas.height
            crest = mix(hues[band + 1], (255, 250, 240), 0.24)
            low = mix(hues[band + 1], hues[0], 0.4)
            canvas.ground(line.astype(np.float32), crest, low, canvas.height * 0.22)
        yield canvas.image


def _ridge_painter(light: Light, base: float, near: float) -> Callable[[Canvas], None]:
    at = base + near**1.2 * (0.97 - base)
    return lambda wide: ridge(wide, light, at, near, depth=0.34)


def _layer(canvas: Canvas, count: int, step_px: int, paint: Callable[[Canvas], None]) -> _Layer:
    """Return what a painter paints, cut out of its background.

    It is painted twice, on black and on white: where both are alike it covers what is behind.
    """
    seed = int(canvas.random.integers(2**31))
    width = canvas.width + step_px * count
    on_black, on_white = Canvas(width, canvas.height, seed), Canvas(width, canvas.height, seed)
    on_white.image = Image.new("RGB", on_white.image.size, "white")
    for one in (on_black, on_white):
        paint(one)
    covered = ImageChops.invert(
        ImageChops.subtract(on_white.image.getchannel("G"), on_black.image.getchannel("G"))
    )
    box = covered.getbbox() or (0, 0, width, canvas.height)
    part = (0, box[1], width, canvas.height)
    image = Image.blend(on_black.image, on_white.image, 0.5)  # alike but at the edges
    return _Layer(image.crop(part), covered.crop(part), box[1], step_px)


def _curtain(across: Floats, rows: Floats, turns: float, begin: float, time: float) -> Floats:
    """Return how bright one curtain of northern lights is, everywhere, at a moment."""
    swing = np.sin(across * 6.3 * turns + begin + time) + 0.4 * np.sin(across * 14 - time * 1.7)
    foot = 0.46 + 0.1 * swing
    folds = 0.55 + 0.3 * np.sin(across * 60 + 5 * np.sin(across * 9 + time) + begin)
    above = foot[None] - rows
    body = np.exp(-above.clip(0, None) / 0.17) * np.exp(above.clip(None, 0) / 0.025)
    light: Floats = (body * folds[None]).astype(np.float32)
    return light


def _bands(down: Floats, length: Floats) -> npt.NDArray[np.uint8]:
    """Return the weather of a planet by latitude and longitude, 0…255."""
    swirl = np.sin(down * 9 + np.sin(length * 3 + down * 5) * 0.5)
    fine = np.sin(down * 31 + np.sin(length * 5 - down * 4) * 0.9)
    field = 0.5 + 0.3 * swirl + 0.11 * fine + 0.1 * down
    bands: npt.NDArray[np.uint8] = (field.clip(0, 1) * 255).astype(np.uint8)
    return bands
