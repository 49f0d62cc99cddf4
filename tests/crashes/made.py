"""The library that every round begins with, the files that are imported, and a later schema."""

import shutil
from pathlib import Path

import numpy as np
from PIL import Image

from desktop_app.catalog import migrations
from desktop_app.catalog.layout import SCHEMA_REVISION
from desktop_app.domain.entities import FileState
from tests.builders import new_asset, open_catalog

BASE_ROWS = 2_300
LATER_REVISION = "9998"
_FILES = 60
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


def make_base(folder: Path) -> None:
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
    with open_catalog(folder, *assets):
        pass


def make_inbox(folder: Path) -> None:
    """Make small pictures, all of them different."""
    folder.mkdir(parents=True)
    random = np.random.default_rng(1)
    for number in range(_FILES):
        noise = random.integers(0, 255, (40, 56, 3), np.uint8)
        Image.fromarray(noise).resize((280, 200)).save(folder / f"{number:03}.png")


def make_migrations(folder: Path) -> None:
    """Make migrations that go one revision further than the program's."""
    shutil.copytree(Path(migrations.__file__).parent, folder)
    text = _LATER.format(later=LATER_REVISION, known=SCHEMA_REVISION)
    (folder / "versions" / f"rev_{LATER_REVISION}.py").write_text(text)
