from pathlib import Path

import soundfile

from assistant.app.recorder import Recorder
from assistant.speech.listener import Utterance
from assistant.speech.recogniser import Transcript
from assistant.voice import Heard, Nothing

TRANSCRIPT = Transcript(text="stop", score=1.0, accepted=True, engine="whisper")
UTTERANCE = Utterance(
    transcript=TRANSCRIPT,
    wake_s=1.0,
    audio_s=0.5,
    endpoint_ms=640.0,
    latency_ms=10.0,
    audio=b"\x10\x00" * 8000,
)


def test_a_command_is_kept_with_its_words(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "recordings")
    recorder(Nothing())
    assert not (tmp_path / "recordings").exists()
    recorder(Heard(UTTERANCE, 0.0))
    (file,) = (tmp_path / "recordings").iterdir()
    with soundfile.SoundFile(file) as kept:
        assert kept.title == "stop"
        assert kept.frames == 8000


def test_where_it_cannot_be_kept_the_turn_goes_on(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    Recorder(blocked)(Heard(UTTERANCE, 0.0))
