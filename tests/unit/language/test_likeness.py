"""Likeness of words."""

import subprocess
import sys

from app.language.likeness import letters_apart, likeness

AT_ONCE = """
import threading
from app.language.likeness import letters_apart, likeness
wrong, start = [], threading.Barrier(2)
def ask(question):
    start.wait()
    try:
        question()
    except ImportError as error:
        wrong.append(error)
questions = (lambda: likeness("лампа", "ламра"), lambda: letters_apart("лампа", "ламра", 2))
threads = [threading.Thread(target=ask, args=(it,)) for it in questions]
for it in threads: it.start()
for it in threads: it.join()
assert not wrong, wrong
"""


def test_one_wrong_letter_of_five_is_alike():
    assert likeness("лампа", "ламра") == 80
    assert letters_apart("лампа", "ламра", 2) == 1
    assert letters_apart("лампа", "штора", 2) == 3


def test_two_threads_may_ask_first_at_once():
    for _ in range(3):
        subprocess.run([sys.executable, "-c", AT_ONCE], check=True)
