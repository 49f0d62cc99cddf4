"""What has to be on the disk before the next thing may be done."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder: a rename is only then there to stay."""
    if os.name == "nt":  # Windows has no descriptor of a folder; it journals names itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
