"""The long proof that no mail makes the intake fail."""

import pytest

from tests.unit.server.channels.email.mutation import everything_read, mutated_corpus


@pytest.mark.nightly
def test_fifty_thousand_mutated_mails_are_all_read():
    """Its short form is in test_mime.py."""
    for raw in mutated_corpus(count=50_000, seed=2026):
        everything_read(raw)
