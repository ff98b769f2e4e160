"""Telling somebody that new people fit a search they keep: once a day at most, and only of people they have not been told of."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import F, Q

from accounts.notifications.actions import notify
from accounts.professionals.models import given_names
from bookings.catalog.queries import policies_of
from bookings.directory.finding import people
from bookings.directory.results import Found
from bookings.searches.models import SavedSearch
from bookings.searches.queries import forms_of
from casaora.kit import events
from casaora.kit.acting import WEB, acting

KIND = "search_new_people"
#: Hours between two looks at the same search.
PAUSE = timedelta(hours=23)
BATCH = 100
#: New people named in one letter.
NAMED = 3
SALT = "searches.silence"


class NotOurs(ValueError):
    """A link that we did not sign."""


def search_of(token: str) -> int:
    """The search that a link stops. Raises NotOurs."""
    try:
        return int(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        raise NotOurs(token) from None


def token_of(search_id: int) -> str:
    """What the link of a letter carries; it does not run out: whoever is written to may always stop it."""
    return signing.dumps(search_id, salt=SALT)


def tell_due(at: datetime) -> dict[str, int]:
    """Look again at each search that tells and was not looked at for a day. A search that fails waits for the next day."""
    counts = {"looked": 0, "told": 0, "failed": 0}
    due = SavedSearch.objects.filter(Q(looked_at=None) | Q(looked_at__lte=at - PAUSE), tells=True)
    for pk in list(due.order_by(F("looked_at").asc(nulls_first=True), "pk").values_list("pk", flat=True)[:BATCH]):
        try:
            told = _look(pk, at)
        except Exception as error:
            SavedSearch.objects.filter(pk=pk).update(looked_at=at)
            events.emit("search_not_looked_at", reason=type(error).__name__)
            counts["failed"] += 1
            continue
        counts["looked"] += 1
        counts["told"] += told
    return counts


def _look(pk: int, at: datetime) -> bool:
    with transaction.atomic():
        row = SavedSearch.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk, tells=True).first()
        if row is None:
            return False
        found = _fitting(row.query, at)
        new = [f for f in found if f.professional.pk not in row.seen] if row.looked_at else []
        row.seen, row.looked_at = sorted({f.professional.pk for f in found} | set(row.seen))[-1000:], at
        row.save(update_fields=["seen", "looked_at"])
        if new:
            _tell(row, new, at)
    return bool(new)


def _fitting(query: str, at: datetime) -> list[Found]:
    """Whoever a visitor would find, free or not: a search without a day is about people."""
    (form,) = forms_of([query], at)
    if not form.is_valid():
        return []
    wish = form.wish()
    with acting(role=WEB, person=None, groups=()):
        return people(wish, policies_of(wish.city.market_id, at), at)


def _tell(row: SavedSearch, new: list[Found], at: datetime) -> None:
    names = [given_names(f.professional.display_name) for f in new[:NAMED]]
    context = {"name": row.name, "count": len(new), "names": names, "query": row.query, "token": token_of(row.pk), "page": ["searches:saved"]}
    notify(person_id=row.customer_id, kind=KIND, key=f"{KIND}:{row.pk}:{at.date().isoformat()}", context=context, at=at)
    events.emit("search_told", user=row.customer_id, count=len(new))
