"""Whether two checkouts give the same bits: every variable of every shipped scenario, and the tables of one shipped batch.

python -m benchmarks.same_bits OLDER NEWER [--runs 2048]

Each checkout is run by itself, with the Python that runs this. What was renamed between the two stands in the tables below, by the
older name.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

VARIABLES: dict[str, str] = {}
"""Variables of a simulation, and columns of a batch's tables."""
DIMENSIONS: dict[str, str] = {"donor": "sponsor"}

SEEDS, MONTHS, BATCH = (1, 2), 24, "aid-and-war-cost"

HASHES = """
import contextlib, hashlib, json, sys
from pathlib import Path
import numpy as np
import sim

def digest(values):
    array = np.ascontiguousarray(values)
    raw = array.astype(str).tobytes() if array.dtype == object else array.tobytes()
    return hashlib.sha256(raw + str(array.shape).encode() + array.dtype.kind.encode()).hexdigest()

runs, months, seeds, batch, folder, dimensions, variables = json.loads(sys.argv[1])
found = {}
for name in sim.scenario_names():
    for seed in seeds:
        result = sim.simulate(sim.load_scenario(name), runs, months, seed, record="full")
        for variable in result.variables:
            parts = [dimensions.get(part, part) for part in str(variable).split("_")]
            told = variables.get(str(variable), "_".join(parts))
            found[f"{name}, seed {seed}: {told}"] = digest(result[variable].values)
if batch:
    import pandas as pd
    from sim.cli import main
    sys.argv = ["parley", "batch", "run", batch, "--out", folder, "--workers", "1"]
    with contextlib.redirect_stdout(sys.stderr), contextlib.suppress(SystemExit):
        main()
    for path in sorted(Path(folder).glob("*.parquet")):
        for column, values in pd.read_parquet(path).items():
            told = variables.get(column, column)
            found[f"{batch}, {path.name}: {told}"] = digest(values.to_numpy())
json.dump(found, sys.stdout)
"""


def hashes(checkout: Path, runs: int, batch: str) -> dict[str, str]:
    """A hash of each variable and column that a checkout gives, by name."""
    with tempfile.TemporaryDirectory() as parent:
        folder = str(Path(parent) / "batch")
        asked = json.dumps([runs, MONTHS, SEEDS, batch, folder, DIMENSIONS, VARIABLES])
        told = subprocess.run(
            [sys.executable, "-c", HASHES, asked],
            cwd=checkout,
            env={**os.environ, "PYTHONPATH": str(checkout)},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return dict(json.loads(told.stdout))


def main() -> int:
    """Print how many were compared and which differ; 1 where any does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("older", type=Path)
    parser.add_argument("newer", type=Path)
    parser.add_argument("--runs", type=int, default=2048)
    parser.add_argument("--batch", default=BATCH, help="a shipped batch; nothing leaves it out")
    asked = parser.parse_args()
    older, newer = (hashes(path.resolve(), asked.runs, asked.batch) for path in (asked.older, asked.newer))
    missing = [f"only in {path}: {name}" for path, one, other in ((asked.older, older, newer), (asked.newer, newer, older))
               for name in one.keys() - other.keys()]  # fmt: skip
    both = older.keys() & newer.keys()
    differ = [f"differs: {name}" for name in both if older[name] != newer[name]]
    print(f"{len(both)} variables and columns compared, {len(differ)} differ, {len(missing)} in one of both only")
    print("\n".join(sorted(differ + missing)))
    return 1 if differ or missing else 0


if __name__ == "__main__":
    sys.exit(main())
