"""The world around the engine: folders, clock, keyring."""

from dataclasses import dataclass, field, replace

from app.client.clock import Clock, SystemClock
from app.client.credentials import KeyVault, choose_vault, outbox_name
from app.client.profile import Folders, user_folders


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The world around the engine; each part can be another one in a test."""

    folders: Folders = field(default_factory=user_folders)
    clock: Clock = field(default_factory=SystemClock)
    vault: KeyVault | None = None

    def vault_for(self, passphrase: str | None) -> KeyVault:
        """The given vault, or the one of this computer. Raises ``Trouble`` like ``choose_vault``."""
        return self.vault or choose_vault(self.folders.data, passphrase)

    def with_keys_of(self, profile_key: str, passphrase: str | None) -> "Surroundings":
        """The same with the vault opened and asked once: a keyring takes its time to the first answer.

        Raises ``Trouble`` like ``KeyVault.get``.
        """
        vault = self.vault_for(passphrase)
        vault.get(outbox_name(profile_key))
        return replace(self, vault=vault)
