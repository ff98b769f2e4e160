"""`make regressions`: every defect, its test, green as the code is and red with the defect put back. Exits 1 if any row is not so."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

HERE = Path(__file__).parent
#: How many defects reliability lists; each has its file.
ALL = 28


def run(**environment: str) -> dict[str, set[str]]:
    """What became of each file's tests: passed, failure, error (not of the test itself), skipped."""
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        command = [sys.executable, "-m", "pytest", "-n", "auto", "--dist", "loadgroup", "-p", "no:cacheprovider", f"--junitxml={report.name}", str(HERE)]
        subprocess.run(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        found: dict[str, set[str]] = {}
        for case in ET.parse(report.name).iter("testcase"):
            name = re.search(r"d\d\d_\w+", case.get("classname", ""))
            if name:
                bad = {kind for kind in ("failure", "error", "skipped") if case.find(kind) is not None}
                found[name[0]] = found.get(name[0], set()) | (bad or {"passed"})
        return found


def defect_of(path: Path) -> str:
    """What the file says of its defect."""
    said = re.search(r'^DEFECT = "(.*)"$', path.read_text(), re.MULTILINE)
    return said[1] if said else "?"


def main() -> int:
    """Both runs, and the table. Red means that a test failed: an error of the planting itself is neither."""
    as_it_is, planted = run(), run(PUT_BACK="1")
    wrong = 0
    print(f"{'#':>2}  {'as it is':8}  {'put back':8}  defect")
    for path in sorted(HERE.glob("d??_*.py")):
        green = as_it_is.get(path.stem) == {"passed"}
        red = "failure" in planted.get(path.stem, ()) and "error" not in planted[path.stem]
        wrong += not (green and red)
        print(f"{path.stem[1:3]:>2}  {'green' if green else 'RED':8}  {'red' if red else 'GREEN':8}  {defect_of(path)}\n{'':26}tests/regressions/{path.name}")
    print(f"{len(as_it_is)} of {ALL} defects, {wrong} rows are not green and then red")
    return 1 if wrong or len(as_it_is) < ALL else 0


if __name__ == "__main__":
    sys.exit(main())
