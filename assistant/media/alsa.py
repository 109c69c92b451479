"""Keeps ALSA from writing pages of warnings to standard error where there is no sound card."""

import ctypes
import ctypes.util
from functools import cache

_HANDLER = ctypes.CFUNCTYPE(
    None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p
)


def _say_nothing(
    _file: bytes, _line: int, _function: bytes, _error: int, _text: bytes, *_more: object
) -> None:
    pass


_handler = _HANDLER(_say_nothing)  # ALSA keeps the pointer, so it must live as long


@cache
def quiet_alsa() -> None:
    """Do it, once; nothing where there is no ALSA."""
    name = ctypes.util.find_library("asound")
    if name is None:
        return
    try:
        ctypes.CDLL(name).snd_lib_error_set_handler(_handler)
    except (OSError, AttributeError):
        return
