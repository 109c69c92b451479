"""Sellers and prices."""

from collections.abc import Mapping

from assistant.skills.market import held_prices, price_check, sellers, watching, who_sells
from assistant.skills.scene import Skill

SKILLS: Mapping[str, Skill] = {
    **held_prices.SKILLS,
    **price_check.SKILLS,
    **sellers.SKILLS,
    **watching.SKILLS,
    **who_sells.SKILLS,
}
