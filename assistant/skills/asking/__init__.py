"""Questions before a decision: which is better, what it costs, what it is good for."""

from collections.abc import Mapping

from assistant.skills.asking import (
    asked_about,
    budget,
    comparing,
    costs,
    deliveries,
    needs,
    price_of_many,
    product_facts,
    recommend,
)
from assistant.skills.scene import Skill

SKILLS: Mapping[str, Skill] = {
    **asked_about.SKILLS,
    **budget.SKILLS,
    **comparing.SKILLS,
    **costs.SKILLS,
    **deliveries.SKILLS,
    **needs.SKILLS,
    **price_of_many.SKILLS,
    **product_facts.SKILLS,
    **recommend.SKILLS,
}
