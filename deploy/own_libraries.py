"""Runs in the bundle before anything else: other programs we start must not load the bundle's libraries.

The bundle's start code puts its folder on the library path; the browser that opens a link would inherit it.
"""

import os
import sys

if sys.platform.startswith("linux"):
    _before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    os.environ.pop("LD_LIBRARY_PATH", None)
    if _before is not None:
        os.environ["LD_LIBRARY_PATH"] = _before
