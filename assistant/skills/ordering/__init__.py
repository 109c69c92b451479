"""From a wish to an order."""

from collections.abc import Mapping

from assistant.skills.ordering import (
    open_orders,
    order_or_list,
    ordering_later,
    other_ones,
    shopping,
)
from assistant.skills.scene import Skill

SKILLS: Mapping[str, Skill] = {
    **open_orders.SKILLS,
    **order_or_list.SKILLS,
    **ordering_later.SKILLS,
    **other_ones.SKILLS,
    **shopping.SKILLS,
}
