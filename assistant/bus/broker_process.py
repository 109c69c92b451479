"""A broker as a process of this machine: how it is started, and when it answers."""

import os
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

from assistant.bus.address import BrokerAddress
from assistant.core.errors import BrokerError

START_S = 10.0
CHILD = Path(__file__).with_name("broker_child.py")
CONNECT = b"\x10\x13\x00\x04MQTT\x05\x02\x00\x05\x00\x00\x06starts"
"""An MQTT 5 CONNECT, clean start, keep-alive 5 s, client id `starts`."""


class BrokerProcess:
    """A broker process and how to start it (again)."""

    def __init__(self, address: BrokerAddress, data_dir: Path, command: list[str]) -> None:
        self.address = address
        self.data_dir = data_dir
        self.command = command
        self.log_file = data_dir / "run" / "broker.log"

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start it; what it says goes into the log file."""
        with self.log_file.open("wb") as output:
            return subprocess.Popen(
                [sys.executable, "-I", str(CHILD), str(os.getpid()), *self.command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C in the terminal is for us; we end it in order
            )

    def last_words(self) -> str:
        """The last line it wrote."""
        lines = self.log_file.read_text("utf-8", "replace").strip().splitlines()
        return lines[-1].strip() if lines else "it said nothing"

    def await_answer(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until it takes connections; `BrokerError` where it ends or says nothing."""
        deadline = time.monotonic() + START_S
        while not _answers(self.address):
            if process.poll() is not None:
                raise BrokerError(self.last_words())
            if time.monotonic() > deadline:
                raise BrokerError(f"no answer within {START_S:.0f} s: {self.last_words()}")
            time.sleep(0.005)


def _answers(address: BrokerAddress) -> bool:
    """Whether an MQTT 5 broker accepts a connection there."""
    try:
        with socket.create_connection((address.host, address.port), timeout=1.0) as plain:
            if not address.tls:
                return _greets(plain)
            context = ssl.create_default_context(cafile=address.ca or None)
            with context.wrap_socket(plain, server_hostname=address.host) as private:
                return _greets(private)
    except ssl.SSLCertVerificationError as error:
        raise BrokerError(f"its certificate is not good: {error.verify_message}") from error
    except OSError:
        return False


def _greets(connection: socket.socket) -> bool:
    """Whether it answers a CONNECT, be it by declining a client without a name."""
    connection.sendall(CONNECT)
    return connection.recv(1) == b"\x20"  # CONNACK
