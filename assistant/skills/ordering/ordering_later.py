"""What was to be ordered later: again and again by the calendar, or once something is so.

Neither can be done; what can be done is offered instead, and never one order in its place. Nor is
there anything of the kind that could be stopped.
"""

from collections.abc import Mapping
from dataclasses import replace

from assistant.dialog.steps import Ask, Say, Step
from assistant.language.intent import Intent
from assistant.skills.ordering.order_or_list import want
from assistant.skills.scene import Scene, Skill


def order_later(intent: Intent, scene: Scene) -> Step:
    """Say what cannot be done, and ask whether the thing is to be ordered now or put on the list."""
    why = intent.value("why")
    if intent.value("stop") is not None:
        return Say("nothing_repeats")
    asked = want((intent,), scene) if intent.value("product") else None
    if not isinstance(asked, Ask):
        return Say("order_later", {"why": why})
    say = Say("order_later", {**asked.say.data, "why": why})
    return Ask(say, replace(asked.question, again=say))


SKILLS: Mapping[str, Skill] = {"OrderLater": order_later}
