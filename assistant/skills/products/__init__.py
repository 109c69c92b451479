"""What is sold, as a skill speaks of it: found by its name, chosen among others, explained."""

from collections.abc import Mapping

from assistant.skills.products import discover, unwanted, usually
from assistant.skills.scene import Skill

SKILLS: Mapping[str, Skill] = {
    **discover.SKILLS,
    **unwanted.SKILLS,
    **usually.SKILLS,
}
