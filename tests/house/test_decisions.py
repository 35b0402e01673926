"""Decision records can be named by their number."""

from tests.house.sizes import ROOT


def test_every_decision_has_a_number_of_its_own_and_says_it() -> None:
    papers = sorted((ROOT / "decisions").glob("*.md"))
    numbers = [it.name.partition("-")[0] for it in papers]
    assert numbers == [f"{number:04}" for number in range(1, len(papers) + 1)]
    for number, paper in zip(numbers, papers, strict=True):
        assert paper.read_text("utf8").startswith(f"# {number} "), paper.name
