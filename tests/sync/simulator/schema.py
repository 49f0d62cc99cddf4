"""The columns of the model server's tables, and what PostgreSQL says of values that do not fit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.entities import Json
from desktop_app.domain.remote import RemoteTable

Row = dict[str, Json]


class ServerError(Exception):
    """What PostgREST, Auth or Storage answers instead of a success.

    Attributes:
        status: of HTTP.
        code: PostgreSQL's, PostgREST's or the service's own.
    """

    def __init__(self, status: int, code: str, message: str = "") -> None:
        super().__init__(status, code, message)
        self.status = status
        self.code = code
        self.message = message or f"model server: {code}"


@dataclass(frozen=True, slots=True)
class ServerColumn:
    """One column: what it takes, and what it holds when an insert does not say."""

    takes: Callable[[Json], bool]
    is_nullable: bool = True
    default: Json = None


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_whole(value: Json) -> bool:
    return (isinstance(value, int) and not isinstance(value, bool)) or (
        # PostgREST hands JSON text to the column's own input function.
        isinstance(value, str) and value.lstrip("-").isdecimal()
    )


def _is_list(value: Json) -> bool:
    return isinstance(value, list)


def _is_truth(value: Json) -> bool:
    return isinstance(value, bool)


def _is_anything(_value: Json) -> bool:
    return True


ASSET_COLUMNS: Final[Mapping[str, ServerColumn]] = {
    "id": ServerColumn(_is_text, is_nullable=False),
    "user_id": ServerColumn(_is_text, is_nullable=False),
    "asset_type": ServerColumn(_is_text, is_nullable=False),
    "storage_path": ServerColumn(_is_text, is_nullable=False),
    "file_size_bytes": ServerColumn(_is_whole, is_nullable=False),
    "mime_type": ServerColumn(_is_text, is_nullable=False),
    "duration_seconds": ServerColumn(_is_number),
    "original_prompt": ServerColumn(_is_text, is_nullable=False),
    "model_used": ServerColumn(_is_text, is_nullable=False),
    "generation_seed": ServerColumn(_is_whole),
    "collection_id": ServerColumn(_is_text),
    "custom_title": ServerColumn(_is_text),
    "tags": ServerColumn(_is_list),
    "is_favorite": ServerColumn(_is_truth, default=False),
    "visibility": ServerColumn(_is_text, default="private"),
    "created_at": ServerColumn(_is_text),
    "updated_at": ServerColumn(_is_text),
    "thumbnail_path": ServerColumn(_is_text),
    "width": ServerColumn(_is_whole),
    "height": ServerColumn(_is_whole),
    "content_category": ServerColumn(_is_text, default="general"),
    "roleplay_metadata": ServerColumn(_is_anything, default={}),
}
COLLECTION_COLUMNS: Final[Mapping[str, ServerColumn]] = {
    "id": ServerColumn(_is_text, is_nullable=False),
    "user_id": ServerColumn(_is_text, is_nullable=False),
    "name": ServerColumn(_is_text, is_nullable=False),
    "description": ServerColumn(_is_text),
    "asset_count": ServerColumn(_is_whole, default=0),
    "created_at": ServerColumn(_is_text),
}
WILD_COLUMNS: Final[Mapping[str, ServerColumn]] = {
    "character_id": ServerColumn(_is_text),
    "output_type": ServerColumn(_is_text, default="generation"),
    "is_primary": ServerColumn(_is_truth, default=False),
    "is_pinned": ServerColumn(_is_truth, default=False),
    "sort_order": ServerColumn(_is_whole, default=0),
    "generation_metadata": ServerColumn(_is_anything, default={}),
    "label": ServerColumn(_is_text),
}
DOCUMENTED_VISIBILITIES: Final = ("private", "shared", "public")
WILD_VISIBILITIES: Final = ("private", "unlisted", "public")

ANY_TEXT: Final = ServerColumn(_is_text)
ANY_NUMBER: Final = ServerColumn(_is_whole)


def copied(value: Json) -> Json:
    """Return a value of its own: what one side changes in place, the other must not see."""
    if isinstance(value, dict):
        return {key: copied(one) for key, one in value.items()}
    if isinstance(value, list):
        return [copied(one) for one in value]
    return value


def checked(
    columns: Mapping[str, ServerColumn], table: RemoteTable, name: str, value: Json
) -> Json:
    """Return a value as the column holds it, or raise what PostgREST answers."""
    column = columns.get(name)
    if column is None:
        raise ServerError(
            400, "PGRST204", f"Could not find the '{name}' column of '{table}' in the schema cache"
        )
    if value is None:
        if not column.is_nullable:
            raise ServerError(400, "23502", f'null value in column "{name}"')
        return None
    if not column.takes(value):
        raise ServerError(400, "22P02", f'invalid input for column "{name}"')
    return copied(value)
