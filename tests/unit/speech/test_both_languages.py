"""Two recognisers at once: the surer one is believed, and only what is understood counts."""

from collections.abc import Mapping
from typing import Literal

import pytest

from assistant.core.settings import Language
from assistant.speech.both_languages import BothLanguages
from assistant.speech.recogniser import Decoding, Outlook, Transcript

Engine = Literal["vosk", "whisper"]


class Hears:
    """A recogniser that has heard something."""

    def __init__(
        self,
        language: Language,
        engine: Engine,
        text: str,
        score: float,
        looks: Outlook = Outlook.OPEN,
    ) -> None:
        self.language: Language = language
        self.engine = engine
        self.looks = looks
        self.calls: list[str] = []
        self._heard = Transcript(text=text, score=score, accepted=score > 0, engine=engine)

    def start(self, preroll: bytes = b"") -> Decoding:
        self.calls.append(f"start {len(preroll)}")
        return self

    def feed(self, frame: bytes) -> None:
        self.calls.append(f"feed {len(frame)}")

    def pause(self) -> None:
        self.calls.append("pause")

    def resume(self) -> None:
        self.calls.append("resume")

    def outlook(self) -> Outlook:
        return self.looks

    def finish(self) -> Transcript:
        self.calls.append("finish")
        return self._heard

    def cancel(self) -> None:
        self.calls.append("cancel")


MEANT: Mapping[str, float] = {"stop": 1.0, "그만": 1.0, "order odd things": 0.75}


def heard(one: Hears, other: Hears) -> Transcript:
    both = BothLanguages(one, other, lambda text, _: MEANT.get(text, 0.0))
    return both.start(b"12").finish()


@pytest.mark.parametrize(
    ("english", "korean", "language", "text"),
    [
        (("stop", 0.95), ("스 탑", 0.3), "en", "stop"),
        (("come on", 0.8), ("그만", 0.9), "ko", "그만"),
        (("stop", 0.55), ("그만", 0.9), "ko", "그만"),
        (("stop", 0.95), ("그만", 0.65), "en", "stop"),
        (("order odd things", 0.6), ("그만", 0.9), "ko", "그만"),
    ],
)
def test_the_surer_one_of_those_that_are_understood(
    english: tuple[str, float], korean: tuple[str, float], language: Language, text: str
) -> None:
    found = heard(Hears("en", "whisper", *english), Hears("ko", "vosk", *korean))
    assert (found.language, found.text, found.accepted) == (language, text, True)


def test_what_neither_understands_is_refused_in_the_first_language() -> None:
    found = heard(Hears("en", "whisper", "what a day", 0.9), Hears("ko", "vosk", "오늘", 0.9))
    assert (found.language, found.text, found.accepted) == ("en", "what a day", False)


def test_both_are_fed_paused_and_cancelled() -> None:
    one, other = Hears("en", "whisper", "", 0), Hears("ko", "vosk", "", 0, Outlook.UNFINISHED)
    decoding = BothLanguages(one, other, lambda *_: 0.0).start(b"1234")
    decoding.feed(b"56")
    decoding.pause()
    decoding.resume()
    assert decoding.outlook() is Outlook.UNFINISHED
    decoding.cancel()
    assert one.calls == other.calls == ["start 4", "feed 2", "pause", "resume", "cancel"]


@pytest.mark.parametrize(
    ("english", "korean", "together"),
    [
        (Outlook.COMPLETE, Outlook.OPEN, Outlook.COMPLETE),
        (Outlook.OPEN, Outlook.COMPLETE, Outlook.COMPLETE),
        (Outlook.COMPLETE, Outlook.UNFINISHED, Outlook.COMPLETE),
        (Outlook.UNFINISHED, Outlook.OPEN, Outlook.UNFINISHED),
        (Outlook.OPEN, Outlook.OPEN, Outlook.OPEN),
    ],
)
def test_what_is_complete_in_one_language_does_not_wait_for_a_sentence_begun_in_the_other(
    english: Outlook, korean: Outlook, together: Outlook
) -> None:
    one = Hears("en", "whisper", "stop", 0.9, english)
    other = Hears("ko", "vosk", "", 0, korean)
    assert BothLanguages(one, other, lambda *_: 1.0).start().outlook() is together


@pytest.mark.parametrize(("score", "waited_for"), [(0.9, False), (0.65, True)])
def test_whisper_is_waited_for_only_where_a_whole_korean_command_is_not_sure(
    *, score: float, waited_for: bool
) -> None:
    english = Hears("en", "whisper", "come on", 0.9)
    korean = Hears("ko", "vosk", "그만", score, Outlook.COMPLETE)
    decoding = BothLanguages(english, korean, lambda text, _: MEANT.get(text, 0.0)).start()
    assert decoding.outlook() is Outlook.COMPLETE
    assert decoding.finish().text == "그만"
    assert ("finish" in english.calls, "cancel" in english.calls) == (waited_for, not waited_for)


def test_who_goes_on_after_a_whole_command_is_heard_by_both() -> None:
    english = Hears("en", "whisper", "stop", 0.9)
    korean = Hears("ko", "vosk", "그만", 0.9, Outlook.COMPLETE)
    decoding = BothLanguages(english, korean, lambda *_: 1.0).start()
    assert decoding.outlook() is Outlook.COMPLETE
    decoding.resume()
    decoding.finish()
    assert "finish" in english.calls
