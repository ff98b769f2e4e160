"""Read what became of calls whose answer never came, and record it."""

from casaora.commands import JobCommand


class Command(JobCommand):
    """By hand, under the clock's own lease."""

    help = "Read what became of calls whose answer never came, and record it."
    jobs = ("settle_payments", "settle_transfers", "settle_accounts",)
