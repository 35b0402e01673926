"""Forms of dialogs: labels at the left of their fields."""

from PySide6.QtWidgets import QFormLayout

from ui.theme.tokens import theme


def space_out(form: QFormLayout) -> None:
    """Distances of the design between labels, fields and rows: the style's own leave none beside a label."""
    look = theme()
    form.setHorizontalSpacing(look.space(5))
    form.setVerticalSpacing(look.space(4))
