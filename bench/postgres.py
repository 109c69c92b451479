"""A PostgreSQL server of one's own: a new cluster in a temporary folder, on a Unix socket only."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

PROGRAMS = "/usr/lib/postgresql"
START_S = 30.0


def find_programs() -> Path | None:
    """The folder with `initdb` and `postgres`; Debian keeps it out of PATH."""
    found = sorted(Path(PROGRAMS).glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


class PrivateServer:
    """A running server; its data folder stays when it is killed, so that it can be started again.

    Attributes:
        address: a `postgresql://` URL of the database for the superuser.
    """

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        # PostgreSQL refuses to run as root.
        self._user = "postgres" if os.geteuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None
        self.address = f"postgresql://owner@/postgres?host={folder}"

    def make(self) -> None:
        """Make the cluster."""
        if self._user is not None:
            shutil.chown(self._folder, pwd.getpwnam(self._user).pw_uid)
        self._run("initdb", "-D", str(self._data), "-U", "owner", "-A", "trust", "-E", "UTF8",
                  "--locale=C", "--no-instructions")  # fmt: skip

    def start(self) -> None:
        """Start it and wait until it answers; after a kill its memory may be held for a moment."""
        give_up_at = time.monotonic() + START_S
        self._spawn()
        while True:
            try:
                psycopg.connect(self.address, connect_timeout=2).close()
            except psycopg.OperationalError:
                if time.monotonic() > give_up_at:
                    raise
                if self._process is not None and self._process.poll() is not None:
                    self._spawn()
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        """`kill -9`."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def restart(self) -> None:
        """`kill -9`, and start again."""
        self.kill()
        self.start()

    def stop(self) -> None:
        """End it at once; nothing of it is needed any more."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(3)  # SIGQUIT: immediate shutdown
            self._process.wait()

    def database(self) -> str:
        """The address of a new, empty database."""
        name = f"orders_{uuid4().hex}"
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.address.replace("/postgres?", f"/{name}?")

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """Look into it."""
        with psycopg.connect(self.address) as connection:
            return connection.execute(sql.encode()).fetchall()

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _spawn(self) -> None:
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self._programs / "postgres"), "-D", str(self._data), "-k", str(self._folder),
                 "-c", "listen_addresses=", "-c", "max_connections=50"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, user=self._user,
                cwd=self._folder,
            )  # fmt: skip

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        subprocess.run(command, check=True, capture_output=True, user=self._user, cwd=self._folder)


@contextmanager
def private_server(programs: Path) -> Iterator[PrivateServer]:
    """A new cluster, running, removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="orders-pg-", dir="/tmp"))  # a socket's path is short
    server = PrivateServer(programs, folder)
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
