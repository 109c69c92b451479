"""How long the things last that a household uses up, in words as sure as the estimate is."""

from collections.abc import Mapping
from typing import Any

from assistant.dialog.steps import Say, Step
from assistant.language.intent import Intent
from assistant.skills.household import pantry
from assistant.skills.scene import Scene, Skill
from assistant.store.household.at_home import Supply, left
from assistant.store.household.run_out import Lasts

MOST_TRIED = 6
"""Products that a name may mean, the likeliest first."""
SURE_SPAN = 0.9
"""An interval wider than this part of its middle is said as an interval."""
WEEKS_FROM = 21
_WEEK = 7


def how_long(intent: Intent, scene: Scene) -> Step:
    """Say about how many more days a product lasts, or between how many."""
    phrase = str(intent.value("product", "")).strip()
    if not phrase:
        return Say("runs_out_of_what")
    fits = scene.shelf.find(phrase)[:MOST_TRIED]
    if not fits:
        return Say("product_unknown", {"phrase": phrase})
    known = sorted(fits, key=lambda fit: fit.product.id not in scene.history)
    for fit in known:
        supply = scene.home.supply(fit.product.id)
        lasts = supply.lasts
        guessed = lasts is None or lasts.source == "purchases"
        if guessed and (supply.fraction is not None or told_of(supply, scene)):
            return pantry.ask(intent, scene)  # what was measured or told says more
        if lasts is not None:
            return Say("lasts", {"name": fit.product.names, **in_words(lasts)})
    bought_at = scene.home.supply(known[0].product.id).bought_at
    if bought_at is None:
        return pantry.ask(intent, scene)
    bought = (scene.now - bought_at).days
    return Say("lasts_unknown", {"name": known[0].product.names, "bought_days": bought})


def told_of(supply: Supply, scene: Scene) -> bool:
    """Whether what somebody said of it is what is known."""
    return left(supply, scene.notes, scene.now).by == "said"


def in_words(lasts: Lasts) -> dict[str, Any]:
    """The numbers to be said: days, or weeks where it is long; one, or two where it is unsure."""
    unit = "week" if lasts.days >= WEEKS_FROM else "day"
    size = _WEEK if unit == "week" else 1
    days, least, most = (round(each / size) for each in (lasts.days, lasts.least, lasts.most))
    unsure = lasts.most - lasts.least > SURE_SPAN * max(lasts.days, 1) and least < days < most
    return {
        "unit": unit,
        "days": days,
        "least": least,
        "most": most,
        "unsure": unsure,
        "bought": lasts.source == "purchases",
    }


SKILLS: Mapping[str, Skill] = {"RunOut": how_long}
