"""A child process that must not outlive its parent."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
"""From linux/prctl.h."""


def end_with_parent() -> None:
    """Get SIGTERM when the thread that started this process ends, however it ends (prctl(2)).

    Elsewhere than on Linux nothing happens: the parent's own clean end must do.
    """
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == 1:
        # It was gone before we asked.
        os.kill(os.getpid(), signal.SIGTERM)
