"""Reusable texts are filled, or say why not."""

import pytest

from app.language.template import TemplateProblem, fill

GROWS = (
    "{% assign x = 'a' %}{% for i in (1..9999) %}"
    "{% assign x = x | append: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' %}{% endfor %}{{ x }}"
)
VALUES = {"customer": {"name": "Marina"}, "company": "Home & Light"}


def test_names_are_put_in():
    assert fill("Dear {{ customer.name }}, {{ company }}", VALUES) == "Dear Marina, Home & Light"


def test_a_text_without_places_stays_as_it_is():
    assert fill("100 % sure", VALUES) == "100 % sure"


def test_a_value_is_never_read_as_a_template():
    assert fill("{{ customer.name }}", {"customer": {"name": "{{ company }}"}}) == "{{ company }}"


def test_a_missing_value_is_named():
    with pytest.raises(TemplateProblem) as problem:
        fill("{{ order }}", VALUES)
    assert problem.value.name == "order"


@pytest.mark.parametrize(
    "hostile",
    [
        "{% for i in (1..100000) %}x{% endfor %}",
        "{% for i in (1..9999) %}{{ company }}{{ company }}{{ company }}{{ company }}{{ company }}{% endfor %}",
        "{% include 'secret' %}",
        "{% render 'secret' %}",
        "{% if %}",
        "{{ 'a' | nothing }}",
        "{% if true %}" * 100 + "{% endif %}" * 100,
        "{" * 200_000,
        GROWS,
    ],
)
def test_a_text_that_works_too_hard_or_reads_files_is_refused(hostile):
    with pytest.raises(TemplateProblem):
        fill(hostile, VALUES)
