"""Ending on SIGTERM and Ctrl-C, whichever thread of the process the system hands the signal to.

A Python signal handler runs only once the main thread wakes up, which a signal that went to
another thread does not make it do; so the signals are held back for all threads and waited for.
"""

import signal

ENDING = frozenset({signal.SIGTERM, signal.SIGINT})


def hold_ending() -> None:
    """Keep the signals for `wait_for_ending`; call it before any thread is started."""
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)


def wait_for_ending() -> None:
    """Return once this process has been told to end."""
    signal.sigwait(ENDING)
