"""Everybody a script's household has: people who speak, devices, a loudspeaker that obeys."""

import itertools
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from assistant.app import App
from assistant.app.late_orders import LateWatch
from assistant.app.told import TOLD_FILE, Told
from assistant.core.messages import (
    Answer,
    AnyRequest,
    PlayerCommand,
    PlayerState,
    PressSlot,
    ReportLevel,
)
from assistant.core.settings import Language
from assistant.dialog.places import Places
from assistant.dialog.session import Session
from assistant.scripting.clock import ScriptClock
from assistant.scripting.counter import Counter
from assistant.scripting.script import Speaker
from assistant.scripting.verdict import Outcome
from assistant.skills.orders.announcing import Happening, Late, worth_saying
from assistant.turns import Conversation, Saying, Turn, TurnEvent, Understood

VOLUME = 50
ANYBODY = Speaker("somebody", "home")
"""Who hears what the house announces."""


@dataclass
class CastHands:
    """What a conversation can do here: ask the real store, and an obedient loudspeaker."""

    counter: Counter
    player: PlayerState = field(
        default_factory=lambda: PlayerState(device_id="speaker", state="stopped", volume=VOLUME)
    )
    answers: list[Answer] = field(default_factory=list)
    told: list[PlayerCommand] = field(default_factory=list)

    def ask_store(self, request: AnyRequest) -> Answer | None:
        """The order service's answer."""
        answer = self.counter.ask(request)
        self.answers += [answer] if answer else []
        return answer

    def tell_player(self, command: PlayerCommand) -> bool:
        """Play, pause or stop, as a loudspeaker would say of itself."""
        self.told.append(command)
        track = self.player.track
        state: Literal["playing", "paused", "stopped"] = self.player.state
        match command.action:
            case "play":
                state, track = "playing", command.tracks[0] if command.tracks else None
            case "stop":
                state = "stopped"
            case "pause":
                state = "paused"
            case "resume" if state == "paused":
                state = "playing"
        self.player = PlayerState(
            device_id="speaker",
            state=state,
            volume=VOLUME,
            track=track,
            command_id=command.command_id,
        )
        return True

    def mute_microphone(self) -> None:
        """There is none to close."""


class Cast:
    """Plays the turns of one script on one household."""

    def __init__(self, app: App, counter: Counter, clock: ScriptClock, language: Language) -> None:
        self._app = app
        self._clock = clock
        self._counter = counter
        self._language = language
        self._numbers = itertools.count(1)
        self._heard: list[Understood] = []
        self._hands = CastHands(counter)
        self._places = Places()
        self._overdue: list[Late] = []
        self._late = LateWatch(
            app.open_orders,
            Told(app.settings.data_dir / TOLD_FILE),
            self._overdue.append,
            lambda: clock().astimezone(app.time_zone),
        )
        self._session = cache(self._new_session)
        self._conversation = cache(self._new_conversation)

    def speak(
        self, text: str, speaker: Speaker, language: Language, origin: Literal["voice", "text"]
    ) -> Turn:
        """One utterance of one person."""
        return self._conversation(language).take(
            self._session(speaker, language), Saying(text, origin)
        )

    def awaited(self, speaker: Speaker, language: Language) -> bool:
        """Whether this person was asked something, so that no wake word is needed."""
        return self._session(speaker, language).open_question(self._clock()) is not None

    def press(self, device_id: str, slot: str) -> None:
        """A person presses a device's button."""
        request_id = self._request_id(device_id)
        now = self._clock()
        self._ask(PressSlot(request_id=request_id, device_id=device_id, at=now, slot=slot))

    def level(self, device_id: str, slot: str, fraction: float) -> None:
        """A device measures how full it is."""
        self._ask(
            ReportLevel(
                request_id=self._request_id(device_id),
                device_id=device_id,
                at=self._clock(),
                slot=slot,
                remaining=100 * fraction,
                capacity=100,
                unit="percent",
            )
        )

    def outcome(self, turn: Turn | None) -> Outcome:
        """What the turn brought about, with what the house announces by itself."""
        events = [event for event in self._counter.settle() if worth_saying(event)]
        for answer in turn.answers if turn else ():
            if answer.order is not None:
                self._late.known(answer.order)
        self._late.look()
        happened: list[Happening] = [*events, *self._overdue]
        self._overdue.clear()
        announced = [
            self._conversation(self._language).announce(
                self._session(ANYBODY, self._language), event
            )
            for event in happened
        ]
        said = [each.reply.text for each in (turn, *announced) if each and each.reply]
        heard, self._heard = self._heard, []
        answers, self._hands.answers = tuple(self._hands.answers), []
        told, self._hands.told = self._hands.told, []
        return Outcome(
            heard=" / ".join(dict.fromkeys(each.text for each in heard)) if heard else None,
            intent=turn.intent if turn else None,
            reply=" ".join(said) or None,
            asks=any(each.expects_answer for each in (turn, *announced) if each),
            answers=answers,
            player=told[-1].action if told else None,
        )

    def _ask(self, request: AnyRequest) -> None:
        self._hands.ask_store(request)

    def _request_id(self, device_id: str) -> str:
        return f"{device_id}-{next(self._numbers)}"

    def _new_session(self, speaker: Speaker, language: Language) -> Session:
        id_ = speaker.name if speaker.place == ANYBODY.place else "-".join(speaker)
        return Session(id_, language, person=speaker.name)

    def _new_conversation(self, language: Language) -> Conversation:
        app = self._app
        return Conversation(
            app.matcher(language),
            app.replies(language),
            lambda *scene: app.scene(*scene, player=self._hands.player),
            self._hands,
            app.notebook,
            question_s=app.settings.dialog.question_s,
            zone=app.time_zone,
            clock=self._clock,
            skills=app.skills,
            observers=(self._note,),
            learn=app.learn_alias,
            places=self._places,
            guess=app.understanding.guesses(language).of,
        )

    def _note(self, event: TurnEvent) -> None:
        if isinstance(event, Understood):
            self._heard.append(event)
