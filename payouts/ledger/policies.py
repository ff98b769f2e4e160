"""Finance reads the books; verbs add to them; nobody changes them, the service included."""

from casaora.kit.policies import Table, staff

APPEND_ONLY = "SELECT, INSERT"
_BOOK = Table(sees=(staff("finance"),), verb=APPEND_ONLY, service=APPEND_ONLY, reader=True)
POLICIES = {"payouts.Entry": _BOOK, "payouts.Posting": _BOOK, "payouts.Seal": _BOOK}
