"""Starts the servers that are measured, on loopback ports of their own, and reads what they use."""

import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

START_MAX_S = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A child process that answers HTTP. Use it as a context manager. SCRATCH in the command stands for
    a folder that goes with the server; when it does not start, the end of its log is shown.
    """

    def __init__(self, name: str, command: list[str], port: int):
        self.name, self.port = name, port
        self.scratch = tempfile.TemporaryDirectory(prefix=f"bench-{name}-")
        self.command = [part.replace("SCRATCH", self.scratch.name) for part in command]
        self.log = Path(self.scratch.name, "log")
        self.start_s = 0.0

    def __enter__(self) -> "Server":
        begin = time.monotonic()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log,
                                            cwd=self.scratch.name)
        while not self._healthy():
            if self.process.poll() is not None or time.monotonic() - begin > START_MAX_S:
                raise SystemExit(f"{self.name} did not start: {' '.join(self.command)}\n"
                                 + "\n".join(self.log.read_text(errors="replace").splitlines()[-20:]))
            time.sleep(0.005)
        self.start_s = time.monotonic() - begin
        return self

    def __exit__(self, *_) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.scratch.cleanup()

    def _healthy(self) -> bool:
        try:
            return self.get("/health", timeout=1) is not None
        except (urllib.error.URLError, OSError):
            return False

    def get(self, path: str, timeout: float = 10) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=timeout) as answer:
            return answer.read().decode()

    def rss_bytes(self) -> int:
        """Resident memory now."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        return 0

    def cpu_s(self) -> float:
        """Processor time that it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def metric(self, name: str) -> float:
        """Sum over the labels of one Prometheus metric; 0 where it is not there yet."""
        lines = self.get("/metrics").splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines
                   if line.split("{")[0].split(" ")[0] == name)


def ponder(program: Path, model: str, *flags: str, core: int | None = None) -> Server:
    """`ponder serve`, on one core where it is given; its data is thrown away."""
    port = free_port()
    pinned = [] if core is None else ["taskset", "-c", str(core)]
    return Server("ponder", [*pinned, str(program), "serve", "--model", model, "--port", str(port), "--data", "SCRATCH",
                             *flags], port)


def llama_server(program: Path, model: str, slots: int, *flags: str) -> Server:
    """llama.cpp's own server from the same source tree: its slots share one cache."""
    port = free_port()
    return Server("llama-server", [str(program), "-m", model, "--host", "127.0.0.1", "--port", str(port),
                                   "-np", str(slots), "-kvu", "-c", "32768", *flags], port)
