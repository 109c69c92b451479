"""What was spent: in a period, on a thing or a kind, on average, on what the most, and by whom."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from assistant.core.money import Money
from assistant.dialog.steps import Say, Step
from assistant.language.intent import Intent
from assistant.skills.products.called import called
from assistant.skills.scene import Scene, Skill
from assistant.store.household.past_orders import (
    PastOrder,
    only,
    ordered_in,
    sent_for,
    so_far_last_month,
)

MOST_TOLD = 3
DAYS_OF: Final = {"week": 7.0, "month": 365.25 / 12}
"""How long what people name is, on average."""


def spent_in(intent: Intent, scene: Scene) -> Step:
    """What was spent in a period (else this month), on all or on what is named."""
    phrase, past = str(intent.value("ordered", "")), _past(scene)
    fact = intent.value("fact")
    if phrase and fact != "shipping":  # what is sent together is not paid for each thing
        past = _on(phrase, past, scene)
    if fact == "each":
        return _each(intent, past, scene)
    if member := str(intent.value("member", "")).strip():
        return _of_one(member, intent, past, scene)
    if fact == "average" and past:
        return _average(intent, past, scene)
    if fact == "compared":
        return _compared(past, scene)
    if fact == "most":
        return _most(intent, past, scene)
    period = str(intent.value("period", "this_month"))
    found = ordered_in(past, period, scene.now, scene.zone)
    if fact == "shipping":
        spent = _sum(found, scene, sent=True)
        return Say("spent_on_shipping", {"spent": spent, "period": period})
    data = {"spent": _sum(found, scene), "times": len(found), "period": period, "phrase": phrase}
    return Say("spent_in", data)


def _each(intent: Intent, past: Sequence[PastOrder], scene: Scene) -> Step:
    """What each member spent in a period, the one who spent most first, and what nobody did by name."""
    period = str(intent.value("period", "this_month"))
    found = ordered_in(past, period, scene.now, scene.zone)
    own = {member: _by(member, found, scene) for member in scene.notes.members}
    spent = {member: _sum(orders, scene) for member, orders in own.items() if orders}
    named = {each.order_id for orders in own.values() for each in orders}
    rest = _sum([each for each in found if each.order_id not in named], scene)
    told = sorted(spent, key=lambda member: -spent[member].minor)
    rows = [{"member": member, "spent": spent[member]} for member in told]
    return Say("spent_each", {"rows": rows, "rest": rest, "period": period})


def _of_one(member: str, intent: Intent, past: Sequence[PastOrder], scene: Scene) -> Step:
    """What one member spent in a period."""
    period = str(intent.value("period", "this_month"))
    found = ordered_in(_by(member, past, scene), period, scene.now, scene.zone)
    if not found:
        return Say("spent_by_nobody", {"member": member, "period": period})
    rows = [{"member": member, "spent": _sum(found, scene)}]
    return Say("spent_each", {"rows": rows, "rest": Money(0, scene.currency), "period": period})


def _by(member: str, past: Sequence[PastOrder], scene: Scene) -> Sequence[PastOrder]:
    """What a member ordered."""
    ids = scene.notes.orders_of(member)
    return [each for each in past if each.order_id in ids]


def _average(intent: Intent, past: Sequence[PastOrder], scene: Scene) -> Step:
    """What is spent a week or a month, since the first thing was bought."""
    per = str(intent.value("per", "month"))
    days = max(DAYS_OF[per], float((scene.now - min(each.at for each in past)).days))
    spent = _sum(past, scene)
    average = Money(round(spent.minor / days * DAYS_OF[per]), spent.currency)
    return Say(
        "spent_on_average", {"spent": average, "per": per, "phrase": intent.value("ordered")}
    )


def _compared(past: Sequence[PastOrder], scene: Scene) -> Step:
    """This month and the last one, by the same day and in all."""
    this = _sum(ordered_in(past, "this_month", scene.now, scene.zone), scene)
    last = ordered_in(past, "last_month", scene.now, scene.zone)
    by_now = _sum(so_far_last_month(last, scene.now, scene.zone), scene)
    return Say("spent_compared", {"spent": this, "by_now": by_now, "last": _sum(last, scene)})


def _most(intent: Intent, past: Sequence[PastOrder], scene: Scene) -> Step:
    """The kinds of things that most was spent on."""
    period = str(intent.value("period", "past_month"))
    kinds = scene.home.discover()
    costs: Counter[str] = Counter()
    names: dict[str, Mapping[str, str]] = {}
    for order in ordered_in(past, period, scene.now, scene.zone):
        for line in order.lines:
            kind = kinds.kind_names(line.product_id)
            names[kind["en"]] = kind
            costs[kind["en"]] += (line.unit_price * line.quantity).minor
    if not costs:
        return Say("never_bought", {"phrase": "", "period": period})
    rows = [
        {"name": names[kind], "spent": Money(minor, scene.currency)}
        for kind, minor in costs.most_common(MOST_TOLD)
    ]
    return Say("spent_most", {"rows": rows, "period": period})


def _past(scene: Scene) -> Sequence[PastOrder]:
    """What was paid for in the household's money."""
    return [each for each in scene.home.past() if each.total.currency == scene.currency]


def _on(phrase: str, past: Sequence[PastOrder], scene: Scene) -> Sequence[PastOrder]:
    """What was bought of a thing of this name, else of the category of this name."""
    found = only(past, called(phrase, scene))
    shelves = () if found else scene.shelf.aisle(phrase)
    return found or only(past, {product.id for shelf in shelves for product in shelf})


def _sum(orders: Sequence[PastOrder], scene: Scene, *, sent: bool = False) -> Money:
    zero = Money(0, scene.currency)
    return sum((sent_for(each) if sent else each.total for each in orders), zero)


SKILLS: Mapping[str, Skill] = {"SpentIn": spent_in}
