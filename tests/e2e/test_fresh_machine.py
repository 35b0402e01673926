"""A machine nobody prepared: Debian's minimum with Python, a clean clone, root and no terminal."""

import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.desk_process import ROOT
from tests.services.process import need

pytestmark = [pytest.mark.nightly, pytest.mark.e2e]

PASSED_ON = re.compile(r"^(https?_proxy|no_proxy|PIP_CERT|PIP_INDEX_URL|UV_.*INDEX.*)$", re.IGNORECASE)
"""How this machine reaches packages; nothing else of its environment is known in there."""

OF_THIS_NETWORK = (
    "etc/resolv.conf", "etc/hosts", "etc/pip.conf", "etc/apt",
    "etc/ssl/certs/ca-certificates.crt", "usr/local/share/ca-certificates",
)  # fmt: skip

INSIDE = """
set -e
mount -t proc proc "$0/proc"
mount --rbind /dev "$0/dev"
mount -t tmpfs -o mode=1777 tmpfs "$0/dev/shm"
mount --bind "$1" "$0/project/shared"
exec chroot "$0" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 CI=true "${@:3}" \\
    bash -c "cd /project/main && $2" </dev/null
"""


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    """The root folder of a fresh machine with a clean clone."""
    need("debootstrap", "git", "unshare")
    if os.geteuid() != 0:
        pytest.skip("only root may make another machine's root folder")
    root = tmp_path_factory.mktemp("machine") / "root"
    release = platform.freedesktop_os_release()["VERSION_CODENAME"]
    command = ["debootstrap", "--variant=minbase", "--include=python3", release, root, *package_source()]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout[-2_000:] + made.stderr[-2_000:]
    for name in OF_THIS_NETWORK:
        give(Path("/") / name, root / name)
    subprocess.run(["git", "clone", "-q", ROOT, root / "project/main"], check=True)
    (root / "project/shared").mkdir()
    yield root
    shutil.rmtree(root)


def package_source():
    """Where this machine's own packages come from; nothing when it does not say."""
    lists = [path for path in Path("/etc/apt").rglob("*") if path.suffix in (".list", ".sources")]
    known = "\n".join(path.read_text("utf-8") for path in sorted(lists))
    return re.findall(r"^(?:deb (?:\[.*?\] )?|URIs: )(\S+)", known, re.MULTILINE)[:1]


def give(source, target):
    """Copy what tells how to reach packages; a file of the new machine gives way."""
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True, symlinks=True)
    elif source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        shutil.copy(source, target)


def run(root, command):
    """Run a command of the clone over there; all its processes and mounts end with it."""
    known = [f"{name}={value}" for name, value in os.environ.items() if PASSED_ON.match(name)]
    apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private"]
    inside = ["bash", "-c", INSIDE, root, ROOT.parent / "shared", command, *known]
    return subprocess.run([*apart, *inside], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def test_the_trial_does_its_main_job(machine):
    done = run(machine, "./dev run --headless")
    assert done.returncode == 0, done.stdout[-8_000:]
    assert sorted(path.suffix for path in (machine / "project/main/out").iterdir()) == [".png"] * 7


def test_the_whole_suite_passes(machine):
    done = run(machine, "./dev test")
    assert done.returncode == 0, done.stdout[-20_000:]
