"""Configures a CMake preset where needed and builds targets of it, with the compiler cache set up.

Usage: build.py PRESET [TARGET...]   PONDER_CMAKE_FLAGS="-DGGML_CUDA=ON" adds flags.
       build.py peers                llama.cpp's own programs into build/peers/bin, to measure against
"""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import fetch_llama
from places import BUILD, ROOT, build_environment, say, stop

FOLDERS = {"release": BUILD, "asan": BUILD / "asan", "tsan": BUILD / "tsan", "work": BUILD / "work",
           "fuzz": BUILD / "fuzz"}
PEERS = ["llama-server", "llama-bench", "llama-batched-bench", "llama-mtmd-cli"]
PEER_FLAGS = ["-DCMAKE_BUILD_TYPE=Release", "-DBUILD_SHARED_LIBS=OFF", "-DLLAMA_BUILD_TESTS=OFF",
              "-DLLAMA_BUILD_EXAMPLES=OFF", "-DLLAMA_BUILD_APP=OFF", "-DLLAMA_BUILD_UI=OFF",
              "-DLLAMA_USE_PREBUILT_UI=OFF", "-DLLAMA_BUILD_TOOLS=ON", "-DLLAMA_BUILD_SERVER=ON",
              "-DLLAMA_BUILD_COMMON=ON", "-DLLAMA_BUILD_MTMD=ON",
              "-DLLAMA_ALL_WARNINGS=OFF", "-DGGML_ALL_WARNINGS=OFF",
              "-DCMAKE_CXX_STANDARD=20", "-DCMAKE_CXX_EXTENSIONS=OFF"]  # As the product builds it.
COMPILERS = ["-DCMAKE_C_COMPILER=clang-19", "-DCMAKE_CXX_COMPILER=clang++-19",
             "-DCMAKE_C_COMPILER_LAUNCHER=ccache", "-DCMAKE_CXX_COMPILER_LAUNCHER=ccache",
             "-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld-19"]


def run(command: list[str]) -> None:
    """Runs a build step; its own messages say what went wrong."""
    if (code := subprocess.run(command, cwd=ROOT, env=build_environment()).returncode) != 0:
        raise SystemExit(code)


def extra_flags() -> list[str]:
    return shlex.split(os.environ.get("PONDER_CMAKE_FLAGS", ""))


def configure(folder: Path, command: list[str]) -> None:
    """Runs CMake when the folder is fresh or is asked for something else than the last time."""
    asked = folder / ".configured"
    text = shlex.join(command)
    if (folder / "build.ninja").exists() and asked.exists() and asked.read_text() == text:
        return
    run(command)
    asked.write_text(text)


def build_preset(preset: str, targets: list[str]) -> None:
    if preset not in FOLDERS:
        stop(f"no preset {preset!r}: one of {', '.join(FOLDERS)}, or peers")
    flags = extra_flags()
    if preset == "release":
        flags.insert(0, f"-DPONDER_LLAMA_SOURCE={fetch_llama.source_dir()}")
    folder = FOLDERS[preset]
    configure(folder, ["cmake", "--preset", preset, *flags])
    run(["ninja", "-C", str(folder), *targets])


def build_peers() -> None:
    folder = BUILD / "peers"
    configure(folder, ["cmake", "-S", str(fetch_llama.source_dir()), "-B", str(folder), "-G", "Ninja",
                       *COMPILERS, *PEER_FLAGS, *extra_flags()])
    run(["ninja", "-C", str(folder), *PEERS])
    say(f"{', '.join(PEERS)} are in {folder / 'bin'}")


def main(arguments: list[str]) -> None:
    if not arguments:
        stop(__doc__.strip())
    if arguments[0] in ("release", "peers"):
        fetch_llama.main()
    if arguments == ["peers"]:
        build_peers()
    else:
        build_preset(arguments[0], arguments[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
