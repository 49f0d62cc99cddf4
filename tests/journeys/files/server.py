"""What a project's owner and other clients see and do: rows and objects behind the user's back."""

import hashlib
from collections.abc import Sequence
from typing import Any

from tests.stack.rows import asset_row
from tests.stack.stack import SeenRequest, Stack, StackUser

_BUCKET = "user-library"


class Server:
    """The rows and objects of one user of a stack, without Lightbox."""

    def __init__(self, stack: Stack, user: StackUser) -> None:
        self.stack = stack
        self.user = user

    def insert(self, **values: object) -> str:
        """Have another client insert a row; return its id."""
        return str(self.stack.insert("user_library", asset_row(self.user.id, **values))["id"])

    def insert_many(self, keys: Sequence[str]) -> None:
        """Have another client insert a row for each of these objects, all at once."""
        self.stack.sql(
            """
            insert into user_library (user_id, asset_type, storage_path, file_size_bytes,
                mime_type, original_prompt, model_used, created_at)
            select %s, 'image', key, 0, 'image/png', 'made by a job', 'sdxl',
                now() - number * interval '1 minute'
            from unnest(%s::text[]) with ordinality as made (key, number)
            """,
            [self.user.id, list(keys)],
        )

    def rename(self, asset_id: str, title: str) -> None:
        """Have another client give an asset a title."""
        self.stack.sql("update user_library set custom_title = %s where id = %s", [title, asset_id])

    def put(self, key: str, content: bytes, mime_type: str = "image/png") -> str:
        """Have another client store an object; return its key."""
        answer = self.stack.http.post(
            f"/storage/v1/object/{_BUCKET}/{key}",
            content=content,
            headers={**self.stack.headers(self.user), "content-type": mime_type},
        )
        answer.raise_for_status()
        return key

    def rows(self) -> list[dict[str, Any]]:
        """Return the user's rows, oldest first."""
        return self.stack.sql(
            "select *, xmin::text from user_library where user_id = %s order by created_at, id",
            [self.user.id],
        )

    def titles(self) -> dict[str, str | None]:
        """Return the titles of the user's rows, by their ids."""
        return {str(row["id"]): row["custom_title"] for row in self.rows()}

    def keys(self) -> list[str]:
        """Return the keys of the user's objects."""
        rows = self.stack.sql(
            "select name from storage.objects where name like %s order by name",
            [f"{self.user.id}/%"],
        )
        return [row["name"] for row in rows]

    def digest(self, key: str) -> str:
        """Return the SHA-256 of an object, as it lies on the server's disk."""
        rows = self.stack.sql("select version from storage.objects where name = %s", [key])
        with (self.stack.folder / "objects" / rows[0]["version"]).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def asked(self, part: str, method: str | None = None) -> list[SeenRequest]:
        """Return the requests whose target contains this."""
        return [
            request
            for request in self.stack.requests()
            if part in request.target and method in {None, request.method}
        ]


def received_bytes(requests: Sequence[SeenRequest]) -> int:
    """Return how much these requests have brought."""
    return sum(request.received_bytes for request in requests)
