"""The client over TLS, against a mosquitto with a certificate of its own authority."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest

from assistant.bus import topics
from assistant.bus.address import BrokerAddress
from assistant.bus.broker import find_mosquitto
from assistant.bus.client import Client, Delivery
from assistant.bus.running import accepts
from assistant.core.errors import BrokerError
from assistant.core.messages import Answer

TOPIC = topics.answers("x")


@pytest.fixture
def address(tmp_path: Path) -> Iterator[BrokerAddress]:
    """A mosquitto that speaks TLS only."""
    program, openssl = find_mosquitto(), shutil.which("openssl")
    if program is None or openssl is None:
        pytest.skip("needs mosquitto and openssl (apt install mosquitto openssl)")
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=IP:127.0.0.1"],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    config = tmp_path / "mosquitto.conf"
    config.write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous true\nuser root\n"
        f"certfile {tmp_path}/cert.pem\nkeyfile {tmp_path}/key.pem\n"
    )
    mosquitto = subprocess.Popen([program, "-c", str(config)], stderr=subprocess.DEVNULL)
    address = BrokerAddress("127.0.0.1", port, tls=True)
    give_up_at = time.monotonic() + 10
    while not accepts(address) and time.monotonic() < give_up_at:
        time.sleep(0.02)
    yield address
    mosquitto.terminate()
    mosquitto.wait()


def test_messages_pass_both_ways_from_several_threads(
    address: BrokerAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    heard: SimpleQueue[Delivery] = SimpleQueue()
    listener, speaker = Client(address, "listener"), Client(address, "speaker")
    listener.subscribe(TOPIC, heard.put)
    with listener, speaker:
        for number in range(500):
            speaker.publish(TOPIC, Answer(request_id=f"r{number}", status="noted", reason="x" * 99))
        got = [heard.get(timeout=10).message for _ in range(500)]
    assert [m.request_id for m in got if isinstance(m, Answer)] == [f"r{i}" for i in range(500)]


def test_a_certificate_nobody_vouches_for_is_refused(address: BrokerAddress) -> None:
    with pytest.raises(BrokerError, match=r"certificate verify failed|self.signed"):
        Client(address, "x").start(timeout_s=1)
