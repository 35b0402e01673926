"""Makes Qt's enumerations quickly: four thousand members stand before the first paint (decisions/0079)."""

import sys
from enum import Enum, EnumType, Flag, IntEnum, IntFlag
from functools import cache, reduce
from operator import or_
from typing import Any

_SLOW = (3, 11)
"""The Python whose way is slow, and whose members are made here."""

_TAKEN = {base: frozenset(type.__dir__(base)) | {"", "mro"} for base in (Enum, IntEnum, Flag, IntFlag)}
"""Names that mean something in each kind of enumeration already."""

_python_makes = vars(EnumType)["_create_"]

_TELLS_SINGLE = "_singles_mask_" in vars(_python_makes(Flag, "Nothing", (), module=__name__))
"""Python 3.11.2, Debian's, counts single bits alone in ``_flag_mask_``; later ones count all, and these apart."""


def make_enums_quickly() -> None:
    """From here on members that are plain numbers are made by ``_fill``; again it changes nothing.

    WORKAROUND: PySide6 makes each enumeration of a class at the class's first use, by Python's ``enum``. Python 3.11
    takes 25 µs for a member, which it puts into the class, out of it and in again: a quarter of the time to the first
    paint. ``tests/ui/test_quick_enum.py`` shows that what comes out is the same. Measure again with another Python.
    """
    if sys.version_info[:2] == _SLOW:
        EnumType._create_ = _create  # type: ignore[attr-defined]


def _create(cls: Any, class_name: str, names: Any, *, module: str | None = None, **more: Any) -> Any:
    """Like ``EnumType._create_``, to which it leaves whatever is more than names of numbers."""
    if module is None:
        module = sys._getframe(2).f_globals["__name__"]  # noqa: SLF001  as Python would, one call nearer
    if more.get("type") or more.get("qualname") or not _are_plain(cls, names):
        return _python_makes(cls, class_name, names, module=module, **more)
    empty: dict[str, Any] = {
        "_member_names_": [],
        "_member_map_": {},
        "_value2member_map_": {},
        "_unhashable_values_": [],
    }
    body: Any = {**_body(cls, more.get("boundary")), **empty, "__module__": module}
    made = EnumType.__new__(EnumType, class_name, (cls,), body, _simple=True)
    _fill(made, names)
    if issubclass(made, Flag):
        _complete_flag(made)
    return made


@cache
def _body(base: type[Enum], boundary: Any) -> dict[str, Any]:
    """What Python puts into an enumeration of that kind beside its members."""
    return dict(vars(_python_makes(base, "Nothing", (), module=__name__, boundary=boundary)))


def _are_plain(base: type[Enum], names: Any) -> bool:
    """Tell whether these are pairs of a public name and a number, each name once."""
    if base not in _TAKEN or type(names) is not list or not names or type(names[0]) is not tuple:
        return False
    found = dict(names)
    if len(found) < len(names) or set(map(type, found.values())) != {int}:
        return False
    return _TAKEN[base].isdisjoint(found) and "_" not in {name[0] for name in found}


def _fill(made: Any, members: list[tuple[str, int]]) -> None:
    """Give the empty class its members, in their order; a number that comes again is another name of its member."""
    by_name, by_value, shown = made._member_map_, made._value2member_map_, made._member_names_
    is_flag, new, put = issubclass(made, Flag), made._new_member_, type.__setattr__
    for name, value in members:
        member = by_value.get(value)
        if member is None:
            member = by_value[value] = new(made, value) if made._use_args_ else new(made)
            member._value_, member._name_ = value, name
            member.__objclass__, member._sort_order_ = made, len(shown)
            if not is_flag or _is_bit(value):
                shown.append(name)
        by_name[name] = member
        put(made, name, member)


def _complete_flag(made: Any) -> None:
    """Which bits there are; single ones are gone through as they were told, when that is not as they are counted."""
    bits = [made._member_map_[name]._value_ for name in made._member_names_]
    single, every = reduce(or_, bits, 0), reduce(or_, made._value2member_map_, 0)
    if _TELLS_SINGLE:
        made._singles_mask_ = single
    made._flag_mask_ = every if _TELLS_SINGLE else single
    made._all_bits_ = 2 ** every.bit_length() - 1
    if bits != sorted(bits):
        made._iter_member_ = made._iter_member_by_def_


def _is_bit(value: int) -> bool:
    return value > 0 and value.bit_count() == 1
