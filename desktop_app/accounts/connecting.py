"""Signing in and out of a project, for the window and the command line: one blocking call each.

Whoever has signed in is known to this machine afterwards, and the refresh token is kept; the
engine of a library that is open takes it from there when it is woken.
"""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from desktop_app import settings
from desktop_app.accounts import known
from desktop_app.accounts.known import KnownAccount
from desktop_app.domain.errors import Cancelled, ErrorKind, LightboxError
from desktop_app.domain.ports import CancelToken, Clock, SystemClock
from desktop_app.remote.access import AUTHENTICATED, Tokens
from desktop_app.remote.auth import Offers, SignIn
from desktop_app.remote.connection import open_client
from desktop_app.remote.project import Project, token_claims
from desktop_app.remote.token_store import KeyringTokenStore, TokenPlace

T = TypeVar("T")

_LOOK_EVERY_S = 0.1


class Connecting:
    """Signs in to one project; the methods block and belong into worker threads.

    Each raises `RemoteError` with the codes of `remote.auth.SignIn`, and `Cancelled` when its
    token was cancelled.
    """

    def __init__(self, project: Project, *, clock: Clock | None = None) -> None:
        """Speak to this project (`remote.project.checked_project`)."""
        self._project = project
        self._clock = clock or SystemClock()

    def offers(self, token: CancelToken) -> Offers:
        """Return how one can sign in; also proves that there is a Supabase project."""
        return self._run(lambda sign_in: sign_in.offers(), token)

    def with_password(self, email: str, password: str, token: CancelToken) -> KnownAccount:
        """Sign in with an e-mail address and a password."""
        return self._kept(lambda sign_in: sign_in.with_password(email, password), token)

    def sign_up(self, email: str, password: str, token: CancelToken) -> KnownAccount | None:
        """Make an account; None when its e-mail address has to be confirmed first."""

        async def signed_up(sign_in: SignIn) -> KnownAccount | None:
            tokens = await sign_in.sign_up(email, password)
            return None if tokens is None else await self._keep(tokens)

        return self._run(signed_up, token)

    def send_code(self, email: str, token: CancelToken) -> None:
        """Have a code sent by e-mail."""
        self._run(lambda sign_in: sign_in.send_code(email), token)

    def with_code(self, email: str, code: str, token: CancelToken) -> KnownAccount:
        """Sign in with the code that came by e-mail."""
        return self._kept(lambda sign_in: sign_in.with_code(email, code), token)

    def with_browser(
        self, provider: str, show: Callable[[str], None], words: str, token: CancelToken
    ) -> KnownAccount:
        """Sign in with a provider in the system's browser; `show` opens an address in it.

        `show` is called in the calling thread; `words` are what the browser shows at the end.
        """
        return self._kept(lambda sign_in: sign_in.with_browser(provider, show, words=words), token)

    def sign_out(self, account: KnownAccount, *, keeps_copy: bool, token: CancelToken) -> None:
        """End this machine's session of an account, and forget the account.

        The library must be closed. Without a server to tell, the session is forgotten here all
        the same. `keeps_copy`: its library stays on this machine, and is found again.

        Raises:
            OSError: the copy cannot be removed.
        """

        async def signed_out(sign_in: SignIn) -> None:
            store = token_store(self._project, account.user_id, settings.token_folder())
            try:
                refresh_token = await store.load()
                if refresh_token is not None:
                    tokens = await sign_in.refresh(refresh_token)
                    await sign_in.sign_out(tokens.access_token)
            except LightboxError as error:
                if error.kind is ErrorKind.BUG:
                    raise
            finally:
                await store.forget()

        self._run(signed_out, token)
        known.forget(account)
        if not keeps_copy and account.folder.is_dir():
            shutil.rmtree(account.folder)

    def _kept(
        self, begin: Callable[[SignIn], Awaitable[Tokens]], token: CancelToken
    ) -> KnownAccount:
        async def kept(sign_in: SignIn) -> KnownAccount:
            return await self._keep(await begin(sign_in))

        return self._run(kept, token)

    async def _keep(self, tokens: Tokens) -> KnownAccount:
        """Store a session that was just begun, and know its user from now on."""
        if tokens.role != AUTHENTICATED:
            raise LightboxError("sign_in.refused")
        store = token_store(self._project, tokens.user_id, settings.token_folder())
        await store.save(tokens.refresh_token)
        email = token_claims(tokens.access_token).get("email")
        account = KnownAccount(
            self._project.url,
            self._project.key,
            tokens.user_id,
            email if isinstance(email, str) else "",
        )
        known.remember(account)
        return account

    def _run(self, ask: Callable[[SignIn], Awaitable[T]], token: CancelToken) -> T:
        return asyncio.run(self._asked(ask, token))

    async def _asked(self, ask: Callable[[SignIn], Awaitable[T]], token: CancelToken) -> T:
        async with open_client(self._project) as client:
            asking = asyncio.ensure_future(ask(SignIn(self._project, client, self._clock)))
            while not (await asyncio.wait([asking], timeout=_LOOK_EVERY_S))[0]:
                if token.is_cancelled:
                    asking.cancel()
                    await asyncio.wait([asking])
                    raise Cancelled
            return asking.result()


def token_store(project: Project, user_id: str, folder: Path) -> KeyringTokenStore:
    """Return where a user's refresh token is kept; `folder` is for machines without a keyring."""
    return KeyringTokenStore(project.url, user_id, folder)


def token_place(account: KnownAccount) -> TokenPlace | None:
    """Return where an account's token lies, for the window to say; None when there is none."""
    store = KeyringTokenStore(account.url, account.user_id, settings.token_folder())
    asyncio.run(store.load())
    return store.place
