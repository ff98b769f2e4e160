"""Those whom we ask over the network, only with --online: the processor and the mail server."""

from __future__ import annotations

import smtplib

from casaora.doctor.findings import Finding, Findings, error, good
from casaora.doctor.reasons import reason


def examine() -> Findings:
    """One cheap question to each. Nothing is changed and nothing is sent."""
    return [_processor(), _mail()]


def _processor() -> Finding:
    from casaora.stripe import gateway
    from casaora.stripe.errors import Refused, Unknown

    try:
        balance = gateway.read_balance()
    except (Refused, Unknown) as refused:
        return error("processor", f"the processor does not answer: {refused}", "No hold can be placed, captured or released.",
                     "Look at the way out (port 443 to api.stripe.com), at the key, and at the processor's status page.")  # fmt: skip
    currencies = sorted({str(amount.currency) for amount in (*balance.available, *balance.pending)})
    return good("processor", f"answers with this key; balances in {', '.join(currencies) or 'no currency yet'}")


def _mail() -> Finding:
    from django.core.mail import get_connection

    connection = get_connection(fail_silently=False)
    try:
        connection.open()
        connection.close()
    except (OSError, smtplib.SMTPException) as refused:
        return error("mail", f"the mail server does not let us in: {type(refused).__name__}: {refused}", reason("EMAIL_URL")[0], reason("EMAIL_URL")[1])
    return good("mail", "the mail server lets us in")
