"""Facts about an asset's file that this machine found out: never sent, never undone."""

from dataclasses import asdict, dataclass

from sqlalchemy import select, update

from desktop_app.catalog.stored import signed
from desktop_app.catalog.tables import asset
from desktop_app.catalog.write import Write
from desktop_app.domain.entities import FileState


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """What was found out; None leaves what is known as it is.

    `perceptual_hash` is an unsigned 64-bit integer.
    """

    content_hash: str | None = None
    file_state: FileState | None = None
    file_size_bytes: int | None = None
    width_px: int | None = None
    height_px: int | None = None
    duration_seconds: float | None = None
    is_animated: bool | None = None
    perceptual_hash: int | None = None
    source_path: str | None = None


_COLUMN_OF = {"width_px": "width", "height_px": "height"}


def record(write: Write, row: int, facts: FileFacts) -> None:
    """Write down the facts that are news."""
    found = write.connection.execute(select(asset).where(asset.c.row == row)).mappings().first()
    if found is None:
        return
    told = {
        _COLUMN_OF.get(name, name): value
        for name, value in asdict(facts).items()
        if value is not None
    }
    if "perceptual_hash" in told:
        told["perceptual_hash"] = signed(told["perceptual_hash"])
    news = {name: value for name, value in told.items() if found[name] != value}
    if news:
        write.connection.execute(update(asset).where(asset.c.row == row).values(news))
        write.note_changed([row], *news)
