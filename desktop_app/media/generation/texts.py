"""The texts that were found in one file, by the place they stood in."""

from collections.abc import Mapping

USER_COMMENT = "exif:UserComment"
IMAGE_DESCRIPTION = "exif:ImageDescription"
MAKE = "exif:Make"
CAMERA_MODEL = "exif:Model"
SOFTWARE = "exif:Software"
MAKER_NOTE = "exif:MakerNote"
GIF_COMMENT = "gif:comment"
JPEG_COMMENT = "jpeg:comment"
XMP = "xmp"
C2PA = "c2pa"
COMFY_PROMPT = "comf:prompt"
COMFY_WORKFLOW = "comf:workflow"
STEALTH = "stealth"
TEXT_BESIDE = "beside:txt"
JSON_BESIDE = "beside:json"


class Texts:
    """Texts by place. PNG keywords stand as they are, other places have the names above.

    Asked for by name without regard to case; kept, and handed on as `raw`, as found.
    """

    def __init__(self, found: Mapping[str, str]) -> None:
        """Hold these texts; of two places that differ in case only, the first answers."""
        self._found = dict(found)
        self._by_lower_name: dict[str, str] = {}
        for place, text in self._found.items():
            self._by_lower_name.setdefault(place.lower(), text)

    def get(self, *places: str) -> str:
        """Return the text at the first of these places that has one, or ""."""
        for place in places:
            text = self._by_lower_name.get(place.lower())
            if text:
                return text
        return ""

    @property
    def raw(self) -> dict[str, str]:
        """All texts under the names of their places, as found."""
        return dict(self._found)
