"""A keyboard: keys by their places, pressed by XTEST; two layouts, and how one goes from one to the other."""

import ctypes
import os
import subprocess

CORE = 0x100
RUSSIAN = 1
"""The second layout; the first is American."""

SYMBOLS = {
    "Ctrl": "Control_L", "Alt": "Alt_L", "Shift": "Shift_L", "PgDown": "Next", "PgUp": "Prior",
    ",": "comma", ";": "semicolon", ".": "period", "/": "slash", "=": "equal", "-": "minus",
}  # fmt: skip


class Board:
    """The keyboard of ``DISPLAY``. A key is named as in ``keymap.json``, by what the American layout has there."""

    def __init__(self, switch: str) -> None:
        """``switch`` is an option of ``setxkbmap`` such as ``grp:alt_shift_toggle``; empty for none."""
        wanted = ["-layout", "us,ru", "-option", "", *(["-option", switch] if switch else [])]
        subprocess.run(["setxkbmap", *wanted], check=True)
        self._x, self._test = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XStringToKeysym.restype = ctypes.c_ulong
        self._x.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
        self._x.XkbLockGroup.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_uint]
        self._x.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
        self._test.XTestFakeKeyEvent.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong]
        self._display = self._x.XOpenDisplay(os.environ["DISPLAY"].encode())
        assert self._display, "no such display"

    def be_russian(self) -> None:
        """Whatever was switched to, the Russian layout is active again."""
        self._x.XkbLockGroup(self._display, CORE, RUSSIAN)
        self._x.XSync(self._display, 0)

    def press(self, key: str) -> None:
        """``Ctrl+K``: hold what is before the plus signs, press the last, let go in reverse."""
        codes = [self._code(it) for it in key.split("+")]
        for code in codes:
            self._test.XTestFakeKeyEvent(self._display, code, 1, 0)
        for code in reversed(codes):
            self._test.XTestFakeKeyEvent(self._display, code, 0, 0)
        self._x.XSync(self._display, 0)

    def _code(self, name: str) -> int:
        plain = SYMBOLS.get(name, name.lower() if len(name) == 1 else name)
        code: int = self._x.XKeysymToKeycode(self._display, self._x.XStringToKeysym(plain.encode()))
        assert code, f"no key {name}"
        return code
