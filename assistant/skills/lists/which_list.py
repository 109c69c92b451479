"""Which list is meant, and which of the things on it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.core.notes import ListItem
from assistant.dialog.steps import Say
from assistant.language.intent import Intent
from assistant.language.words.units import counted
from assistant.skills.scene import Scene
from assistant.store.household.lists import SHOPPING, list_name, same, standing

SHOPPING_SHOWN = {"en": "shopping", "ko": "장보기"}
LAST = -1
_CHANGES = frozenset(
    {"list_added", "list_removed", "list_replaced", "list_moved", "list_as_before"}
)
"""What can be taken back: replies that tell of a change to a list."""


def shown(name: str) -> Mapping[str, str]:
    """What a list is called in each language."""
    return SHOPPING_SHOWN if name == SHOPPING else dict.fromkeys(SHOPPING_SHOWN, name)


def about(key: str, name: str, data: Mapping[str, Any] | None = None) -> Say:
    """A reply about a list, which is "it", "there" and "the list" for the next minutes."""
    return Say(key, {**(data or {}), "list": shown(name), "on_list": name})


def named(intents: Sequence[Intent], scene: Scene) -> str | None:
    """The list that is named, one that is there where one goes by that name; None where none is."""
    said = next((each.slots["list"] for each in intents if "list" in each.slots), None)
    if said is None or not said.value:
        return None
    there = standing(said.text, scene.lists) if said.text else None
    return there or standing(str(said.value), scene.lists) or list_name(str(said.value))


def meant(intents: Sequence[Intent], scene: Scene) -> str:
    """The list that is named, else the one that was spoken of last, else the shopping list."""
    return named(intents, scene) or (scene.list if scene.list in scene.lists else None) or SHOPPING


def holding(items: Sequence[ListItem], scene: Scene) -> str:
    """The list on which one of some things stands, where none is named."""
    first = meant((), scene)
    return on_which(items, scene) or first


def on_which(items: Sequence[ListItem], scene: Scene) -> str | None:
    """The list on which one of some things stands, the one spoken of last first; None where none."""
    for name in dict.fromkeys((meant((), scene), SHOPPING, *scene.lists)):
        if any(same(each.name, one.name) for each in scene.lists.get(name, ()) for one in items):
            return name
    return None


def item(intent: Intent, slot: str = "item") -> ListItem | None:
    """The thing that a slot names, with its amount."""
    words = (intent.slots[each].text for each in ("by", slot) if each in intent.slots)
    name = " ".join(words).strip()
    quantity, unit = intent.value("quantity"), _unit(intent)
    said = quantity if isinstance(quantity, int) and quantity > 0 else None
    count, counted_by = counted(said, unit)
    return ListItem(name=name, quantity=count, unit=counted_by) if name else None


def _unit(intent: Intent) -> str | None:
    """What a thing is counted by; a twelve pack stays one of twelve."""
    said = intent.slots.get("unit")
    if said is None or not isinstance(said.value, str):
        return None
    words = said.text.casefold().replace("-", " ")
    return words.removesuffix("s") if words.rstrip("s").endswith(" pack") else said.value


def items_of(intents: Sequence[Intent]) -> tuple[ListItem, ...]:
    """All things that are named."""
    return tuple(one for one in map(item, intents) if one is not None)


def by_place(intent: Intent, items: Sequence[ListItem]) -> tuple[ListItem, ...]:
    """What "number three", "the last one" or "the first two" is; nothing where no place is said, or none there is."""
    count = intent.value("count")
    if isinstance(count, int) and count > 0 and intent.value("ordinal") in {1, LAST}:
        return tuple(items[:count] if intent.value("ordinal") == 1 else items[-count:])
    for place in (intent.value("number"), intent.value("ordinal")):
        if place == LAST and items:
            return (items[-1],)
        if isinstance(place, int) and 1 <= place <= len(items):
            return (items[place - 1],)
    return ()


def added_last(scene: Scene) -> tuple[str, tuple[ListItem, ...]] | None:
    """What the last reply said was put on a list, and on which."""
    said = scene.last_said
    if said is None or said.key not in {"list_added", "list_replaced"}:
        return None
    return said.data["on_list"], said.data["added"]


def last_change(scene: Scene) -> Say | None:
    """The reply to the last change of a list, though one was read since; None where there was none."""
    said = scene.last_said
    if said is None or said.key in _CHANGES:
        return said
    found: Say | None = said.data.get("changed")
    return found


def said_beside(text: str, scene: Scene) -> tuple[ListItem, ...]:
    """The one thing on the lists that a text names beside "it": "my sister brings the salad, take it off".

    Nothing where it names none, or several.
    """
    listed = {each.name.casefold(): each for items in scene.lists.values() for each in items}
    said = text.casefold()
    found = {name for name in listed if re.search(rf"(?<!\w){re.escape(name)}", said)}
    whole = [name for name in found if not any(name != each and name in each for each in found)]
    return (ListItem(name=listed[whole[0]].name),) if len(whole) == 1 else ()
