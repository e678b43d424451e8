"""One target, tried in a process of its own: ``python -m tests.fuzz.child``.

With ``--library`` atheris watches the code and libFuzzer chooses inputs; each ``--fuzzer`` is one
of libFuzzer's own options. Without it inputs are changed by chance (:mod:`tests.fuzz.plain`). A
finding ends the process with its traceback.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import json
import sys
from pathlib import Path
from random import Random

from tests.fuzz import plain
from tests.fuzz.target import TARGETS, Target, load

#: What the parent looks for on a line of its own.
PLAIN_END = "plain: "


def main(arguments: list[str]) -> int:
    """Try one target; return the exit code. libFuzzer ends the process itself."""
    options = _options(arguments)
    if options.input is not None:
        _try_file(options.name, options.input)
        return 0
    if options.library is None:
        return _plainly(options.name, options.seconds, options.deadline)
    sys.path.append(str(options.library))
    _watched(options.name, options.corpus, options.fuzzer)
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=TARGETS)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--deadline", type=float, default=10.0)
    parser.add_argument("--input", type=Path)
    parser.add_argument("--fuzzer", action="append", default=[])
    return parser.parse_args(arguments)


def _try_file(name: str, path: Path) -> None:
    load(name).try_one(path.read_bytes())
    sys.stdout.write("No finding: the target takes this input.\n")


def _watched(name: str, corpus: Path, fuzzer: list[str]) -> None:
    import atheris

    with atheris.instrument_imports(include=list(TARGETS[name].watched)):
        target = load(name)
    _plant(target, corpus)
    command = [sys.argv[0], *fuzzer, f"-max_len={target.longest}", str(corpus)]
    spoil = target.spoil
    if spoil is None:
        atheris.Setup(command, target.try_one)
    else:

        def change(data: bytes, most: int, seed: int) -> bytes:
            def blindly(part: bytes) -> bytes:
                return atheris.Mutate(part, len(part) + 16)

            chance = Random(seed)
            if not chance.randrange(5):
                return atheris.Mutate(data, most)
            return spoil(data, chance, blindly)[:most]

        atheris.Setup(command, target.try_one, custom_mutator=change)
    atheris.Fuzz()


def _plant(target: Target, corpus: Path) -> None:
    """Write the seeds where libFuzzer looks for inputs to begin with."""
    for seed in target.seeds:
        name = hashlib.sha1(seed, usedforsecurity=False).hexdigest()
        (corpus / name).write_bytes(seed)


def _plainly(name: str, seconds: float, deadline: float) -> int:
    target = load(name)
    # One input that hangs ends the whole process: nothing gentler works on every system.
    faulthandler.dump_traceback_later(seconds + deadline, exit=True)
    done = plain.run(target, Random(1), seconds=seconds)
    faulthandler.cancel_dump_traceback_later()
    said = {"executions": done, "corpus": len(target.seeds)}
    sys.stdout.write(f"{PLAIN_END}{json.dumps(said)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
