"""Whatever the server can say no with, a person reads a sentence."""

import ast
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from app.client.refusal import DELIVERIES, REFUSALS, delivery_reason, refusal
from app.domain.delivery import AWAITING_FILES, WITHOUT_FILES
from app.domain.reason import Reason
from app.language.delivery_words import SENTENCES
from app.resource import load_catalogue
from tests.house.sizes import ROOT

CODE = re.compile(r"[a-z]+(_[a-z]+)*")
OUTCOMES = {"conflict", "held", "rejected"}


@dataclass
class Source:
    """What is read of a file."""

    path: Path
    constants: dict[str, str]
    calls: list[tuple[str, ast.Call]]


@cache
def sources(folder: str) -> list[Source]:
    paths = sorted((ROOT / "app" / folder).rglob("*.py"))
    read = ((path, ast.parse(path.read_text("utf8"))) for path in paths)
    return [Source(path, constants_of(module), [*calls(module)]) for path, module in read]


def texts(node: ast.expr, constants: dict[str, str]) -> list[str]:
    """The strings an expression can be, as far as the source tells."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.Name) and node.id in constants:
        return [constants[node.id]]
    if isinstance(node, ast.IfExp):
        return texts(node.body, constants) + texts(node.orelse, constants)
    return []


def constants_of(module: ast.Module) -> dict[str, str]:
    return {
        target.id: statement.value.value
        for statement in module.body
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
        for target in statement.targets
        if isinstance(target, ast.Name) and isinstance(statement.value.value, str)
    }


def calls(module: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield name, node


def refusals() -> set[str]:
    """Codes of refused commands: after an outcome among the arguments, or named ``code``."""
    found: set[str] = set()
    for source in (*sources("commands"), *sources("server")):
        for name, call in source.calls:
            words = [texts(it, source.constants) for it in call.args]
            for outcome, code in itertools.pairwise(words):
                if OUTCOMES & set(outcome) and name in {"Refused", "require"}:
                    assert code, f"{source.path}:{call.lineno} hides its code from this test"
                    found.update(code)
            if name == "ResultOfCommand":
                values = [it.value for it in call.keywords if it.arg == "code"]
                found.update(text for it in values for text in texts(it, source.constants))
    return found


def deliveries() -> set[str]:
    """Codes among the reasons of deliveries."""
    found: set[str] = set()
    for source in sources("server"):
        for name, call in source.calls:
            if name in {"Failed", "Later", "_note", "set_delivery"}:
                found.update(text for it in call.args for text in texts(it, source.constants) if CODE.fullmatch(text))
    return found


def test_the_codes_are_found():
    assert {"forbidden", "newer_messages", "internal", "dependency", "machine_mail"} <= refusals()
    assert {
        "channel_not_connected",
        "no_chat_page",
        "no_thread",
        "no_webhook",
        "webhook_inside",
        "webhook_unreachable",
        "internal",
    } == deliveries()


def test_every_refusal_the_server_can_store_is_a_sentence():
    assert refusals() <= set(REFUSALS)


def test_every_reason_the_server_can_store_is_a_sentence():
    assert deliveries() | {*AWAITING_FILES, *WITHOUT_FILES} <= set(DELIVERIES)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_sentence_is_told_in_the_language_of_the_window(language: str):
    catalogue = load_catalogue(language)
    told = [refusal(code, catalogue) for code in REFUSALS] + [delivery_reason(code, catalogue) for code in DELIVERIES]
    assert len(set(told)) == len(told)
    assert all(text.endswith(".") and bool(re.search("[а-я]", text)) is (language == "ru") for text in told)
    assert "from_the_future" in refusal("from_the_future", catalogue)
    assert delivery_reason("Ящик переполнен.", catalogue) == "Ящик переполнен."
    assert delivery_reason("", catalogue) == ""


@pytest.mark.parametrize("language", ["en", "ru"])
def test_why_a_letter_did_not_arrive_is_told_in_the_language_of_the_window(language: str):
    catalogue = load_catalogue(language)
    gaps = {"address": "m@x.example", "said": "550 no {such} user", "host": "mx.example", "inbox": "help"}
    told = {code: delivery_reason(Reason(code, **gaps), catalogue) for code in SENTENCES}
    assert all(bool(re.search("[а-я]", text)) is (language == "ru") for text in told.values())
    assert not [text for text in told.values() if re.search(r"{(address|said|host|inbox)}", text)]
    assert told["mail.1.1"].endswith("(550 no {such} user)")
    assert "m@x.example" in told["mail.1.1"]
    assert delivery_reason(Reason("mail.1.1"), catalogue)  # without its data it is poorer, never an error
