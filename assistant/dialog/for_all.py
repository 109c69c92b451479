"""One name for all that is asked: "the Pantene for both", "둘 다 팬틴으로"."""

import re
from typing import Final

from assistant.dialog.naming import named
from assistant.dialog.steps import Ask, Option, Question, Step

_FOR_ALL: Final = re.compile(
    r"^(?:and\s+)?(?P<en>.+?)\s+for\s+(?:both|each|all(?: three)?)(?:\s+of\s+(?:them|those|these))?(?:\s+please)?$"
    r"|^(?:그럼\s+)?(?:둘|셋|넷)\s?다\s+(?P<ko>.+)$",
    re.IGNORECASE,
)


def for_all(question: Question, text: str) -> Step | None:
    """What follows where one name answers this question and the same that follow; None: it does not."""
    said = _FOR_ALL.match(text.strip(" .!?~"))
    step: Step | None = None if said is None else _chosen(question, said["en"] or said["ko"])
    while said is not None and isinstance(step, Ask):
        following = _chosen(step.question, said["en"] or said["ko"])
        if following is None:
            break
        step = following
    return step


def _chosen(question: Question, name: str) -> Step | None:
    """What follows the choice by name where one of several products is asked for."""
    if not question.as_if or len(question.options) <= 1:
        return None
    found = named(question.options, name)
    return question.choose(found.id) if isinstance(found, Option) else None
