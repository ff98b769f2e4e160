"""The life of a booking, drawn from its process table (Mermaid). `python -m casaora.ops.diagram` prints it."""

from __future__ import annotations

from bookings.lifecycle.process import FINAL, PROCESS


def diagram() -> str:
    """A Mermaid state diagram: one arrow for each step and source, labelled with the step and who takes it."""
    lines = ["stateDiagram-v2"]
    for step in PROCESS.steps.values():
        who = " or ".join(step.by)
        if not step.sources:
            lines.append(f"    [*] --> {step.target}: {step.name} ({who})")
        elif step.target is not None:
            lines += [f"    {source} --> {step.target}: {step.name} ({who})" for source in step.sources]
    lines += [f"    {state} --> [*]" for state in FINAL]
    return "\n".join(lines)


if __name__ == "__main__":
    print(diagram())  # noqa: T201
