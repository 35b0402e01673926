"""The signed token that brings a reply home."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.server.channels.email.message_id import MAX_LOCAL_PART, MessageTokens, TokenIds, plain_address

TOKENS = MessageTokens(b"a key of this installation")
CONVERSATION = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
ENTRY = UUID("01890a5d-ac96-774b-bcce-b302099a8058")
IDS = st.uuids(version=4)


@given(IDS, IDS)
def test_a_token_names_what_it_was_made_for(conversation, entry):
    token = TOKENS.token(conversation, entry)
    assert len(token) <= MAX_LOCAL_PART
    assert TOKENS.verify(token) == TokenIds(conversation, entry)
    assert TOKENS.verify(token.upper()) == TokenIds(conversation, entry)
    assert TOKENS.verify(TOKENS.token(conversation)) == TokenIds(conversation, None)


def test_the_same_entry_has_the_same_token_for_ever():
    assert TOKENS.token(CONVERSATION, ENTRY) == MessageTokens(b"a key of this installation").token(CONVERSATION, ENTRY)


@given(st.integers(0, 63), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_a_changed_letter_makes_it_void(at, letter):
    token = TOKENS.token(CONVERSATION, ENTRY)
    changed = token[:at] + letter + token[at + 1 :]
    assert changed == token or TOKENS.verify(changed) is None


@given(st.text(max_size=80))
def test_what_we_did_not_make_is_refused(text):
    assert TOKENS.verify(text) is None


def test_another_installation_s_token_is_refused():
    assert MessageTokens(b"the key of somebody else").verify(TOKENS.token(CONVERSATION, ENTRY)) is None


def test_tokens_are_found_in_references_and_in_addresses():
    message_id = TOKENS.message_id(CONVERSATION, ENTRY, "desk.example.com")
    address = TOKENS.reply_address("support@desk.example.com", CONVERSATION)
    assert address is not None
    found = list(TOKENS.found(["a@b", message_id.upper()], ["x@y", address]))
    assert found == [TokenIds(CONVERSATION, ENTRY), TokenIds(CONVERSATION, None)]
    assert plain_address(address) == "support@desk.example.com"


def test_an_address_without_room_has_no_reply_form():
    assert TOKENS.reply_address("a" * 30 + "@desk.example.com", CONVERSATION) is None


def test_a_short_key_and_a_strange_id_are_refused():
    with pytest.raises(ValueError, match="16 bytes"):
        MessageTokens(b"short")
    with pytest.raises(ValueError, match="RFC 4122"):
        TOKENS.token(UUID(int=0), uuid4())
