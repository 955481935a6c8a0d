"""Installs the Debian packages that are listed and missing; does nothing when all are there.

Usage: deps.py [LIST...]   (tools/debian-packages.txt when none is given)
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from places import ROOT, say, stop


def read_list(path: Path) -> list[str]:
    """One package a line; # starts a comment."""
    lines = (line.split("#")[0].strip() for line in path.read_text().splitlines())
    return [line for line in lines if line]


def missing_of(packages: list[str]) -> list[str]:
    """Those that dpkg does not know as installed."""
    shown = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Abbrev}\n", *packages],
        capture_output=True, text=True).stdout
    installed = {line.split()[0] for line in shown.splitlines() if line.split()[1:2] == ["ii"]}
    return [package for package in packages if package not in installed]


def install(packages: list[str]) -> None:
    """apt-get install, as root or through sudo."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if os.geteuid() == 0:
        prefix = ["env", "DEBIAN_FRONTEND=noninteractive"]
    elif shutil.which("sudo"):
        prefix = ["sudo", "env", "DEBIAN_FRONTEND=noninteractive"]
    else:
        stop("packages are missing and neither root nor sudo is at hand. Have this run as root:\n"
             f"  apt-get update && {' '.join(command)}")
    say(f"installing {len(packages)} Debian packages: {' '.join(packages)}")
    subprocess.run([*prefix, "apt-get", "update"], check=False)
    if subprocess.run([*prefix, *command]).returncode != 0:
        stop("apt-get failed, see above. The packages are for Debian 12; on another release "
             "install their like by hand (the list is in tools/debian-packages.txt).")


def main(arguments: list[str]) -> None:
    lists = [Path(a) for a in arguments] or [ROOT / "tools" / "debian-packages.txt"]
    packages = [package for path in lists for package in read_list(path)]
    if not shutil.which("dpkg-query") or not shutil.which("apt-get"):
        say(f"no apt-get here: install the like of these yourself: {' '.join(packages)}")
        return
    missing = missing_of(packages)
    if missing:
        install(missing)


if __name__ == "__main__":
    main(sys.argv[1:])
