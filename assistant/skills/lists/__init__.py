"""Lists of the household."""

from collections.abc import Mapping

from assistant.skills.lists import changes, keeping
from assistant.skills.scene import Skill

SKILLS: Mapping[str, Skill] = {
    **changes.SKILLS,
    **keeping.SKILLS,
}
