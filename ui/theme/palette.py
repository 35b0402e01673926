"""The theme's colours as a ``QPalette``, for what Qt paints itself."""

from PySide6.QtGui import QPalette

from ui.theme.tokens import Theme

_ROLES = {
    QPalette.ColorRole.Window: "bg.window",
    QPalette.ColorRole.WindowText: "text.primary",
    QPalette.ColorRole.Base: "bg.surface",
    QPalette.ColorRole.AlternateBase: "bg.list",
    QPalette.ColorRole.Text: "text.primary",
    QPalette.ColorRole.PlaceholderText: "text.tertiary",
    QPalette.ColorRole.Button: "bg.surface",
    QPalette.ColorRole.ButtonText: "text.primary",
    QPalette.ColorRole.BrightText: "text.onAccent",
    QPalette.ColorRole.Highlight: "bg.selected",
    QPalette.ColorRole.HighlightedText: "text.primary",
    QPalette.ColorRole.Link: "accent.text",
    QPalette.ColorRole.LinkVisited: "accent.text",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.ToolTipBase: "bg.raised",
    QPalette.ColorRole.ToolTipText: "text.primary",
    QPalette.ColorRole.Light: "bg.raised",
    QPalette.ColorRole.Midlight: "bg.hover",
    QPalette.ColorRole.Mid: "border.strong",
    QPalette.ColorRole.Dark: "border.control",
    QPalette.ColorRole.Shadow: "scrim",
}
_TEXTS = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
    QPalette.ColorRole.HighlightedText,
)


def palette_of(theme: Theme) -> QPalette:
    """Every role Qt's Fusion style reads, in all three groups."""
    palette = QPalette()
    for role, name in _ROLES.items():
        palette.setColor(role, theme.color(name))
    inactive, disabled = QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled
    palette.setColor(inactive, QPalette.ColorRole.Highlight, theme.color("bg.selectedInactive"))
    for role in _TEXTS:
        palette.setColor(disabled, role, theme.color("text.disabled"))
    return palette
