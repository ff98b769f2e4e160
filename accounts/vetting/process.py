"""The life of an application as one table."""

from __future__ import annotations

from accounts.professionals.models import Professional
from casaora.kit.steps import Process, Step

APPLIED, DOCUMENTS, INTERVIEW = Professional.APPLIED, Professional.DOCUMENTS, Professional.INTERVIEW
BACKGROUND, APPROVED = Professional.BACKGROUND, Professional.APPROVED
REJECTED, SUSPENDED = Professional.REJECTED, Professional.SUSPENDED

STAFF = ("staff",)
PROCESS = Process(
    [
        Step("apply", ("professional",), (), APPLIED, told={"professional": "vetting_applied"}),
        Step("ask_documents", STAFF, (APPLIED,), DOCUMENTS, told={"professional": "vetting_documents"}),
        Step("invite", STAFF, (DOCUMENTS,), INTERVIEW, told={"professional": "vetting_interview"}),
        Step("check_background", STAFF, (INTERVIEW,), BACKGROUND, told={"professional": "vetting_background"}),
        Step("approve", STAFF, (BACKGROUND,), APPROVED, told={"professional": "vetting_approved"}),
        Step("reject", STAFF, (APPLIED, DOCUMENTS, INTERVIEW, BACKGROUND), REJECTED, told={"professional": "vetting_rejected"}),
        Step("suspend", STAFF, (APPROVED,), SUSPENDED, told={"professional": "vetting_suspended"}),
        Step("reinstate", STAFF, (SUSPENDED,), APPROVED, told={"professional": "vetting_reinstated"}),
    ],
    final=(REJECTED,),
)
#: Steps that need a reason, because somebody will ask for it.
NEEDS_WHY = frozenset({"reject", "suspend", "reinstate"})
