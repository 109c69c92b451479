"""A household in use: connected to its order service and loudspeaker, and talked to."""

import fcntl
import itertools
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from assistant.app.late_orders import LateWatch
from assistant.app.parts import App
from assistant.app.told import TOLD_FILE, Told
from assistant.bus.address import BrokerAddress
from assistant.bus.client import Client
from assistant.bus.hands import Callbacks, HouseHands
from assistant.bus.requester import Requester
from assistant.bus.running import find_running, reach
from assistant.core.messages import utc_now
from assistant.core.settings import Language
from assistant.dialog.places import Places
from assistant.dialog.session import Session
from assistant.house import House
from assistant.language.replies.reply import joined
from assistant.language.words.written import written_in
from assistant.skills.orders.announcing import Happening, Late
from assistant.turns import ByLanguage, Conversation, Saying, Talk, Turn
from assistant.voice import VoiceObserver

PLAYER_WAIT_S = 3.0
RUNNING = "running"
"""The kind of a broker that another process of this household has started."""


@dataclass
class Home:
    """A running house, seen from a conversation."""

    app: App
    address: BrokerAddress
    broker_kind: str

    @contextmanager
    def conversation(
        self,
        session: Session,
        *,
        observers: tuple[VoiceObserver, ...] = (),
        mute: Callable[[], None] = lambda: None,
        callbacks: Callbacks | None = None,
    ) -> Iterator[tuple[Talk, HouseHands]]:
        """Connect as the device `session.id` and talk in `session.language`."""
        settings = self.app.settings
        client = Client(self.address, f"{session.id}-{secrets.token_hex(3)}")
        requester = Requester(client, session.id, settings.data_dir / "requests" / session.id)
        hands = HouseHands(
            client,
            requester,
            device_id=session.id,
            loudspeaker=settings.music.loudspeaker,
            answer_timeout_s=settings.dialog.answer_timeout_s,
            mute=mute,
            callbacks=callbacks,
        )
        conversation = self._talk(session, hands, observers)
        with client, requester:
            yield conversation, hands

    def _talk(
        self, session: Session, hands: HouseHands, observers: tuple[VoiceObserver, ...]
    ) -> Talk:
        """A conversation in the session's language, or in each where either may be spoken."""
        app, places = self.app, Places()

        def talk(language: Language) -> Conversation:
            return Conversation(
                app.matcher(language),
                app.replies(language),
                lambda *scene: app.scene(*scene, player=hands.player),
                hands,
                app.notebook,
                question_s=app.settings.dialog.question_s,
                zone=app.time_zone,
                clock=utc_now,
                skills=app.skills,
                observers=observers,
                learn=app.learn_alias,
                judge=app.judge_price,
                places=places,
                guess=app.understanding.guesses(language).of,
            )

        if app.settings.household.language == "auto":
            return ByLanguage({each: talk(each) for each in app.settings.household.languages})
        return talk(session.language)

    @contextmanager
    def talk(
        self, language: Language | None = None, origin: Literal["voice", "text"] = "text"
    ) -> Iterator[Callable[[str], Turn]]:
        """A conversation of its own, in text: what is said in, the turn out.

        Without a `language` it is the household's; where that is either, the letters tell.
        """
        household = self.app.settings.household
        requests = self.app.settings.data_dir / "requests"
        with (
            claimed(requests, "chat") as device_id,
            self.conversation(
                session := Session(device_id, language or household.main_language)
            ) as (
                conversation,
                hands,
            ),
        ):
            self.app.make_ready()
            hands.wait_for_player(PLAYER_WAIT_S)

            def say(text: str) -> Turn:
                session.language = language or written_in(text, household, session.language)
                turn = conversation.take(session, Saying(text, origin))
                if self.broker_kind == RUNNING:  # the assistant that listens tells of prices
                    return turn
                late: list[Late] = []
                watch = self._late_watch(late.append)
                for answer in turn.answers:
                    if answer.order is not None:
                        watch.known(answer.order)
                watch.look()
                due: list[Happening] = [*late, *self.app.prices_due()]
                return _together(turn, [conversation.announce(session, each) for each in due])

            yield say

    def _late_watch(self, tell: Callable[[Late], None]) -> LateWatch:
        app = self.app
        told = Told(app.settings.data_dir / TOLD_FILE)
        return LateWatch(app.open_orders, told, tell, lambda: utc_now().astimezone(app.time_zone))


def _together(turn: Turn, news: Sequence[Turn]) -> Turn:
    """A turn with what is told besides; what asks something comes last."""
    said = sorted((*news, turn), key=lambda each: each.expects_answer)
    replies = [each.reply for each in said if each.reply is not None]
    if not news or not replies:
        return turn
    return replace(turn, reply=joined(replies), expects_answer=said[-1].expects_answer)


@contextmanager
def claimed(folder: Path, name: str) -> Iterator[str]:
    """An id that no other process uses now: `name`, `name-2`, ...

    The ids come round again, so that a request one process left unanswered is sent by the next.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number in itertools.count(1):
        device_id = name if number == 1 else f"{name}-{number}"
        with (folder / f"{device_id}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield device_id
            return


@contextmanager
def open_home(app: App) -> Iterator[Home]:
    """Start the house and everything in it; it ends with the context.

    What no part of it could do without is looked at first, so that it is told once.
    """
    app.catalog.count()
    app.time_zone  # noqa: B018 - raises where there is no such zone
    with House(app.settings) as house:
        yield Home(app, house.address, house.broker_kind)


@contextmanager
def join_home(app: App) -> Iterator[Home]:
    """The house that is running, or one started for the while."""
    settings = app.settings
    if find_running(settings.data_dir) is not None:
        yield Home(app, reach(settings.broker, settings.data_dir), RUNNING)
        return
    with open_home(app) as home:
        yield home
