"""Lists of the household: adding, reading, making, throwing away."""

from collections.abc import Mapping, Sequence
from functools import partial

import msgspec

from assistant.core.notes import ListChange, ListItem, ListOutcome
from assistant.dialog.steps import Ask, ChangeList, Option, Question, Say, Step
from assistant.language.intent import IT, TOLD, Intent, Slot
from assistant.language.names.resolve import CERTAIN
from assistant.skills.lists import changes as list_changes
from assistant.skills.lists.changes import ADDING, ask_what, put_on, remove
from assistant.skills.lists.same_thing import as_listed
from assistant.skills.lists.which_list import (
    LAST,
    about,
    added_last,
    by_place,
    item,
    items_of,
    last_change,
    meant,
    named,
    on_which,
    shown,
)
from assistant.skills.products.usually import usual_kinds
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.wanted import found
from assistant.store.household.lists import same, standing

NAMING = {"en": "create a list called {}", "ko": "{} 목록 만들어 줘"}
"""What a bare name stands for, after "what shall the list be called?"."""
USUAL = "usual"
"""Of a slot `which`: what the household buys most often."""
SPOKEN_OF = "spoken_of"
"""Of a slot `only`: "put it there" means a list that was spoken of, or something sold; "delete everything" such a list."""
UNSAID = "unsaid"
"""Of a slot `which`: all is to go, and no word is said of a list."""
WHERE = "where"
"""Of a slot `which`: it is asked on which list something is."""
MOST_READ = 12
"""A list is read up to here; by ear, more is a blur."""


def add(intents: Sequence[Intent], scene: Scene) -> Step:
    """Put things on a list; the same thing twice counts up, and "it" is what was spoken of."""
    name = meant(intents, scene)
    only = intents[0].value("only")
    if intents[0].value("which") == USUAL:
        kinds = usual_kinds(scene)
        usual = tuple(ListItem(name=kind[scene.language]) for kind in kinds)
        return put_on(name, usual, scene) if usual else Say("usually", {"names": (), "member": ""})
    items = as_listed(items_of(intents), scene) or _spoken_of(intents[0], scene)
    if only == SPOKEN_OF and scene.list is None and not any(_certain(i.name, scene) for i in items):
        return Say("not_understood", {"text": intents[0].text})
    if only == "known" and not any(_certain(each.name, scene) for each in items):
        return Say("all_right")
    return put_on(name, items, scene) if items else ask_what(name, ADDING, scene)


def _certain(name: str, scene: Scene) -> bool:
    return any(fit.score >= CERTAIN for fit in found(name, scene))


def _spoken_of(intent: Intent, scene: Scene) -> tuple[ListItem, ...]:
    """What is offered in an open question, or "it": what was talked about last, in a plain word."""
    if intent.value("which") == TOLD:
        return _told(intent, scene)
    it = intent.value("which") == IT and scene.topic is not None
    ids = [*scene.offered, *([scene.topic] if it and scene.topic else [])]
    id_ = next((each for each in ids if scene.sold(each) is not None), None)
    if id_ is None:
        return ()
    names = scene.home.discover().kind_names(id_)
    return (ListItem(name=names.get(scene.language) or next(iter(names.values()))),)


def _told(intent: Intent, scene: Scene) -> tuple[ListItem, ...]:
    """What was just named or is offered, by its place: "the first one", "all of them"."""
    found = scene.last_said.data.get("found", ()) if scene.last_said is not None else ()
    offered = [scene.home.discover().kind_names(each.id) for each in scene.on_offer]
    kinds = list(found) or offered
    items = [ListItem(name=kind.get(scene.language) or kind["en"]) for kind in kinds]
    return by_place(intent, items) if intent.value("ordinal") else tuple(dict.fromkeys(items))


def show(intent: Intent, scene: Scene) -> Step:
    """Read a list, say whether something stands on it, or name the lists.

    What was changed before can still be taken back then.
    """
    step, changed = _read(intent, scene), last_change(scene)
    if isinstance(step, Say) and "on_list" in step.data and changed is not None:
        return Say(step.key, {**step.data, "changed": changed})
    return step


def _read(intent: Intent, scene: Scene) -> Step:
    name = meant((intent,), scene)
    if intent.value("which") == WHERE:
        wanted = items_of((intent,))
        found = on_which(wanted, scene)
        if found is None:
            return Say("list_on_none", {"items": tuple(each.name for each in wanted)})
        name = found
    if intent.value("which") == IT and scene.list is None:
        return scene.last_said or Say("nothing_to_repeat")
    if intent.value("which") == "lists" and scene.lists:
        return Say("lists_are", {"lists": tuple(map(shown, scene.lists))})
    if name not in scene.lists:
        return Say("list_none", {"list": shown(name)}) if not scene.lists else _names(scene, name)
    items = scene.lists[name]
    asked = item(intent)
    if asked is not None:
        there = tuple(each for each in items if same(each.name, asked.name))
        if not there:
            return about("list_not_there", name, {"items": (asked.name,)})
        return about("list_has", name, {"items": there})
    if not items:
        return about("list_empty", name)
    items = by_place(intent, items) or items
    more = max(0, len(items) - MOST_READ)
    return about("list_read", name, {"items": items[:MOST_READ], "more": more})


def _names(scene: Scene, name: str) -> Step:
    return Say("list_names", {"lists": tuple(map(shown, scene.lists)), "list": shown(name)})


def create(intent: Intent, scene: Scene) -> Step:
    """Begin a list, with things on it where some are said; ask what it is called where that is not."""
    name = named((intent,), scene)
    items = items_of((intent,))
    if name is None:
        return _ask_name(items, scene)
    if items:
        return put_on(name, items, scene)
    change = ListChange(action="create", list=name, at=scene.now)
    return ChangeList(
        change, lambda done: about("list_created" if done.done else "list_exists", name)
    )


def _ask_name(items: Sequence[ListItem], scene: Scene) -> Step:
    """Ask what a new list is called; what is to stand on it is put there then."""
    as_if = NAMING[scene.language]
    if items:
        things = " ".join(each.name for each in items)
        as_if = ADDING[scene.language].replace("{}", things).replace("LIST", "{}")
    say, decline = Say("list_called"), Say("never_mind")
    return Ask(say, Question(lambda _: decline, (), decline=decline, again=say, as_if=as_if))


def delete(intent: Intent, scene: Scene) -> Step:
    """Throw a list away, by its name or its number, or empty it; after a yes where it holds things."""
    if intent.value("which") == IT and (scene.list is None or added_last(scene) is not None):
        return remove((intent,), scene)
    if intent.value("only") == SPOKEN_OF and scene.list is None:
        return Say("not_understood", {"text": intent.text})
    if (which := _of_which(intent, scene)) is not None:
        return which
    name = meant((intent,), scene)
    number = intent.value("number")
    if isinstance(number, int) and (number == LAST or 1 <= number <= len(scene.lists)):
        name = tuple(scene.lists)[number - (number > 0)] if scene.lists else name
    names = tuple(scene.lists) if intent.value("which") == "lists" else (name,)
    if not scene.lists or name not in scene.lists:
        return Say("list_none", {"list": shown(name)})
    emptied = intent.value("empty") is not None and len(names) == 1
    deleting = _emptied(name, scene) if emptied else _deleted(names, scene)
    count = sum(len(scene.lists[each]) for each in names)
    if not count:
        return deleting
    data = {"lists": tuple(map(shown, names)), "count": count, "emptied": emptied}
    say = about("list_delete_sure", name, data)
    question = Question(
        lambda _: deleting,
        (Option("delete", names),),
        decline=Say("never_mind"),
        again=say,
        meant_by={"ListDelete": "delete"},
        about=names,
        undoes=True,
    )
    return Ask(say, question)


def _of_which(intent: Intent, scene: Scene) -> Ask | None:
    """Which list to empty, where none is named or spoken of and several hold things; else None."""
    full = tuple(name for name, items in scene.lists.items() if items)
    if intent.value("which") != UNSAID or scene.list is not None or len(full) <= 1:
        return None
    say = Say("list_which", {"lists": tuple(map(shown, full))})
    options = tuple(Option(name, tuple(shown(name).values())) for name in full)
    return Ask(
        say,
        Question(lambda name: _emptied(name, scene), options, decline=Say("never_mind"), again=say),
    )


def take_off(intent: Intent, scene: Scene) -> Step:
    """Take something off a list; "remove camping from my lists" is about the list of that name."""
    items = items_of((intent,))
    if items and named((intent,), scene) is None and on_which(items, scene) is None:
        whole = standing(items[0].name, scene.lists)
        if whole is not None:
            slots = {**intent.slots, "list": Slot(items[0].name, whole)}
            return delete(msgspec.structs.replace(intent, slots=slots), scene)
    return remove((intent,), scene)


def _emptied(name: str, scene: Scene) -> Step:
    items = tuple(scene.lists[name])
    change = ListChange(action="remove", list=name, items=items, at=scene.now)
    return ChangeList(change, lambda _: about("list_empty", name))


def _deleted(names: Sequence[str], scene: Scene) -> Step:
    """One after the other; what is said names them all."""
    step: Step = Say("list_deleted", {"lists": tuple(map(shown, names))})
    for name in names:
        change = ListChange(action="delete", list=name, at=scene.now)
        step = ChangeList(change, partial(_go_on, step))
    return step


def _go_on(step: Step, _outcome: ListOutcome) -> Step:
    return step


SKILLS: Mapping[str, Skill] = {
    **list_changes.SKILLS,
    "ListAdd": lambda intent, scene: add((intent,), scene),
    "ListRemove": take_off,
    "ListShow": show,
    "ListCreate": create,
    "ListDelete": delete,
}
