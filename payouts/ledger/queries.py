"""Reading the books: balances, histories, and the proof that nothing was changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Max, Q, QuerySet, Sum

from casaora.kit.acting import as_verb
from casaora.kit.money import Money
from payouts.ledger.chain import GENESIS, link
from payouts.ledger.models import Account, Entry, Posting, Seal

#: An entry that has no seal for this long means that the sealing job does not run.
UNSEALED_FOR = timedelta(minutes=5)
#: What must be switched on in the database for the books to be what they claim.
TRIGGERS = frozenset({"made_here", "postings_fit", "entry_complete", "entry_never", "posting_never", "seal_never"})
_AT_ONCE = 1000
#: What a card has paid and she may not have yet: of visits, and of tips.
HELD = (Account.HELD_FOR_PROFESSIONALS, Account.TIPS_HELD)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with the books: its kind, the entry or link it is about, and what was seen."""

    kind: str
    number: int
    text: str

    def as_dict(self) -> dict[str, object]:
        """For ``--json``."""
        return asdict(self)


@contextmanager
def opened() -> Iterator[None]:
    """Read the books for a person whose page shows their own sums: web itself has no sight of them. Name the person in every query."""
    with transaction.atomic(savepoint=False), as_verb():
        yield


def balance(account: Account, *, currency: str, person_id: int | None = None) -> Money:
    """The balance of an account, of one person where it is given. A debit is positive: what we owe is below zero."""
    legs = Posting.objects.filter(account=account, currency=currency)
    if person_id is not None:
        legs = legs.filter(person_id=person_id)
    return Money(int(legs.aggregate(sum=Sum("amount_minor"))["sum"] or 0), currency)


def balances_of(person_id: int, *, currency: str) -> dict[Account, Money]:
    """Every account of one person, zero for those without a posting. One query."""
    sums = Posting.objects.filter(person_id=person_id, currency=currency).values_list("account").annotate(sum=Sum("amount_minor"))
    found = {Account(name): Money(int(minor), currency) for name, minor in sums}
    return {account: found.get(account, Money.zero(currency)) for account in Account}


def unearned(subject: str, *, currency: str) -> tuple[Money, Money]:
    """What of a price is in nobody's hands yet: her part (held, or held as a tip) and our fee, less what went back of them."""
    legs = Posting.objects.filter(entry__subject=subject, currency=currency)
    sums = legs.aggregate(hers=Sum("amount_minor", filter=Q(account__in=HELD)), ours=Sum("amount_minor", filter=Q(account=Account.SERVICE_FEES_UNEARNED)))
    return Money(-int(sums["hers"] or 0), currency), Money(-int(sums["ours"] or 0), currency)


def stranded(subject: str, *, currency: str) -> Money:
    """What went back of a price and did not arrive: it stands in suspense until somebody has given it another way."""
    sum_ = Posting.objects.filter(entry__subject=subject, currency=currency, account=Account.SUSPENSE).aggregate(sum=Sum("amount_minor"))["sum"]
    return max(Money(-int(sum_ or 0), currency), Money.zero(currency))


def owed_by(person_ids: Iterable[int], *, currency: str) -> dict[int, int]:
    """What each of these people owes us, in minor units; those who owe nothing are left out."""
    legs = Posting.objects.filter(account=Account.OWED_BY, currency=currency, person_id__in=list(person_ids))
    sums = legs.values_list("person_id").annotate(sum=Sum("amount_minor"))
    return {int(person): int(minor) for person, minor in sums if person is not None and minor > 0}


@dataclass(frozen=True, slots=True)
class Purse:
    """A professional's sums, as she reads them: what is held, payable, on its way, sent so far, and what she owes."""

    held: Money
    held_for_subjects: Money
    payable: Money
    in_transit: Money
    transferred: Money
    owed: Money


def purse(person_id: int, *, currency: str, subjects: Iterable[str] = ()) -> Purse:
    """The sums of one person in one query; ``held_for_subjects`` is the part of ``held`` whose entries name these references.

    ``transferred`` is all that was sent, less the transfers of which everything came back.
    """
    legs = Posting.objects.filter(person_id=person_id, currency=currency)
    sent = Q(account=Account.IN_TRANSIT, entry__kind="transfer_sent")
    back = Q(account__in=[Account.PAYABLE_TO, Account.OWED_BY], entry__kind="transfer_reversed")
    sums = legs.aggregate(
        held=Sum("amount_minor", filter=Q(account__in=HELD)),
        some=Sum("amount_minor", filter=Q(account__in=HELD, entry__subject__in=list(subjects))),
        payable=Sum("amount_minor", filter=Q(account=Account.PAYABLE_TO)),
        transit=Sum("amount_minor", filter=Q(account=Account.IN_TRANSIT)),
        sent=Sum("amount_minor", filter=sent | back),
        owed=Sum("amount_minor", filter=Q(account=Account.OWED_BY)),
    )
    minor = {name: int(value or 0) for name, value in sums.items()}
    return Purse(
        held=Money(-minor["held"], currency), held_for_subjects=Money(-minor["some"], currency),
        payable=Money(-minor["payable"], currency), in_transit=Money(-minor["transit"], currency),
        transferred=Money(minor["sent"], currency), owed=Money(minor["owed"], currency),
    )  # fmt: skip


def transferred_to(person_id: int, *, currency: str) -> Money:
    """All that was sent to this person's payout account, less the transfers of which everything came back."""
    return purse(person_id, currency=currency).transferred


def history(reference: str) -> QuerySet[Entry]:
    """Every entry that names this reference or belongs to its history, oldest first, postings prefetched."""
    named = Entry.objects.filter(Q(reference=reference) | Q(subject=reference))
    return named.order_by("at", "pk").prefetch_related("postings")


def trial_balance() -> list[tuple[str, str, int]]:
    """(currency, account, minor units) of every account with postings; each currency's column sums to zero."""
    sums = Posting.objects.values_list("currency", "account").annotate(sum=Sum("amount_minor")).order_by("currency", "account")
    return [(currency, account, int(minor)) for currency, account, minor in sums]


def verify(at: datetime, *, latest: int | None = None) -> list[Finding]:
    """Prove the books: sums, completeness, chain, holes, seals that are late, and the triggers themselves. Empty: sound.

    ``latest`` looks at so many of the newest links only: what a clock can ask each quarter of an hour of books of any size. The rest is
    proved part by part (``ledger.proof``).
    """
    after = 0 if latest is None else max(0, (Seal.objects.aggregate(last=Max("sequence"))["last"] or 0) - latest)
    return [*_unbalanced(at, after), *_broken_chain(at, after), *_unsealed(at), *_untriggered(at)]


def _unbalanced(at: datetime, after: int = 0) -> Iterator[Finding]:
    floor = Seal.objects.filter(sequence=after).values_list("entry_id", flat=True).first() or 0
    sums = Posting.objects.filter(entry_id__gt=floor).values("entry_id", "currency").annotate(sum=Sum("amount_minor")).exclude(sum=0)
    for row in sums.order_by("entry_id"):
        yield Finding("unbalanced", row["entry_id"], f"sums to {row['sum']} {row['currency']}")
    thin = Entry.objects.filter(pk__gt=floor).annotate(legs=Count("postings")).filter(legs__lt=2).order_by("pk")
    for entry in thin:
        yield Finding("incomplete", entry.pk, f"{entry} has fewer than two postings")


def _broken_chain(at: datetime, after: int = 0) -> Iterator[Finding]:
    for findings, _upto in proved(after):
        yield from findings


def proved(after: int) -> Iterator[tuple[list[Finding], int]]:
    """The chain from a link on (0: from the first), a thousand links at a time: what is wrong with them, and the last of them."""
    number, previous = 0, GENESIS
    if after and (known := Seal.objects.filter(sequence=after).values_list("sequence", "hash").first()):
        number, previous = known
    while True:
        found: list[Finding] = []
        seals = Seal.objects.filter(sequence__gt=number).select_related("entry").order_by("sequence")[:_AT_ONCE]
        if not (links := list(seals)):
            return
        legs: dict[int, list[Posting]] = defaultdict(list)
        for posting in Posting.objects.filter(entry_id__in=[s.entry_id for s in links]):
            legs[posting.entry_id].append(posting)
        for seal in links:
            if seal.sequence != number + 1:
                found.append(Finding("hole", seal.sequence, f"links {number + 1} to {seal.sequence - 1} are missing"))
            if seal.previous_hash != previous:
                found.append(Finding("chain", seal.sequence, "does not continue the link before it"))
            if seal.hash != link(seal.entry, legs[seal.entry_id], seal.sequence, seal.previous_hash):
                found.append(Finding("changed", seal.entry_id, f"{seal.entry} is not what was sealed"))
            number, previous = seal.sequence, seal.hash
        yield found, number


def _unsealed(at: datetime) -> Iterator[Finding]:
    late = Entry.objects.filter(seal__isnull=True, at__lt=at - UNSEALED_FOR).order_by("pk")[:100]
    for entry in late:
        yield Finding("unsealed", entry.pk, f"{entry} of {entry.at:%Y-%m-%d %H:%M} UTC has no seal")


def _untriggered(at: datetime) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A') AND NOT tgisinternal
               AND tgrelid IN ('payouts_entry'::regclass, 'payouts_posting'::regclass, 'payouts_seal'::regclass)"""
        )
        on = {name for (name,) in cursor.fetchall()}
    for name in sorted(TRIGGERS - on):
        yield Finding("unguarded", 0, f"the trigger {name} is missing or switched off")


#: What ``verify`` asks, one after the other.
CHECKS = (_unbalanced, _broken_chain, _unsealed, _untriggered)
