"""Opens the gallery."""

import sys

from PySide6.QtWidgets import QApplication, QTabWidget

from ui.gallery.pages import PAGES
from ui.theme.controller import Look, ThemeController
from ui.theme.icon import app_icon


def main() -> int:
    """Show the gallery until it is closed."""
    app = QApplication(sys.argv)
    app.setWindowIcon(app_icon())
    controller = ThemeController(app)
    arguments = app.arguments()[1:]
    if arguments:
        controller.set_look(Look(arguments[0]))
    if len(arguments) > 1:
        controller.set_text_percent(int(arguments[1]))
    window = QTabWidget()
    for name, page in PAGES.items():
        window.addTab(page(), name)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
