"""Every key of the keymap, pressed while the Russian layout is active, does what it says or nothing.

However people switch layouts: many Russian desks do it by Ctrl+Shift, and then Shift is lost.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.process import need
from ui.shell.keymap import keyed_actions

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "out" / "keys.md"
PLACES = ("editor", "list", "timeline", "filter", "search")
SWITCHES = {"no switch": "", "alt_shift_toggle": "grp:alt_shift_toggle", "ctrl_shift_toggle": "grp:ctrl_shift_toggle"}
OWN_UNDO = {"editor", "filter", "search"}
"""Where the undo key first undoes what was typed."""


def pressed(display: str, switch: str, folder: Path, places: tuple[str, ...]) -> dict:
    """What the station noted."""
    need("setxkbmap")
    around = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    command = [sys.executable, "-m", "tests.keys.station", SWITCHES[switch], folder, *places]
    done = subprocess.run(command, env=around, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def wrong(noted: dict) -> list[str]:
    """Keys that did another thing than they say, or not what the program has for them."""
    found = []
    for action_id, by_place in noted["found"].items():
        for place, came in by_place.items():
            wanted = [action_id] if action_id in noted["here"] else []
            is_undo = action_id == "undo-send" and place in OWN_UNDO
            if came != wanted and not (is_undo and not came):
                found.append(
                    f"{keyed_actions()[action_id].win_linux} ({action_id}) in the {place}: {came or 'nothing'}"
                )
    return found


def test_every_key_does_what_it_says_or_nothing_while_one_writes_in_russian(xvfb, tmp_path):
    assert wrong(pressed(xvfb, "ctrl_shift_toggle", tmp_path, ("editor", "search"))) == []


@pytest.mark.nightly
@pytest.mark.parametrize("switch", SWITCHES)
def test_every_key_does_what_it_says_or_nothing_wherever_the_keyboard_is(xvfb, tmp_path, switch):
    noted = pressed(xvfb, switch, tmp_path, PLACES)
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.with_stem(f"keys-{switch.replace(' ', '-')}").write_text(table(switch, noted), "utf8")
    assert wrong(noted) == []


def table(switch: str, noted: dict) -> str:
    """The results as a page: a row an action, a column a place; a dash where nothing came."""
    rows = [f"| key | action | {' | '.join(PLACES)} |", "|---" * (2 + len(PLACES)) + "|"]
    for action_id, by_place in noted["found"].items():
        cells = " | ".join(" ".join(by_place[place]) or "–" for place in PLACES)
        rows.append(f"| {keyed_actions()[action_id].win_linux} | {action_id} | {cells} |")
    return f"# Russian layout, {switch}\n\n" + "\n".join(rows) + "\n"
