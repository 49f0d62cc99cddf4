import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.entities import Asset, GenerationInfo
from desktop_app.exporting.xmp import xmp_of
from tests.exporting.builders import made_asset

NAMES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "iptc": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "lightbox": "urn:lightbox:asset:1",
}


def description(asset: Asset) -> ET.Element:
    found = ET.fromstring(xmp_of(asset)).find("rdf:RDF/rdf:Description", NAMES)  # noqa: S314
    assert found is not None
    return found


def text(asset: Asset, path: str) -> str | None:
    return description(asset).findtext(path, None, NAMES)


def test_what_the_user_added_and_the_generator_wrote_is_there() -> None:
    asset = made_asset(
        custom_title="Mountain & <Sunset>",
        tags=("role:fox", "snow"),
        is_favorite=True,
        original_prompt='a "fox"\nin snow',
        generation=GenerationInfo(negative_prompt="blurry"),
        generation_seed=str(2**64 - 1),
    )
    assert text(asset, "dc:title/rdf:Alt/rdf:li") == "Mountain & <Sunset>"
    tags = description(asset).findall("dc:subject/rdf:Bag/rdf:li", NAMES)
    assert [tag.text for tag in tags] == ["role:fox", "snow"]
    assert text(asset, "dc:description/rdf:Alt/rdf:li") == 'a "fox"\nin snow'
    assert text(asset, "iptc:AIPromptInformation") == (
        'a "fox"\nin snow\n\nNegative prompt: blurry'
    )
    assert text(asset, "iptc:AISystemUsed") == "flux"
    assert text(asset, "lightbox:seed") == "18446744073709551615"
    assert text(asset, "xmp:Rating") == "5"
    assert text(asset, "xmp:CreateDate") == "2025-08-30T10:00:00+00:00"


def test_what_nobody_knows_is_left_out() -> None:
    asset = made_asset(original_prompt="", model_used="import", generation_seed=None)
    tags = {element.tag.partition("}")[2] for element in description(asset)}
    assert tags == {"CreateDate", "id"}


@given(st.text(st.characters(), max_size=40))
def test_any_text_makes_a_readable_file(told: str) -> None:
    asset = made_asset(custom_title=told, tags=(told,), original_prompt=told)
    description(asset)
    assert xmp_of(asset).encode("utf-8")
