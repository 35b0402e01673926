"""Stands in for a window manager: when a dialog has closed, the window behind it has the keyboard again."""

import ctypes

VIEWABLE = 2
TO_PARENT, NOW = 2, 0


class _Attributes(ctypes.Structure):
    """``XWindowAttributes``, up to what is read here."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("x", "y", "width", "height", "border_width", "depth")),
        ("visual", ctypes.c_void_p),
        ("root", ctypes.c_ulong),
        *((name, ctypes.c_int) for name in ("kind", "bit_gravity", "win_gravity", "backing_store")),
        ("backing_planes", ctypes.c_ulong),
        ("backing_pixel", ctypes.c_ulong),
        ("save_under", ctypes.c_int),
        ("colormap", ctypes.c_ulong),
        ("map_installed", ctypes.c_int),
        ("map_state", ctypes.c_int),
        ("all_event_masks", ctypes.c_long),
        ("your_event_mask", ctypes.c_long),
        ("do_not_propagate_mask", ctypes.c_long),
        ("override_redirect", ctypes.c_int),
        ("screen", ctypes.c_void_p),
    ]


class Front:
    """The windows of one display, as they lie over each other."""

    def __init__(self, display: str) -> None:
        self._x = ctypes.CDLL("libX11.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._x.XFree.argtypes = [ctypes.c_void_p]
        opened = self._x.XOpenDisplay(display.encode())
        assert opened, "no such display"
        self._display = ctypes.c_void_p(opened)

    def close(self) -> None:
        """Leave the display."""
        self._x.XCloseDisplay(self._display)

    def take_keys(self) -> None:
        """The uppermost window gets the keyboard; a menu has it without being given it."""
        for window in reversed(self._windows()):
            seen = _Attributes()
            self._x.XGetWindowAttributes(self._display, ctypes.c_ulong(window), ctypes.byref(seen))
            if seen.map_state == VIEWABLE and not seen.override_redirect:
                self._x.XSetInputFocus(self._display, ctypes.c_ulong(window), TO_PARENT, ctypes.c_ulong(NOW))
                self._x.XSync(self._display, 0)
                return

    def _windows(self) -> list[int]:
        """The lowest first."""
        root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._display))
        above, found, count = ctypes.c_ulong(), ctypes.POINTER(ctypes.c_ulong)(), ctypes.c_uint()
        told = (ctypes.byref(it) for it in (root, above, found, count))
        self._x.XQueryTree(self._display, root, *told)
        windows = list(found[: count.value])
        self._x.XFree(found)
        return windows
