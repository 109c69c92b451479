"""A spoken code on its way from the ear to the conversation: shown to nobody, kept nowhere."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from assistant.app.recorder import Recorder
from assistant.dialog.session import Session
from assistant.dialog.steps import Ask, Option, Question, Say
from assistant.speech.listener import NothingSaid, Utterance
from assistant.speech.recogniser import Transcript
from assistant.turns import HIDDEN, Saying, Turn
from assistant.voice import Heard, VoiceAssistant, VoiceEvent

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Conversation:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def take(self, _session: Session, said: Saying) -> Turn:
        self.texts.append(said.text)
        return Turn(None, None)


def utterance(text: str, *, accepted: bool = True, free: str | None = None) -> Utterance:
    transcript = Transcript(
        text=text, score=0.9, accepted=accepted, engine="whisper", free_text=free
    )
    return Utterance(
        transcript=transcript,
        wake_s=None,
        audio_s=1.0,
        endpoint_ms=100.0,
        latency_ms=10.0,
        audio=b"\1\0" * 800,
    )


class Assistant:
    """A voice assistant without sound."""

    def __init__(self, *observers: Any, listener: Any = None, code: Any = None) -> None:
        self.events: list[VoiceEvent] = []
        self.session = Session("assistant", "en")
        self.conversation = Conversation()
        nothing: Any = None
        talk: Any = self.conversation
        self.voice = VoiceAssistant(
            listener,
            talk,
            nothing,
            nothing,
            observers=(self.events.append, *observers),
            session=self.session,
            follow_up_s=0.0,
            code_recogniser=code,
        )

    def ask_code(self) -> None:
        question = Question(lambda _: Say("x"), (Option("o", ()),), code=lambda _: Say("x"))
        self.session.ask(Ask(Say("code_asked"), question), NOW, timedelta(seconds=20))

    def hear(self, heard: Utterance) -> str:
        self.voice._react(heard)
        self.voice._turn(heard)
        return self.conversation.texts[-1]

    @property
    def shown(self) -> list[Heard]:
        return [event for event in self.events if isinstance(event, Heard)]


def test_what_may_be_a_code_is_hidden(tmp_path: Path) -> None:
    assistant = Assistant(Recorder(tmp_path / "recordings"))
    assistant.ask_code()
    heard = utterance("four two seven one", free="4271")
    assert assistant.hear(heard) == "four two seven one"
    (shown,) = assistant.shown
    assert shown.utterance.transcript.text == HIDDEN
    assert shown.utterance.transcript.free_text is None
    assert shown.utterance.audio == b""
    assert not (tmp_path / "recordings").exists()


def test_everything_else_is_shown_and_kept_where_the_owner_wants_it(tmp_path: Path) -> None:
    assistant = Assistant(Recorder(tmp_path / "recordings"))
    assistant.hear(utterance("reorder detergent"))
    assert assistant.shown[0].utterance.transcript.text == "reorder detergent"
    assert len(list((tmp_path / "recordings").iterdir())) == 1


def test_digits_that_are_no_sentence_count_only_where_a_code_is_asked_for() -> None:
    assistant = Assistant()
    unsure = utterance("4 2 7 1", accepted=False)
    assert assistant.hear(unsure) == ""
    assistant.ask_code()
    assert assistant.hear(unsure) == "4 2 7 1"
    assert assistant.hear(utterance("cancel", accepted=False, free="council")) == "council"
    grammar = utterance("for you", accepted=False, free="four two seven one")
    assert assistant.hear(grammar) == "four two seven one"


def test_digits_are_expected_while_a_code_is_asked_for_and_no_longer() -> None:
    listener = SimpleNamespace(recogniser="usual")
    assistant = Assistant(listener=listener, code="digits")
    assistant.ask_code()
    assistant.voice._speak(Turn(None, None))
    assert listener.recogniser == "digits"
    assistant.session.settle()
    assistant.voice._speak(Turn(None, None))
    assert listener.recogniser == "usual"
    assistant.ask_code()
    assistant.voice._speak(Turn(None, None))
    assistant.voice._take(NothingSaid(at_s=9.0, wake_s=None))
    assert listener.recogniser == "usual"
