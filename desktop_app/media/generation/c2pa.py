"""C2PA content credentials (Firefly, DALL·E, …): who says they made it.

A manifest store is JUMBF (ISO 19566-5) holding CBOR claims (C2PA 2.1): PNG chunk ``caBX``, JPEG
APP11. Only the maker's name is taken, and shown as "made with"; no signature is judged.
"""

from desktop_app.domain.entities import GenerationInfo
from desktop_app.media.generation.texts import C2PA, Texts
from desktop_app.media.generation.values import clean

_LONGEST_NAME_BYTES = 200
_AGENT = b"softwareAgent"
_CLAIM_INFO = b"claim_generator_info"
_CLAIM = b"claim_generator"
_TEXT, _ARRAY, _MAP = 3, 4, 5


def read(texts: Texts) -> GenerationInfo | None:
    """Return an info that names the generator and nothing else, or None."""
    maker = texts.get(C2PA)
    return GenerationInfo(generator=maker) if maker else None


def maker_of(store: bytes) -> str:
    """Return the name in a manifest store: the action's software, else the claim's, or ""."""
    for key in (_AGENT, _CLAIM_INFO, _CLAIM):
        at = store.find(key)
        while at >= 0:
            name = _name_at(store, at + len(key))
            if name:
                return name
            at = store.find(key, at + 1)
    return ""


def _name_at(store: bytes, at: int) -> str:
    """Read the CBOR value after a key: a text, or a map (or list of maps) with a ``name``."""
    kind, size, start = _head(store, at)
    if kind == _ARRAY:
        kind, size, start = _head(store, start)
    if kind == _TEXT and 0 < size <= _LONGEST_NAME_BYTES:
        name = store[start : start + size].decode("utf-8", "replace")
        # "Adobe_Firefly/1.0 c2pa-rs/0.25": the first product, spelled for people
        return clean(name).split(" c2pa", maxsplit=1)[0].partition("/")[0].replace("_", " ").strip()
    if kind == _MAP:
        found = store.find(b"\x64name", start, start + _LONGEST_NAME_BYTES)
        if found >= 0 and _head(store, found + 5)[0] == _TEXT:
            return _name_at(store, found + 5)
    return ""


def _head(store: bytes, at: int) -> tuple[int, int, int]:
    """Return major type, size and where the content begins of the CBOR item at `at`."""
    if at >= len(store):
        return -1, 0, at
    kind, size = store[at] >> 5, store[at] & 0x1F
    width = {24: 1, 25: 2, 26: 4}.get(size, 0)
    if width:
        size = int.from_bytes(store[at + 1 : at + 1 + width], "big")
    return kind, size, at + 1 + width
