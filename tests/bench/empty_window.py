"""The least a Qt program can show: what the start of the real one is compared with."""

import sys
import time

from PySide6.QtWidgets import QApplication, QWidget


def main() -> None:
    """Tell when an empty window was painted."""
    app = QApplication(sys.argv[:1])
    window = QWidget()
    window.resize(1280, 800)
    window.show()
    app.processEvents()
    print(time.monotonic())


if __name__ == "__main__":
    main()
