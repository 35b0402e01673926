"""Ctrl+C in the terminal ends the program in order."""

import os
import signal

from ui.stop_signal import StopSignal


def test_the_request_to_end_reaches_the_loop_and_the_signals_are_given_back(qtbot):
    before = signal.getsignal(signal.SIGINT)
    stop = StopSignal()
    try:
        with qtbot.waitSignal(stop.asked):
            os.kill(os.getpid(), signal.SIGINT)
    finally:
        stop.release()
    assert signal.getsignal(signal.SIGINT) is before
