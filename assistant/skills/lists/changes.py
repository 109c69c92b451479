"""Changing what stands on lists, and what they are called.

What was put on, taken off, replaced or moved last can be taken back.
"""

from collections.abc import Mapping, Sequence

import msgspec

from assistant.core.notes import ListChange, ListItem, ListOutcome
from assistant.dialog.steps import Ask, ChangeList, Question, Say, Step
from assistant.language.intent import IT, Intent
from assistant.skills.lists.same_thing import as_listed
from assistant.skills.lists.which_list import (
    about,
    added_last,
    by_place,
    holding,
    item,
    items_of,
    last_change,
    meant,
    named,
    said_beside,
    shown,
)
from assistant.skills.scene import Scene, Skill
from assistant.store.household.lists import list_name, same

ADDING = {"en": "add {} to my LIST list", "ko": "LIST 목록에 {} 추가해 줘"}
REMOVING = {"en": "remove {} from my LIST list", "ko": "LIST 목록에서 {} 빼 줘"}
"""What the bare name of a thing stands for, after "what shall I put on the list?"."""
ALL = "all"
"""Of a slot `which`: everything on the list."""
OTHERS = "others"
"""Of the same: all but what is named."""
THERE = "there"
"""Of a slot `only`: what is said counts only for what stands on a list; else it was talk."""


def remove(intents: Sequence[Intent], scene: Scene) -> Step:
    """Take things off a list: the one that is named, or the one on which they stand."""
    intent = intents[0]
    items = tuple(_as_noted(each, intents, scene) for each in items_of(intents))
    items = tuple(_noted_with(each, named(intents, scene), scene) for each in items)
    items = as_listed(items, scene)
    if not items and intent.value("which") == IT:
        items = said_beside(intent.text, scene)
    name = named(intents, scene) or holding(items, scene)
    there = tuple(scene.lists.get(name, ()))
    if intent.value("which") == ALL:
        return taken_off(name, there, scene) if there else about("list_empty", name)
    if intent.value("which") == OTHERS:
        kept = tuple(each for each in there if any(same(each.name, one.name) for one in items))
        items = tuple(each for each in there if each not in kept)
        return taken_off(name, items, scene) if kept and items else _not_there(name, intent)
    if not items and intent.value("which") == IT:
        last = added_last(scene)
        return taken_off(*last, scene) if last is not None else Say("off_what")
    items = items or by_place(intent, there)
    if not items:
        return ask_what(name, REMOVING, scene)
    if intent.value("only") == THERE and not any(
        same(i.name, t.name) for i in items for t in there
    ):
        return Say("list_on_none", {"items": tuple(each.name for each in items)})
    return taken_off(name, items, scene)


def _not_there(name: str, intent: Intent) -> Step:
    return about("list_not_there", name, {"items": tuple(i.name for i in items_of((intent,)))})


def _noted_with(thing: ListItem, name: str | None, scene: Scene) -> ListItem:
    """What stands on a list, where it is called by a part of its words: "plumber", "은행"."""
    lists = [scene.lists.get(name, ())] if name is not None else list(scene.lists.values())
    noted = [one.name for items in lists for one in items]
    if any(same(one, thing.name) for one in noted):
        return thing
    words = set(thing.name.casefold().split())
    alike = {one for one in noted if words and words <= set(one.casefold().split())}
    return msgspec.structs.replace(thing, name=alike.pop()) if len(alike) == 1 else thing


def _as_noted(thing: ListItem, intents: Sequence[Intent], scene: Scene) -> ListItem:
    """What is done, as it was noted: "I walked the dog" is "walk the dog"."""
    doing = next((str(each.value("did")) for each in intents if each.value("did")), None)
    if doing is None:
        return thing
    noted = [one.name for items in scene.lists.values() for one in items]
    names = (f"{doing} {thing.name}", f"{doing} the {thing.name}")
    found = next((one for one in noted if any(same(one, name) for name in names)), thing.name)
    return msgspec.structs.replace(thing, name=found)


def taken_off(name: str, items: tuple[ListItem, ...], scene: Scene) -> Step:
    """Take things off a list and say so."""

    def removed(outcome: ListOutcome) -> Step:
        if not outcome.done:
            return about("list_not_there", name, {"items": outcome.missing})
        return about("list_removed", name, {"items": outcome.items, "missing": outcome.missing})

    return ChangeList(ListChange(action="remove", list=name, items=items, at=scene.now), removed)


def put_on(
    name: str,
    items: tuple[ListItem, ...],
    scene: Scene,
    stood: tuple[ListItem, ...] | None = None,
) -> Step:
    """Put things on a list and say so; `stood`: what there was of them before, where not what is."""
    stood = _standing(items, name, scene) if stood is None else stood
    change = ListChange(action="add", list=name, items=items, at=scene.now)
    return ChangeList(
        change,
        lambda outcome: about(
            "list_added", name, {"items": outcome.items, "added": items, "stood": stood}
        ),
    )


def _standing(items: Sequence[ListItem], name: str, scene: Scene) -> tuple[ListItem, ...]:
    """What there is of some things on a list."""
    there = scene.lists.get(name, ())
    return tuple(each for each in there if any(same(each.name, one.name) for one in items))


def _whole(items: Sequence[ListItem]) -> tuple[ListItem, ...]:
    """All there is of some things, however many that is."""
    return tuple(msgspec.structs.replace(each, quantity=None, unit=None) for each in items)


def _as_before(
    name: str, items: tuple[ListItem, ...], scene: Scene, stood: tuple[ListItem, ...]
) -> Step:
    """Take off what was put on a list, and put back what there was of it before, and of what it replaced."""
    if not stood:
        return taken_off(name, _whole(items), scene)
    data = {"items": stood, "undone": _standing(items, name, scene)}
    taking = ListChange(action="remove", list=name, items=_whole(items), at=scene.now)
    adding = ListChange(action="add", list=name, items=stood, at=scene.now)
    restored = ChangeList(adding, lambda _: about("list_as_before", name, data))
    return ChangeList(taking, lambda _: restored)


def recounted(quantity: int | None, scene: Scene) -> Step | None:
    """Another number, "make that two", right after one thing was put on a list; None where nothing was."""
    last, said = added_last(scene), scene.last_said
    if last is None or said is None or quantity is None or quantity < 1 or len(last[1]) != 1:
        return None
    name, (thing,) = last
    change = ListChange(action="remove", list=name, items=_whole(last[1]), at=scene.now)
    anew = put_on(
        name, (msgspec.structs.replace(thing, quantity=quantity),), scene, said.data["stood"]
    )
    return ChangeList(change, lambda _: anew)


def ask_what(name: str, whole: Mapping[str, str], scene: Scene) -> Step:
    """Ask what is to go on the list, or off it; the answer may be the bare thing."""
    say = Say("list_what" if whole is ADDING else "list_off", {"list": shown(name)})
    as_if = whole[scene.language].replace("LIST", shown(name)[scene.language])
    decline = Say("never_mind")
    return Ask(say, Question(lambda _: decline, (), decline=decline, again=say, as_if=as_if))


def replace(intent: Intent, scene: Scene) -> Step:
    """Put one thing on a list in place of another; of as many, where no other number is said.

    Where only another number of it is said, it is put in its own place.
    """
    recount = "new" not in intent.slots and "quantity" in intent.slots
    new = item(intent, "item" if recount else "new")
    last = added_last(scene)
    old = item(msgspec.structs.replace(intent, slots=_without_count(intent)))
    if old is None and last is not None:
        old = last[1][-1]
    if new is None or old is None:
        return ask_what(meant((intent,), scene), ADDING, scene)
    name = named((intent,), scene) or holding((old,), scene)
    stood = next((each for each in scene.lists.get(name, ()) if same(each.name, old.name)), None)
    if stood is None:
        either = intent.value("else") == "add"
        return put_on(name, (new,), scene) if either else _not_there(name, intent)
    if new.quantity is None:
        new = msgspec.structs.replace(new, quantity=stood.quantity, unit=stood.unit)
    before = tuple(each for each in _standing((new,), name, scene) if each != stood)
    data = {"items": (new,), "added": (new,), "instead_of": (stood,), "stood": (stood, *before)}
    adding = ListChange(action="add", list=name, items=(new,), at=scene.now)
    replaced = ChangeList(adding, lambda _: about("list_replaced", name, data))
    taking = ListChange(action="remove", list=name, items=_whole((stood,)), at=scene.now)
    return ChangeList(taking, lambda _: replaced)


def _without_count(intent: Intent) -> dict[str, object]:
    return {slot: said for slot, said in intent.slots.items() if slot not in {"quantity", "unit"}}


def move(intent: Intent, scene: Scene) -> Step:
    """Put what stands on one list on another, and take it off the first."""
    last = added_last(scene)
    wanted = as_listed(items_of((intent,)), scene) or (last[1] if last is not None else ())
    target = named((intent,), scene)
    lists = [name for name in dict.fromkeys((meant((), scene), *scene.lists)) if name != target]
    there = [
        (name, each)
        for name in lists
        for each in scene.lists.get(name, ())
        if any(same(each.name, one.name) for one in wanted)
    ]
    if not there:
        return Say("list_on_none", {"items": tuple(each.name for each in wanted)})
    source = there[0][0]
    others = [name for name in scene.lists if name != source]
    if target is None and len(others) != 1:
        return Say("lists_are", {"lists": tuple(map(shown, scene.lists))})
    items = tuple(each for name, each in there if name == source)
    return _moved(items, source, target or others[0], scene)


def _moved(
    items: tuple[ListItem, ...],
    source: str,
    target: str,
    scene: Scene,
    stays: tuple[ListItem, ...] = (),
) -> Step:
    """Put things on another list and take all there is of them off the first, but for what `stays`.

    What stood on the other list is told with it: once merged, amounts cannot be taken apart.
    """
    stood = _standing(items, target, scene)
    data = {"items": items, "from_list": source, "before": shown(source), "stood": stood}
    said = about("list_moved", target, data)
    staying = ListChange(action="add", list=source, items=stays, at=scene.now)
    after = ChangeList(staying, lambda _: said) if stays else said
    taking = ListChange(action="remove", list=source, items=_whole(items), at=scene.now)
    adding = ListChange(action="add", list=target, items=items, at=scene.now)
    return ChangeList(adding, lambda _: ChangeList(taking, lambda _: after))


def rename(intent: Intent, scene: Scene) -> Step:
    """Give a list another name."""
    name, new = meant((intent,), scene), list_name(str(intent.value("new", "")))
    if name not in scene.lists:
        return Say("list_none", {"list": shown(name)})
    change = ListChange(action="rename", list=name, to=new, at=scene.now)

    def renamed(outcome: ListOutcome) -> Step:
        if not outcome.done:
            return Say("list_exists", {"list": shown(new)})
        return about("list_renamed", new, {"before": shown(name)})

    return ChangeList(change, renamed)


def taken_back(scene: Scene) -> Step | None:
    """What follows when the last change to a list is taken back; None where there was none.

    To read a list in between, to see what was changed, changes nothing of that.
    """
    said = last_change(scene)
    if said is None:
        return None
    name, data = said.data["on_list"], said.data
    match said.key:
        case "list_added" if _standing(data["added"], name, scene) != data["items"]:
            return taken_off(name, data["added"], scene)  # somebody else has changed it since
        case "list_as_before":
            return _as_before(name, data["items"], scene, data["undone"])
        case "list_added" | "list_replaced":
            return _as_before(name, data["added"], scene, data["stood"])
        case "list_removed":
            return put_on(name, tuple(data["items"]), scene)
        case _:
            return _moved(data["items"], name, data["from_list"], scene, data["stood"])


SKILLS: Mapping[str, Skill] = {
    "ListReplace": replace,
    "ListRename": rename,
    "ListMove": move,
}
