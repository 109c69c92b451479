"""Lists of the household: adding, removing, reading, ordering what stands on one."""

from collections.abc import Mapping, Sequence

import msgspec

from assistant.core.notes import ListChange, ListItem, ListOutcome
from assistant.dialog.steps import Ask, ChangeList, Option, Question, Say, Step
from assistant.language.intent import Intent
from assistant.language.resolve import CERTAIN
from assistant.language.units import counted, pieces_in
from assistant.skills.basket import Basket, Wish
from assistant.skills.market_basket import asked_of
from assistant.skills.scene import Scene, Skill
from assistant.skills.shopping import fill, shop
from assistant.skills.wanted import found
from assistant.store.lists import SHOPPING, list_name, same

SHOPPING_SHOWN = {"en": "shopping", "ko": "장보기"}
ADDING = {"en": "add {} to my LIST list", "ko": "LIST 목록에 {} 추가해 줘"}
REMOVING = {"en": "remove {} from my LIST list", "ko": "LIST 목록에서 {} 빼 줘"}
"""What the bare name of a thing stands for, after "what shall I put on the list?"."""
MEANT = 0.75
"""How well each of several bare names has to fit a product, where one fits exactly."""
MOST_READ = 12
"""A list is read up to here; by ear, more is a blur."""


def add(intents: Sequence[Intent], scene: Scene) -> Step:
    """Put things on a list; the same thing twice counts up."""
    name = _list(intents)
    items = tuple(item for item in map(_item, intents) if item is not None)
    if not items:
        return _ask_what(name, ADDING[scene.language], scene)
    change = ListChange(action="add", list=name, items=items, at=scene.now)
    return ChangeList(
        change, lambda outcome: Say("list_added", {"items": outcome.items, "list": shown(name)})
    )


def remove(intents: Sequence[Intent], scene: Scene) -> Step:
    """Take things off a list."""
    name = _list(intents)
    items = tuple(item for item in map(_item, intents) if item is not None)
    items = items or _by_place(intents[0], scene.lists.get(name, ()))
    if not items:
        return _ask_what(name, REMOVING[scene.language], scene)

    def removed(outcome: ListOutcome) -> Step:
        if not outcome.done:
            return Say("list_not_there", {"items": outcome.missing, "list": shown(name)})
        data = {"items": outcome.items, "list": shown(name), "missing": outcome.missing}
        return Say("list_removed", data)

    change = ListChange(action="remove", list=name, items=items, at=scene.now)
    return ChangeList(change, removed)


def show(intent: Intent, scene: Scene) -> Step:
    """Read a list, say whether something stands on it, or name the lists."""
    name = _list((intent,))
    item = _item(intent)
    if name not in scene.lists:
        return Say("list_none", {"list": shown(name)}) if not scene.lists else _names(scene, name)
    items = scene.lists[name]
    if item is not None:
        found = tuple(each for each in items if same(each.name, item.name))
        if not found:
            return Say("list_not_there", {"items": (item.name,), "list": shown(name)})
        return Say("list_has", {"items": found, "list": shown(name)})
    if not items:
        return Say("list_empty", {"list": shown(name)})
    items = _by_place(intent, items) or items
    more = max(0, len(items) - MOST_READ)
    return Say("list_read", {"items": items[:MOST_READ], "list": shown(name), "more": more})


def _ask_what(name: str, sentence: str, scene: Scene) -> Step:
    """Ask what is to go on the list, or off it; the answer may be the bare thing."""
    called = shown(name)[scene.language]
    say = Say("list_what" if sentence in ADDING.values() else "list_off", {"list": shown(name)})
    as_if = sentence.replace("LIST", called)
    decline = Say("never_mind")
    return Ask(say, Question(lambda _: decline, (), decline=decline, again=say, as_if=as_if))


def _names(scene: Scene, name: str) -> Step:
    return Say("list_names", {"lists": tuple(map(shown, scene.lists)), "list": shown(name)})


def create(intent: Intent, scene: Scene) -> Step:
    """Begin a list."""
    name = _list((intent,))
    change = ListChange(action="create", list=name, at=scene.now)
    return ChangeList(
        change,
        lambda outcome: Say(
            "list_created" if outcome.done else "list_exists", {"list": shown(name)}
        ),
    )


def delete(intent: Intent, scene: Scene) -> Step:
    """Throw a list away, by its name or its number, after a yes where something stands on it."""
    name = _list((intent,))
    number = intent.value("number")
    if isinstance(number, int) and 1 <= number <= len(scene.lists):
        name = tuple(scene.lists)[number - 1]
    if name not in scene.lists:
        return Say("list_none", {"list": shown(name)})
    change = ListChange(action="delete", list=name, at=scene.now)
    deleting = ChangeList(change, lambda _: Say("list_deleted", {"list": shown(name)}))
    count = len(scene.lists[name])
    if not count:
        return deleting
    say = Say("list_delete_sure", {"list": shown(name), "count": count})
    question = Question(
        lambda _: deleting,
        (Option("delete", (name,)),),
        decline=Say("never_mind"),
        again=say,
        meant_by={"ListDelete": "delete"},
    )
    return Ask(say, question)


def order_list(intent: Intent, scene: Scene) -> Step:
    """Order everything on a list; what is ordered is taken off it."""
    name = _list((intent,))
    items = scene.lists.get(name, ())
    if not items:
        return Say("list_empty" if name in scene.lists else "list_none", {"list": shown(name)})
    wishes = tuple(
        Wish(
            each.name,
            each.quantity,
            usual=True,
            sure=1.0,
            pieces=pieces_in(each.unit),
            unit=each.unit or "",
        )
        for each in items
    )
    asked = asked_of((intent,), scene)
    return fill(wishes, Basket(from_list=name, asked=asked), scene)


def want(intents: Sequence[Intent], scene: Scene) -> Step:
    """Things that somebody wants, or would have in a basket: ask what is to be done about them."""
    phrases = ", ".join(str(intent.value("product", "")) for intent in intents)
    asked = order_or_list(tuple(map(_surely, intents)), scene, MEANT)
    return asked or Say("product_unknown", {"phrase": phrases})


def _surely(intent: Intent) -> Intent:
    """The wish as sure as its answer: who says "order it" then is not asked once more."""
    slots = {name: msgspec.structs.replace(s, score=1.0) for name, s in intent.slots.items()}
    return msgspec.structs.replace(intent, slots=slots)


def order_or_list(intents: Sequence[Intent], scene: Scene, sure: float = CERTAIN) -> Step | None:
    """Things named without a word on what to do: ask; None where they are no known products.

    Args:
        intents: whose slot `product` names them.
        scene: in which they are named.
        sure: how well the best known of them has to fit.
    """
    names = [str(intent.value("product", "")) for intent in intents]
    fits = [max((fit.score for fit in found(name, scene)), default=0.0) for name in names]
    if not fits or max(fits) < sure or min(fits) < MEANT:
        return None
    items = tuple(filter(None, (_item(intent, "product") for intent in intents)))
    say = Say("order_or_list", {"items": items})
    change = ListChange(action="add", list=SHOPPING, items=items, at=scene.now)
    called = {"list": shown(SHOPPING)}
    listed = ChangeList(change, lambda done: Say("list_added", {"items": done.items, **called}))
    options = (Option("order", ("order", "주문")), Option("list", ("list", "목록", "리스트")))
    question = Question(
        lambda id_: shop(intents, scene) if id_ == "order" else listed,
        options,
        again=say,
        meant_by={"ListAdd": "list", "ListShow": "list", "Order": "order", "Reorder": "order"},
    )
    return Ask(say, question)


def shown(name: str) -> Mapping[str, str]:
    """What a list is called in each language."""
    return SHOPPING_SHOWN if name == SHOPPING else dict.fromkeys(SHOPPING_SHOWN, name)


def _list(intents: Sequence[Intent]) -> str:
    named = (str(intent.value("list")) for intent in intents if intent.value("list"))
    return list_name(next(named, ""))


def _by_place(intent: Intent, items: Sequence[ListItem]) -> tuple[ListItem, ...]:
    """The item that "number three" means; nothing where no number is said or it leads nowhere."""
    number = intent.value("number")
    if isinstance(number, int) and 1 <= number <= len(items):
        return (items[number - 1],)
    return ()


def _item(intent: Intent, slot: str = "item") -> ListItem | None:
    words = (intent.slots[each].text for each in ("by", slot) if each in intent.slots)
    name = " ".join(words).strip()
    quantity = intent.value("quantity")
    said = quantity if isinstance(quantity, int) and quantity > 0 else None
    count, unit = counted(said, _text(intent.value("unit")))
    return ListItem(name=name, quantity=count, unit=unit) if name else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


SKILLS: Mapping[str, Skill] = {
    "Want": lambda intent, scene: want((intent,), scene),
    "ListAdd": lambda intent, scene: add((intent,), scene),
    "ListRemove": lambda intent, scene: remove((intent,), scene),
    "ListShow": show,
    "ListCreate": create,
    "ListDelete": delete,
    "ListOrder": order_list,
}
