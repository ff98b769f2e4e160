"""The browser's content policy, one table. No unsafe-inline, no unsafe-eval, no foreign host but the processor's pages."""

from __future__ import annotations

from typing import Any

from csp.constants import NONCE, NONE, SELF

#: Chromium applies form-action to the redirect after a form, so the hosted pages are named here.
PROCESSOR_PAGES = ["https://checkout.stripe.com", "https://connect.stripe.com"]


def policy(*, simulator: str = "") -> dict[str, Any]:
    """The directives for django-csp; ``simulator`` is the local processor's origin, never set in production."""
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "script-src": [SELF, NONCE],
            "style-src": [SELF, NONCE],
            "img-src": [SELF, "data:"],
            "font-src": [SELF],
            "connect-src": [SELF],
            "manifest-src": [SELF],
            "form-action": [SELF, *PROCESSOR_PAGES, *([simulator] if simulator else [])],
            "base-uri": [NONE],
            "object-src": [NONE],
            "frame-ancestors": [NONE],
            "report-uri": "/csp-reports/",
        }
    }
