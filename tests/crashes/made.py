"""The libraries that rounds begin with, the files that are imported, and a later schema."""

import hashlib
import shutil
import sqlite3
import uuid
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from PIL import Image

from desktop_app.catalog import migrations
from desktop_app.catalog.account import Account
from desktop_app.catalog.backups import DailyBackup
from desktop_app.catalog.catalog import Catalog
from desktop_app.catalog.layout import SCHEMA_REVISION
from desktop_app.domain.changes import Origin
from desktop_app.domain.entities import FileState
from desktop_app.domain.ports import SystemClock
from desktop_app.media.store import FileStore
from tests.builders import new_asset, open_catalog

BASE_ROWS = 2_300
UNSENT_ROWS = 200
"""The last assets of a library with an account: the server has not heard of them yet."""
LATER_REVISION = "9998"
_FILES = 60
_STORED = 10
_LATER = """
from alembic import op
revision = "{later}"
down_revision = "{known}"
def upgrade():
    op.execute("ALTER TABLE asset ADD COLUMN mood TEXT")
    op.execute("UPDATE asset SET mood = 'calm', custom_title = ifnull(custom_title, 'untitled')")
    op.execute("CREATE INDEX asset_mood ON asset(mood, original_prompt, id)")
    op.execute("CREATE TABLE asset_mood_of (asset_row INTEGER PRIMARY KEY, mood TEXT NOT NULL)")
    op.execute("INSERT INTO asset_mood_of SELECT row, mood || original_prompt FROM asset")
    op.execute("UPDATE asset SET mood = mood || id")
"""


def make_base(folder: Path, account: Account | None = None) -> None:
    """Make a library of assets without files: bulk edits are what they are for."""
    # No two spellings of one tag: what adopts which is not the model's business.
    tags = ((), ("sea",), ("sea", "sun"), ("boat", "[odd]"), ("a", "b", "c", "fog"))
    assets = [
        new_asset(
            tags=tags[number % len(tags)],
            is_favorite=number % 7 == 0,
            custom_title="Old" if number % 11 == 0 else None,
            file_state=FileState.ABSENT,
        )
        for number in range(BASE_ROWS)
    ]
    with open_catalog(folder, *assets, account=account):
        pass
    if account is not None:
        _let_the_server_have(folder / "catalog.db", BASE_ROWS - UNSENT_ROWS)


def make_inbox(folder: Path, seed: int = 1) -> None:
    """Make small pictures, all of them different."""
    folder.mkdir(parents=True)
    random = np.random.default_rng(seed)
    for number in range(_FILES):
        noise = random.integers(0, 255, (40, 56, 3), np.uint8)
        Image.fromarray(noise).resize((280, 200)).save(folder / f"{number:03}.png")


def make_left_open(base: Path, folder: Path, inbox: Path) -> None:
    """Make a library whose process was killed: with orphans, and no backup yet."""
    shutil.copytree(base, folder)
    with open_catalog(folder) as catalog:
        _store(catalog, folder, sorted(inbox.iterdir())[:_STORED])
    for path in sorted((folder / "originals").rglob("*.png")):
        id_ = str(uuid.uuid4())
        orphan = folder / "originals" / id_[:2] / f"{id_}{path.suffix}"
        shutil.copy(path, orphan)
        shutil.copy(path, orphan.with_suffix(".abcd.part"))
    (folder / "catalog.db.open").touch()


def make_damaged(base: Path, folder: Path, inbox: Path) -> None:
    """Make a library with a backup, files imported before and after it, and a damaged catalog."""
    shutil.copytree(base, folder)
    paths = sorted(inbox.iterdir())
    with open_catalog(folder) as catalog:
        _store(catalog, folder, paths[:_STORED])
        assert DailyBackup(folder / "catalog.db", SystemClock()).run() is not None
        _store(catalog, folder, paths[_STORED : 2 * _STORED])
    with (folder / "catalog.db").open("rb+") as file:
        file.write(b"not a database any more" * 200)


def make_migrations(folder: Path) -> None:
    """Make migrations that go one revision further than the program's."""
    shutil.copytree(Path(migrations.__file__).parent, folder)
    text = _LATER.format(later=LATER_REVISION, known=SCHEMA_REVISION)
    (folder / "versions" / f"rev_{LATER_REVISION}.py").write_text(text)


def _store(catalog: Catalog, folder: Path, paths: Sequence[Path]) -> None:
    """Do what an import does, without its decoders, which take a second to start."""
    store = FileStore(folder / "originals")
    made = []
    for path in paths:
        data = path.read_bytes()
        asset = new_asset(
            file_size_bytes=len(data),
            content_hash=hashlib.sha256(data).hexdigest(),
            file_state=FileState.STORED,
            mime_type="image/png",
        )
        store.add_bytes(data, asset.id, asset.mime_type)
        made.append(asset)
    catalog.add_assets(made, origin=Origin.IMPORT)


def _let_the_server_have(path: Path, count: int) -> None:
    """Write the library as if the first assets had been pushed; one by one takes too long."""
    with closing(sqlite3.connect(path)) as connection, connection:
        ids = 'SELECT id FROM asset WHERE "row" <= ?'
        for table, column in (("outbox", "id"), ("upload", "asset_id")):
            connection.execute(f"DELETE FROM {table} WHERE {column} IN ({ids})", (count,))  # noqa: S608
        connection.execute(
            "UPDATE asset SET version = '700', has_pending = 0 WHERE \"row\" <= ?", (count,)
        )
