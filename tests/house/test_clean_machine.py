"""A fresh Debian with nothing but Python 3.11 does the main job and passes the suite."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.house.sizes import ROOT
from tests.services.process import need

pytestmark = pytest.mark.nightly


def mirror() -> str:
    """Where this machine takes its Debian packages from."""
    asked = ["apt-get", "indextargets", "--format", "$(SITE) $(RELEASE)", "Created-By: Packages"]
    answer = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    return next(line.split()[0] for line in answer.splitlines() if line.endswith(" bookworm"))


def run(*command: str | Path) -> None:
    subprocess.run([str(word) for word in command], check=True, stdin=subprocess.DEVNULL)


def mount(stack: ExitStack, *what: str | Path) -> None:
    run("mount", *what)
    stack.callback(run, "umount", "--recursive", what[-1])


def inherit_network(machine: Path) -> None:
    """How this machine reaches package servers: resolver, certificates, settings of apt and pip."""
    for name in ("etc/resolv.conf", "etc/hosts", "etc/pip.conf"):
        if (Path("/") / name).exists():
            run("cp", "-L", Path("/") / name, machine / name)
    for name in ("etc/apt", "usr/local/share/ca-certificates", "etc/ssl/certs"):
        if (Path("/") / name).is_dir():
            (machine / name).mkdir(parents=True, exist_ok=True)
            run("cp", "-rL", f"/{name}/.", machine / name)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A chroot of the smallest Debian; the project is cloned in ``/desk/main``, ``shared`` lies beside it."""
    need("debootstrap", "git")
    if os.geteuid() != 0:
        pytest.skip("a chroot needs root")
    folder = tmp_path_factory.mktemp("machine")
    run("debootstrap", "--variant=minbase", "--include=python3", "bookworm", folder, mirror())
    inherit_network(folder)
    run("git", "clone", "--quiet", ROOT, folder / "desk/main")
    with ExitStack() as stack:
        mount(stack, "-t", "proc", "proc", folder / "proc")
        mount(stack, "--rbind", "--make-rslave", "/dev", folder / "dev")
        if (ROOT.parent / "shared").is_dir():
            (folder / "desk/shared").mkdir()
            mount(stack, "--bind", "-o", "ro", ROOT.parent / "shared", folder / "desk/shared")
        yield folder


@pytest.mark.parametrize("command", ["./dev", "./dev run --headless", "./dev test"])
def test_one_command_is_enough(machine, command):
    """Its short form in the suite: ``test_setup.py``."""
    keep = {name: value for name, value in os.environ.items() if name.endswith(("_proxy", "_PROXY"))}
    environment = {**keep, "CI": "true", "HOME": "/roo" + "t", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    chroot = ["chroot", machine, "/bin/bash", "-c", f"cd /desk/main && exec {command}"]
    subprocess.run(chroot, env=environment, stdin=subprocess.DEVNULL, check=True)
