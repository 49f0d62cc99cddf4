"""One `GenerationInfo` from all texts of a file, whichever generator wrote them."""

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

from desktop_app.domain.entities import GenerationInfo
from desktop_app.domain.errors import MediaError
from desktop_app.media.generation import (
    a1111,
    c2pa,
    comfyui,
    draw_things,
    easy_diffusion,
    fooocus,
    invokeai,
    novelai,
    platform_export,
    swarmui,
)
from desktop_app.media.generation.texts import C2PA, IMAGE_DESCRIPTION, STEALTH, Texts
from desktop_app.media.sources import read_source
from desktop_app.media.text_places import texts_beside, texts_inside

_READERS: tuple[Callable[[Texts], GenerationInfo | None], ...] = (
    invokeai.read,
    novelai.read,
    swarmui.read,
    fooocus.read,
    easy_diffusion.read,
    draw_things.read,
    comfyui.read,
    a1111.read,
    platform_export.read,
    c2pa.read,
)
"""Most specific format first. What a later one knows fills what an earlier one left empty."""

_DESCRIBING = ("Description", IMAGE_DESCRIPTION, "Title", "Caption")


def read_generation(path: Path, *, hidden: str = "") -> GenerationInfo:
    """Read how a picture was made out of the file and what lies beside it; never raises.

    Args:
        path: the file.
        hidden: the text hidden in its alpha channel, if somebody decoded it.
    """
    try:
        source = read_source(path)
    except MediaError:
        return GenerationInfo()
    found = texts_inside(source.data, source.kind) | texts_beside(path)
    return understand(Texts(found | ({STEALTH: hidden} if hidden else {})))


def understand(texts: Texts) -> GenerationInfo:
    """Return what the texts of one file say; never raises, keeps all of them as `raw`."""
    info = GenerationInfo()
    for read in _READERS:
        found = read(texts)
        if found is not None:
            info = _filled(info, found)
    return replace(info, raw={place: text for place, text in texts.raw.items() if place != C2PA})


def description_of(texts: Texts) -> str:
    """Return what a file says of itself apart from any generator, or ""."""
    return texts.get(*_DESCRIBING).strip("\0 \r\n\t")


def _filled(info: GenerationInfo, found: GenerationInfo) -> GenerationInfo:
    """Return `info` with its empty fields taken from `found`."""
    empty = GenerationInfo()
    return replace(
        info,
        **{
            name: getattr(found, name)
            for name in (field.name for field in fields(GenerationInfo))
            if getattr(info, name) == getattr(empty, name)
        },
    )
