"""What is said of a thing by its name while an order is being asked about: not it, another, one more."""

from collections.abc import Iterable

from assistant.dialog.steps import Question, Step
from assistant.language.intent import Intent
from assistant.language.words.answer_words import refuses

CORRECTING = frozenset({"TakeOut", "KeepOnly", "Rather"})
"""What may be said of a thing by its name while several are being ordered."""
PERHAPS_CORRECTING = frozenset({"Demand", "ListAdd", "ListRemove", "ListReplace", "No"})
"""What the same words may mean by themselves."""


def corrected(
    question: Question, intent: Intent | None, text: str, meant: Iterable[Intent]
) -> Step | None:
    """What follows where one of several things that are being ordered is corrected by its name."""
    if question.undoes or (intent is not None and intent.name not in PERHAPS_CORRECTING):
        return None
    if intent is not None and intent.name == "ListAdd" and "list" in intent.slots:
        return None
    told = (each for each in meant if _says_of_what(each, text))
    return next((step for each in told if (step := question.amend(each)) is not None), None)


def _says_of_what(intent: Intent, text: str) -> bool:
    """Whether a correction names what it is of; "no, I said dish soap" is of what is asked about."""
    if intent.name == "Rather" and refuses(text):
        return True
    return intent.name == "AddToOrder" or (
        intent.name in CORRECTING and bool(intent.value("ordered"))
    )
