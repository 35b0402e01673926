"""By which ways a customer may be answered, and what stands against the others."""

import pytest

from app.domain.answering import Hindrance, Way, is_preferred, ways
from app.domain.channel import Channel

CHAT = Way(Channel.CHAT)
MAIL = (Channel.EMAIL, "m@x.example")


def told(found):
    return [(it.channel, it.hindrance) for it in found]


def test_the_customers_own_channel_comes_first_then_letter_and_chat_with_what_is_missing():
    assert told(ways(CHAT, [], ())) == [(Channel.CHAT, None), (Channel.EMAIL, Hindrance.NO_ADDRESS)]
    mine = Way(Channel.EMAIL)
    assert told(ways(mine, [MAIL], ())) == [(Channel.EMAIL, None), (Channel.CHAT, Hindrance.NEVER_WROTE)]


def test_all_channels_they_are_known_in_are_offered_with_every_address():
    known = [MAIL, (Channel.EMAIL, "n@x.example"), (Channel.TELEGRAM, "@m"), (Channel.VK, "id1"), (Channel.PHONE, "+7")]
    found = ways(CHAT, known, {Channel.VK})
    assert told(found) == [
        (Channel.CHAT, None),
        (Channel.EMAIL, None),
        (Channel.TELEGRAM, None),
        (Channel.VK, Hindrance.NOT_CONNECTED),
        (Channel.PHONE, Hindrance.SPOKEN),
    ]
    assert found[1].addresses == ("m@x.example", "n@x.example")


def test_what_stands_against_the_own_channel_stays():
    found = ways(Way(Channel.PHONE, hindrance=Hindrance.SPOKEN), [(Channel.PHONE, "+7"), MAIL], ())
    assert found[0] == Way(Channel.PHONE, ("+7",), Hindrance.SPOKEN)
    assert told(found)[1:] == [(Channel.EMAIL, None), (Channel.CHAT, Hindrance.NEVER_WROTE)]


@pytest.mark.parametrize(
    ("channel", "wish"),
    [(Channel.EMAIL, "письмом"), (Channel.CHAT, "лучше в чате"), (Channel.TELEGRAM, "телеграм"),
     (Channel.WHATSAPP, "WhatsApp"), (Channel.WHATSAPP, "ватсап"), (Channel.VK, "ВК")],
)  # fmt: skip
def test_what_they_asked_for_in_their_own_words_is_understood(channel, wish):
    assert is_preferred(channel, wish)
    assert not is_preferred(channel, "звонок")
