"""Both languages are judged at once by the dictionaries that lie in the bundle."""

from app.client.own_words import OwnWords
from app.client.spelling import Speller, load_dictionary

RIGHT = (
    ("ru", "плафоном"), ("ru", "Здравствуйте"), ("ru", "ещё"), ("ru", "все-таки"), ("ru", "ВНИМАНИЕ"),
    ("en", "delivery"), ("en", "don’t"), ("en", "well-known"),
)  # fmt: skip
WRONG = (("ru", "плофон"), ("ru", "здраствуйте"), ("en", "recieve"))


def test_inflected_words_of_both_languages_are_known_and_mistakes_are_not() -> None:
    loaded = []

    def load(language: str) -> object:
        loaded.append(language)
        return load_dictionary(language)

    speller = Speller(load)
    assert loaded == []
    verdicts = speller.wrong([*RIGHT, *WRONG])
    assert [word for word, wrong in verdicts.items() if wrong] == [word for _, word in WRONG]
    assert sorted(loaded) == ["en", "ru"]
    assert speller.near("ru", "плофон")[0] == "плафон"
    assert "receive" in speller.near("en", "recieve")


def test_words_of_ones_own_are_kept_and_forgive_capitals() -> None:
    kept = []
    words = OwnWords(lambda: kept[-1] if kept else None, kept.append)
    assert "Сёрфборд" not in words
    words.add("Сёрфборд")
    assert "серфборд" in words
    assert "Серфборд" in OwnWords(lambda: kept[-1], kept.append)
