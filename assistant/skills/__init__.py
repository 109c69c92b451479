"""One file per domain: an intent becomes a step, a result becomes a reply.

`SKILLS` is the one table of who answers which intent.
"""

from collections.abc import Callable, Mapping, Sequence

from assistant.dialog.steps import Step
from assistant.language.intent import Intent
from assistant.skills import (
    arrivals,
    asked_about,
    budget,
    changing,
    comparing,
    conversation,
    corrections,
    costs,
    details,
    discover,
    held,
    held_prices,
    history,
    household,
    list_changes,
    lists,
    locking,
    music,
    needs,
    order_or_list,
    order_status,
    ordered_otherwise,
    ordering_later,
    orders,
    own_names,
    pantry,
    price_check,
    recommend,
    reviews,
    running_out,
    sellers,
    shopping,
    spending,
    trouble,
    unwanted,
    usually,
    watching,
    who_sells,
)
from assistant.skills.scene import Scene, Skill

SKILLS: Mapping[str, Skill] = {
    **conversation.SKILLS,
    **shopping.SKILLS,
    **comparing.SKILLS,
    **details.SKILLS,
    **asked_about.SKILLS,
    **corrections.SKILLS,
    **ordered_otherwise.SKILLS,
    **changing.SKILLS,
    **order_status.SKILLS,
    **arrivals.SKILLS,
    **orders.SKILLS,
    **trouble.SKILLS,
    **ordering_later.SKILLS,
    **held.SKILLS,
    **held_prices.SKILLS,
    **history.SKILLS,
    **locking.SKILLS,
    **running_out.SKILLS,
    **lists.SKILLS,
    **order_or_list.SKILLS,
    **reviews.SKILLS,
    **recommend.SKILLS,
    **needs.SKILLS,
    **price_check.SKILLS,
    **own_names.SKILLS,
    **who_sells.SKILLS,
    **sellers.SKILLS,
    **watching.SKILLS,
    **costs.SKILLS,
    **discover.SKILLS,
    **unwanted.SKILLS,
    **usually.SKILLS,
    **household.SKILLS,
    **budget.SKILLS,
    **spending.SKILLS,
    **pantry.SKILLS,
    **music.SKILLS,
}

Together = Callable[[Sequence[Intent], Scene], Step]

TOGETHER: Mapping[str, Together] = {
    "Order": shopping.shop,
    "Reorder": shopping.shop,
    "Want": order_or_list.want,
    "ListAdd": lists.add,
    "ListRemove": list_changes.remove,
    "Also": order_or_list.also,
    "AddToOrder": changing.put_in,
}
"""Who answers several such intents of one breath at once."""
