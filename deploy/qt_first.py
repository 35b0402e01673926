"""Runs in the bundle before anything else: our guards come before Qt does.

The freezer's own start code imports Qt before ``ui.main`` can, and with it PySide6's slow ``__import__``
(see ``ui.quick_qt``) and its borrowed constants (see ``ui.immortal``).
"""

from ui.quick_qt import import_qt

import_qt("QtCore")
