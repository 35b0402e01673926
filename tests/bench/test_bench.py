"""The form of the bench: the table, the JSON, the exit code; never how fast something was."""

import json
import math
from pathlib import Path

import pytest

from tests.bench.__main__ import ALONE, WITH_HOME, main, table
from tests.bench.row import Row, judged, percentile
from tests.bench.start import settled_at


def test_whether_a_row_is_right_follows_from_its_goal():
    assert judged("a", 0.6, "s", "≤ 0.6").ok
    assert not judged("a", 0.61, "s", "≤ 0.6").ok
    assert judged("a", 10_000, "rows/s", "≥ 10,000").ok
    assert not judged("a", 1, "mails", "= 0").ok
    twice = judged("a", 0.4, "s", "≤ 2 × an empty window", baseline=0.1)
    assert (twice.ok, twice.ratio) == (False, 4.0)
    with pytest.raises(ValueError, match="soon"):
        judged("a", 1, "s", "soon")


def test_a_percentile_is_a_measured_value():
    assert percentile(list(range(1, 101)), 99) == 99
    assert percentile([3.0], 99) == 3.0


def test_a_list_has_settled_when_it_stands_still_and_the_window_answers():
    beats = [at / 50 for at in range(200)]
    assert settled_at([1.0, 1.1, 1.2, 3.0], beats) == 1.2
    stuck = [beat for beat in beats if not 1.2 < beat < 1.9]
    assert settled_at([1.0, 1.1, 1.2, 1.9, 3.0], stuck) == 1.9
    assert not math.isnan(settled_at([1.0], beats))


def test_every_row_has_one_measure():
    names = [name for names in (*WITH_HOME.values(), *ALONE.values()) for name in names]
    assert len(names) == len(set(names))


def test_the_table_has_a_line_a_row_and_marks_what_misses_its_goal():
    rows = [Row("a.b", 1.5, "s", "≤ 1", False, 0.5, 3.0), Row("c", 12_345, "rows/s", "≥ 10,000", True)]
    lines = table(rows).splitlines()
    assert [line.split()[0] for line in lines] == ["row", "a.b", "c"]
    assert "NO" in lines[1]
    assert "12,345" in lines[2]


def test_one_cheap_row_is_measured_and_kept_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    kept = tmp_path / "rows.json"
    assert main(["--only", "cache.list", "--quick", "--json", str(kept)]) == 0
    (row,) = json.loads(kept.read_text("utf8"))
    assert set(row) == {"name", "value", "unit", "goal", "ok", "baseline", "ratio", "exponent"}
    assert row["name"] == "cache.list"
    assert row["value"] > 0
    assert row["goal"].startswith("≤ 2")
    assert "cache.list" in capsys.readouterr().out


def test_a_name_that_no_row_has_is_told(capsys: pytest.CaptureFixture[str]):
    assert main(["--only", "nothing.like.it"]) == 2
    assert "nothing.like.it" in capsys.readouterr().err
