"""What somebody tells of an order: that it has come, or that it has not after all.

That settles the promise the order was given, and is what its seller is known by from then on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from assistant.core.messages import Answer, Order, OrderState, TellArrival
from assistant.dialog.session import REMEMBERED
from assistant.dialog.steps import Ask, AskStore, Option, Question, Say, Step
from assistant.language.intent import IT, Intent
from assistant.skills.orders.listed import listed_orders, named, order_row
from assistant.skills.orders.overdue import day_said, lateness_row, today
from assistant.skills.orders.status import order_status
from assistant.skills.refusals import refusal
from assistant.skills.scene import Scene, Skill
from assistant.store.delivery.fulfilment import OPEN

LATELY = timedelta(days=14)
"""So long ago is what is still spoken of as having come or not."""
MOST_ASKED = 3
_Noted = tuple[Order, Order]
"""An order as it was before it was told to have come, and as it is since."""
_UNDER_WAY: frozenset[OrderState] = frozenset({"placed", "confirmed", "packed", "shipped"})


def arrived(intent: Intent, scene: Scene) -> Step:
    """Note what has come; ask which where several orders may be meant.

    Where the words may ask as well (“택배 왔어”), what is not due yet is asked about, and by ear
    whatever it is: a question changes nothing.
    """
    if intent.text.rstrip().endswith("?"):
        return order_status(intent, scene)
    if intent.value("missing") is not None:
        return _came_in_part(intent, scene)
    if intent.value("only") == IT and not _just_noted(scene):
        return Say("not_understood", {"text": intent.text})
    day = day_said(intent, scene)

    def found(orders: Sequence[Order]) -> Step:
        every = intent.value("all") is not None
        meant = _meant(orders, day, scene, every=every)
        if not meant:
            return order_status(intent, scene)
        if intent.value("perhaps") is not None and (unsure := _perhaps(meant[0], scene)):
            return unsure
        if len(meant) == 1 or every:
            return _received(meant, day, scene)
        return _which(meant[:MOST_ASKED], day, scene)

    return listed_orders(intent, scene, "arrived", found)


def _came_in_part(intent: Intent, scene: Scene) -> Step:
    """Note what has come where it is an order of its own; an order with both in it is still awaited."""
    day = day_said(intent, scene)

    def found(orders: Sequence[Order]) -> Step:
        here = named(orders, str(intent.value("ordered", "")), scene)
        awaited = named(orders, str(intent.value("missing")), scene)
        both = next((order for order in here if order in awaited and order.state in OPEN), None)
        if both is not None:
            return Say("came_in_part", {**order_row(both), **lateness_row(both, scene)})
        meant = _meant(here, day, scene, every=False)
        return _received(meant[:1], day, scene) if meant else order_status(intent, scene)

    unnamed = Intent(name=intent.name, text=intent.text, language=intent.language)
    return listed_orders(unnamed, scene, "arrived", found)


def _meant(orders: Sequence[Order], day: date | None, scene: Scene, *, every: bool) -> list[Order]:
    """The orders that may be spoken of, the soonest promised first; `every` one that is due."""
    ordered_by = day or today(scene)
    possible = [
        order for order in orders if order.placed_at.astimezone(scene.zone).date() <= ordered_by
    ]
    coming = sorted(
        (each for each in possible if _is_under_way(each, scene)), key=lambda each: each.delivery
    )
    here = [each for each in possible if came_lately(each, scene)]
    due = [each for each in coming if may_be_here(each, scene)]
    if (spoken_of := spoken_of_last(scene, [*coming, *here])) is not None:
        return [spoken_of, *(each for each in due if every and each is not spoken_of)]
    here = sorted(here, key=lambda each: each.came or each.delivery, reverse=True)
    on_the_day = [each for each in here if (each.came or each.delivery) >= ordered_by]
    return due or on_the_day[:1] or coming or here[:1]


def _is_under_way(order: Order, scene: Scene) -> bool:
    """Whether it may have come though nobody has told: it has left the household's hands."""
    waits = order.state == "placed" and scene.now <= order.cancel_until
    return order.state in _UNDER_WAY and not waits


def may_be_here(order: Order, scene: Scene) -> bool:
    """Whether it is time for an order to be here, though nobody has told that it came."""
    return _is_under_way(order, scene) and order.delivery <= today(scene)


def came_lately(order: Order, scene: Scene) -> bool:
    """Whether an order has come, as far as it was told, and not long ago."""
    came = order.came or order.delivery
    return order.state == "delivered" and today(scene) - came <= LATELY


def spoken_of_last(scene: Scene, orders: Sequence[Order]) -> Order | None:
    """Of some orders the one that was told of just now, as late or as here."""
    said = scene.last_said
    order_id = None if said is None else said.data.get("order_id")
    return next((order for order in orders if order.order_id == order_id), None)


def _perhaps(order: Order, scene: Scene) -> Step | None:
    """What is asked, or told, where it may have been a question; None where it was hardly one."""
    row = {**order_row(order), **lateness_row(order, scene)}
    if order.state == "delivered":
        return Say("order_status", {"orders": [row], "count": 1}) if _by_ear(scene) else None
    if not _by_ear(scene) and order.delivery <= today(scene):
        return None
    names = tuple(name for line in order.lines for name in line.names.values())
    say = Say("arrival_asked", row)
    question = Question(
        lambda _: _received([order], None, scene),
        (Option(order.order_id, names),),
        decline=Say("arrival_awaited", row),
        again=say,
    )
    return Ask(say, question)


def _by_ear(scene: Scene) -> bool:
    return scene.origin == "voice"


def _which(orders: Sequence[Order], day: date | None, scene: Scene) -> Step:
    rows = [order_row(order) for order in orders]
    say = Say("arrival_which", {"orders": rows})
    by_id = {order.order_id: order for order in orders}
    options = tuple(
        Option(order.order_id, tuple(name for line in order.lines for name in line.names.values()))
        for order in orders
    )
    question = Question(
        lambda order_id: _received([by_id[order_id]], day, scene),
        options,
        decline=Say("never_mind"),
        again=say,
        every=lambda _: _received(orders, day, scene),
    )
    return Ask(say, question)


def _received(orders: Sequence[Order], day: date | None, scene: Scene) -> Step:
    """Have the store note each, one after the other, then tell how the promises were kept."""

    def rest(left: Sequence[Order], noted: tuple[_Noted, ...]) -> Step:
        if not left:
            return _told(noted, scene)
        before = left[0]
        return received(before, scene, lambda order: rest(left[1:], (*noted, (before, order))), day)

    return rest(orders, ())


def received(
    order: Order, scene: Scene, then: Callable[[Order], Step], day: date | None = None
) -> Step:
    """Have the store note that an order came, today where no day is said, then go on with it."""
    believed = (order.came or order.delivery) if order.state == "delivered" else today(scene)

    def answered(answer: Answer | None) -> Step:
        if answer is None:
            return Say("store_silent_question")
        return refusal(answer) if answer.order is None else then(answer.order)

    return AskStore(_tell(order, day or believed, scene), answered)


def _told(noted: Sequence[_Noted], scene: Scene) -> Say:
    """Tell what was noted; it can be taken back for a while."""
    rows = [
        {
            **order_row(order),
            "late_days": max(0, (order.came - order.delivery).days) if order.came else 0,
        }
        for _, order in noted
    ]
    last = noted[-1][1]
    more = {"order_id": last.order_id, "noted": noted, "at": scene.now}
    return Say("arrival_noted", {"orders": rows, **more})


def not_come(order: Order, scene: Scene, otherwise: Say) -> Step:
    """Have the store note that an order has not come, whoever told that it has.

    Args:
        order: of which it was told.
        scene: in which somebody says so.
        otherwise: what to say where it cannot be noted any more.
    """

    def answered(answer: Answer | None) -> Step:
        if answer is None:
            return Say("store_silent_question")
        if answer.order is None:
            return otherwise
        row = {**order_row(order), **lateness_row(answer.order, scene), "others": ()}
        return Say("arrival_taken_back", row)

    return AskStore(_tell(order, None, scene), answered)


def denied(scene: Scene) -> Step | None:
    """What follows when what was noted just now is said not to have come; None: nothing was."""
    return _each_back([(order, None) for _, order in _just_noted(scene)], scene)


def taken_back(scene: Scene) -> Step | None:
    """What follows when the arrivals noted just now are taken back; None: none were.

    What was told to have come before stays so, with the day it had.
    """
    days = [
        (order, (before.came or before.delivery) if before.state == "delivered" else None)
        for before, order in _just_noted(scene)
    ]
    return _each_back(days, scene)


def _each_back(days: Sequence[tuple[Order, date | None]], scene: Scene) -> Step | None:
    """Have each order's day noted anew, one after the other, then tell of all; None: there are none."""
    if not days:
        return None

    def rest(place: int, done: tuple[Order, ...]) -> Step:
        if place == len(days):
            return _told_back(done, scene)
        order, day = days[place]

        def answered(answer: Answer | None) -> Step:
            if answer is None:
                return Say("store_silent_question")
            if answer.order is None:
                return refusal(answer) if day else Say("trouble_unknown")
            return rest(place + 1, (*done, answer.order))

        return AskStore(_tell(order, day, scene), answered)

    return rest(0, ())


def _told_back(orders: Sequence[Order], scene: Scene) -> Step:
    """What is awaited again; where all is here as it was before, on which days it came."""
    awaited = [order for order in orders if order.state != "delivered"]
    if not awaited:
        step = _told([(order, order) for order in orders], scene)
        return replace(step, data={**step.data, "noted": ()})
    others = [order_row(order) for order in awaited[1:]]
    row = {**order_row(awaited[0]), **lateness_row(awaited[0], scene), "others": others}
    return Say("arrival_taken_back", row)


def _just_noted(scene: Scene) -> Sequence[_Noted]:
    """What was noted just now, each order as it was before and as it is."""
    said = scene.last_said
    if said is None or said.key != "arrival_noted" or scene.now - said.data["at"] >= REMEMBERED:
        return ()
    noted: Sequence[_Noted] = said.data["noted"]
    return noted


def _tell(order: Order, came: date | None, scene: Scene) -> TellArrival:
    return TellArrival(
        request_id=f"{scene.utterance_id}.{order.order_id}",
        device_id=scene.device_id,
        at=scene.now,
        order_id=order.order_id,
        came=came,
    )


SKILLS: Mapping[str, Skill] = {"OrderArrived": arrived}
