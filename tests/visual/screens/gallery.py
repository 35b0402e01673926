"""The gallery of parts."""

from PySide6.QtWidgets import QWidget

from tests.visual.shot import Occasion, screen
from ui.gallery.lines import Lines
from ui.gallery.window import Gallery


@screen("gallery")
def gallery(occasion: Occasion) -> QWidget:
    """Parts of the first page in every state."""
    made = Gallery()
    made.offer_undo()
    return made


@screen("gallery-lines")
def gallery_lines(occasion: Occasion) -> QWidget:
    """Parts of the second page."""
    return Lines()
