"""Something else that is asked for right behind an answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.dialog.answering import AGREEING, AMENDING, DECLINING, answer, is_aside
from assistant.dialog.steps import Ask, Question, Step
from assistant.language.breath.answer_first import AnswerFirst, answers_first
from assistant.language.breath.several import COMMANDS
from assistant.language.intent import BUYING, NAMED_BY, TELLING, Intent
from assistant.language.words.answer_words import opens
from assistant.language.words.questions import asks

ANSWERING: Final = AGREEING | DECLINING | AMENDING - BUYING
"""What answers as a whole, however many words it has: "no, make it two"."""

Understand = Callable[[str], Intent | None]


@dataclass(frozen=True)
class AnswerAndMore:
    """What follows the answer, and what is asked for besides."""

    intent: Intent | None
    step: Step
    more: tuple[Intent, ...]


def answer_and_more(
    question: Question,
    text: str,
    language: str,
    understand: Understand,
    breath: Callable[[str], Sequence[Intent]],
) -> AnswerAndMore | None:
    """The answer to a question and the commands behind it; None where that is not what was said.

    Args:
        question: that is open; of a code nothing is cut off.
        text: as it was said.
        language: `en` or `ko`.
        understand: the meaning of a text that says one thing.
        breath: what a text asks for that may say several.
    """
    whole = understand(text)
    if question.code is not None or (whole is not None and whole.name in ANSWERING):
        return None
    said_whole = whole is not None and whole.name in COMMANDS and whole.score == 1
    for cut in answers_first(text, language):
        if said_whole and not cut.paused:
            continue  # "take the last thing off the list" takes no last one
        if not cut.paused and asks(text):
            continue  # "when does the second one come" chooses no second one
        more = tuple(breath(cut.more))
        if not more or not all(intent.name in COMMANDS and intent.score == 1 for intent in more):
            continue
        intent = understand(cut.answer)
        if intent is not None and intent.name in BUYING:
            continue  # "buy milk and …" chooses no milk that stands in a question
        if intent is not None and intent.name in AGREEING and _asks_first(more):
            continue  # "ok but when would it come" wants to know before
        if is_aside(intent) or not _is_sure(cut, intent, more):
            continue
        step = answer(replace(question, patience=1), intent, cut.answer, understand)
        asks_again = isinstance(step, Ask) and step.say is question.again
        if step is not None and (not asks_again or (intent and intent.name in AGREEING)):
            return AnswerAndMore(intent, step, more)
    return None


def asked_behind_a_yes(text: str, language: str, understand: Understand) -> Intent | None:
    """The question in "ok but when would it come", which is answered before the yes counts."""
    for cut in answers_first(text, language):
        agreed, asked = understand(cut.answer), understand(cut.more)
        if agreed is None or agreed.name not in AGREEING or asked is None:
            continue
        if asked.name in TELLING and asked.score == 1:
            return asked
    return None


def _asks_first(more: Sequence[Intent]) -> bool:
    """Whether what follows asks about what is spoken of: it names nothing of its own."""
    return any(each.name in TELLING and NAMED_BY.isdisjoint(each.slots) for each in more)


def _is_sure(cut: AnswerFirst, intent: Intent | None, more: Sequence[Intent]) -> bool:
    """Whether the first part is an answer: "okay, order coffee" says yes to nothing."""
    if cut.joined:
        return True
    if intent is not None and intent.name in AGREEING and opens(cut.answer):
        return False
    buys = any(each.name in BUYING for each in more)
    return (
        intent is not None and intent.name in ANSWERING and not (buys and intent.name in AGREEING)
    )
