"""The program's window as its X server knows it: found by process, closed, sent keys.

By Xlib itself, which Qt needs anyway. The layouts of the events are those of ``X11/Xlib.h``.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

_CLIENT_MESSAGE = 33
_KEY_PRESS, _KEY_RELEASE = 2, 3
_KEY_MASKS = 0b11
_CONTROL_MASK = 1 << 2
_REVERT_TO_PARENT = 2
_VIEWABLE = 2
_ANY_TYPE = 0
_Window = ctypes.c_ulong
_Atom = ctypes.c_ulong


class _ClientMessage(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", _Window),
        ("message_type", _Atom),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
    )


class _Key(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", _Window),
        ("root", _Window),
        ("subwindow", _Window),
        ("time", ctypes.c_ulong),
        ("x", ctypes.c_int),
        ("y", ctypes.c_int),
        ("x_root", ctypes.c_int),
        ("y_root", ctypes.c_int),
        ("state", ctypes.c_uint),
        ("keycode", ctypes.c_uint),
        ("same_screen", ctypes.c_int),
    )


class _Event(ctypes.Union):
    _fields_ = (("client", _ClientMessage), ("key", _Key), ("pad", ctypes.c_long * 24))


class _Attributes(ctypes.Structure):
    _fields_ = (
        ("x", ctypes.c_int),
        ("y", ctypes.c_int),
        ("width", ctypes.c_int),
        ("height", ctypes.c_int),
        ("border_width", ctypes.c_int),
        ("depth", ctypes.c_int),
        ("visual", ctypes.c_void_p),
        ("root", _Window),
        ("class", ctypes.c_int),
        ("bit_gravity", ctypes.c_int),
        ("win_gravity", ctypes.c_int),
        ("backing_store", ctypes.c_int),
        ("backing_planes", ctypes.c_ulong),
        ("backing_pixel", ctypes.c_ulong),
        ("save_under", ctypes.c_int),
        ("colormap", ctypes.c_ulong),
        ("map_installed", ctypes.c_int),
        ("map_state", ctypes.c_int),
        ("rest", ctypes.c_long * 8),
    )


class Screen:
    """A connection to the X server that ``DISPLAY`` names."""

    def __init__(self) -> None:
        self._x = ctypes.CDLL("libX11.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XDefaultRootWindow.restype = _Window
        self._x.XInternAtom.restype = _Atom
        self._x.XKeysymToKeycode.argtypes = (ctypes.c_void_p, ctypes.c_ulong)
        self._x.XStringToKeysym.restype = ctypes.c_ulong
        opened = self._x.XOpenDisplay(None)
        assert opened, "no X server"
        self._display = ctypes.c_void_p(opened)
        self._root: int = self._x.XDefaultRootWindow(self._display)

    def close(self) -> None:
        """Leave the server."""
        self._x.XCloseDisplay(self._display)

    def window_of(self, process_id: int) -> int | None:
        """Return the largest window that a process shows, or None while it shows none."""
        found = [
            (attributes.width * attributes.height, window)
            for window in self._windows()
            if self._process_of(window) == process_id
            and (attributes := self._attributes(window)).map_state == _VIEWABLE
        ]
        return max(found)[1] if found else None

    def ask_to_close(self, window: int) -> None:
        """Do what a window manager does for the cross in a title bar."""
        event = _Event()
        event.client.type = _CLIENT_MESSAGE
        event.client.window = window
        event.client.message_type = self._atom("WM_PROTOCOLS")
        event.client.format = 32
        event.client.data[0] = self._atom("WM_DELETE_WINDOW")
        self._send(window, event, 0)

    def press(self, window: int, key: str, *, is_with_control: bool = False) -> None:
        """Press and release a key, by its name in X, in a window that gets the focus for it."""
        # What a window manager does when a window appears or is clicked.
        self._x.XSetInputFocus(self._display, _Window(window), _REVERT_TO_PARENT, ctypes.c_ulong(0))
        code = self._x.XKeysymToKeycode(self._display, self._x.XStringToKeysym(key.encode()))
        for kind in (_KEY_PRESS, _KEY_RELEASE):
            event = _Event()
            event.key.type = kind
            event.key.window = window
            event.key.root = self._root
            event.key.keycode = code
            event.key.state = _CONTROL_MASK if is_with_control else 0
            event.key.same_screen = 1
            self._send(window, event, _KEY_MASKS)

    def _send(self, window: int, event: _Event, mask: int) -> None:
        self._x.XSendEvent(
            self._display, _Window(window), 0, ctypes.c_long(mask), ctypes.byref(event)
        )
        self._x.XSync(self._display, 0)

    def _windows(self) -> list[int]:
        root, parent = _Window(), _Window()
        first = ctypes.POINTER(_Window)()
        count = ctypes.c_uint()
        self._x.XQueryTree(
            self._display,
            _Window(self._root),
            *(ctypes.byref(out) for out in (root, parent, first, count)),
        )
        windows = [first[i] for i in range(count.value)]
        if windows:
            self._x.XFree(first)
        return windows

    def _process_of(self, window: int) -> int | None:
        kind, form = _Atom(), ctypes.c_int()
        count, left = ctypes.c_ulong(), ctypes.c_ulong()
        value = ctypes.POINTER(ctypes.c_ulong)()
        self._x.XGetWindowProperty(
            self._display, _Window(window), _Atom(self._atom("_NET_WM_PID")),
            ctypes.c_long(0), ctypes.c_long(1), 0, _Atom(_ANY_TYPE),
            *(ctypes.byref(out) for out in (kind, form, count, left, value)),
        )  # fmt: skip
        if count.value == 0:
            return None
        process_id = int(value[0])
        self._x.XFree(value)
        return process_id

    def _attributes(self, window: int) -> _Attributes:
        attributes = _Attributes()
        self._x.XGetWindowAttributes(self._display, _Window(window), ctypes.byref(attributes))
        return attributes

    def _atom(self, name: str) -> int:
        atom: int = self._x.XInternAtom(self._display, name.encode(), 0)
        return atom


@contextmanager
def screen() -> Iterator[Screen]:
    """Give the X server of these tests."""
    opened = Screen()
    try:
        yield opened
    finally:
        opened.close()
