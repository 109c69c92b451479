"""The household itself, and what it has at home."""

from collections.abc import Mapping

from assistant.skills.household import members, pantry, running_out
from assistant.skills.scene import Skill

SKILLS: Mapping[str, Skill] = {
    **members.SKILLS,
    **pantry.SKILLS,
    **running_out.SKILLS,
}
