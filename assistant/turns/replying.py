"""What is said at the end of a turn: put into words, told to observers, and kept in the session."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from typing import Final

from assistant.core.messages import Order
from assistant.dialog.session import Session
from assistant.dialog.steps import Ask, Quiet, Say
from assistant.language.intent import Intent
from assistant.language.replies.reply import Replies, Reply, joined
from assistant.turns.effects import Learn
from assistant.turns.events import Observer, Replied
from assistant.turns.talk import Turn

WITH_REASONS: Final = frozenset({"plan", "reason", "promised_by"})
"""Data of a reply by which “why” is answered."""


class Replying:
    """Replies in one language."""

    def __init__(
        self,
        replies: Replies,
        *,
        zone: tzinfo,
        question_keep: timedelta,
        learn: Learn,
        tell: Observer,
    ) -> None:
        """Take what is needed; a question is open for `question_keep`."""
        self._replies = replies
        self._zone = zone
        self._question_keep = question_keep
        self._learn = learn
        self._tell = tell

    def take_your_time(self, session: Session, intent: Intent, now: datetime) -> Turn:
        """Give somebody time to think; what was said before is still what "again" repeats."""
        reply = self._replies.render("take_your_time", session.turn, now=now, tz=self._zone)
        self._tell(Replied(reply))
        return Turn(intent, reply, expects_answer=True)

    def joined(self, turn: Turn, replies: Sequence[Reply]) -> Turn:
        """The turn with these replies as one."""
        reply = joined(replies) if replies else None
        if reply is not None:
            self._tell(Replied(reply))
        return replace(turn, reply=reply)

    def end(
        self,
        session: Session,
        intent: Intent | None,
        step: Ask | Say | Quiet,
        now: datetime,
        *,
        tell: bool,
    ) -> Turn:
        """The turn that ends so; what is asked is open from now on. `tell`: observers, too."""
        match step:
            case Ask():
                session.ask(step, now, self._question_keep)
                return self.reply(session, intent, step.say, now, expects_answer=True, tell=tell)
            case Say():
                return self.reply(session, intent, step, now, tell=tell)
            case Quiet():
                return Turn(intent, None)

    def reply(
        self,
        session: Session,
        intent: Intent | None,
        say: Say,
        now: datetime,
        *,
        expects_answer: bool = False,
        tell: bool = True,
    ) -> Turn:
        """The turn with this reply, of whose things and order the session speaks from now on."""
        if say is not session.last_said:  # what is repeated is said in the same words
            session.last_said, session.last_said_turn = say, session.turn
        variant = session.last_said_turn
        reply = self._replies.render(say.key, variant, now=now, tz=self._zone, **say.data)
        if "topic" in say.data:
            session.topic, session.topic_at = say.data["topic"], now
        if say.data.keys() & WITH_REASONS and not expects_answer:
            session.explained, session.explained_at = say, now
        if "on_list" in say.data:
            session.list, session.list_at = say.data["on_list"], now
        order = say.data.get("order")
        if say.key == "ordered" and session.unfound:
            self._remember(session, order)
        if order is not None and say.key != "why_bought":
            session.last_order = order if say.key in {"ordered", "change_how"} else None
            session.order_at = now
        if tell:
            self._tell(Replied(reply))
        return Turn(intent, reply, expects_answer)

    def _remember(self, session: Session, order: Order | None) -> None:
        """What was not found is called so by this household from now on."""
        if order is not None and len(order.lines) == 1:
            self._learn(session.unfound, order.lines[0].product_id, session.language)
        session.unfound = ""
