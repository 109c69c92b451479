"""Which option of an open question an utterance chooses, if any."""

from assistant.dialog.steps import Ask, Question, Step
from assistant.language.intent import Intent
from assistant.language.resolve import Entry, Resolver

LAST = -1
SURE_ENOUGH = 0.6
"""A name among two or three offered ones needs less certainty than one among a whole catalog, but
noise must still choose nothing."""


def answer(question: Question, intent: Intent | None, text: str) -> Step | None:
    """The step that follows, or None where the utterance is no answer but a new subject.

    An answer is a yes or a no, a place in the list ("the second"), or a name or a part of one.
    """
    name = intent.name if intent else None
    if name in {"No", "NeverMind", "Stop", "CancelOrder"}:
        return question.decline
    if name == "Yes":
        if len(question.options) == 1:
            return question.choose(question.options[0].id)
        return _again(question)
    if name == "Choose" and intent is not None:
        return _by_place(question, intent.value("ordinal"))
    if name is not None and name not in {"Order", "Reorder"}:
        return None
    phrase = str(intent.value("product", text)) if intent else text
    return _by_name(question, phrase)


def _again(question: Question) -> Step:
    if question.patience > 0:
        return Ask(question.again, question.less_patient())
    return question.decline


def _by_place(question: Question, ordinal: object) -> Step:
    places = len(question.options)
    if isinstance(ordinal, int) and (ordinal == LAST or 1 <= ordinal <= places):
        chosen = question.options[ordinal if ordinal == LAST else ordinal - 1]
        return question.choose(chosen.id)
    return _again(question)


def _by_name(question: Question, phrase: str) -> Step | None:
    resolver = Resolver([Entry(option.id, option.names) for option in question.options])
    found = resolver.candidates(phrase, limit=2)
    if not found or found[0].score < SURE_ENOUGH:
        return None
    if len(found) > 1 and found[1].score >= found[0].score:
        return _again(question)
    return question.choose(found[0].id)
