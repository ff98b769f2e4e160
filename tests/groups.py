"""Which tests share a worker. A pytest plugin.

pytest-xdist's own ``--dist loadgroup`` adds the group to a test's id, which the pytest of today does not keep: groups were ignored. So the
scheduler is told here: a file that says ``xdist_group("name")`` is of that group, and whatever drives a browser is of one.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parents[1]
GROUP = re.compile(r'xdist_group\("(\w+)"\)')


@functools.cache
def group_of_file(path: str) -> str:
    """The group that a file names, or an empty word."""
    text = (ROOT / path).read_text()
    said = GROUP.search(text)
    if said:
        return said[1]
    return "browser" if path.startswith("tests/browser/") or "pytest.mark.browser" in text else ""


class ByGroup(LoadScopeScheduling):
    """Tests of a group go to one worker, one after the other; every other test goes wherever there is room."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of_file(nodeid.partition("::")[0]) or nodeid


def pytest_xdist_make_scheduler(config: Any, log: Any) -> LoadScopeScheduling:
    """For ``-n``: ours, whatever ``--dist`` says."""
    return ByGroup(config, log)
