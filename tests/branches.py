"""`make coverage`: how many branches of what moves money are taken by some test. Exits 1 below 95 % in any package, or if a test fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

#: Each package that moves money, or decides who gets it.
PACKAGES = ("bookings/lifecycle", "bookings/payments", "bookings/issues", "bookings/supplements", "bookings/disputes", "payouts")
LEAST = 95


def measured() -> tuple[int, dict[str, dict[str, int]]]:
    """Run the tests and count by file; their exit code comes first. Few rounds of each race: a branch is taken or not."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "branches.json"
        command = [
            sys.executable, "-m", "pytest", "-n", "auto", "-p", "no:cacheprovider", "-m", "not long", "--cov=bookings", "--cov=payouts",
            "--cov-branch", f"--cov-report=json:{report}", *sys.argv[1:],
        ]  # fmt: skip
        ended = subprocess.run(command, env={**os.environ, "RACE_ROUNDS": "5", "COVERAGE_FILE": f"{folder}/data"}, check=False)
        files = json.loads(report.read_text())["files"] if report.exists() else {}
        return ended.returncode, {name: row["summary"] for name, row in files.items()}


def main() -> int:
    """The table, a line for each package, and the files that leave most behind."""
    failed, files = measured()
    print(f"\n{'package':<24}{'branches':>10}{'taken':>8}")
    for package in PACKAGES:
        rows = [row for name, row in files.items() if name.startswith(f"{package}/")]
        there, taken = (sum(row[key] for row in rows) for key in ("num_branches", "covered_branches"))
        percent = 100 * taken / there if there else 0
        failed |= percent < LEAST
        print(f"{package:<24}{there:>10}{percent:>7.1f}%")
    left = sorted((row["missing_branches"], name) for name, row in files.items() if name.startswith(PACKAGES) and row["missing_branches"])
    print("\nnot taken: " + ", ".join(f"{name} {count}" for count, name in reversed(left)))
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
