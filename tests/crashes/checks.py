"""What has to hold of a library at any time, after whatever happened to it."""

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from desktop_app.domain.entities import Asset, FileState
from desktop_app.domain.query import AssetQuery, Facet, FacetChoice, Place, PlaceKind
from desktop_app.session import Library
from tests.crashes.model import State, States

_NEVER = {
    "an edit that no entry would push": """
        SELECT id FROM pending_edit AS edit WHERE NOT EXISTS (
            SELECT 1 FROM outbox WHERE outbox.entity = edit.entity AND outbox.id = edit.id)""",
    "an entry that has nothing to push": """
        SELECT id FROM outbox WHERE kind = 'update' AND claimed_seq IS NULL AND NOT EXISTS (
            SELECT 1 FROM pending_edit AS edit
            WHERE edit.entity = outbox.entity AND edit.id = outbox.id)""",
    "an entry whose asset is gone": """
        SELECT id FROM outbox WHERE entity = 'asset' AND kind <> 'delete'
            AND id NOT IN (SELECT id FROM asset)""",
    "a removal of an asset that is there, or of which nothing is known": """
        SELECT id FROM outbox WHERE entity = 'asset' AND kind = 'delete'
            AND (id IN (SELECT id FROM asset) OR gone IS NULL OR NOT json_valid(gone))""",
    "an asset that says wrongly whether it waits": """
        SELECT id FROM asset WHERE has_pending <> EXISTS (
            SELECT 1 FROM outbox WHERE entity = 'asset' AND outbox.id = asset.id)""",
    "an asset that says wrongly whether it has a problem": """
        SELECT id FROM asset WHERE has_problem <> EXISTS (
            SELECT 1 FROM problem WHERE entity = 'asset' AND problem.id = asset.id)""",
    "an entry that was in flight when the process died": """
        SELECT id FROM outbox WHERE state = 'in_flight'""",
    "an upload of a file that no insert waits for": """
        SELECT asset_id FROM upload WHERE asset_id NOT IN (
            SELECT id FROM outbox WHERE entity = 'asset' AND kind = 'insert')""",
    "an insert whose file would not be uploaded": """
        SELECT asset.id FROM outbox JOIN asset USING (id)
        WHERE entity = 'asset' AND kind = 'insert' AND file_state IN (1, 2)
            AND asset.id NOT IN (SELECT asset_id FROM upload)""",
    "an edit that changes nothing and was never sent": """
        SELECT edit.id FROM pending_edit AS edit JOIN outbox USING (entity, id)
        WHERE edit.base = edit.value AND outbox.claimed_seq IS NULL AND outbox.kind = 'update'""",
}


def check_whole(library: Library) -> None:
    """Whole as SQLite sees it; each stored asset has its file, and each file its asset."""
    assets = all_assets(library)
    with closing(sqlite3.connect(library.folder / "catalog.db")) as connection:
        assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        connection.execute("INSERT INTO text_index(text_index) VALUES ('integrity-check')")
        linked = dict(
            connection.execute("SELECT asset_row, count(*) FROM asset_tag GROUP BY asset_row")
        )
        _check_outbox(connection, assets, has_account=library.catalog.account is not None)
    stored = {
        library.store.path_of(asset.id, asset.mime_type): asset
        for asset in assets
        if asset.file_state is FileState.STORED
    }
    files = {path for path in library.store.folder.rglob("*") if path.is_file()}
    assert files == stored.keys()
    assert all(path.stat().st_size == one.file_size_bytes for path, one in stored.items())
    assert linked == {asset.row: len(asset.tags) for asset in assets if asset.tags}


def check_index(library: Library) -> None:
    """The column index finds what plain looking finds."""
    questions: list[tuple[AssetQuery, Callable[[Asset], bool]]] = [
        (AssetQuery(), lambda asset: asset.trashed_at_us is None),
        (AssetQuery(place=Place(PlaceKind.TRASH)), lambda asset: asset.trashed_at_us is not None),
        (
            AssetQuery(place=Place(PlaceKind.FAVORITES)),
            lambda asset: asset.trashed_at_us is None and asset.is_favorite,
        ),
        (
            AssetQuery(facets=(FacetChoice(Facet.TAG, "sea"),)),
            lambda asset: asset.trashed_at_us is None and "sea" in asset.tags,
        ),
        (
            AssetQuery("title:dune"),
            lambda asset: asset.trashed_at_us is None and asset.custom_title == "Dune",
        ),
    ]
    assets = all_assets(library)
    for query, is_in in questions:
        result = library.searcher.search(query).result()
        assert result.change_number == library.catalog.change_number
        assert sorted(result.rows) == sorted(asset.row for asset in assets if is_in(asset)), query


def check_nothing_waits_but_news(folder: Path) -> None:
    """After all was undone that was never sent, no edit waits for the server any more."""
    with closing(sqlite3.connect(folder / "catalog.db")) as connection:
        assert connection.execute("SELECT count(*) FROM pending_edit").fetchone() == (0,)
        kinds = {kind for (kind,) in connection.execute("SELECT kind FROM outbox")}
    assert kinds <= {"insert", "delete"}


def all_assets(library: Library) -> list[Asset]:
    """Return every asset, trashed ones too."""
    with library.catalog.reading() as connection:
        rows = connection.exec_driver_sql('SELECT "row" FROM asset').scalars().all()
    return library.catalog.assets(rows)


def found_states(library: Library) -> States:
    """Return what a person can change of each asset."""
    return {
        asset.row: State(
            asset.custom_title or "",
            asset.tags,
            asset.is_favorite,
            asset.trashed_at_us is not None,
        )
        for asset in all_assets(library)
    }


def stored_states(connection: sqlite3.Connection) -> States:
    """Return the same of a catalog that is not open, whatever its schema."""
    found = connection.execute(
        "SELECT \"row\", ifnull(custom_title, ''), tags, is_favorite, trashed_at_us FROM asset"
    )
    return {
        row: State(title, tuple(json.loads(tags)), favorite == 1, trashed is not None)
        for row, title, tags, favorite, trashed in found
    }


def _check_outbox(
    connection: sqlite3.Connection, assets: Iterable[Asset], *, has_account: bool
) -> None:
    """What waits for the server is what was edited here and it does not know."""
    if not has_account:
        waiting = "SELECT (SELECT count(*) FROM pending_edit), (SELECT count(*) FROM outbox)"
        assert connection.execute(waiting).fetchone() == (0, 0)
        return
    for what, query in _NEVER.items():
        assert connection.execute(query).fetchmany(3) == [], what
    of = {asset.id: asset for asset in assets}
    edits = connection.execute(
        "SELECT id, column_name, value FROM pending_edit WHERE entity = 'asset'"
    )
    for id_, column, value in edits:
        asset = of[id_]
        present = {
            "custom_title": asset.custom_title,
            "is_favorite": asset.is_favorite,
            "tags": list(asset.tags),
        }[column]
        assert json.loads(value) == present, f"what waits of {id_} is not what is seen"
