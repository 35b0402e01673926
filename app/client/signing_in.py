"""Signing in at a server: makes or renews a profile, its keys and its tokens."""

import platform
from dataclasses import replace
from typing import TYPE_CHECKING

from app.client.credentials import cache_name, raw_keys, refresh_name
from app.client.lost_key import outbox_key
from app.client.machine import FORKED_MARK
from app.client.port import Person, Problem, Profile, Trouble
from app.client.profile import Stored, profile_key, read_profiles, write_profile
from app.client.reach import reach_of
from app.client.recovery import seal_for
from app.client.surroundings import Surroundings

if TYPE_CHECKING:
    from app.protocol.auth import SignIn, Tokens


def sign_in(
    url: str,
    email: str = "",
    password: str = "",
    *,
    secret: str = "",
    passphrase: str | None = None,
    around: Surroundings | None = None,
) -> Profile:
    """Sign in with address and password (or a trial's one-time secret); makes or renews the profile. Blocks.

    Raises:
        Trouble: ``SIGN_IN_FAILED`` (``detail``: tries left), ``REVOKED``, ``SERVER_UNREACHABLE``, ``KEYS_LOST``
            (``detail``: the profile, which is signed in), or the vault's problems.
    """
    from app.protocol.auth import SignIn

    around = around or Surroundings()
    vault = around.vault_for(passphrase)
    known = [it for it in read_profiles(around.folders) if it.profile.server_url == url and it.email == email]
    client = known[0].client if known and not is_forked(known[0].profile) else None
    wish = SignIn(email=email, password=password, secret=secret, client=client, device=platform.node()[:80])
    tokens = _tokens_for(url, wish)
    key = profile_key(tokens.server_id, tokens.ws, tokens.user_id)
    person = _person(tokens)
    profile = Profile(key, around.folders.profiles / key, url.rstrip("/"), person, trial=bool(secret))
    vault.set(refresh_name(key), tokens.refresh)
    write_profile(Stored(profile, tokens.client, email))
    (profile.folder / FORKED_MARK).unlink(missing_ok=True)
    raw_keys(vault, cache_name(key), 1, create=True)
    seal_for(profile.folder, key, outbox_key(vault, key, profile.folder), tokens.recovery_key)
    return profile


def remember(profile: Profile, around: Surroundings | None = None, *, kept: bool) -> Profile:
    """Whether the next start goes on without a password; else the tokens go when this desk is closed."""
    stored = next(it for it in read_profiles((around or Surroundings()).folders) if it.profile.key == profile.key)
    write_profile(replace(stored, kept=kept))
    return profile


def _tokens_for(url: str, wish: "SignIn") -> "Tokens":
    from app.client.sync.answer import SignInRefused
    from app.client.sync.transport import Transport
    from app.client.sync.world import Offline, TooOld

    try:
        return Transport(url).sign_in(wish)
    except SignInRefused as error:
        if error.error == "revoked":
            raise Trouble(Problem.REVOKED) from error
        raise Trouble(Problem.SIGN_IN_FAILED, "" if error.tries_left is None else str(error.tries_left)) from error
    except TooOld as error:
        raise Trouble(Problem.SERVER_TOO_OLD) from error
    except Offline as error:
        raise Trouble(Problem.SERVER_UNREACHABLE, reach_of(error).value) from error


def is_forked(profile: Profile) -> bool:
    """Tell whether the next sign-in has to register this device anew."""
    return (profile.folder / FORKED_MARK).exists()


def _person(tokens: "Tokens") -> Person:
    """Who signed in; what an older server does not tell has its default."""
    told = {name: text for name in ("locale", "timezone") if (text := str(getattr(tokens, name)))}
    return Person(
        tokens.server_id, tokens.ws, tokens.workspace, tokens.user_id, tokens.user_name, names=tokens.names, **told
    )
