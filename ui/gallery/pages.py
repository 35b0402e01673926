"""All pages of the gallery, by the names of their pictures."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from ui.gallery.lines import Lines
from ui.gallery.window import Gallery

PAGES: Mapping[str, Callable[[], QWidget]] = {"gallery": Gallery, "gallery-lines": Lines}
