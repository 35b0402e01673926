"""Gaps that nobody filled are found, whatever kind they are."""

from app.language.gap import gaps, next_gap


def test_what_a_person_has_to_fill_and_what_liquid_left_are_gaps() -> None:
    text = "№ [[Tracking number]], {{ customer.name }} {% if x %}, [not] [[a\nb]]"
    assert [it.name for it in gaps(text)] == ["Tracking number", "{{ customer.name }}", "{% if x %}"]


def test_the_next_one_comes_round() -> None:
    text = "[[a]] [[b]]"
    first, second = next_gap(text, 0), next_gap(text, 1)
    assert first is not None
    assert second is not None
    assert (first.name, second.name) == ("a", "b")
    assert next_gap(text, 9) == first
    assert next_gap("nothing", 0) is None
