"""Questions before a decision: which is better, what it costs, what it is good for."""

from collections.abc import Mapping

from assistant.skills.asking import asked_about, budget, comparing, costs, needs, recommend
from assistant.skills.scene import Skill

SKILLS: Mapping[str, Skill] = {
    **asked_about.SKILLS,
    **budget.SKILLS,
    **comparing.SKILLS,
    **costs.SKILLS,
    **needs.SKILLS,
    **recommend.SKILLS,
}
