"""What answers an intent: it becomes a step, and a result becomes a reply.

Each folder holds what one part of the shop needs, and needs only what stands below it; the layers are
checked (`pyproject.toml`). `SKILLS` is the one table of who answers which intent.
"""

from collections.abc import Callable, Mapping, Sequence

from assistant.dialog.steps import Step
from assistant.language.intent import Intent
from assistant.skills import (
    asking,
    changing,
    conversation,
    household,
    lists,
    market,
    music,
    ordering,
    orders,
    products,
    reviews,
    wishes,
)
from assistant.skills.changing import contents
from assistant.skills.lists import changes, keeping
from assistant.skills.ordering import order_or_list, shopping
from assistant.skills.scene import Scene, Skill

SKILLS: Mapping[str, Skill] = {
    **asking.SKILLS,
    **changing.SKILLS,
    **conversation.SKILLS,
    **household.SKILLS,
    **lists.SKILLS,
    **market.SKILLS,
    **music.SKILLS,
    **ordering.SKILLS,
    **orders.SKILLS,
    **products.SKILLS,
    **reviews.SKILLS,
    **wishes.SKILLS,
}

Together = Callable[[Sequence[Intent], Scene], Step]

TOGETHER: Mapping[str, Together] = {
    "Order": shopping.shop,
    "Reorder": shopping.shop,
    "Want": order_or_list.want,
    "ListAdd": keeping.add,
    "ListRemove": changes.remove,
    "Also": order_or_list.also,
    "AddToOrder": contents.put_in,
}
"""Who answers several such intents of one breath at once."""
