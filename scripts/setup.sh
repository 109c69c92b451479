#!/bin/sh
# Makes .venv with the locked dependencies, and installs the Debian packages that sound needs where
# it may. `make setup` calls it; it may be run again at any time.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}

"$python" - <<'CHECK'
import sys
if sys.version_info < (3, 11):
    sys.exit(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}; set PYTHON=python3.12")
try:
    import ensurepip, venv
except ImportError:
    sys.exit("Python's venv module is missing: sudo apt-get install python3-venv")
CHECK

# espeak-ng speaks, libportaudio2 hears, mosquitto carries the messages.
missing=""
command -v espeak-ng >/dev/null 2>&1 || missing="$missing espeak-ng"
ldconfig -p 2>/dev/null | grep -q libportaudio.so.2 || missing="$missing libportaudio2"
PATH="$PATH:/usr/sbin" command -v mosquitto >/dev/null 2>&1 || missing="$missing mosquitto"
if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "installing$missing"
        # Debian starts mosquitto as a system service on installation; the assistant runs its own.
        # shellcheck disable=SC2086
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $missing; } \
            >.setup.log 2>&1 || echo "could not install$missing (see .setup.log); the assistant does without"
    else
        echo "for sound and a faster broker: sudo apt-get install$missing"
    fi
fi

[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . >.setup.log 2>&1 \
    || { cat .setup.log >&2; exit 1; }
touch .venv/ready
