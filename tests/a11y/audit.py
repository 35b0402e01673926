"""What must have a name so that somebody who does not see the window can use it."""

from collections.abc import Iterable

from tests.a11y.bus import Node, State

INTERACTIVE = {
    "push button", "button menu", "toggle button", "check box", "radio button", "combo box",
    "text", "entry", "password text",
    "spin button", "slider", "list", "list item", "table", "table cell", "tree", "tree item", "tree table",
    "menu item", "check menu item", "radio menu item", "page tab", "page tab list", "link", "dialog", "frame", "alert",
    "window",
}  # fmt: skip
INSIDE = {"spin button", "combo box"}
"""Who names its own parts."""


def is_interactive(node: Node) -> bool:
    """Can be pressed, chosen, typed into or focused; a window counts too."""
    if len(node.way) == 0 or any(it.role in INSIDE for it in node.way):
        return False
    return node.role in INTERACTIVE or State.FOCUSABLE in node


def unnamed(nodes: Iterable[Node]) -> list[str]:
    """Where interactive nodes are that say nothing."""
    return sorted({node.place for node in nodes if is_interactive(node) and not node.name.strip()})
