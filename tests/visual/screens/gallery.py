"""The gallery of parts."""

from PySide6.QtWidgets import QWidget

from tests.visual.shot import Occasion, screen
from ui.gallery.window import Gallery


@screen("gallery")
def gallery(occasion: Occasion) -> QWidget:
    """Every part in every state."""
    made = Gallery()
    made.offer_undo()
    return made
