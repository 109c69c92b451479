"""The places where one household talks: what is asked in the kitchen may be answered next door.

A question goes along only where it is clear which one is meant: none is open where the answer is
given, and exactly one elsewhere, of the same person. Codes are asked for and said at one place.
"""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from assistant.dialog.answering import answer
from assistant.dialog.session import Session
from assistant.dialog.steps import Ask, Question
from assistant.language.intent import Intent

MOST_PLACES: Final = 100
ANSWERS: Final = frozenset({"Yes", "No", "NeverMind", "Choose", "ChangeQuantity", "ConfirmOrder"})
"""What means nothing without a question."""


class Places:
    """The conversations that go on in a household; threads of several places may use it."""

    def __init__(self) -> None:
        self._sessions: list[Session] = []
        self._lock = threading.Lock()

    def bring(self, session: Session, now: datetime, answers: Callable[[Question], bool]) -> bool:
        """Move the question here that was asked elsewhere, if `answers` says this answers it."""
        with self._lock:
            self._know(session)
            if session.open_question(now) is not None:
                return False
            waiting = [
                other
                for other in self._sessions
                if other is not session
                and other.person == session.person
                and other.open_question(now) is not None
            ]
            if len(waiting) != 1:
                return False
            question = waiting[0].question
            if question is None or question.code is not None or not answers(question):
                return False
            session.take_over(waiting[0])
            return True

    def _know(self, session: Session) -> None:
        """The latest are kept; compared as objects, not by what they hold."""
        rest = [each for each in self._sessions if each is not session]
        self._sessions = [*rest[1 - MOST_PLACES :], session]


def is_answer(
    question: Question,
    intent: Intent | None,
    text: str,
    understand: Callable[[str], Intent | None],
) -> bool:
    """Whether an utterance answers a question, and means nothing by itself."""
    if intent is not None:
        return intent.name in ANSWERS
    step = answer(replace(question, patience=1), None, text, understand)
    return step is not None and not (isinstance(step, Ask) and step.say is question.again)
