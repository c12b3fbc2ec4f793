"""Print the runtime dependencies pinned to the lowest version that pyproject.toml allows."""

import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
print(*(dependency.replace(">=", "==") for dependency in project["dependencies"]), sep="\n")
