"""What is rewritten before workers start is what they would have written."""

import os
import shutil
import subprocess
import sys

from tests.house.rewriting import ROOT, is_rewritten, is_stale, rewrite_file, rewritten


def test_pytest_takes_what_was_rewritten_before(tmp_path):
    test = tmp_path / "test_small.py"
    test.write_text("def test_one():\n    found = 2\n    assert found == 3\n", "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", tmp_path, test]
    around = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    by_pytest = subprocess.run(command, env=around, capture_output=True, text=True, check=False, cwd=tmp_path)
    written = rewritten(test).read_bytes()
    shutil.rmtree(rewritten(test).parent)
    assert is_stale(test)
    rewrite_file(test)
    assert not is_stale(test)
    assert rewritten(test).read_bytes() == written
    by_us = subprocess.run(command, env=around, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert "assert 2 == 3" in by_us.stdout
    assert by_us.stdout.split(" in ")[0] == by_pytest.stdout.split(" in ")[0]


def test_tests_conftests_and_plugins_are_rewritten_and_what_they_share_is_not():
    plugins = ["tests.services.backend"]
    for name, is_so in (
        ("house/test_rewriting.py", True),
        ("conftest.py", True),
        ("services/backend.py", True),
        ("fakes/desk.py", False),
    ):
        assert is_rewritten(ROOT / "tests" / name, plugins) is is_so
