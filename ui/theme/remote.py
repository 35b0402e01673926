"""Whether this window is shown on another computer's screen."""

import os
import sys
from collections.abc import Mapping

_SM_REMOTESESSION = 0x1000
_SIGNS = ("XRDP_SESSION", "X2GO_SESSION", "VNCDESKTOP", "NXSESSIONID", "SSH_CONNECTION")
"""Set by the servers of RDP, X2Go, VNC and NX, and by ssh with a forwarded display."""


def is_remote(environment: Mapping[str, str] = os.environ) -> bool:
    """As far as the system tells: Windows by name, X11 by its display, others by what their servers set."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.user32.GetSystemMetrics(_SM_REMOTESESSION))
    display = environment.get("DISPLAY", "")
    elsewhere = not display.startswith((":", "/", "unix:")) and ":" in display  # localhost:10.0 is ssh
    return elsewhere or any(environment.get(sign) for sign in _SIGNS)
