from assistant.core.settings import Endpoint as EndpointSettings
from assistant.speech.endpoint import Endpoint, Endpointer
from assistant.speech.recogniser import Outlook

SETTINGS = EndpointSettings(silence_ms=640, nothing_said_s=2.0, longest_command_s=4.0)


def run(probabilities: list[float], endpointer: Endpointer | None = None) -> list[Endpoint]:
    """What changes, without the frames that change nothing."""
    endpointer = endpointer or Endpointer(SETTINGS)
    dull = {Endpoint.WAITING, Endpoint.SPEAKING}
    return [c for p in probabilities if (c := endpointer.feed(p)) not in dull]


def test_a_command_starts_pauses_and_ends_after_the_silence() -> None:
    endpointer = Endpointer(SETTINGS)
    changes = run([0.0] * 5 + [0.9] * 20 + [0.0] * 20, endpointer)
    assert changes == [Endpoint.STARTED, Endpoint.PAUSED, Endpoint.ENDED]
    assert round(endpointer.silence_s, 3) == 0.64


def test_speech_after_a_pause_goes_on() -> None:
    changes = run([0.9] * 10 + [0.0] * 10 + [0.9] * 5 + [0.0] * 20)
    paused, resumed = Endpoint.PAUSED, Endpoint.RESUMED
    assert changes == [Endpoint.STARTED, paused, resumed, paused, Endpoint.ENDED]


def test_silence_is_nothing_said() -> None:
    assert run([0.1] * 63) == [Endpoint.NOTHING_SAID]


def test_a_click_is_no_speech() -> None:
    assert run([0.0] * 5 + [0.9] + [0.0] * 57) == [Endpoint.NOTHING_SAID]


def test_the_tail_of_the_wake_word_is_no_speech() -> None:
    endpointer = Endpointer(SETTINGS, ignore_s=0.25)
    assert run([0.9] * 4 + [0.0] * 59, endpointer) == [Endpoint.NOTHING_SAID]


def test_a_command_right_behind_the_wake_word_starts() -> None:
    assert run([0.9] * 10, Endpointer(SETTINGS, ignore_s=0.25)) == [Endpoint.STARTED]


def test_endless_speech_is_cut() -> None:
    assert run([0.9] * 125)[-1] is Endpoint.ENDED


def test_speech_that_has_begun_goes_on_at_a_lower_probability() -> None:
    assert run([0.9] * 10 + [0.4] * 40) == [Endpoint.STARTED]


def test_whoever_goes_on_after_a_pause_is_not_cut() -> None:
    endpointer = Endpointer(SETTINGS)
    looks = [Outlook.UNFINISHED]
    frames = [0.9] * 10 + [0.0] * 30 + [0.9] * 10
    changes = [endpointer.feed(probability, lambda: looks[0]) for probability in frames]
    assert Endpoint.ENDED not in changes
    looks[0] = Outlook.COMPLETE
    assert [endpointer.feed(0.0, lambda: looks[0]) for _ in range(12)][-1] is Endpoint.ENDED


def test_nobody_is_asked_before_there_is_enough_silence() -> None:
    endpointer = Endpointer(SETTINGS)

    def outlook() -> Outlook:
        raise AssertionError("asked too early")

    for probability in [0.9] * 10 + [0.0] * 11 + [0.9] * 5:
        endpointer.feed(probability, outlook)
