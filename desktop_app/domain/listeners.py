"""Whoever wants to hear of something, and how they are told."""

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")


class Listeners(Generic[T]):
    """Those who are told of something; any thread may add and leave."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._all: tuple[Callable[[T], object], ...] = ()
        self._lock = threading.Lock()

    def add(self, listener: Callable[[T], object]) -> Callable[[], None]:
        """Have the listener told from now on; the function returned ends that."""
        with self._lock:
            self._all += (listener,)

        def leave() -> None:
            with self._lock:
                self._all = tuple(one for one in self._all if one is not listener)

        return leave

    def tell(self, what: T) -> None:
        """Tell everybody, in this thread, in the order of their coming."""
        for listener in self._all:
            try:
                listener(what)
            except Exception:
                # Whatever it is: what is told of has happened, and the others must hear of it.
                log.exception("A listener failed")
