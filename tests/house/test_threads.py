"""Threads of the screens run plain functions: one that runs a method of a ``QObject`` may outlive it, and crash."""

import ast

from tests.house.sizes import ROOT


def methods_run_by_threads(source: str) -> list[int]:
    """The lines where a thread is made of something that belongs to an object, or that emits."""
    if "Thread(" not in source:
        return []
    tree = ast.parse(source)
    emitting = {
        it.name for it in ast.walk(tree) if isinstance(it, ast.FunctionDef) and ".emit(" in ast.unparse(it)
    }  # fmt: skip
    return [
        call.lineno
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("Thread", "threading.Thread")
        for target in (it.value for it in call.keywords if it.arg == "target")
        if not isinstance(target, ast.Name) or target.id in emitting
    ]


def test_no_thread_of_the_screens_runs_a_method_or_emits():
    found = {path.name: methods_run_by_threads(path.read_text("utf8")) for path in (ROOT / "ui").rglob("*.py")}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_a_method_and_an_emitting_function_are_found():
    assert methods_run_by_threads("Thread(target=self._run)") == [1]
    assert methods_run_by_threads("def run(it):\n    it.done.emit(1)\nthreading.Thread(target=run)") == [3]
    assert methods_run_by_threads("def run(it):\n    it(1)\nThread(target=run)") == []


def test_nothing_waits_for_a_window_with_the_interpreters_lock():
    """What is measured or waited for would stand still: ``tests.living.live`` waits as the program does."""
    waiting = [it.name for it in (ROOT / "tests").rglob("*.py") if "QTest." + "qWait(" in it.read_text("utf8")]
    assert waiting == []
