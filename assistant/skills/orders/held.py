"""Orders that wait for a word of the household: asked about, confirmed, with a code where needed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assistant.core.messages import Answer, CancelOrder, ConfirmOrder, Order
from assistant.dialog.steps import Ask, AskStore, Option, Question, Say, Step
from assistant.language.intent import Intent
from assistant.skills.orders.listed import listed_orders
from assistant.skills.orders.ordered import ordered
from assistant.skills.refusals import code_of, names_of, refusal
from assistant.skills.scene import Scene, Skill
from assistant.store.orders.holding import amounts, no_code, wants_code

MOST_CODES = 3
"""After so many wrong codes in one conversation the order waits; the store counts on its own."""
SURE = 1.0
"""An order that was perhaps misheard places nothing by itself."""


def settled(
    answer: Answer | None,
    scene: Scene,
    names: Mapping[str, Mapping[str, str]] | None = None,
    unknown: Sequence[str] = (),
) -> Step:
    """What follows from the store's answer to an order: that it is placed, a question, or why not.

    Args:
        answer: None where none came in time.
        scene: in which it was ordered.
        names: names of what was ordered by product id.
        unknown: what was asked for and not found.
    """
    if answer is None:
        return Say("store_silent")
    if answer.order is None or answer.status == "refused":
        return refusal(answer, names)
    if answer.status == "held":
        return ask_about(answer.order, answer.reason, scene)
    return ordered(answer.order, scene.now, unknown)


def ask_about(
    order: Order, why: str | None, scene: Scene, *, number: int = 0, waiting: int = 1
) -> Step:
    """Ask whether a held order is wanted, or for the code that it wants.

    Args:
        order: the held order.
        why: `code: explanation`; where none is given, the order's own.
        scene: in which it is asked; requests that follow carry its id.
        number: how often this conversation has tried to confirm it.
        waiting: how many orders wait, this one among them.
    """
    why = why or order.held_because or ""
    data = _data(order, why, waiting)
    if no_code(why):
        return Say("code_missing", data)
    if wants_code(why):
        return _ask_code(Say("code_wanted", data), order, scene, number)
    say = Say("confirm_held", data)
    question = Question(
        lambda _: _confirm(order, scene, None, number + 1),
        (Option(order.order_id, _spoken(order)),),
        decline=_cancel(order, scene),
        again=say,
        dropped=Say("order_waits", data),
    )
    return Ask(say, question)


def _ask_code(say: Say, order: Order, scene: Scene, number: int) -> Step:
    again = Say("code_unclear")
    question = Question(
        lambda _: _ask_code(again, order, scene, number),
        (Option(order.order_id, ()),),
        decline=_cancel(order, scene),
        again=again,
        code=lambda digits: _confirm(order, scene, digits, number + 1),
        dropped=Say("order_waits", _data(order, "", 1)),
    )
    return Ask(say, question)


def _confirm(order: Order, scene: Scene, code: str | None, number: int) -> Step:
    request = ConfirmOrder(
        request_id=f"{scene.utterance_id}.confirm{number}",
        device_id=scene.device_id,
        at=scene.now,
        order_id=order.order_id,
        code=code,
    )
    return AskStore(request, lambda answer: _confirmed(answer, order, scene, code, number))


def _confirmed(
    answer: Answer | None, order: Order, scene: Scene, code: str | None, number: int
) -> Step:
    if answer is None:
        return Say("store_silent")
    if answer.status == "placed" and answer.order is not None:
        return ordered(answer.order, scene.now)
    if answer.status == "held" and answer.order is not None:
        return ask_about(answer.order, answer.reason, scene, number=number)
    match code_of(answer):
        case "wrong_code" if number < MOST_CODES:
            return _ask_code(Say("code_wrong"), order, scene, number)
        case "wrong_code":
            return Say("code_wrong_waits")
        case "code_needed" if code is None and not no_code(answer.reason):
            return _ask_code(Say("code_asked"), order, scene, number)
    return refusal(answer, names_of(order.lines))


def _cancel(order: Order, scene: Scene) -> Step:
    request = CancelOrder(
        request_id=f"{scene.utterance_id}.decline",
        device_id=scene.device_id,
        at=scene.now,
        order_id=order.order_id,
    )
    return AskStore(request, lambda answer: _declined(answer, order))


def _declined(answer: Answer | None, order: Order) -> Step:
    """What was to take the place of another order leaves that one as it was."""
    if answer is None:
        return Say("store_silent_question")
    return Say("not_ordered" if order.instead_of is None else "not_changed")


def what_waits(intent: Intent, scene: Scene) -> Step:
    """Tell what waits for a word, and ask about the latest."""
    return _of_the_held(intent, scene, lambda held: _ask_again(held, scene))


def _ask_again(held: Sequence[Order], scene: Scene) -> Step:
    """Ask about the latest; where no code was set when it was ordered, there may be one by now."""
    if no_code(held[0].held_because):
        return _confirm(held[0], scene, None, 0)
    return ask_about(held[0], None, scene, waiting=len(held))


def confirm_order(intent: Intent, scene: Scene) -> Step:
    """Place the order that waits; where several do or it is unsure, ask about the latest."""

    def chosen(held: Sequence[Order]) -> Step:
        only = held[0]
        if len(held) > 1 or wants_code(only.held_because) or intent.score < SURE:
            return _ask_again(held, scene)
        return _confirm(only, scene, None, 1)

    return _of_the_held(intent, scene, chosen)


def _of_the_held(intent: Intent, scene: Scene, then: Callable[[Sequence[Order]], Step]) -> Step:
    def listed(orders: Sequence[Order]) -> Step:
        held = [order for order in orders if order.state == "held"]
        return then(held) if held else Say("nothing_waits")

    return listed_orders(intent, scene, "held", listed, open_only=True)


def _data(order: Order, why: str, waiting: int) -> dict[str, Any]:
    line = order.lines[0]
    money = amounts(why)
    return {
        "name": line.names,
        "quantity": line.quantity,
        "more": len(order.lines) - 1,
        "price": line.unit_price,
        "total": order.total,
        "why": why.partition(":")[0],
        "costs": money[0] if money else line.unit_price,
        "before": money[1] if len(money) > 1 else None,
        "device": order.device_id if order.slot else None,
        "waiting": waiting,
    }


def _spoken(order: Order) -> tuple[str, ...]:
    return tuple(name for line in order.lines for name in line.names.values())


SKILLS: dict[str, Skill] = {"HeldOrders": what_waits, "ConfirmOrder": confirm_order}
