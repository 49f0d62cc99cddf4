"""Libraries over servers that are functions, and all that can be asked of them."""

from collections.abc import Awaitable, Callable

import httpx

from desktop_app.domain.remote import Features, RemoteTable
from desktop_app.remote.blobs import LibraryFiles
from desktop_app.remote.library import LibraryRows
from desktop_app.remote.project import Project
from tests.remote.doubles import (
    ME,
    PROJECT,
    Answering,
    CountingAuth,
    ManualClock,
    MemoryStore,
    Server,
    connection_to,
    uuid,
)

ASSETS, COLLECTIONS = RemoteTable.ASSETS, RemoteTable.COLLECTIONS
NO_FUNCTION = {"code": "PGRST202", "message": "Could not find the function", "details": None}
NO_COLUMN = {"code": "42703", "message": "column user_library.xmin does not exist"}
NO_UPDATED = {
    "code": "PGRST204",
    "message": "Could not find the 'updated_at' column of 'user_library' in the schema cache",
}


WITH_VERSIONS = Features()


def library(
    *answers: httpx.Response | Exception | Answering,
    features: Features | None = WITH_VERSIONS,
    auth: CountingAuth | None = None,
    store: MemoryStore | None = None,
    project: Project = PROJECT,
) -> tuple[LibraryRows, Server]:
    server = Server(*answers)
    connection, _client = connection_to(server, auth=auth, store=store, project=project)
    rows = LibraryRows(connection)
    rows._features = features
    return rows, server


Reading = Callable[[LibraryRows], Awaitable[object]]
READINGS: dict[str, Reading] = {
    "page": lambda rows: rows.page(ASSETS, after=None, until=None, limit=10),
    "versions": lambda rows: rows.versions(ASSETS, after=None, until=None, limit=10),
    "newest": lambda rows: rows.newest(limit=10),
    "rows": lambda rows: rows.rows(ASSETS, [uuid(1)]),
    "touched": lambda rows: rows.touched_since(0, after=None, limit=10),
    "named": lambda rows: rows.are_named([f"{ME}/a.png"]),
}
WRITINGS: dict[str, Reading] = {
    "swap": lambda rows: rows.swap(ASSETS, uuid(1), {"custom_title": "t"}, version="701", bases={}),
    "insert": lambda rows: rows.insert(ASSETS, {"id": uuid(1), "custom_title": "t"}),
    "remove": lambda rows: rows.remove(ASSETS, uuid(1), version="701"),
}
EVERYTHING: dict[str, Reading] = {
    **READINGS,
    **WRITINGS,
    "feed": lambda rows: rows.feed(None),
    "feed_start": lambda rows: rows.feed_start(),
    "count": lambda rows: rows.count(ASSETS),
    "guard": lambda rows: rows.guard(),
}


KEY = f"{ME}/one.png"
HASH = "ab" * 32


def bucket(
    *answers: httpx.Response | Exception | Answering,
    auth: CountingAuth | None = None,
    project: Project = PROJECT,
) -> tuple[LibraryFiles, Server]:
    server = Server(*answers)
    connection, client = connection_to(server, auth=auth, project=project)
    return LibraryFiles(connection, client, ManualClock()), server
