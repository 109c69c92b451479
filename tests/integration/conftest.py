"""A household on the command line; a sound card that needs none: a private PulseAudio."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant.cli import commands

NEEDED = ("pulseaudio", "pactl", "paplay", "parec")
WHY = (
    "needs a virtual sound card: apt-get install pulseaudio pulseaudio-utils "
    "libasound2-plugins libportaudio2"
)


@pytest.fixture
def environ(data_dir: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a household without devices and without settings."""
    return {
        "ASSISTANT_PATHS_DATA": str(data_dir),
        "ASSISTANT_BROKER_PORT": "0",
        "ASSISTANT_DEVICES_SIMULATED": "[]",
        "XDG_CONFIG_HOME": str(tmp_path / "no-config"),
    }


@pytest.fixture
def run(environ: dict[str, str]) -> Callable[..., Result]:
    """`run("orders", "--json", stdin="")`: a command in that environment."""

    def invoke(*words: str | Path, stdin: bytes | str = "") -> Result:
        arguments = [str(word) for word in words]
        return CliRunner().invoke(commands, arguments, input=stdin, env=environ)

    return invoke


@pytest.fixture
def sound_server(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a private PulseAudio, in which there is no device yet."""
    if any(shutil.which(program) is None for program in NEEDED):
        pytest.skip(WHY)
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
        ],
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(environ, server)
        yield environ
    finally:
        server.terminate()
        server.wait(timeout=10)


@pytest.fixture
def sound_card(sound_server: dict[str, str]) -> dict[str, str]:
    """Its loudspeaker is its microphone."""
    pactl(sound_server, "load-module", "module-null-sink", "sink_name=virt")
    pactl(sound_server, "set-default-source", "virt.monitor")
    pactl(sound_server, "set-default-sink", "virt")
    return sound_server


@pytest.fixture
def room(sound_server: dict[str, str]) -> dict[str, str]:
    """A loudspeaker `room`, and a microphone that hears it and whoever speaks into `mic`."""
    for name in ("room", "mic"):
        pactl(sound_server, "load-module", "module-null-sink", f"sink_name={name}")
    pactl(
        sound_server,
        *("load-module", "module-loopback", "source=room.monitor", "sink=mic"),
        *("latency_msec=40", "adjust_time=0"),
    )
    pactl(sound_server, "set-default-source", "mic.monitor")
    pactl(sound_server, "set-default-sink", "room")
    return sound_server


def pactl(environ: dict[str, str], *arguments: str) -> None:
    subprocess.run(
        ["pactl", *arguments], env=environ, check=True, timeout=10, stdout=subprocess.DEVNULL
    )


def _wait_for(environ: dict[str, str], server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 10
    while subprocess.run(
        ["pactl", "info"], env=environ, check=False, capture_output=True
    ).returncode:
        if server.poll() is not None or time.monotonic() > until:
            pytest.skip("PulseAudio does not start here")
        time.sleep(0.05)
