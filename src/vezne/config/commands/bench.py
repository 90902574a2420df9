"""`vezne bench NAME [--json]`: runs `bench/NAME.py`, which has `main(arguments) -> exit code`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.util import module_from_spec, spec_from_file_location

from vezne.config import env

FOLDER = env.ROOT / "bench"


def main(arguments: Sequence[str]) -> int:
    """Run one benchmark with the words that follow its name."""
    names = sorted(path.stem for path in FOLDER.glob("[!_]*.py"))
    if not arguments or arguments[0] not in names:
        print(f"usage: vezne bench NAME [--json]\n\nNAME is one of: {', '.join(names)}")
        return 0 if list(arguments) in ([], ["--help"]) else 2
    name, rest = arguments[0], list(arguments[1:])
    sys.path.insert(0, str(env.ROOT))
    spec = spec_from_file_location(f"bench.{name}", FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    code: int | None = module.main(rest)
    return code or 0
