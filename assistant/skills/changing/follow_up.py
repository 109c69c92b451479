"""What is said of an order just placed, in words that mean nothing without it, or something else.

"I don't need the toothpaste" takes it out, "no, I said conditioner" asks whether to swap.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from assistant.core.messages import Order
from assistant.dialog.steps import Ask, Option, Question, Say, Step
from assistant.language.intent import Intent
from assistant.language.words.bare_count import bare_count, so_many_less
from assistant.skills.changing.contents import ask_count_of_which, ask_swap, put_in
from assistant.skills.lists.which_list import items_of, on_which
from assistant.skills.ordering.open_orders import is_open, kept, with_count, without
from assistant.skills.ordering.other_ones import ask_of_told, of_trait, told_of
from assistant.skills.products.called import called
from assistant.skills.scene import Scene
from assistant.skills.wishes.basket import MOST_AT_ONCE

AFTER_AN_ORDER: Final = "order"
"""What the sentence files call that what is understood here comes after."""
OF_SOMETHING_ELSE: Final = frozenset({"ListRemove", "ListReplace", "StockThere"})
"""What is meant for an order right behind one, where it names something in it."""
TOLD: Final = frozenset({"ordered", "is_ordered", "order_kept", "none_such", "change_how"})
"""Replies that speak of an order last."""


def of_last_order(
    text: str, intent: Intent | None, scene: Scene, meanings: Callable[[], Iterable[Intent]]
) -> Step | None:
    """What to do about the last order while it can be called off; None: it is not about that.

    Args:
        text: as it was said.
        intent: what it means by itself. What means something for a list as well counts right
            behind an order only.
        scene: with the last order.
        meanings: what the text means behind an order, the likeliest first.
    """
    last = scene.last_order
    if last is None or not is_open(last, scene):
        return of_told(text, scene, meanings) if intent is None else None
    if intent is not None and intent.value("not_seller"):  # "without the milk" is of no seller
        return without(last, called(str(intent.value("not_seller")), scene), scene)
    behind = scene.last_said is not None and scene.last_said.key in TOLD
    if intent is not None and not behind and not _on_no_list(intent, scene):
        return None
    meant = tuple(meanings())
    if intent is not None and intent.name == "StockGone":
        return _asked_first(last, meant, scene)
    step = _first(_RIGHT_BEHIND, meant, last, scene) if behind else None
    if step is not None or (intent is not None and intent.name not in OF_SOMETHING_ELSE):
        return step
    count = bare_count(text, scene.language, MOST_AT_ONCE) if behind else None
    less = so_many_less(text, scene.language) if behind else None
    if less is not None and len(last.lines) == 1 and last.lines[0].quantity > less:
        return with_count(last, "", last.lines[0].quantity - less, scene)
    if count is not None:
        one = len(last.lines) == 1
        return with_count(last, "", count, scene) if one else ask_count_of_which(last, count, scene)
    of_other_traits = (step for each in meant if (step := _of_trait(each, scene)) is not None)
    if (step := next(of_other_traits, None)) is not None:
        return step
    if told_of(scene) is not None and (step := of_told(text, scene, lambda: meant)) is not None:
        return step
    return _first(_AT_ANY_TIME, meant, last, scene)


def of_told(text: str, scene: Scene, meanings: Callable[[], Iterable[Intent]]) -> Step | None:
    """What to do about a thing whose price was told just now: so many of it, another one instead."""
    if told_of(scene) is None:
        return None
    count = bare_count(text, scene.language, MOST_AT_ONCE)
    if count is not None:
        return ask_of_told(scene, count)
    return next((step for each in meanings() if (step := _of_trait(each, scene)) is not None), None)


def _of_trait(intent: Intent, scene: Scene) -> Step | None:
    """Others of the kind that are as wanted: "the ones without perfume"."""
    if intent.name != "Rather" or intent.value("ordered"):
        return None
    return of_trait(intent.value("rather"), scene)


def _on_no_list(intent: Intent, scene: Scene) -> bool:
    """Whether something is to go that is named and stands on no list: then it is of the order."""
    named = (
        items_of((intent,)) if intent.name == "ListRemove" and "list" not in intent.slots else ()
    )
    return bool(named) and on_which(named, scene) is None


def _asked_first(last: Order, meant: Iterable[Intent], scene: Scene) -> Step | None:
    """Whether "no more milk" calls off the milk that was ordered; None where none was."""
    for each in meant:
        step = _taken_out(last, each, scene) if each.name == "TakeOut" else None
        if step is not None:
            return _whether(step, last, str(each.value("ordered")), scene)
    return None


def _whether(step: Step, last: Order, phrase: str, scene: Scene) -> Ask:
    """Ask whether to take out what is named; it stays without a yes."""
    line = next(line for line in last.lines if line.product_id in called(phrase, scene))
    say = Say("cancel_sure", {"name": line.names})
    options = (Option(line.product_id, tuple(line.names.values())),)
    return Ask(say, Question(lambda _: step, options, decline=kept(last, phrase, scene), again=say))


_Change = Callable[[Order, Intent, Scene], Step | None]


def _first(
    changes: Mapping[str, _Change], meant: Iterable[Intent], last: Order, scene: Scene
) -> Step | None:
    """What follows the first meaning that has to do with what is in the order."""
    steps = (changes[each.name](last, each, scene) for each in meant if each.name in changes)
    return next((step for step in steps if step is not None), None)


def _added(_: Order, intent: Intent, scene: Scene) -> Step:
    return put_in((intent,), scene)


def _only(last: Order, intent: Intent, scene: Scene) -> Step | None:
    """The order without all but what is named."""
    meant = called(str(intent.value("ordered")), scene)
    others = {line.product_id for line in last.lines} - meant
    return without(last, others, scene) if len(others) < len(last.lines) else None


def _taken_out(last: Order, intent: Intent, scene: Scene) -> Step | None:
    return without(last, called(str(intent.value("ordered")), scene), scene)


def _swapped(last: Order, intent: Intent, scene: Scene) -> Step | None:
    """Whether to have another thing instead of the one that is named, or of the only one."""
    old = intent.value("ordered")
    meant = called(str(old), scene) if old else set()
    lines = [line for line in last.lines if line.product_id in meant or not old]
    return ask_swap(last, lines[0], str(intent.value("rather")), scene) if len(lines) == 1 else None


_RIGHT_BEHIND: Final[Mapping[str, _Change]] = {"AddToOrder": _added, "KeepOnly": _only}
_AT_ANY_TIME: Final[Mapping[str, _Change]] = {"TakeOut": _taken_out, "Rather": _swapped}
