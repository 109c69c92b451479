"""What a device tells its owner while it runs."""

import json
import sys
from typing import TextIO


class Diary:
    """Tells each happening in one line: JSON on standard output, or words on standard error."""

    def __init__(self, device_id: str, *, as_json: bool) -> None:
        self._device_id = device_id
        self._as_json = as_json

    def tell(self, event: str, **facts: object) -> None:
        """Write the line."""
        stream: TextIO = sys.stdout if self._as_json else sys.stderr
        if self._as_json:
            line = json.dumps({"device": self._device_id, "event": event, **facts})
        else:
            words = " ".join(f"{key}={value}" for key, value in facts.items())
            line = f"{self._device_id}: {event} {words}".rstrip()
        print(line, file=stream, flush=True)
