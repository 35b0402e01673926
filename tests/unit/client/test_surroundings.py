"""The vault of a profile is opened and asked once, before the engine needs it."""

from pathlib import Path

import pytest

from app.client.credentials import PassphraseVault, outbox_name
from app.client.port import Problem, Trouble
from app.client.profile import Folders
from app.client.surroundings import Surroundings


@pytest.fixture
def around(tmp_path: Path) -> Surroundings:
    return Surroundings(Folders(tmp_path, tmp_path))


def test_the_vault_that_was_opened_is_the_one_the_engine_gets(around: Surroundings):
    around.vault_for("open sesame").set(outbox_name("p1"), "key")
    opened = around.with_keys_of("p1", "open sesame")
    assert opened.vault is opened.vault_for(None)
    assert opened.vault_for(None).get(outbox_name("p1")) == "key"


def test_a_vault_that_does_not_open_is_told_as_ever(around: Surroundings):
    PassphraseVault(around.folders.data / "keys.json", "open sesame").set(outbox_name("p1"), "key")
    with pytest.raises(Trouble) as trouble:
        around.with_keys_of("p1", "another")
    assert trouble.value.problem is Problem.WRONG_PASSPHRASE
