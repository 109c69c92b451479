"""Sellers and prices."""

from collections.abc import Mapping

from assistant.skills.market import held_prices, in_stock, price_check, sellers, watching, who_sells
from assistant.skills.scene import Skill

SKILLS: Mapping[str, Skill] = {
    **held_prices.SKILLS,
    **in_stock.SKILLS,
    **price_check.SKILLS,
    **sellers.SKILLS,
    **watching.SKILLS,
    **who_sells.SKILLS,
}
