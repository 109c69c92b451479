"""Lists of a household: what they hold after a change."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.core.notes import ListItem
from assistant.dialog.steps import ChangeList, Say
from assistant.skills.lists.changes import taken_back
from assistant.store.household.lists import merged
from tests.unit.scenes import bare_scene


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


@pytest.mark.parametrize(("there", "gone"), [(3, None), (5, 3)])
def test_taken_back_is_all_there_is_or_what_was_added_where_somebody_has_added_more(
    there: int, gone: int | None
) -> None:
    three = (ListItem(name="milk", quantity=3),)
    data = {"on_list": "shopping", "items": three, "added": three, "stood": ()}
    scene = replace(
        bare_scene(datetime(2026, 3, 2, tzinfo=UTC)),
        lists={"shopping": [ListItem(name="milk", quantity=there)]},
        last_said=Say("list_added", data),
    )
    step = taken_back(scene)
    assert isinstance(step, ChangeList)
    assert (step.change.action, step.change.items) == (
        "remove",
        (ListItem(name="milk", quantity=gone),),
    )
