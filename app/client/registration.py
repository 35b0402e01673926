"""Telling this person's system that links of ``deskhand://`` are ours, so that a switchboard can open a call."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from app.folder import resource_folder

SCHEME = "deskhand"
ENTRY = f"{SCHEME}.desktop"
_MIME = f"x-scheme-handler/{SCHEME}"
_DEFAULTS = "[Default Applications]"
_CLASS = rf"Software\Classes\{SCHEME}"

MAC_INFO = {"CFBundleURLTypes": [{"CFBundleURLName": "Deskhand", "CFBundleURLSchemes": [SCHEME]}]}
"""For the Info.plist of the application on macOS, where links are registered by the bundle."""


def keep_registered() -> None:
    """An installed program sees to its links at each start: the folder may have been moved. Else nothing is done.

    A package that registers for everybody on this computer is left alone. A full or read-only disk, choices that
    cannot be read and a folder whose name is no Unicode are no hindrance to work: then links stay as they were.
    """
    if not getattr(sys, "frozen", False):
        return
    try:
        _register(Path(sys.executable))
    except (OSError, UnicodeError):
        return


def _register(program: Path) -> None:
    if sys.platform == "win32":
        register_in_windows(program)
    elif sys.platform.startswith("linux") and not any(_is_there(it) for it in _system_folders(os.environ)):
        register_on_linux(program, *user_folders(os.environ))


def _is_there(folder: Path) -> bool:
    return (folder / "applications" / ENTRY).exists()


def _system_folders(environment: Mapping[str, str]) -> list[Path]:
    named = environment.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return [Path(it) for it in named.split(":") if it]


def user_folders(environment: Mapping[str, str]) -> tuple[Path, Path]:
    """Where this person's applications and their choices are kept (XDG base directories)."""
    home = Path(environment.get("HOME", "~")).expanduser()
    data = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    return data, Path(environment.get("XDG_CONFIG_HOME") or home / ".config")


# ---------------------------------------------------------------------------------------------------------- Linux


def register_on_linux(program: Path, data: Path, config: Path) -> None:
    """An entry of the menu that opens such links, chosen for them unless the person chose another program."""
    _write(data / "applications" / ENTRY, desktop_entry(program))
    choices = config / "mimeapps.list"
    told = choices.read_text("utf-8") if choices.exists() else ""
    _write(choices, with_default(told))


def desktop_entry(program: Path) -> str:
    """The menu entry (Desktop Entry Specification); the path may have any letters."""
    return "\n".join(
        (
            "[Desktop Entry]",
            "Type=Application",
            "Name=Deskhand",
            "Comment=The desk of a support operator",
            "Comment[ru]=Рабочее место оператора поддержки",
            f"Exec={_quoted(program)} %u",
            f"Icon={_escaped(str(resource_folder() / 'icons' / 'app-icon.svg'))}",
            "Terminal=false",
            "Categories=Office;",
            f"StartupWMClass={SCHEME}",
            f"MimeType={_MIME};",
            "",
        )
    )


def with_default(choices: str) -> str:
    """``mimeapps.list`` with ours as the default for our links; a choice that is there stays."""
    lines = choices.splitlines()
    if any(it.partition("=")[0].strip() == _MIME for it in lines):
        return choices
    if _DEFAULTS not in lines:
        lines += [_DEFAULTS]
    lines.insert(lines.index(_DEFAULTS) + 1, f"{_MIME}={ENTRY}")
    return "\n".join(lines) + "\n"


def _quoted(program: Path) -> str:
    """An argument of Exec: quoted, then escaped as every string; a percent sign begins no code."""
    inner = str(program)
    for sign in '\\"`$':
        inner = inner.replace(sign, f"\\{sign}")
    return _escaped(f'"{inner}"').replace("%", "%%")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _write(path: Path, text: str) -> None:
    """Whole or not at all, and only when it is another text."""
    if path.exists() and path.read_text("utf-8") == text:
        return
    written = text.encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(path.name + ".deskhand-part")
    aside.write_bytes(written)
    aside.replace(path)


# -------------------------------------------------------------------------------------------------------- Windows


def registry_values(program: Path) -> dict[tuple[str, str], str]:
    """Keys below HKEY_CURRENT_USER with the names and values in them; an empty name is the key's own value."""
    return {
        (_CLASS, ""): "URL:Deskhand",
        (_CLASS, "URL Protocol"): "",
        (rf"{_CLASS}\DefaultIcon", ""): f'"{program}",0',
        (rf"{_CLASS}\shell\open\command", ""): f'"{program}" "%1"',
    }


def register_in_windows(program: Path) -> None:
    """For this person only: no rights of an administrator are needed. Elsewhere there is no registry."""
    if sys.platform == "win32":
        import winreg

        for (key, name), value in registry_values(program).items():
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as opened:
                winreg.SetValueEx(opened, name, 0, winreg.REG_SZ, value)
