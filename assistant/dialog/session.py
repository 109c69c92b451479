"""What was said before: the state of one conversation."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.core.messages import Order
from assistant.core.settings import Language
from assistant.dialog.steps import Ask, Question, Say
from assistant.language.intent import Intent

REMEMBERED = timedelta(minutes=2)
"""How long "cancel it" means the order just talked about, whatever a device ordered since."""


@dataclass
class Session:
    """One speaker's conversation at one place; two people's sessions never mix."""

    id: str
    language: Language
    """What was spoken last."""
    turn: int = 0
    missed: int = -1
    """The last turn that was not understood."""
    question: Question | None = None
    question_until: datetime | None = None
    question_said: Say | None = None
    """The open question as it was asked."""
    resting: bool = False
    """Whether something else was done since it was asked: only what clearly answers it does, and a
    bare yes has it asked again."""
    last_said: Say | None = None
    last_said_turn: int = 0
    explained: Say | None = None
    """What was told last that has reasons: "why" is of that behind a thank-you as well."""
    explained_at: datetime | None = None
    last_order: Order | None = None
    """The order that was spoken of last, while it can be changed."""
    order_at: datetime | None = None
    unfound: str = ""
    """What found no product and is now being said in other words."""
    topic: str | None = None
    """The product that was talked about last."""
    topic_at: datetime | None = None
    asked: Intent | None = None
    """What was said last that was understood, and not only in between."""
    asked_at: datetime | None = None
    list: str | None = None
    """The list that was spoken of last."""
    list_at: datetime | None = None
    person: str = ""
    """Whose it is, where that is known; else anybody's of the household."""

    def begin_turn(self) -> None:
        """Count the turn, so that request ids and reply variants differ."""
        self.turn += 1

    def open_question(self, now: datetime) -> Question | None:
        """The question that still waits for an answer."""
        if self.question_until is None or now > self.question_until:
            self.question = None
        return self.question

    def asks(self, now: datetime) -> bool:
        """Whether a question was asked just now, and nothing else has been done since."""
        return self.open_question(now) is not None and not self.resting

    def offered(self, now: datetime) -> tuple[str, ...]:
        """The ids of what the open question offers."""
        question = self.open_question(now)
        return () if question is None else tuple(option.id for option in question.options)

    def asked_before(self, now: datetime) -> Intent | None:
        """What was said before, in the last minutes: a fragment may go on from it."""
        recent = self.asked_at is not None and now - self.asked_at < REMEMBERED
        return self.asked if recent else None

    def to_be_explained(self, now: datetime) -> Say | None:
        """What was told with its reasons in the last minutes."""
        recent = self.explained_at is not None and now - self.explained_at < REMEMBERED
        return self.explained if recent else None

    def product_spoken_of(self, now: datetime) -> str | None:
        """The product that was talked about or ordered in the last minutes, the later of both."""
        order = self.order_spoken_of(now)
        if self.topic_at is not None and now - self.topic_at < REMEMBERED:
            ordered_at = self.order_at if order is not None else None
            if ordered_at is None or ordered_at <= self.topic_at:
                return self.topic
        return order.lines[0].product_id if order is not None else None

    def order_spoken_of(self, now: datetime) -> Order | None:
        """The order that was placed or spoken of in the last minutes."""
        recent = self.order_at is not None and now - self.order_at < REMEMBERED
        return self.last_order if recent else None

    def list_spoken_of(self, now: datetime) -> str | None:
        """The list that was spoken of in the last minutes."""
        recent = self.list_at is not None and now - self.list_at < REMEMBERED
        return self.list if recent else None

    @property
    def awaits_code(self) -> bool:
        """Whether what is said next may be a secret code."""
        return self.question is not None and self.question.code is not None

    def ask(self, asked: Ask, now: datetime, keep: timedelta) -> None:
        """Wait for an answer until `keep` has passed."""
        self.question, self.question_until = asked.question, now + keep
        self.question_said, self.resting = asked.say, False

    def take_over(self, other: "Session") -> None:
        """Go on with what was asked at another place, which then waits for nothing any more."""
        self.question, self.question_until = other.question, other.question_until
        self.question_said, self.unfound = other.question_said, other.unfound
        self.resting = other.resting
        self.last_said = other.last_said
        self.explained, self.explained_at = other.explained, other.explained_at
        self.last_order, self.order_at = other.last_order, other.order_at
        self.topic, self.topic_at = other.topic, other.topic_at
        self.list, self.list_at = other.list, other.list_at
        other.settle()

    def settle(self) -> None:
        """No question is open any more."""
        self.question = self.question_until = None
        self.resting = False
