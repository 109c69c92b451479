"""One name for all that is asked: "the Pantene for both", "둘 다 팬틴으로"."""

from assistant.dialog.naming import named
from assistant.dialog.steps import Ask, Option, Question, Step
from assistant.language.words.answer_words import named_for_all


def for_all(question: Question, text: str) -> Step | None:
    """What follows where one name answers this question and the same that follow; None: it does not."""
    name = named_for_all(text)
    step = None if name is None else _chosen(question, name)
    while name is not None and isinstance(step, Ask):
        following = _chosen(step.question, name)
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
