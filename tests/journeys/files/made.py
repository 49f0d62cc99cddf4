"""Files to import, made here."""

import io
import random
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.media.made_clips import clip

_PART_BYTES = 4 * 2**20


def large_video(path: Path, size_bytes: int) -> Path:
    """Write half a second of video that is large all the same: a box that players pass over."""
    played = clip("mp4")
    chance = random.Random(size_bytes)
    left_bytes = size_bytes - len(played) - 8
    with path.open("wb") as file:
        file.write(played + (left_bytes + 8).to_bytes(4, "big") + b"free")
        while left_bytes:
            part = chance.randbytes(min(_PART_BYTES, left_bytes))
            file.write(part)
            left_bytes -= len(part)
    return path


def noise(size: tuple[int, int] = (320, 200), *, seed: int = 0, kind: str = "PNG") -> bytes:
    """Return a picture that tells nothing of what it was made from."""
    target = io.BytesIO()
    _noise(size, seed).save(target, kind)
    return target.getvalue()


def generated(path: Path, prompt: str, *, seed: int = 0) -> Path:
    """Write a picture that tells what it was made from."""
    told = PngInfo()
    told.add_text(
        "parameters",
        f"{prompt}\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, CFG scale: 7,"
        f" Seed: {seed}, Size: 64x48, Model: sdxl",
    )
    _noise((64, 48), seed).save(path, pnginfo=told)
    return path


def _noise(size: tuple[int, int], seed: int) -> Image.Image:
    pixels = np.random.default_rng(seed).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
    return Image.fromarray(pixels)
