"""The microphone path against a virtual sound card: what is played into it wakes the assistant."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

RECORDING = Path(__file__).parents[2] / "config/demo/en/01-alexa-reorder-detergent.flac"
NEEDED = ("pulseaudio", "pactl", "paplay")

LISTEN = """
import time
from assistant.speech.microphone import MicrophoneSource, microphones
from assistant.speech.wake import MicroWakeWord
assert any("pulse" in each.name for each in microphones()), microphones()
wake = MicroWakeWord()
with MicrophoneSource("pulse") as source:
    print("recording", flush=True)
    until = time.monotonic() + 20
    for frame in source:
        heard = wake.feed(frame)
        if heard is not None:
            print("woken", flush=True)
            break
        assert time.monotonic() < until, "not woken"
"""

pytestmark = pytest.mark.skipif(
    any(shutil.which(program) is None for program in NEEDED),
    reason="needs a virtual sound card: apt-get install pulseaudio pulseaudio-utils "
    "libasound2-plugins libportaudio2",
)


@pytest.fixture
def sound_card(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a private PulseAudio whose loudspeaker is its microphone."""
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    environ = {
        **os.environ,
        "XDG_RUNTIME_DIR": str(runtime),
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
    }
    for name in ("PULSE_SERVER", "PULSE_RUNTIME_PATH", "DBUS_SESSION_BUS_ADDRESS"):
        environ.pop(name, None)
    server = subprocess.Popen(
        [
            *("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"),
            "--load=module-native-protocol-unix",
            "--load=module-null-sink sink_name=virt",
        ],
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(environ, server)
        for choice in (("set-default-source", "virt.monitor"), ("set-default-sink", "virt")):
            subprocess.run(["pactl", *choice], env=environ, check=True, timeout=10)
        yield environ
    finally:
        server.terminate()
        server.wait(timeout=10)


def wait_for(environ: dict[str, str], server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 10
    while subprocess.run(
        ["pactl", "info"], env=environ, check=False, capture_output=True
    ).returncode:
        if server.poll() is not None or time.monotonic() > until:
            pytest.skip("PulseAudio does not start here")
        time.sleep(0.05)


def test_a_recording_played_into_the_microphone_wakes(sound_card: dict[str, str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LISTEN],
        env=sound_card,
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as ears:
        assert ears.stdout is not None
        assert ears.stderr is not None
        line = ears.stdout.readline()
        assert line == "recording\n", ears.stderr.read()
        subprocess.run(
            ["paplay", "-d", "virt", str(RECORDING)], env=sound_card, check=True, timeout=30
        )
        assert ears.stdout.readline() == "woken\n", ears.stderr.read()
