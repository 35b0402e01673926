"""Where the files beside the code live, from a source tree and from an installed bundle alike."""

import sys
from pathlib import Path


def resource_folder() -> Path:
    """The ``resources`` folder; in a bundle it is unpacked beside the executables' code."""
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(bundle or Path(__file__).resolve().parent.parent) / "resources"
