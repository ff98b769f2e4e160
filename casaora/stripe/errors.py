"""What can come of a call to the processor besides success: three kinds of error, and two mistakes of ours."""

from __future__ import annotations

from typing import Any


class ProcessorError(Exception):
    """A call that did not succeed. ``outcome`` is the word that attempts store; ``code`` is the processor's."""

    outcome = ""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Declined(ProcessorError):
    """The card or its bank said no. Definite; the customer may use another card."""

    outcome = "declined"


class Refused(ProcessorError):
    """The processor will not do it as asked: our mistake, or a rule of theirs. Definite; asking again changes nothing."""

    outcome = "refused"


class Unknown(ProcessorError):
    """Nobody knows whether it happened: no answer, a garbled one, a fault of theirs, or the same key still in progress.

    Also where the answer is not about what was asked: our own secret is refused, or the key was used before with other words.
    Keep the attempt and its key, and settle it by reading.
    """

    outcome = "unknown"

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(code, message)


class BadSignature(ValueError):
    """An event that the processor did not sign with a secret of ours, or signed too long ago."""


class NoKey(RuntimeError):
    """A call that writes was made without an idempotency key (or with one of over 255 characters); nothing was sent."""


class InsideTransaction(RuntimeError):
    """The processor was called with a database transaction open; nothing was sent.

    A rollback cannot take money back, and locks must not wait for somebody else's network.
    """


def code_of(error: Exception) -> str:
    """The processor's own word for an error of its SDK; the error's name where it said none."""
    body: Any = getattr(error, "json_body", None)
    said = body.get("error") if isinstance(body, dict) else None
    said = said if isinstance(said, dict) else {}
    return str(said.get("code") or said.get("type") or type(error).__name__)


def from_card_error(error: Any) -> Declined | Refused:
    """What an answer of 402 means: the card's no, unless the processor says that it is something else."""
    said = error.json_body["error"]
    if said.get("type") != "card_error":
        return Refused(code_of(error), str(error.user_message))
    return Declined(said.get("decline_code") or code_of(error), str(error.user_message))
