"""The size check tells long from too long; the house itself is looked at by ``./dev check``."""

from tests.house.sizes import main


def lines(count: int) -> str:
    return "x = 1\n" * count


def function(count: int) -> str:
    return "def far() -> None:\n" + "    x = 1\n" * (count - 1)


def run(folder, text):
    (folder / "module.py").write_text(text, "utf8")
    return main(folder)


def test_a_module_of_the_wished_size_is_not_mentioned(tmp_path, capsys):
    assert run(tmp_path, lines(300)) == 0
    assert capsys.readouterr().out == ""


def test_a_long_module_is_counted(tmp_path, capsys):
    assert run(tmp_path, lines(500)) == 0
    assert "1 above the wished size" in capsys.readouterr().out


def test_a_module_that_is_too_long_fails(tmp_path, capsys):
    assert run(tmp_path, lines(501)) == 1
    assert "module of 501 lines, at most 500" in capsys.readouterr().out


def test_a_script_of_a_page_that_is_too_long_fails(tmp_path, capsys):
    (tmp_path / "page.js").write_text("go();\n" * 501, "utf8")
    assert main(tmp_path) == 1
    assert "module of 501 lines, at most 500" in capsys.readouterr().out


def test_a_function_that_is_too_long_fails(tmp_path):
    assert run(tmp_path, function(60)) == 0
    assert run(tmp_path, function(61)) == 1


def test_a_class_that_is_too_long_fails(tmp_path):
    assert run(tmp_path, "class Far:\n" + "    x = 1\n" * 199) == 0
    assert run(tmp_path, "class Far:\n" + "    x = 1\n" * 200) == 1
