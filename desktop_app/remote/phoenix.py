"""The messages of Supabase Realtime: Phoenix channels, serializer 1.0.0, ``postgres_changes``.

Source: supabase.com/docs/guides/realtime/protocol. Of an event only table and id are read: events
are cut when they are large, and come late, twice or never.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import orjson

from desktop_app.domain.entities import Json
from desktop_app.domain.remote import RemoteTable
from desktop_app.remote.project import Project

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_SCHEMA = "public"


class Turn(Enum):
    """What a message means for the connection."""

    NOTHING = auto()
    JOINED = auto()
    LISTENING = auto()
    """The server has begun to watch the tables."""
    BEAT = auto()
    """It answered a heartbeat."""
    UNCLEAR = auto()
    """Something changed, and the message does not say what."""
    LOST = auto()


@dataclass(frozen=True, slots=True)
class Heard:
    """A message, read: its turn, or the row that it names."""

    turn: Turn = Turn.NOTHING
    table: RemoteTable | None = None
    uuid: str = ""


class Channel:
    """The words of one connection: what to say, and what was meant.

    Attributes:
        url: where to connect; carries the public key.
    """

    def __init__(self, project: Project, user_id: str) -> None:
        """Prepare to watch the tables of a user."""
        parts = urlsplit(project.url)
        query = urlencode({"apikey": project.key, "vsn": "1.0.0"})
        scheme = "ws" if parts.scheme == "http" else "wss"
        path = f"{parts.path}/realtime/v1/websocket"
        self.url = urlunsplit((scheme, parts.netloc, path, query, ""))
        self._user_id = user_id
        self._topic = f"realtime:library:{user_id}"
        self._last_ref = 0
        self._join_ref = ""
        self._beat_ref = ""

    def join(self, token: str) -> str:
        """Return the message that asks for the changes."""
        self._join_ref = self._next_ref()
        config: dict[str, Json] = {
            "broadcast": {"ack": False, "self": False},
            "presence": {"key": ""},
            "postgres_changes": [*self._watched()],
            "private": False,
        }
        payload: dict[str, Json] = {"config": config, "access_token": token}
        return self._message(self._topic, "phx_join", payload, self._join_ref)

    def renewed(self, token: str) -> str:
        """Return the message that hands over a fresh token."""
        return self._message(self._topic, "access_token", {"access_token": token}, self._next_ref())

    def beat(self) -> str:
        """Return a heartbeat."""
        self._beat_ref = self._next_ref()
        return self._message("phoenix", "heartbeat", {}, self._beat_ref)

    def heard(self, text: str | bytes) -> Heard:
        """Return what a message means; one that cannot be read means nothing."""
        try:
            message = orjson.loads(text)
        except orjson.JSONDecodeError:
            return Heard()
        payload = message.get("payload") if isinstance(message, dict) else None
        if not isinstance(payload, dict):
            return Heard()
        if message.get("topic") == "phoenix":
            return Heard(Turn.BEAT if message.get("ref") == self._beat_ref else Turn.NOTHING)
        if message.get("topic") != self._topic:
            return Heard()
        if message.get("event") == "postgres_changes":
            return _changed(payload)
        return Heard(self._turn(message, is_fine=payload.get("status") == "ok"))

    def _turn(self, message: dict[str, Any], *, is_fine: bool) -> Turn:
        event = message.get("event")
        if event == "phx_reply" and message.get("ref") == self._join_ref:
            return Turn.JOINED if is_fine else Turn.LOST
        if event == "system" and message["payload"].get("extension") == "postgres_changes":
            return Turn.LISTENING if is_fine else Turn.LOST
        return Turn.LOST if event in {"phx_close", "phx_error"} else Turn.NOTHING

    def _watched(self) -> Iterator[Json]:
        for table in RemoteTable:
            for event in ("INSERT", "UPDATE"):
                yield {
                    "event": event,
                    "schema": _SCHEMA,
                    "table": str(table),
                    "filter": f"user_id=eq.{self._user_id}",
                }
            # Of a deleted row only the key is sent: a filter by user would never fit.
            yield {"event": "DELETE", "schema": _SCHEMA, "table": str(table)}

    def _next_ref(self) -> str:
        self._last_ref += 1
        return str(self._last_ref)

    def _message(self, topic: str, event: str, payload: dict[str, Json], ref: str) -> str:
        message: dict[str, Json] = {
            "topic": topic,
            "event": event,
            "payload": payload,
            "ref": ref,
            "join_ref": self._join_ref or None,
        }
        return orjson.dumps(message).decode()


def _changed(payload: dict[str, Json]) -> Heard:
    data = payload.get("data")
    if not isinstance(data, dict):
        return Heard(Turn.UNCLEAR)
    table = data.get("table")
    if table not in set(RemoteTable):
        return Heard()
    for name in ("record", "old_record"):
        row = data.get(name)
        uuid = row.get("id") if isinstance(row, dict) else None
        if isinstance(uuid, str) and _UUID.fullmatch(uuid):
            return Heard(Turn.NOTHING, RemoteTable(str(table)), uuid.lower())
    return Heard(Turn.UNCLEAR)
