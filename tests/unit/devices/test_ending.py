"""A process that ends on a signal ends in order, whenever the signal comes and whoever gets it."""

import os
import signal
import threading
from collections.abc import Callable

import pytest

from assistant.core.errors import BrokerError
from devices.ending import ENDING, run_until_ended


class Running:
    """Says what became of it; `while_starting` happens while it starts."""

    def __init__(self, while_starting: Callable[[], None]) -> None:
        self._while_starting = while_starting
        self.said: list[str] = []

    def start(self) -> None:
        self._while_starting()
        self.said.append("started")

    def stop(self) -> None:
        self.said.append("stopped")


@pytest.mark.parametrize("number", sorted(ENDING))
def test_a_signal_that_comes_while_it_starts_ends_it_in_order(number: signal.Signals) -> None:
    running = Running(lambda: os.kill(os.getpid(), number))
    assert run_until_ended("one", lambda: running, with_parent=None) == 0
    assert running.said == ["started", "stopped"]


def test_a_signal_that_another_thread_gets_ends_it_too() -> None:
    def tell() -> None:
        signal.pthread_kill(threading.get_ident(), signal.SIGTERM)

    other = threading.Timer(0.05, tell)
    running = Running(other.start)
    assert run_until_ended("one", lambda: running, with_parent=None) == 0
    assert running.said == ["started", "stopped"]
    other.join()


def test_what_cannot_start_is_one_line_and_leaves_the_handlers_as_they_were(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail() -> None:
        raise BrokerError("nobody is there")

    before = [signal.getsignal(number) for number in ENDING]
    running = Running(fail)
    code = run_until_ended("one", lambda: running, with_parent=None)
    assert code == BrokerError.exit_code
    assert capsys.readouterr().err == "one: nobody is there\n"
    assert [signal.getsignal(number) for number in ENDING] == before
