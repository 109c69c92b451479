"""What somebody tells of an order: that it has come, or that it has not after all.

That settles the promise the order was given, and is what its seller is known by from then on.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from assistant.core.messages import Answer, Order, OrderState, TellArrival
from assistant.dialog.steps import Ask, AskStore, Option, Question, Say, Step
from assistant.language.intent import Intent
from assistant.skills.list_changes import IT
from assistant.skills.listed import listed_orders, order_row
from assistant.skills.order_status import order_status
from assistant.skills.overdue import day_said, lateness_row, today
from assistant.skills.refusals import refusal
from assistant.skills.scene import Scene, Skill

LATELY = timedelta(days=14)
"""So long ago is what is still spoken of as having come or not."""
MOST_ASKED = 3
_UNDER_WAY: frozenset[OrderState] = frozenset({"placed", "confirmed", "packed", "shipped"})


def arrived(intent: Intent, scene: Scene) -> Step:
    """Note what has come; ask which where several orders may be meant.

    Where the words may ask as well (“택배 왔어”), what is not due yet is asked about, and by ear
    whatever it is: a question changes nothing.
    """
    if intent.text.rstrip().endswith("?"):
        return order_status(intent, scene)
    if intent.value("only") == IT and not _just_noted(scene):
        return Say("not_understood", {"text": intent.text})
    day = day_said(intent, scene)

    def found(orders: Sequence[Order]) -> Step:
        meant = _meant(orders, day, scene)
        if not meant:
            return order_status(intent, scene)
        if intent.value("perhaps") is not None and (unsure := _perhaps(meant[0], scene)):
            return unsure
        if len(meant) == 1 or intent.value("all") is not None:
            return _received(meant, day, scene)
        return _which(meant[:MOST_ASKED], day, scene)

    return listed_orders(intent, scene, "arrived", found)


def _meant(orders: Sequence[Order], day: date | None, scene: Scene) -> list[Order]:
    """The orders that may be spoken of, the soonest promised first."""
    ordered_by = day or today(scene)
    possible = [
        order for order in orders if order.placed_at.astimezone(scene.zone).date() <= ordered_by
    ]
    coming = sorted(
        (each for each in possible if _is_under_way(each, scene)), key=lambda each: each.delivery
    )
    here = [each for each in possible if came_lately(each, scene)]
    if (spoken_of := spoken_of_last(scene, [*coming, *here])) is not None:
        return [spoken_of]
    due = [each for each in coming if may_be_here(each, scene)]
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

    def rest(left: Sequence[Order], noted: tuple[Order, ...]) -> Step:
        if not left:
            return _noted(noted)
        return received(left[0], scene, lambda order: rest(left[1:], (*noted, order)), day)

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


def _noted(orders: Sequence[Order]) -> Step:
    rows = [
        {
            **order_row(order),
            "late_days": max(0, (order.came - order.delivery).days) if order.came else 0,
        }
        for order in orders
    ]
    last = orders[-1]
    return Say("arrival_noted", {"orders": rows, "order_id": last.order_id, "noted": last})


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
        row = {**order_row(order), **lateness_row(answer.order, scene)}
        return Say("arrival_taken_back", row)

    return AskStore(_tell(order, None, scene), answered)


def taken_back(scene: Scene) -> Step | None:
    """What follows when an arrival that was noted just now is taken back; None: none was."""
    said = scene.last_said
    if said is None or not _just_noted(scene):
        return None
    return not_come(said.data["noted"], scene, Say("trouble_unknown"))


def _just_noted(scene: Scene) -> bool:
    return scene.last_said is not None and scene.last_said.key == "arrival_noted"


def _tell(order: Order, came: date | None, scene: Scene) -> TellArrival:
    return TellArrival(
        request_id=f"{scene.utterance_id}.{order.order_id}",
        device_id=scene.device_id,
        at=scene.now,
        order_id=order.order_id,
        came=came,
    )


SKILLS: Mapping[str, Skill] = {"OrderArrived": arrived}
