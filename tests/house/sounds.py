"""Makes the sounds of Deskhand, from nothing but sine waves: ``python -m tests.house.sounds``."""

import array
import math
import sys
import wave
from collections.abc import Sequence
from pathlib import Path

RATE = 44_100
LOUDNESS = -18.0
"""LUFS of each sound, over its whole length (design, section 7)."""

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "sounds"
_PARTIALS = ((1.0, 1.0), (2.0, 0.22), (3.0, 0.06))
_Note = tuple[float, float, float]
SOUNDS: dict[str, tuple[float, Sequence[_Note]]] = {
    "request": (0.42, [(659.26, 0.0, 0.42)]),
    "deadline": (0.56, [(587.33, 0.0, 0.30), (440.00, 0.20, 0.36)]),
    "ring": (0.58, [(523.25, 0.0, 0.16), (659.26, 0.14, 0.16), (783.99, 0.28, 0.30)]),
}
"""Seconds of each, and its notes: Hz, start, length."""


def made(name: str) -> "array.array[int]":
    """Samples of 16 bits, one channel."""
    seconds, notes = SOUNDS[name]
    wave_form = [0.0] * round(seconds * RATE)
    for pitch, start, length in notes:
        _add(wave_form, pitch, round(start * RATE), round(length * RATE))
    gain = 10 ** ((LOUDNESS - loudness(wave_form)) / 20)
    return array.array("h", [round(max(-1.0, min(1.0, it * gain)) * 32_767) for it in wave_form])


def loudness(samples: Sequence[float]) -> float:
    """LUFS of a short sound of one channel: K-weighted (ITU-R BS.1770-4 at 48 kHz, refitted to ours), without gates."""
    weighted = _filtered(_filtered(samples, *_shelf()), *_high_pass())
    return -0.691 + 10 * math.log10(sum(it * it for it in weighted) / len(weighted))


def _add(wave_form: list[float], pitch: float, start: int, length: int) -> None:
    """A struck note: it comes in 8 ms, dies away, and ends in 30 ms."""
    rise, fall = round(0.008 * RATE), round(0.03 * RATE)
    for place in range(min(length, len(wave_form) - start)):
        at = place / RATE
        shape = min(1.0, place / rise) * math.exp(-5.5 * at) * min(1.0, (length - place) / fall)
        tone = sum(part * math.sin(2 * math.pi * pitch * factor * at) for factor, part in _PARTIALS)
        wave_form[start + place] += shape * tone


def _shelf() -> tuple[Sequence[float], Sequence[float]]:
    return _biquad(1681.974450955533, 0.7071752369554196, 3.999843853973347)


def _high_pass() -> tuple[Sequence[float], Sequence[float]]:
    k = math.tan(math.pi * 38.13547087602444 / RATE)
    q = 0.5003270373238773
    over = 1 + k / q + k * k
    return (1.0, -2.0, 1.0), (1.0, 2 * (k * k - 1) / over, (1 - k / q + k * k) / over)


def _biquad(hertz: float, q: float, decibels: float) -> tuple[Sequence[float], Sequence[float]]:
    k, high = math.tan(math.pi * hertz / RATE), 10 ** (decibels / 20)
    middle = high**0.4996667741545416
    over = 1 + k / q + k * k
    front = ((high + middle * k / q + k * k) / over, 2 * (k * k - high) / over, (high - middle * k / q + k * k) / over)
    return front, (1.0, 2 * (k * k - 1) / over, (1 - k / q + k * k) / over)


def _filtered(samples: Sequence[float], front: Sequence[float], back: Sequence[float]) -> list[float]:
    x1 = x2 = y1 = y2 = 0.0
    found = []
    for x in samples:
        y = front[0] * x + front[1] * x1 + front[2] * x2 - back[1] * y1 - back[2] * y2
        x1, x2, y1, y2 = x, x1, y, y1
        found.append(y)
    return found


def write(folder: Path) -> None:
    """Write all sounds."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in SOUNDS:
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(made(name).tobytes())


if __name__ == "__main__":
    write(FOLDER)
    sys.exit(0)
