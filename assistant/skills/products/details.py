"""What one of the offered things costs, when it comes, how it is rated: the question stays open."""

from collections.abc import Mapping
from datetime import date, timedelta

from assistant.core.money import Money
from assistant.dialog.naming import best
from assistant.dialog.steps import Ask, Say, Step
from assistant.language.intent import Intent
from assistant.skills.products.choosing import Choosing, asked_again, offered_now
from assistant.skills.products.market_basket import Asked, plan
from assistant.skills.scene import Scene
from assistant.store.choosing.choices import Option
from assistant.store.pricing import PricedBasket


def tell_of_option(intent: Intent, scene: Scene) -> Step:
    """What is asked of one of the offered, and which one it shall be."""
    now = offered_now(scene)
    if now is None:
        sure = intent.score >= 1  # "how much is the cat" only sounds like "the last"
        return Say("nothing_chosen" if sure else "not_understood", {"text": intent.text})
    option = _meant(intent, now)
    if option is None:
        return asked_again(now, Say("chosen_unclear", {"names": [p.names for p in now.offered]}))
    product = now.products[option.id]
    total, comes = _bought(option, now, scene)
    told = {
        "names": product.names,
        "fact": intent.value("fact", "all"),
        "price": product.price(now.currency),
        "total": total,
        "comes": comes,
        "rating": option.rating,
        "raters": option.raters,
    }
    return asked_again(now, Say("option_told", told), meant_by_yes=option.id)


def when_offered_comes(now: Choosing, scene: Scene) -> Step:
    """When each of the offered would come, those of the same day together."""
    groups: dict[date, list[Mapping[str, str]]] = {}
    for each in now.choices.offered:
        comes = _bought(each.option, now, scene)[1]
        groups.setdefault(comes, []).append(now.products[each.option.id].names)
    told = [{"comes": comes, "names": names} for comes, names in sorted(groups.items())]
    return asked_again(now, Say("options_come", {"groups": told}))


def _meant(intent: Intent, now: Choosing) -> Option | None:
    """The one at a place, or the one that is biggest, cheapest and so on."""
    place, options = intent.value("ordinal"), now.choices.offered
    if isinstance(place, int):
        at = place - 1 if place > 0 else len(options) + place
        return options[at].option if 0 <= at < len(options) else None
    asked = now.ask(now)
    found = best(asked.question.options, intent.value("by")) if isinstance(asked, Ask) else None
    return None if found is None else now.option(found.id)


def _bought(option: Option, now: Choosing, scene: Scene) -> tuple[Money, date]:
    """What it costs in all and when it comes, where it is ordered without another word."""
    product = now.products[option.id]
    quantity = max(1, round(option.size / product.size)) if product.size else 1
    priced = plan([(product, quantity)], scene, Asked())
    if isinstance(priced, PricedBasket):
        return priced.total, priced.comes
    today = scene.now.astimezone(scene.zone).date()
    return Money(option.price, now.currency), today + timedelta(days=option.days)
