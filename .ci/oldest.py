"""Print constraints.txt with the runtime dependencies at the lowest version that pyproject.toml allows."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
oldest = [dependency.replace(">=", "==") for dependency in project["dependencies"]]
names = {pin.partition("==")[0].lower() for pin in oldest}
pinned = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
print(*oldest, *(pin for pin in pinned if pin.partition("==")[0].lower() not in names), sep="\n")
