"""A value whose methods are made late is in everything the value Python itself would have made."""

import copy
import dataclasses
import inspect
import pickle
from dataclasses import FrozenInstanceError, dataclass, field
from typing import Any, ClassVar

import pytest

from ui.late_method import make_methods_late

_IN_USE = dataclasses._create_fn  # type: ignore[attr-defined]
make_methods_late()


@dataclass(frozen=True, slots=True)
class Parcel:
    """A value of the usual kind."""

    number: int
    where: str = "shop"
    things: list[str] = field(default_factory=list, compare=False)
    kinds: ClassVar[int] = 7


@dataclass(slots=True)
class Shelf:
    """One that can be changed."""

    width: int
    _: dataclasses.KW_ONLY
    free: int = field(init=False)

    def __post_init__(self) -> None:
        self.free = self.width


@dataclass(frozen=True, order=True)
class Size:
    """One that can be put in order, and be extended."""

    length: int


@dataclass(frozen=True, order=True)
class Box(Size):
    """With a field more than its base."""

    self: int = 0  # a name Python's own methods have in use
    values: str = ""


class Crate(Box):
    """Derived without being told to be a value."""

    def __init__(self, length: int) -> None:
        super().__init__(length, 1)


@dataclass
class Chain:
    """One that may hold itself."""

    next: "Chain | None" = None


dataclasses._create_fn = _IN_USE  # type: ignore[attr-defined]


def test_a_value_is_made_compared_and_shown_as_ever():
    one = Parcel(1)
    assert one == Parcel(1, where="shop", things=["lamp"])
    assert one != Parcel(2)
    assert one != 1
    assert hash(one) == hash(Parcel(1)) == hash((1, "shop"))
    assert repr(one) == "Parcel(number=1, where='shop', things=[])"
    assert one.things is not Parcel(1).things
    assert (Shelf(3).free, Shelf(3)) == (3, Shelf(3))


def test_a_value_stays_what_it_is():
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'number'"):
        Parcel(1).number = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'length'"):
        del Size(1).length
    with pytest.raises(FrozenInstanceError):
        Crate(1).values = "x"  # type: ignore[misc]


def test_a_value_is_copied_kept_replaced_and_taken_apart_as_ever():
    one = Parcel(1, things=["lamp"])
    assert copy.deepcopy(one) == pickle.loads(pickle.dumps(one)) == one
    assert dataclasses.replace(one, number=2) == Parcel(2)
    assert dataclasses.asdict(one) == {"number": 1, "where": "shop", "things": ["lamp"]}
    match one:
        case Parcel(number, where):
            assert (number, where) == (1, "shop")


def test_values_stand_in_order_and_are_extended():
    assert sorted([Size(2), Size(1)]) == [Size(1), Size(2)]
    assert Box(1, self=2) > Box(1, self=1, values="z")
    assert (Crate(4).length, Crate(4).self) == (4, 1)
    assert Size(1) != Box(1)


def test_one_that_holds_itself_is_still_shown():
    chain = Chain()
    chain.next = chain
    assert repr(chain) == "Chain(next=...)"


@pytest.mark.parametrize("values", [(), (1, 2, 3, 4)])
def test_a_call_with_too_little_or_too_much_says_what_python_says(values):
    first, then = (str(_refused(values)) for _ in range(2))
    assert first == then
    assert first.startswith("Parcel.__init__() ")


def _refused(values: tuple[Any, ...]) -> TypeError:
    with pytest.raises(TypeError) as refused:
        Parcel(*values)
    return refused.value


def test_once_called_a_method_is_pythons_own_with_its_signature():
    Size(1)
    assert str(inspect.signature(Size)) == "(length: int) -> None"
    assert Size.__init__.__qualname__ == "Size.__init__"
