import contextlib
import os
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from assistant.core.settings import Voice
from assistant.speech.speak import Pcm, Pyttsx3Synthesiser, VoiceError, make_synthesiser, read_wav

needs_espeak = pytest.mark.skipif(
    shutil.which("espeak-ng") is None,
    reason="espeak-ng is not installed: apt-get install espeak-ng",
)

FAKE = """
import json, sys, time, wave
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    if request["text"] == "hang":
        time.sleep(60)
    if request["text"] == "die":
        sys.exit(1)
    with wave.open(request["wav"], "wb") as file:
        file.setnchannels(1); file.setsampwidth(2); file.setframerate(22050)
        file.writeframes(bytes(2 * 100 * len(request["text"])))
    print(json.dumps({"wav": request["wav"]}), flush=True)
"""


def fake(timeout_s: float = 20.0) -> Pyttsx3Synthesiser:
    return Pyttsx3Synthesiser(Voice(), timeout_s, (sys.executable, "-c", FAKE))


def test_a_sentence_becomes_sound() -> None:
    voice = fake()
    pcm = voice.synthesise("hello", "en")
    assert (len(pcm.samples), pcm.rate) == (500, 22_050)
    assert len(voice.synthesise("", "en").samples) == 0
    voice.close()


@needs_espeak
def test_every_sentence_of_many_has_sound() -> None:
    voice = Pyttsx3Synthesiser(Voice())
    with contextlib.closing(voice):
        for number in range(20):
            english = voice.synthesise(
                "Ordered one. It comes on Wednesday. " * (number % 3 + 1), "en"
            )
            korean = voice.synthesise("세제 하나를 주문했어요.", "ko")
            assert english.seconds > 1
            assert korean.seconds > 1


def test_ctrl_c_in_the_terminal_does_not_reach_the_voice() -> None:
    with contextlib.closing(fake()) as voice:
        voice.warm_up()
        assert voice._process is not None
        assert os.getpgid(voice._process.pid) != os.getpgid(0)


def test_a_voice_that_hangs_is_replaced() -> None:
    voice = fake(timeout_s=0.3)
    with pytest.raises(VoiceError, match="started anew"):
        voice.synthesise("hang", "en")
    voice._timeout_s = 20.0
    assert voice.synthesise("hello", "en").seconds > 0
    voice.close()


def test_a_voice_that_dies_is_replaced() -> None:
    voice = fake()
    with pytest.raises(VoiceError, match="espeak-ng"):
        voice.synthesise("die", "en")
    assert voice.synthesise("hello", "en").seconds > 0
    voice.close()


def test_a_missing_library_is_named() -> None:
    broken = 'print(\'{"error": "libespeak.so.1: cannot open shared object file"}\')'
    voice = Pyttsx3Synthesiser(Voice(), 20.0, (sys.executable, "-c", broken))
    with pytest.raises(VoiceError, match=r"libespeak.*apt-get install espeak-ng"):
        voice.warm_up()
    voice.close()


def test_no_voice_is_no_error() -> None:
    assert make_synthesiser(Voice(engine="none")) is None


def test_sound_is_kept_as_it_is(tmp_path: Path) -> None:
    samples = np.arange(-50, 50, dtype=np.int16)
    Pcm(samples, 16_000).save(tmp_path / "reply.wav")
    again = read_wav(tmp_path / "reply.wav")
    assert again.rate == 16_000
    assert np.array_equal(again.samples, samples)
