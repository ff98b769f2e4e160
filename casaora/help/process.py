"""The life of a question to us as one table. Staff actions, letters and tests derive from it."""

from __future__ import annotations

from casaora.kit.steps import Process, Step

OPEN, IN_HAND, ANSWERED, CLOSED = "question_open", "question_in_hand", "question_answered", "question_closed"
STATES = (OPEN, IN_HAND, ANSWERED, CLOSED)
#: Somebody still waits for us.
WAITING = (OPEN, IN_HAND)

STAFF = ("staff",)
PROCESS = Process(
    [
        Step("write", by=("customer", "professional"), sources=(), target=OPEN, deadline="answered within the business days that the page says",
             told={"customer": "question_arrived"}),
        Step("take_in_hand", by=STAFF, sources=WAITING, target=IN_HAND),
        Step("reply", by=STAFF, sources=WAITING, target=ANSWERED, told={"customer": "question_answered"}),
        Step("set_aside", by=STAFF, sources=WAITING, target=CLOSED, deadline="with a reason: advertising, or answered elsewhere"),
        Step("open_again", by=STAFF, sources=(ANSWERED, CLOSED), target=OPEN, deadline="with a reason: something was missing"),
    ],
    final=(),  # what was answered may be opened again
)  # fmt: skip
#: Steps that need a reason, because somebody will ask for it.
NEEDS_WHY = frozenset({"set_aside", "open_again"})
