"""``python -m tests.bench [--only GLOB] [--quick] [--json FILE]``: measures, prints a table, keeps it as JSON.

The exit code is 0 unless a row could not be measured: a missed goal is a figure, not a failure.
"""

import argparse
import json
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path

from tests.bench.desktop import Home
from tests.bench.row import Row

WITH_HOME: dict[str, tuple[str, ...]] = {
    "imap:rows": ("imap.painted",),
    "start:rows": ("start.first_paint", "start.settled_list", "start.all_panes", "client.memory"),
    "idle:rows": ("client.idle_cpu", "client.memory_used"),
    "act:act": ("act.painted.idle", "act.painted.open", "act.painted.note"),
    "act:mail": ("mail.painted",),
    "act:bootstrap": ("act.painted.bootstrap",),
}
"""Module and function, and the rows they make together; these start the program."""

ALONE: dict[str, tuple[str, ...]] = {
    "large:rows": (
        "start.settled_list_100k",
        "client.memory_100k",
        "open.conversation",
        "switch.view",
        "typing.painted",
    ),
    "long_talk:rows": ("typing.painted.long", "jump.painted", "spelling.memory"),
    "palette:rows": ("palette.painted",),
    "caller:rows": ("call.found",),
    "cache:rows": ("cache.list", "cache.thread", "sync.apply"),
    "search:rows": (
        "cache.search",
        "cache.search.begun",
        "cache.search.filtered",
        "cache.list.large",
        "cache.thread.large",
        "cache.search.indexed",
        "cache.search.step",
        "cache.search.memory",
    ),
    "rebase:rows": ("sync.rebase", "sync.rebase.all", "sync.rebase.one"),
    "sync:rows": ("sync.pull", "sync.bootstrap", "sync.desk_to_desk", "sync.desk_to_desk.p99"),
    "pulls:rows": ("sync.row_bytes", "sync.pull.grown", "sync.bootstrap.grown"),
    "pulls:together": ("sync.pulls_together",),
    "listing:rows": ("server.first_page", "server.first_page.crowd"),
    "outbox:rows": ("outbox.week",),
    "offline:rows": ("sync.offline_replies", "sync.offline_replies.right"),
    "server:rows": ("server.memory", "server.stream"),
    "delivery:rows": ("reply.sink",),
    "intake:rows": (
        "intake.each.sqlite",
        "intake.each.postgresql",
        "intake.backlog.sqlite",
        "intake.backlog.postgresql",
    ),
    "widget:rows": ("chat.widget_bytes", "chat.connection_memory"),
    "threading_score:rows": ("threading.right", "threading.merged_wrong", "threading.doubled"),
    "faulted:rows": ("sync.lost", "sync.doubled"),
}
"""The last one takes three quarters of an hour."""

_HEADS = ("row", "value", "unit", "goal", "ok", "baseline", "ratio", "exponent")


def measured(only: str, quick: bool) -> Iterator[tuple[Sequence[str], Sequence[Row]]]:
    """Names asked for and their rows, group by group; a group that failed has none, the reason is on stderr."""
    home = Home()
    try:
        for place, names in (WITH_HOME | ALONE).items():
            wanted = [name for name in names if fnmatch(name, only)]
            if not wanted:
                continue
            module, _, function = place.partition(":")
            try:
                measure: Callable[..., list[Row]] = getattr(import_module(f"tests.bench.{module}"), function)
                found = measure(home, quick=quick) if place in WITH_HOME else measure(quick=quick)
            except Exception:  # noqa: BLE001  the other rows are measured all the same
                traceback.print_exc()
                found = []
            yield wanted, [row for row in found if row.name in wanted]
    finally:
        home.close()


def table(rows: Sequence[Row]) -> str:
    """The rows in columns."""
    cells = [_HEADS, *(_cells(row) for row in rows)]
    widths = [max(len(line[at]) for line in cells) for at in range(len(_HEADS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in cells)


def _cells(row: Row) -> tuple[str, ...]:
    numbers = [_number(it) for it in (row.baseline, row.ratio, row.exponent)]
    return (row.name, _number(row.value), row.unit, row.goal, "yes" if row.ok else "NO", *numbers)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.4g}"


def main(argv: Sequence[str] | None = None) -> int:
    """Measure what was asked for; 1 when a row could not be measured, 2 when no row has such a name."""
    parser = argparse.ArgumentParser(prog="./dev bench", description="Measures what Deskhand promises")
    parser.add_argument("--only", default="*", metavar="GLOB", help="rows to measure, by name")
    parser.add_argument("--quick", action="store_true", help="fewer turns: a look, not a figure to quote")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where the rows go as JSON")
    chosen = parser.parse_args(argv)
    rows: list[Row] = []
    missing: list[str] = []
    for names, found in measured(chosen.only, chosen.quick):
        rows += found
        missing += sorted(set(names) - {row.name for row in found})
        for row in found:
            print("  ".join(_cells(row)).rstrip(), file=sys.stderr, flush=True)
        if chosen.json:  # what was measured before somebody lost patience is not lost
            chosen.json.write_text(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1), "utf8")
    print(table(rows))
    if missing:
        print("not measured:", ", ".join(missing))
    if not rows and not missing:
        print(f"no row is called {chosen.only}", file=sys.stderr)
        return 2
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
