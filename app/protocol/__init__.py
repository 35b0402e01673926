"""The wire format of push, pull and poke; the only place of msgspec."""
