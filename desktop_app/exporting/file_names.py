"""Names for exported files that every common file system takes."""

import re
import unicodedata
from pathlib import Path

from desktop_app.domain.entities import Asset

_LONGEST_BYTES = 180
"""Room for a number, an extension and a sidecar's within the usual 255."""
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?$")
"""Names that Windows keeps for devices, whatever follows the dot."""


def file_stem(asset: Asset) -> str:
    """Return what to call an asset's file: as it was called, its title, or its id; safe."""
    for wanted in (Path(asset.file_name or "").stem, asset.custom_title or ""):
        stem = _safe(wanted)
        if stem:
            return stem
    return asset.id


def _safe(wanted: str) -> str:
    visible = "".join(
        " " if unicodedata.category(character).startswith(("C", "Z")) else character
        for character in unicodedata.normalize("NFC", wanted)
    )
    stem = " ".join(_FORBIDDEN.sub("_", visible).split()).strip(". ")
    stem = stem.encode()[:_LONGEST_BYTES].decode(errors="ignore").strip(". ")
    return f"_{stem}" if _DEVICE.match(stem) else stem
