"""Sounds of our own, played on a thread of their own; a computer without a sound device works all the same."""

import queue
import threading
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, Protocol

from app.client.notice.policy import Sound

LOUDEST = 100
_RATE = 44_100
_TAIL_S = 0.25
"""How long the device stays open behind a sound: what is in its buffer is heard."""


class Speaker(Protocol):
    """Plays short sounds. Every call returns at once."""

    def play(self, sound: Sound, volume: int) -> None:
        """Play it once at so many per cent."""

    def close(self) -> None:
        """Be silent."""


class DeviceSpeaker:
    """``Speaker`` of the default device, which is opened for each sound: headsets come and go.

    ``failed`` is called on the speaker's thread when there is no device. ``device`` opens one; tests give their own.
    """

    def __init__(self, folder: Path, failed: Callable[[Sound], None], device: Callable[[], Any] | None = None) -> None:
        self._folder = folder
        self._failed = failed
        self._device = device or default_device
        self._wanted: queue.SimpleQueue[tuple[Sound, int] | None] = queue.SimpleQueue()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def play(self, sound: Sound, volume: int) -> None:
        """Play it once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="deskhand-speaker", daemon=True)
            self._thread.start()
        self._wanted.put((sound, volume))

    def close(self, seconds: float = 1.0) -> None:
        """Be silent at once and end."""
        self._ended.set()
        self._wanted.put(None)
        if self._thread is not None:
            self._thread.join(seconds)

    def _work(self) -> None:
        while (wanted := self._wanted.get()) is not None and not self._ended.is_set():
            sound, volume = wanted
            if not self._played(self._folder / f"{sound.value}.wav", volume):
                self._failed(sound)

    def _played(self, file: Path, volume: int) -> bool:
        """False: there is no device, or it went away."""
        import miniaudio

        try:
            samples = loud(miniaudio.wav_read_file_s16(str(file)).samples, volume)
            device = self._device()
        except (miniaudio.MiniaudioError, OSError):
            return False
        try:
            over = threading.Event()
            feed = _frames(samples, over)
            next(feed)
            device.start(feed)
            seconds = len(samples) / _RATE + _TAIL_S
            heard = over.wait(4 * seconds)
            self._ended.wait(_TAIL_S)
            return heard
        except miniaudio.MiniaudioError:
            return False
        finally:
            device.close()


def default_device() -> Any:
    """The computer's own. Raises ``MiniaudioError``: there is none but one that swallows everything."""
    import miniaudio

    device = miniaudio.PlaybackDevice(nchannels=1, sample_rate=_RATE, app_name="Deskhand")
    if device.backend.casefold() == "null":
        device.close()
        raise miniaudio.MiniaudioError("no sound device")
    return device


def loud(samples: Any, volume: int) -> Any:
    """The samples at so many per cent, never louder than they were made."""
    part = max(0, min(volume, LOUDEST)) / LOUDEST
    return type(samples)(samples.typecode, [round(it * part) for it in samples])


def _frames(samples: Any, over: threading.Event) -> Generator[Any, int, None]:
    """What the device asks for, as long as there is something; then silence."""
    place = 0
    wanted = yield b""
    while place < len(samples):
        some = samples[place : place + wanted]
        place += wanted
        wanted = yield some
    over.set()
