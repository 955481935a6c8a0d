"""Fixtures: programs with a scripted model, each with a data folder of its own, ended after the test."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ponder import FIXTURES, Ponder

collect_ignore = ["page"]  # The browser's tests have a runner of their own.

MakePonder = Callable[..., Ponder]


@pytest.fixture
def make_ponder(tmp_path: Path) -> Iterator[MakePonder]:
    """Starts a program; `script` is a fake model's script, `data` a name for the data folder."""
    made: list[Ponder] = []

    def make(script: dict | None = None, data: str = "data", start: bool = True, **options: object) -> Ponder:
        path = FIXTURES / "fake" / "demo.json"
        if script is not None:
            path = tmp_path / f"script{len(made)}.json"
            path.write_text(json.dumps(script))
        program = Ponder(path, tmp_path / data, log=tmp_path / f"log{len(made)}.txt", **options)
        made.append(program)
        if start:
            program.start()
        return program

    yield make
    for program in made:
        program.kill()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ponder]:
    """One program for all tests that leave no traces."""
    folder = tmp_path_factory.mktemp("demo")
    program = Ponder(FIXTURES / "fake" / "e2e.json", folder / "data", log=folder / "log.txt")
    program.start()
    yield program
    assert program.stop() == 0
