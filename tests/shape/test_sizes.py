"""What fits in the head is reviewed: limits on modules, functions, templates, stylesheets and scripts."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = [p for folder in ("casaora", "accounts", "payouts", "bookings") for p in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in p.parts]
LIMITS = {"*.html": (ROOT / "templates", 120), "*.css": (ROOT / "static", 200), "*.js": (ROOT / "static", 100)}


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_no_module_is_longer_than_250_lines() -> None:
    assert {str(p.relative_to(ROOT)): lines(p) for p in [*CODE, *(ROOT / "tests").rglob("*.py")] if lines(p) > 250} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    long = {}
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno and node.end_lineno - node.lineno + 1 > 40:
                long[f"{path.relative_to(ROOT)}:{node.name}"] = node.end_lineno - node.lineno + 1
    assert long == {}


@pytest.mark.parametrize("pattern", LIMITS)
def test_templates_styles_and_scripts_are_small(pattern: str) -> None:
    folder, limit = LIMITS[pattern]
    assert {str(p.relative_to(ROOT)): lines(p) for p in folder.rglob(pattern) if lines(p) > limit} == {}


def test_every_package_says_what_it_is_for() -> None:
    silent = [
        str(p.relative_to(ROOT)) for p in CODE
        if p.name == "__init__.py" and not (ast.get_docstring(ast.parse(p.read_text())) or "").strip() and not {"management", "commands", "templatetags"} & set(p.parts)
    ]  # fmt: skip
    assert silent == []


def test_there_is_no_drawer_for_anything() -> None:
    assert [str(p) for p in CODE if p.stem in ("utils", "helpers", "services", "common", "misc")] == []


def test_only_the_clock_asks_for_the_time() -> None:
    asking = []
    for path in CODE:
        if path.name == "clock.py" and path.parent.name == "kit":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = ast.unparse(node.func.value)
                if (owner.split(".")[-1], node.func.attr) in {
                    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("timezone", "now"), ("time", "time"),
                }:  # fmt: skip
                    asking.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert asking == []


def test_no_float_is_near_money() -> None:
    touching = []
    for path in CODE:
        if not {"payouts", "payments", "lifecycle", "catalog"} & set(path.parts) and path.name != "money.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if (isinstance(node, ast.Constant) and isinstance(node.value, float)) or (isinstance(node, ast.Name) and node.id == "float"):
                touching.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert touching == []
