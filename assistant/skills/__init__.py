"""One file per domain: an intent becomes a step, a result becomes a reply.

`SKILLS` is the one table of who answers which intent.
"""

from collections.abc import Mapping

from assistant.skills import conversation, music, shopping
from assistant.skills.scene import Skill

SKILLS: Mapping[str, Skill] = {**shopping.SKILLS, **music.SKILLS, **conversation.SKILLS}
