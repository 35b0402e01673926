"""How well generated mail is threaded: filed on a real database, judged by the corpus's own check."""

import importlib.util
import json
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.mailcorpus import SHARED, corpus_folder, generated
from tests.server.email.house import MailHouse


def thread_corpus(house: MailHouse, count: int, seed: int = 7) -> dict[str, Any]:
    """File ``count`` generated mails in order; the check's figures plus ``doubled``: mails with more than one entry."""
    mails = generated(count, seed)
    intake, inbox = house.intake(), house.inbox()
    pairs, entries = [], Counter[str]()
    for truth, raw in mails:
        taken = intake.take(inbox, raw)
        if taken.outcome != "copy":
            pairs.append((truth["mid"], str(taken.conversation_id)))
            entries[truth["mid"]] += 1
    found = _check(mails, pairs)
    found["doubled"] = sum(number > 1 for number in entries.values())
    return found


def _check(mails: list[tuple[dict[str, Any], bytes]], pairs: list[tuple[str, str]]) -> dict[str, Any]:
    corpus_folder()
    spec = importlib.util.spec_from_file_location("threading_check", SHARED / "tools" / "threading_check.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    check: Callable[[str, int, list[tuple[str, str]]], dict[str, Any]] = module.check
    with tempfile.TemporaryDirectory() as folder:
        lines = [json.dumps({key: value for key, value in truth.items() if key != "text"}) for truth, _ in mails]
        Path(folder, "truth.jsonl").write_text("\n".join(lines) + "\n")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # the check leaves its file to the collector
            return check(folder, len(mails), pairs)
