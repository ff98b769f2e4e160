"""Reading notices."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.notifications.models import Mail, Notice


def notices_of(person_id: int) -> QuerySet[Notice]:
    """What a person was told, newest first; without codes and links."""
    return Notice.objects.filter(person_id=person_id, is_listed=True).select_related("person").order_by("-created_at", "-pk")


def unread_count(person_id: int) -> int:
    """How many of them they have not seen."""
    return Notice.objects.filter(person_id=person_id, is_listed=True, read_at=None).count()


def sent_mails() -> QuerySet[Mail]:
    """Every e-mail, newest first: for support and for the local mailbox."""
    return Mail.objects.select_related("notice").order_by("-pk")
