"""Runs in the bundle before anything else: our guards come before Qt does.

The freezer's own start code imports Qt before ``ui.main`` can, and with it PySide6's slow ``__import__``
(see ``ui.main``) and its borrowed constants (see ``ui.immortal``).
"""

import builtins
from importlib import import_module

_own = builtins.__import__
for _name in ("ui", "PySide6.QtCore"):
    import_module(_name)
builtins.__import__ = _own
