"""What is known of one asset and cannot be edited: model, seed, size, type, dates."""

from desktop_app.domain.entities import Asset
from desktop_app.ui.inspector.fact_rows import Fact
from desktop_app.ui.inspector.wording import (
    file_text,
    instant_text,
    length_text,
    pixels_text,
    query_text,
    size_text,
    translate,
    unknown,
)


def facts_of(asset: Asset) -> list[Fact]:
    """Return the rows below the prompt, in the order they stand there."""
    pixels = pixels_text(asset.width_px, asset.height_px)
    sizes = [text for text in (pixels, size_text(asset.file_size_bytes)) if text]
    if sizes[-1] == unknown() and pixels:
        sizes.pop()
    facts = [
        _model(asset),
        _seed(asset),
        Fact(translate("Inspector", "Size"), " · ".join(sizes)),
        Fact(translate("Inspector", "Type"), asset.mime_type or unknown()),
    ]
    if asset.duration_seconds:
        facts.append(Fact(translate("Inspector", "Length"), length_text(asset.duration_seconds)))
    facts.append(Fact(translate("Inspector", "Created"), instant_text(asset.created_at_us)))
    where = file_text(asset)
    if where:
        facts.append(Fact(translate("Inspector", "File"), where))
    return facts


def _model(asset: Asset) -> Fact:
    name = translate("Inspector", "Model")
    if not asset.model_used:
        return Fact(name, unknown())
    return Fact(name, asset.model_used, query=query_text("model", asset.model_used))


def _seed(asset: Asset) -> Fact:
    name = translate("Inspector", "Seed")
    seed = asset.known_seed
    if not seed:
        return Fact(name, unknown())
    return Fact(name, seed, query=f"seed:{seed}", is_copyable=True)
