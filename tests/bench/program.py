"""The real program with a stop-watch: tells when it painted, and lets a driver press its keys.

``python -m tests.bench.program DRIVER [deskhand's own arguments]``; one JSON line an event on standard output.
"""

import importlib
import json
import sys
import time
from collections.abc import Callable
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

Patch = Callable[[ModuleType], None]


def tell(event: str, **more: Any) -> None:
    """One line for who measures; times are of the system-wide monotonic clock."""
    sys.stdout.write(json.dumps({"event": event, "at": time.monotonic(), **more}) + "\n")
    sys.stdout.flush()


class Watch:
    """What was painted so far, and who wants to know of the next paint."""

    def __init__(self) -> None:
        self.window: Any = None
        self.list_painted: list[float] = []
        self.timeline_painted: list[float] = []
        self.on_list: Callable[[Any], None] = lambda view: None
        self.on_frame: Callable[[], None] = lambda: None
        self.on_attached: Callable[[], None] = lambda: None


WATCH = Watch()


class _Then:
    """A loader that loads a module as ever, then patches it."""

    def __init__(self, inner: Any, patch: Patch) -> None:
        self._inner = inner
        self._patch = patch

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        module: ModuleType | None = self._inner.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        self._inner.exec_module(module)
        self._patch(module)


class _Finder:
    """Patches modules when the program itself imports them: nothing is imported sooner than without a stop-watch."""

    def __init__(self, patches: dict[str, Patch]) -> None:
        self._patches = patches

    def find_spec(self, name: str, path: Any, target: ModuleType | None = None) -> ModuleSpec | None:
        patch = self._patches.get(name)
        spec = PathFinder.find_spec(name, path, target) if patch else None
        if spec is None or patch is None:
            return None
        spec.loader = _Then(spec.loader, patch)  # type: ignore[assignment]
        return spec


def _patch_program(module: ModuleType) -> None:
    shown = module.Program.show_frame

    def show_frame(self: Any) -> None:
        shown(self)
        tell("frame")
        WATCH.on_frame()

    module.Program.show_frame = show_frame


def _patch_window(module: ModuleType) -> None:
    attached = module.MainWindow.attach

    def attach(self: Any, *parts: Any) -> None:
        attached(self, *parts)
        WATCH.window = self
        tell("attached")
        WATCH.on_attached()

    module.MainWindow.attach = attach


def _patch_list(module: ModuleType) -> None:
    painted = module.ConversationListView.paintEvent

    def paint(self: Any, event: Any) -> None:
        painted(self, event)
        if self.model().rowCount():
            WATCH.list_painted.append(time.monotonic())
        WATCH.on_list(self)

    module.ConversationListView.paintEvent = paint


def _patch_timeline(module: ModuleType) -> None:
    painted = module.TimelineView.paintEvent

    def paint(self: Any, event: Any) -> None:
        painted(self, event)
        WATCH.timeline_painted.append(time.monotonic())

    module.TimelineView.paintEvent = paint


def main() -> int:
    """Run the program as the driver wants it."""
    driver = sys.argv.pop(1)
    patches: dict[str, Patch] = {
        "ui.program": _patch_program,
        "ui.shell.window": _patch_window,
        "ui.conversation_list.view": _patch_list,
        "ui.conversation.timeline_view": _patch_timeline,
    }
    sys.meta_path.insert(0, _Finder(patches))  # type: ignore[arg-type]
    from ui.main import main as run

    if driver != "none":
        importlib.import_module(f"tests.bench.drivers.{driver}").install(WATCH, tell)
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
