"""Runs in the bundle before anything else: our guards come before Qt does.

The freezer's own start code imports Qt before ``ui.main`` can, and with it PySide6's slow ``__import__``
(see ``ui.main``) and its borrowed constants (see ``ui.immortal``).
"""

import builtins

_own = builtins.__import__
import ui  # noqa: E402, F401
import PySide6.QtCore  # noqa: E402, F401, I001

builtins.__import__ = _own
