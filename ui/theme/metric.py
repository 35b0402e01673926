"""Distances that the design gives in words, beside the sizes of ``tokens.json``; logical px at 100 % text."""

METRICS: dict[str, int] = {
    # window
    "window.min.width": 960,
    "window.min.height": 600,
    "menu.bar": 36,
    "menu.item": 26,
    "banner": 38,
    "strip": 28,
    "rail.wide": 216,
    "rail.huge": 232,
    "list.wide": 352,
    "right.column": 312,
    "break.compact": 1100,
    "break.normal": 1400,
    "break.wide": 1800,
    "break.huge": 2400,
    "break.short": 720,
    # parts
    "avatar.sm": 26,
    "avatar.lg": 44,
    "badge": 18,
    "dot": 8,
    "pill": 20,
    "pill.lg": 22,
    "label.pad": 7,
    "chip": 24,
    "icon.xs": 12,
    "icon.button": 28,
    "kbd": 18,
    "search.width": 340,
    "field.lg": 34,
    "field.icon": 26,
    "undo.bar": 38,
    "header.list": 44,
    "header.group": 24,
    "kv.key": 84,
    "shadow.down": 12,
    "shadow.blur": 40,
    "palette.top": 104,
    "palette.field": 52,
    "palette.foot": 58,
    "row.palette": 34,
    "row.heading": 30,
    "row.check": 22,
    "row.fact": 20,
    "label.gap": 8,
    "check.box": 15,
    "check.mark": 11,
    "step": 4,
    "selection.bar": 3,
    "focus.ring": 2,
    "line": 1,
    "scroll.bar": 8,
    "sla.pill": 18,
    "status.cell": 20,
    # conversation
    "card.header": 28,
    "card.pad.x": 10,
    "card.pad.y": 8,
    "bubble.pad.x": 11,
    "bubble.pad.y": 7,
    "bubble.percent": 82,
    "composer.top": 34,
    "composer.hint": 30,
    "system.line": 16,
    "call.play": 28,
    "wave.width": 206,
    "wave.height": 18,
    "spark.width": 70,
    "spark.height": 22,
    # list rows
    "table.header": 26,
    "list.icon.x": 11,
    "list.text.x": 34,
    "list.text.y": 9,
    "list.right": 12,
}

GROWS_WITH_TEXT: tuple[str, ...] = (
    "row.", "control", "status.", "panel.header", "menu.", "banner", "strip", "badge", "pill", "chip", "kbd",
    "field.lg", "undo.bar", "header.", "kv.key", "sla.pill", "card.header", "composer.", "system.line",
    "list.text.y", "table.", "palette.field", "palette.foot", "icon.button", "search.width",
)  # fmt: skip
"""Beginnings of the names that the text size multiplies; icons, rings, lines and panes keep their size."""

STROKE = {"icon": 1.75, "sla.ring": 2.2, "spark": 1.6}
"""Pen widths; that of icons in units of their 24 by 24 box."""

ALPHA = {
    "badge.on.accent": 0.5, "divider.on.accent": 0.35, "shadow.light": 0.22, "shadow.dark": 0.6, "scrim": 0.34,
}  # fmt: skip
"""Opacity of the few half-transparent lines and shadows, 0 to 1."""
