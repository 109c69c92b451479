"""Lists of a household: what they hold after a change."""

import pytest

from assistant.core.notes import ListItem
from assistant.store.lists import merged


@pytest.mark.parametrize(
    ("there", "added", "held"),
    [
        (("milk", None), ("milks", 2), ("milks", 2)),
        (("milks", 2), ("milk", None), ("milks", 2)),
        (("milks", 2), ("milk", 1), ("milks", 3)),
        (("egg", 1), ("eggs", 2), ("eggs", 3)),
    ],
)
def test_the_same_thing_twice_is_one_by_the_name_of_several(
    there: tuple[str, int | None], added: tuple[str, int | None], held: tuple[str, int | None]
) -> None:
    first, more, both = (
        ListItem(name=name, quantity=quantity) for name, quantity in (there, added, held)
    )
    assert merged((first,), more) == (both,)
