"""A life with Lightbox whose every word is marked: a program of its own, for `test_marked_run`.

``python -m tests.journeys.files.marked_life URL KEY PICTURES WORDS``, where the words are a JSON
object with what is marked, signs in after a few failures, imports, edits, syncs while the server
answers oddly, looks at originals, and fails in ways that nobody foresaw. Everything is logged at
the most verbose level there is.
"""

import json
import logging
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from desktop_app import logs, settings
from desktop_app.accounts.connecting import Connecting
from desktop_app.accounts.known import KnownAccount
from desktop_app.domain.changes import Column, Origin
from desktop_app.domain.entities import Asset, FileState
from desktop_app.domain.errors import ErrorKind, LightboxError
from desktop_app.domain.ports import CancelToken
from desktop_app.domain.sync import SyncPhase, SyncStatus
from desktop_app.remote.project import checked_project
from desktop_app.session import Library

PATIENCE_S = 30.0

log = logging.getLogger("lightbox.life")


class Life:
    """What somebody does, one thing after the other."""

    def __init__(self, url: str, key: str, email: str, password: str) -> None:
        self._connecting = Connecting(checked_project(url, key))
        self._email = email
        self._password = password
        self._changed = threading.Condition()

    def sign_in(self) -> KnownAccount:
        """Sign in at the end, with the wrong words before."""
        connecting, token = self._connecting, CancelToken()
        self._fail(
            lambda: connecting.with_password(self._email, f"{self._password} (wrong)", token)
        )
        self._fail(lambda: connecting.sign_up(self._email, self._password, token))
        self._fail(lambda: connecting.with_code(self._email, "000000", token))
        return connecting.with_password(self._email, self._password, token)

    def _fail(self, attempt: Callable[[], object]) -> None:
        try:
            attempt()
        except LightboxError as error:
            # As work does it whose owner has gone.
            log.warning("Nobody was told of %s", error)

    def live(self, account: KnownAccount, pictures: Path, title: str) -> None:
        """Import, edit, look at what is on the server, until all is told and done."""
        with Library(account.folder, account=account.account) as library:
            library.begin_sync()
            self._follow(library)
            library.importer.run([pictures], token=CancelToken(), progress=lambda _progress: None)
            self._wait(library, lambda: self._is_settled(library))
            for number, asset in enumerate(self._assets(library)):
                library.catalog.edit(
                    [asset.row], {Column.TITLE: f"{title} {number}"}, origin=Origin.INSPECTOR
                )
                library.want_original(asset)
            self._wait(library, lambda: self._is_settled(library) and self._is_all_here(library))
            for problem in library.catalog.replica.problems():
                error = LightboxError(problem.code, ErrorKind.PERMANENT)
                error.params = dict(problem.params)
                log.warning("Refused: %s", error)
                library.catalog.replica.retry(problem.entity, [problem.id], origin=Origin.WINDOW)
            self._wait(library, lambda: self._is_settled(library))

    def _follow(self, library: Library) -> None:
        """Press the button for the user whenever there is no line."""
        sync = library.sync
        assert sync is not None

        def told(status: SyncStatus) -> None:
            log.debug("%r", status)
            if status.phase is SyncPhase.OFFLINE:
                sync.wake()
            with self._changed:
                self._changed.notify_all()

        sync.subscribe(told)

    def _wait(self, library: Library, is_so: Callable[[], bool]) -> None:
        with self._changed:
            if not self._changed.wait_for(is_so, PATIENCE_S):
                sync = library.sync
                raise RuntimeError(f"it takes too long: {sync and sync.status}")

    def _is_settled(self, library: Library) -> bool:
        waiting, sync = library.catalog.replica.waiting(), library.sync
        is_idle = sync is not None and sync.status.phase is SyncPhase.UP_TO_DATE
        return is_idle and not waiting.queued and not waiting.in_flight

    def _is_all_here(self, library: Library) -> bool:
        return all(asset.file_state is FileState.STORED for asset in self._assets(library))

    def _assets(self, library: Library) -> list[Asset]:
        return library.catalog.all_assets()


def crash(words: Mapping[str, str]) -> None:
    """Fail in a thread, and then in the main one, in words that quote everything."""
    from sqlalchemy import create_engine, text

    row = {"original_prompt": words["prompt"], "custom_title": words["title"]}

    def fail() -> None:
        with create_engine("sqlite://").begin() as connection:
            connection.execute(text("INSERT INTO x VALUES (:original_prompt, :custom_title)"), row)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    token = words["token"]
    raise RuntimeError(
        f"GET https://project.example/object/sign/a.png?token={token} for {words['email']} with"
        f" Bearer {token}: {row!r}"
    )


def main(url: str, key: str, pictures: str, told: str) -> None:
    """Live, then crash."""
    words = json.loads(told)
    logs.setup(settings.log_folder(), level=logging.DEBUG)
    life = Life(url, key, words["email"], words["password"])
    life.live(life.sign_in(), Path(pictures), words["title"])
    crash(words)


if __name__ == "__main__":
    main(*sys.argv[1:])
