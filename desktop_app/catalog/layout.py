"""What lies where in a library's folder, and which schema this program writes.

Standard library only: the first screen is read before SQLAlchemy is imported.
"""

from typing import Final

CATALOG_FILE: Final = "catalog.db"
LOCK_FILE: Final = "catalog.lock"
BACKUP_FOLDER: Final = "backups"

SCHEMA_REVISION: Final = "0001"
"""Revision of the newest migration; revisions are numbers, so that newer ones are known as such."""
