"""Somebody else's client: edits rows of the same user without a word, inserts and deletes some.

A trigger on the server writes down every value that a cell ever had, and who wrote it.
"""

import json
import random
import threading
import uuid
from collections.abc import Iterator

from tests.stack.stack import Stack

WATCHED = ("custom_title", "tags", "is_favorite", "original_prompt")
_AUDIT_SQL = """
CREATE TABLE IF NOT EXISTS public.audit (
    seq bigserial PRIMARY KEY, id uuid, what text, column_name text, value text, is_ours boolean
);
CREATE OR REPLACE FUNCTION public.note_audit() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    old_row jsonb := to_jsonb(OLD);
    new_row jsonb := to_jsonb(NEW);
    is_ours boolean := coalesce(current_setting('request.jwt.claims', true), '') <> '';
    one text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO public.audit (id, what, is_ours) VALUES (OLD.id, TG_OP, is_ours);
        RETURN OLD;
    END IF;
    FOREACH one IN ARRAY ARRAY['custom_title', 'tags', 'is_favorite', 'original_prompt'] LOOP
        IF TG_OP = 'INSERT' OR new_row->one IS DISTINCT FROM old_row->one THEN
            INSERT INTO public.audit (id, what, column_name, value, is_ours)
            VALUES (NEW.id, TG_OP, one, new_row->>one, is_ours);
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON public.user_library
FOR EACH ROW EXECUTE FUNCTION public.note_audit();
"""


class WebClient:
    """Writes to the server from a thread of its own until it is stopped."""

    def __init__(self, stack: Stack, user_id: str, seed: int) -> None:
        self._stack = stack
        self._user_id = user_id
        self._random = random.Random(seed)
        self._numbers = self._numbered()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._live, name="web-client")
        stack.sql(_AUDIT_SQL)
        for _ in range(60):
            self._insert()

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self) -> None:
        """Write no more."""
        self._stopped.set()
        self._thread.join()

    def _live(self) -> None:
        while not self._stopped.wait(self._random.random() * 0.05):
            act = self._random.choices(
                (self._retitle, self._retag, self._insert, self._delete), (6, 6, 2, 1)
            )[0]
            act()

    def _retitle(self) -> None:
        self._stack.sql(
            "UPDATE public.user_library SET custom_title = %s WHERE id = %s",
            [f"web-{next(self._numbers)}", self._some_id()],
        )

    def _retag(self) -> None:
        self._stack.sql(
            "UPDATE public.user_library SET tags = array_append(tags, %s) WHERE id = %s",
            [f"web-{next(self._numbers)}", self._some_id()],
        )

    def _insert(self) -> None:
        number = next(self._numbers)
        self._stack.sql(
            "INSERT INTO public.user_library (id, user_id, asset_type, storage_path, mime_type,"
            " file_size_bytes, original_prompt, model_used, tags) VALUES (%s, %s, 'image', %s,"
            " 'image/png', 0, %s, 'sdxl', %s)",
            [
                str(uuid.UUID(int=self._random.getrandbits(128), version=4)),
                self._user_id,
                f"{self._user_id}/web-{number}.png",
                f"web {number}",
                ["made", json.dumps(number)],
            ],
        )

    def _delete(self) -> None:
        self._stack.sql(
            "DELETE FROM public.user_library WHERE id = %s AND original_prompt LIKE 'web %%'",
            [self._some_id()],
        )

    def _some_id(self) -> str:
        found = self._stack.sql(
            "SELECT id FROM public.user_library WHERE user_id = %s ORDER BY random() LIMIT 1",
            [self._user_id],
        )
        return str(found[0]["id"]) if found else str(uuid.uuid4())

    def _numbered(self) -> Iterator[int]:
        number = 0
        while True:
            number += 1
            yield number
