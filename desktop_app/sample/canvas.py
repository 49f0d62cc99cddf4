"""A canvas for painting with light: gradients, silhouettes, glows, noise.

Everything smooth is computed small and enlarged, everything with an edge only where the edge
is; a picture of a megapixel takes some twenty milliseconds.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops, ImageDraw

Floats = npt.NDArray[np.float32]
Colour = tuple[int, int, int]
Point = tuple[float, float]

_COARSE = 4
"""Soft light is computed at a quarter of the size."""


def colour(text: str) -> Colour:
    """Return the colour of a ``#rrggbb``."""
    value = int(text.removeprefix("#"), 16)
    return value >> 16, value >> 8 & 255, value & 255


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return `first` with that share of `second`, 0…1."""
    red, green, blue = (
        round(a + (b - a) * min(max(share, 0.0), 1.0)) for a, b in zip(first, second, strict=True)
    )
    return red, green, blue


def ramp(colours: Sequence[Colour], count: int) -> Floats:
    """Return `count` colours that lead smoothly through the given ones, as count × 3 floats."""
    at = np.linspace(0, len(colours) - 1, count, dtype=np.float32)
    low = np.minimum(at.astype(np.int32), len(colours) - 2)
    share = (at - low)[:, None]
    share = share * share * (3 - 2 * share)
    table = np.array(colours, dtype=np.float32)
    mixed: Floats = (table[low] * (1 - share) + table[low + 1] * share).astype(np.float32)
    return mixed


class Canvas:
    """A picture in the making.

    Attributes:
        width: in pixels.
        height: in pixels.
        random: where all chance comes from; the same seed paints the same picture.
        image: the picture so far, RGB.
    """

    def __init__(self, width: int, height: int, seed: int) -> None:
        """Begin with a black picture."""
        self.width = width
        self.height = height
        self.random = np.random.default_rng(seed)
        self.image = Image.new("RGB", (width, height))

    # Numbers

    def between(self, low: float, high: float) -> float:
        """Return any number between these."""
        return float(self.random.uniform(low, high))

    def one_in(self, count: int) -> bool:
        """Return True once in `count` times."""
        return int(self.random.integers(count)) == 0

    def noise(self, cells: float, octaves: int = 4, *, coarse: int = _COARSE) -> Floats:
        """Return smooth noise, 0…1, at 1/`coarse` of the size; `cells` bumps across the width."""
        width, height = -(-self.width // coarse), -(-self.height // coarse)
        total = np.zeros((height, width), dtype=np.float32)
        weight, whole = 1.0, 0.0
        for _ in range(octaves):
            across = max(2, round(cells))
            down = max(2, round(cells * height / width))
            grid = self.random.random((down + 3, across + 3), dtype=np.float32)
            enlarged = Image.fromarray(grid).resize((width, height), Image.Resampling.BICUBIC)
            total += np.asarray(enlarged) * weight
            whole += weight
            weight *= 0.5
            cells *= 2
        total -= total.min()
        total /= max(float(total.max()), 1e-6)
        return total

    def profile(self, cells: float, octaves: int = 5, roughness: float = 0.5) -> Floats:
        """Return a line across the width, about -1…1; rough like a ridge or smooth like a hill."""
        x = np.arange(self.width, dtype=np.float32) / self.width
        line = np.zeros(self.width, dtype=np.float32)
        weight = 1.0
        for _ in range(octaves):
            points = int(cells) + 3
            knots = self.random.uniform(-1, 1, points)
            at = x * cells + self.random.random()
            low = at.astype(np.int32)
            share = at - low
            if octaves <= 3:
                share = share * share * (3 - 2 * share)
            line += weight * (knots[low] * (1 - share) + knots[low + 1] * share)
            weight *= roughness
            cells *= 2.1
        return line

    # Paint

    def sky(self, colours: Sequence[Colour], until: float = 1.0) -> None:
        """Fill with a vertical gradient that reaches its last colour at `until` of the height."""
        width, height = self.image.size
        rows = max(2, round(height * until))
        column = ramp(colours, rows)
        if rows < height:
            column = np.vstack([column, np.repeat(column[-1:], height - rows, axis=0)])
        strip = Image.fromarray(column[:height, None].round().astype(np.uint8))
        self.image = strip.resize((width, height), Image.Resampling.NEAREST)

    @contextmanager
    def softly(self) -> Iterator[None]:
        """Begin with what has no edges, at half the size; it is enlarged when the `with` ends."""
        whole = self.width, self.height
        self.image = Image.new("RGB", (-(-whole[0] // 2), -(-whole[1] // 2)))
        yield
        self.image = self.image.resize(whole, Image.Resampling.BILINEAR)

    def glow(self, x: float, y: float, radius: float, tint: Colour, strength: float) -> None:
        """Add light around a point, fading out at about `radius`."""
        rows, columns = self._coarse_grid()
        distance = np.hypot(columns - x, rows - y) / radius
        light = strength * np.exp(-2.2 * distance * distance) * 0.6
        light += strength * 0.4 / (1 + 9 * distance * distance)
        self.tint(light.astype(np.float32), tint)

    def tint(self, share: Floats, tint: Colour, below: Floats | None = None) -> None:
        """Blend towards a colour by a coarse map of shares, 0…1, and only below a line."""
        mask = self.enlarged(share)
        if below is None:
            self._paste(tint, 0, 0, mask)
            return
        first, last, edge = self._edge_of(below)
        across = (0, first, self.width, last)
        self.image.paste(tint, (0, first), ImageChops.multiply(mask.crop(across), edge))
        rest = mask.crop((0, last, self.width, self.height))
        self.image.paste(tint, (0, last), rest)

    def enlarged(self, share: Floats) -> Image.Image:
        """Return a coarse map of shares, 0…1, as a mask of the picture's size."""
        small = Image.fromarray((share.clip(0, 1) * 255).round().astype(np.uint8))
        return small.resize(self.image.size, Image.Resampling.BILINEAR)

    def disc(self, x: float, y: float, radius: float, tint: Colour, *, soft: float = 1.0) -> None:
        """Paint a round shape with an edge `soft` pixels wide."""
        reach = radius + soft
        left, top = max(0, int(x - reach)), max(0, int(y - reach))
        right = min(self.width, int(x + reach) + 2)
        bottom = min(self.height, int(y + reach) + 2)
        if right <= left or bottom <= top:
            return
        rows, columns = np.ogrid[top:bottom, left:right]
        distance = np.hypot(columns - x, rows - y)
        share = ((radius - distance) / soft + 0.5).clip(0, 1) * 255
        self.image.paste(tint, (left, top), Image.fromarray(share.astype(np.uint8)))

    def ground(self, line: Floats, top: Colour, bottom: Colour, depth: float = 0.0) -> None:
        """Fill below a line (y of each column) with a gradient, an edge of one pixel smooth.

        Args:
            line: where the ground begins in each column, in pixels.
            top: the colour at the highest point.
            bottom: the colour `depth` pixels further down, and below.
            depth: 0 for the bottom of the picture.
        """
        first, last, edge = self._edge_of(line)
        rows = self.height - first
        steps = max(2, min(rows, round(depth)) if depth else rows)
        column = ramp((top, bottom), steps)
        column = np.vstack([column, np.repeat(column[-1:], rows - steps, axis=0)])
        fill = Image.fromarray(column[:, None].round().astype(np.uint8))
        fill = fill.resize((self.width, rows), Image.Resampling.NEAREST)
        self.image.paste(fill.crop((0, 0, self.width, last - first)), (0, first), edge)
        if last < self.height:
            self.image.paste(fill.crop((0, last - first, self.width, rows)), (0, last))

    def _edge_of(self, line: Floats) -> tuple[int, int, Image.Image]:
        """Return the rows that a line runs through, and the mask between them."""
        first = int(max(0, min(self.height - 2, np.floor(line.min()) - 1)))
        last = int(max(first + 1, min(self.height, np.ceil(line.max()) + 2)))
        edge = np.arange(first, last, dtype=np.float32)[:, None] - line[None].astype(np.float32)
        return first, last, Image.fromarray(((edge + 0.5).clip(0, 1) * 255).astype(np.uint8))

    def stamp(self, shapes: "Shapes", tint: Colour) -> None:
        """Paint shapes in one colour."""
        mask, left, top = shapes.smooth()
        self._paste(tint, left, top, mask)

    def _paste(self, tint: Colour, left: int, top: int, mask: Image.Image) -> None:
        """Paint through a mask, where there is anything in it."""
        drawn = mask.getbbox()
        if drawn is not None:
            self.image.paste(tint, (left + drawn[0], top + drawn[1]), mask.crop(drawn))

    def map_colours(self, field: Floats, colours: Sequence[Colour]) -> None:
        """Fill with a coarse field, 0…1, seen through a range of colours."""
        small = Image.fromarray((field.clip(0, 1) * 255).round().astype(np.uint8))
        large = small.resize(self.image.size, Image.Resampling.BICUBIC)
        large.putpalette(ramp(colours, 256).round().astype(np.uint8).tobytes())
        self.image = large.convert("RGB")

    def stars(self, count: int, until: float, tint: Colour = (255, 250, 240)) -> None:
        """Scatter stars above `until` of the height, most of them faint."""
        pixels = np.array(self.image)
        rows = (self.random.random(count) ** 1.15 * until * (self.height - 3)).astype(int) + 1
        columns = self.random.integers(1, self.width - 2, count)
        light = self.random.random(count) ** 3.5 * 0.95 + 0.08
        for dy, dx, part in ((0, 0, 1.0), (0, 1, 0.45), (1, 0, 0.45), (1, 1, 0.2)):
            at = pixels[rows + dy, columns + dx].astype(np.float32)
            share = (light * part)[:, None]
            lit = at + (np.array(tint, dtype=np.float32) - at) * share
            pixels[rows + dy, columns + dx] = lit.astype(np.uint8)
        self.image = Image.fromarray(pixels)
        for row, column in zip(rows[:6], columns[:6], strict=True):
            size = self.between(0.8, 1.6)
            self.disc(float(column), float(row), size, tint, soft=1.5)

    def darken_edges(self, strength: float) -> None:
        """Let the corners fall into shade."""
        self.image = ImageChops.multiply(
            self.image, _vignette(self.width, self.height, round(strength * 100))
        )

    def grain(self, strength: float = 1.0) -> None:
        """Add film grain, which also hides the steps of long gradients."""
        whole = _grain_of(self.width, self.height, strength > 0.7)
        self.image = ImageChops.add(self.image, whole, 1.0, -16)

    def _coarse_grid(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        rows, columns = np.ogrid[0 : self.height : _COARSE, 0 : self.width : _COARSE]
        return rows, columns


class Shapes:
    """Shapes with smooth edges: drawn larger, within a region, and then reduced.

    Coordinates are those of the canvas, in pixels.
    """

    def __init__(
        self,
        canvas: Canvas,
        region: tuple[float, float, float, float] | None = None,
        *,
        scale: int = 2,
    ) -> None:
        """Begin with nothing drawn. A region (left, top, right, bottom) saves time."""
        left, top, right, bottom = region or (0, 0, canvas.width, canvas.height)
        self._left, self._top = max(0, int(left)), max(0, int(top))
        right = max(self._left + 1, min(canvas.width, int(right) + 1))
        bottom = max(self._top + 1, min(canvas.height, int(bottom) + 1))
        size = (right - self._left) * scale, (bottom - self._top) * scale
        self._scale = scale
        self.mask = Image.new("L", size)
        self._brush = ImageDraw.Draw(self.mask)

    def polygon(self, points: Sequence[Point], value: int = 255) -> None:
        """Fill a polygon."""
        self._brush.polygon([self._at(*point) for point in points], fill=value)

    def ellipse(
        self, x: float, y: float, across: float, down: float, value: int = 255, ring: float = 0
    ) -> None:
        """Fill an ellipse of these half axes, or draw it as a ring that thick."""
        box = (*self._at(x - across, y - down), *self._at(x + across, y + down))
        if ring:
            self._brush.ellipse(box, outline=value, width=max(1, round(ring * self._scale)))
        else:
            self._brush.ellipse(box, fill=value)

    def pie(
        self, x: float, y: float, radius: float, start: float, end: float, value: int = 255
    ) -> None:
        """Fill a slice of a disc, degrees clockwise from the right."""
        box = (*self._at(x - radius, y - radius), *self._at(x + radius, y + radius))
        self._brush.pieslice(box, start, end, fill=value)

    def line(self, points: Sequence[Point], wide: float, value: int = 255) -> None:
        """Draw a line that thick."""
        width = max(1, round(wide * self._scale))
        self._brush.line([self._at(*p) for p in points], fill=value, width=width, joint="curve")

    def rectangle(
        self, left: float, top: float, right: float, bottom: float, value: int = 255
    ) -> None:
        """Fill a rectangle."""
        self._brush.rectangle((*self._at(left, top), *self._at(right, bottom)), fill=value)

    def keep(self, other: "Shapes") -> None:
        """Keep only what is inside other shapes of the same region."""
        self.mask = ImageChops.multiply(self.mask, other.mask)

    def smooth(self) -> tuple[Image.Image, int, int]:
        """Return the mask at the canvas's size, and where its left upper corner goes."""
        return self.mask.reduce(self._scale), self._left, self._top

    def _at(self, x: float, y: float) -> Point:
        return (x - self._left) * self._scale, (y - self._top) * self._scale


@lru_cache(maxsize=32)
def _vignette(width: int, height: int, percent: int) -> Image.Image:
    """Return what darkens the corners when multiplied with a picture of this size."""
    rows, columns = np.ogrid[-1 : 1 : height // 4 * 1j, -1 : 1 : width // 4 * 1j]
    shade = 1 - percent / 100 * ((columns * columns + rows * rows) / 2) ** 1.5
    grey = Image.fromarray((shade * 255).round().astype(np.uint8))
    return grey.resize((width, height), Image.Resampling.BILINEAR).convert("RGB")


@lru_cache(maxsize=32)
def _grain_of(width: int, height: int, is_strong: bool) -> Image.Image:  # noqa: FBT001 - a key
    """Return grain around the value 16."""
    random = np.random.default_rng(5)
    grey = random.normal(16, 3.0 if is_strong else 1.3, (height, width))
    return Image.fromarray(grey.clip(0, 32).round().astype(np.uint8)).convert("RGB")
