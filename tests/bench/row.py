"""One measured number beside its goal."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

_GOAL = re.compile(r"^(?P<sign>≤|≥|=)\s*(?P<number>[\d.,]+)\s*(?P<times>×)?")


@dataclass(frozen=True)
class Row:
    """A value, what it should be, and what a simpler thing took in the same run.

    ``ratio``: value to baseline. ``exponent``: how the value grows with size (0: not at all, 1: in step).
    """

    name: str
    value: float
    unit: str
    goal: str
    ok: bool
    baseline: float | None = None
    ratio: float | None = None
    exponent: float | None = None


def judged(
    name: str, value: float, unit: str, goal: str, *, baseline: float | None = None, exponent: float | None = None
) -> Row:
    """A row whose ``ok`` follows its goal: "≤ 2" is of the value, "≤ 2 ×" of its ratio to the baseline.

    Raises:
        ValueError: the goal is not a sign and a number.
    """
    found = _GOAL.match(goal)
    if found is None:
        raise ValueError(f"not a goal: {goal!r}")
    ratio = value / baseline if baseline else None
    held = value if not found["times"] else math.nan if ratio is None else ratio
    limit = float(found["number"].replace(",", ""))
    ok = {"≤": held <= limit, "≥": held >= limit, "=": held == limit}[found["sign"]]
    return Row(name, value, unit, goal, ok, baseline, ratio, exponent)


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that is not exceeded by that many percent of all."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]
