"""What lies where in a library's folder, and which schema this program writes.

Standard library only: the first screen is read before SQLAlchemy is imported.
"""

from typing import Final

CATALOG_FILE: Final = "catalog.db"
LOCK_FILE: Final = "catalog.lock"
BACKUP_FOLDER: Final = "backups"
DAMAGED_FILE: Final = "catalog.db.suspect"
"""Lies there when the catalog was found damaged while it was open: to be checked at opening."""
OPEN_FILE: Final = "catalog.db.open"
"""Lies there while a library is open, and afterwards if its process was killed."""
RESTORED_FILE: Final = "catalog.db.restored"
"""Lies there after a backup was restored, until every original in the store is an asset again.

What the user is to be told of it is in there until that was told."""

ACCOUNT_FILE: Final = "catalog.account.json"
"""Says whose library it is, in case the catalog must be begun anew."""

SCHEMA_REVISION: Final = "0003"
"""Revision of the newest migration; revisions are numbers, so that newer ones are known as such."""
