"""What is said of an order just placed or still open: more, less, another, otherwise."""

from collections.abc import Mapping

from assistant.skills.changing import contents, corrections, ordered_otherwise
from assistant.skills.scene import Skill

SKILLS: Mapping[str, Skill] = {
    **contents.SKILLS,
    **corrections.SKILLS,
    **ordered_otherwise.SKILLS,
}
