"""What somebody wants, from the words that say it to the products that fit."""

from collections.abc import Mapping

from assistant.skills.scene import Skill
from assistant.skills.wishes import own_names

SKILLS: Mapping[str, Skill] = {
    **own_names.SKILLS,
}
