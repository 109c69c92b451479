#!/bin/sh
# Makes .venv with the locked dependencies and the project itself. `make setup` calls it; it may be
# run again at any time.
set -eu
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

[ -x .venv/bin/python ] || "$python" -m venv .venv
pip() { .venv/bin/python -m pip --quiet --disable-pip-version-check "$@"; }
echo "installing the locked dependencies into .venv (about 1 GB with the speech models)"
pip install --require-hashes -r requirements.lock
pip install --no-deps --no-build-isolation --editable . 2>.setup.log || { cat .setup.log >&2; exit 1; }
# pip compiles what it installs, but nothing that is installed as it lies here: the first start would.
.venv/bin/python -m compileall -q assistant devices || true
touch .venv/ready
