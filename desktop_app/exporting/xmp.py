"""What Lightbox knows of an asset, as the XMP file beside it that other programs read.

Formats: XMP Specification Part 1 (ISO 16684-1) for the packet, Dublin Core for title, tags and
description, IPTC Photo Metadata 2025.1 for prompt and model. The standards have no place for a
seed, so it stands under a name of our own.
"""

from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from desktop_app.domain.entities import IMPORTED_MODEL, Asset

_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "lightbox": "urn:lightbox:asset:1",
}
_FAVORITE_RATING = "5"


def xmp_of(asset: Asset) -> str:
    """Return the XMP packet with an asset's title, tags, prompt, model, seed and favorite mark."""
    properties = [
        _languages("dc:title", asset.custom_title or ""),
        _languages("dc:description", asset.original_prompt),
        _bag("dc:subject", asset.tags),
        _text("xmp:CreateDate", _instant(asset.created_at_us)),
        _text("xmp:Rating", _FAVORITE_RATING if asset.is_favorite else ""),
        _text("Iptc4xmpExt:AIPromptInformation", _prompts(asset)),
        _text("Iptc4xmpExt:AISystemUsed", _model(asset)),
        _text("lightbox:seed", asset.known_seed),
        _text("lightbox:id", asset.id),
    ]
    namespaces = "".join(
        f"\n    xmlns:{prefix}={quoteattr(uri)}"
        for prefix, uri in _NAMESPACES.items()
        if prefix != "rdf"
    )
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        f" <rdf:RDF xmlns:rdf={quoteattr(_NAMESPACES['rdf'])}>\n"
        f'  <rdf:Description rdf:about=""{namespaces}>\n'
        f"{''.join(properties)}"
        "  </rdf:Description>\n </rdf:RDF>\n</x:xmpmeta>\n"
        '<?xpacket end="w"?>\n'
    )


def _prompts(asset: Asset) -> str:
    negative = asset.generation.negative_prompt
    return (
        f"{asset.original_prompt}\n\nNegative prompt: {negative}"
        if negative
        else (asset.original_prompt)
    )


def _model(asset: Asset) -> str:
    return "" if asset.model_used == IMPORTED_MODEL else asset.model_used


def _instant(instant_us: int) -> str:
    return datetime.fromtimestamp(instant_us / 1_000_000, UTC).isoformat(timespec="seconds")


def _text(name: str, value: str) -> str:
    return f"   <{name}>{_escaped(value)}</{name}>\n" if value else ""


def _languages(name: str, value: str) -> str:
    if not value:
        return ""
    item = f'<rdf:li xml:lang="x-default">{_escaped(value)}</rdf:li>'
    return f"   <{name}><rdf:Alt>{item}</rdf:Alt></{name}>\n"


def _bag(name: str, values: tuple[str, ...]) -> str:
    if not values:
        return ""
    items = "".join(f"<rdf:li>{_escaped(value)}</rdf:li>" for value in values)
    return f"   <{name}><rdf:Bag>{items}</rdf:Bag></{name}>\n"


def _escaped(value: str) -> str:
    """Return text as XML 1.0 can hold it: what it cannot becomes U+FFFD."""
    return escape("".join(c if _is_allowed(c) else "\ufffd" for c in value))


def _is_allowed(character: str) -> bool:
    return (
        character in "\t\n\r"
        or (character >= " " and not "\ud800" <= character <= "\udfff" and character < "\ufffe")
        or character > "\uffff"
    )
