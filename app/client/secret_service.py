"""The keyring of Linux desktops, spoken to over one connection; entries as the keyring library names them."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from app.client.port import Problem, Trouble

T = TypeVar("T")
_APPLICATION = "Python keyring library"


class SecretService:
    """A keyring backend. The library's own imports 70 modules more and opens a connection for every question.

    Any thread. A lost connection is opened again once.
    """

    def __init__(self) -> None:
        """Connect.

        Raises:
            Trouble: ``KEYRING_ABSENT``: no service answers.
        """
        self._lock = threading.Lock()
        self._connection: Any = None
        self._collection: Any = None
        self._ask(lambda _: None, needs_collection=False)

    def get_password(self, service: str, username: str) -> str | None:
        """The secret, or None. Raises ``Trouble``: ``KEYRING_LOCKED``, ``KEYRING_ABSENT``."""
        return self._ask(lambda collection: _read(collection, _attributes(service, username)))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret. Raises like ``get_password``."""
        attributes = _attributes(service, username) | {"application": _APPLICATION}
        label = f"Password for '{username}' on '{service}'"
        self._ask(lambda collection: collection.create_item(label, attributes, password.encode(), replace=True))

    def delete_password(self, service: str, username: str) -> None:
        """Delete a secret if it is there. Raises like ``get_password``."""
        self._ask(lambda collection: [it.delete() for it in collection.search_items(_attributes(service, username))])

    def _ask(self, question: Callable[[Any], T], *, needs_collection: bool = True) -> T:
        from jeepney.wrappers import DBusErrorResponse
        from secretstorage.exceptions import LockedException, PromptDismissedException, SecretStorageException

        with self._lock:
            is_new = self._connection is None
            try:
                return question(self._open(needs_collection))
            except (LockedException, PromptDismissedException) as error:
                raise Trouble(Problem.KEYRING_LOCKED, str(error)) from error
            except (SecretStorageException, DBusErrorResponse, OSError) as error:
                self._forget()
                if is_new:
                    raise Trouble(Problem.KEYRING_ABSENT, str(error)) from error
        return self._ask(question, needs_collection=needs_collection)

    def _open(self, needs_collection: bool) -> Any:
        import secretstorage
        from secretstorage import item, util
        from secretstorage.exceptions import LockedException, SecretServiceNotAvailableException
        from secretstorage.util import open_session

        # WORKAROUND: SecretStorage 3.5 asks for a backend, which cryptography ignores and imports for 14 ms
        for asking in (item, util):
            vars(asking)["default_backend"] = _no_backend

        if self._connection is None:
            self._connection = secretstorage.dbus_init()
            if not secretstorage.check_service_availability(self._connection):
                raise SecretServiceNotAvailableException("no Secret Service on this session bus")
        if not needs_collection:
            return None
        if self._collection is None:
            session = open_session(self._connection)
            self._collection = secretstorage.get_default_collection(self._connection, session)
            # WORKAROUND: SecretStorage 3.5 gives it only to a collection it makes, and then agrees on one a secret
            self._collection.session = session
        if self._collection.is_locked():
            self._collection.unlock()
            if self._collection.is_locked():
                raise LockedException("the keyring stays locked")
        return self._collection

    def _forget(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = self._collection = None


def _no_backend() -> None:
    return None


def _read(collection: Any, attributes: dict[str, str]) -> str | None:
    for item in collection.search_items(attributes):
        if item.is_locked():
            item.unlock()
        secret: bytes = item.get_secret()
        return secret.decode()
    return None


def _attributes(service: str, username: str) -> dict[str, str]:
    return {"username": username, "service": service}
