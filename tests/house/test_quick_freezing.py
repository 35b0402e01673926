"""The freezer reads less of every module, and finds the same."""

import ast
import dis
from pathlib import Path
from types import CodeType

import pytest

from deploy.quick_freezing import NAMING, modules_of, telling_instructions, visit_statements

ROOT = Path(__file__).resolve().parents[2]
WITH_EVERYTHING = '''
import os, sys as system
from . import beside
class Kind:
    first: int = 1
    def method(self):
        from json import loads, dumps as write
        global told
        told = [it for it in self]
try:
    import quick
except ImportError:
    import slow as quick
else:
    with quick:
        import inside
finally:
    del quick
match system:
    case 1:
        import in_case
    case _:
        pass
''' + "\n".join(f"name_{number} = {number}" for number in range(300))  # fmt: skip


def told_by_dis(code: CodeType) -> list[tuple[str, object]]:
    listed = [it for it in dis.get_instructions(code) if it.opcode in NAMING or it.opname == "LOAD_CONST"]
    inner = [it for it in code.co_consts if isinstance(it, CodeType)]
    return [(it.opname, it.argval) for it in listed] + [pair for it in inner for pair in told_by_dis(it)]


def is_about_a_name(pair: tuple[str, object]) -> bool:
    return pair[0] != "LOAD_CONST"


@pytest.fixture(params=["everything", "app/server/build.py", "ui/shell/window.py"])
def source(request) -> str:
    return WITH_EVERYTHING if request.param == "everything" else (ROOT / request.param).read_text("utf-8")


def test_names_and_what_is_imported_are_read_as_the_disassembler_reads_them(source):
    code = compile(source, "module", "exec")
    told = [tuple(it) for it in telling_instructions(code) if it is not None]
    by_dis = told_by_dis(code)
    assert [it for it in told if is_about_a_name(it)] == [it for it in by_dis if is_about_a_name(it)]
    for at, it in enumerate(told):
        if it[0] == "IMPORT_NAME":  # level and names are the two constants before it
            there = [i for i, pair in enumerate(by_dis) if pair == it and by_dis[i - 2 : i] == told[at - 2 : at]]
            assert there, it


def test_every_import_is_met_in_its_order(source):
    met: list[int] = []

    class Visitor(ast.NodeVisitor):
        generic_visit = visit_statements

        def visit_Import(self, node: ast.Import) -> None:
            met.append(node.lineno)

        def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
            met.append(node.lineno)

    tree = ast.parse(source)
    Visitor().visit(tree)
    assert met == sorted(it.lineno for it in ast.walk(tree) if isinstance(it, ast.Import | ast.ImportFrom))


def test_all_modules_of_a_package_are_found_by_their_files():
    found = modules_of("app", "app.server.channels")
    assert {"app", "app.client", "app.client.desk", "app.server.main"} <= set(found)
    assert not [it for it in found if it.startswith("app.server.channels")]
    files = {path for path in (ROOT / "app").rglob("*.py") if "channels" not in path.parts[len(ROOT.parts) :][2:]}
    names = {".".join(it.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for it in files}
    assert set(found) == names
