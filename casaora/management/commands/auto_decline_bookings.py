"""Decline the requests that nobody answered in time, and release their holds."""

from casaora.commands import JobCommand


class Command(JobCommand):
    """By hand, under the clock's own lease."""

    help = "Decline the requests that nobody answered in time, and release their holds."
    jobs = ("auto_decline",)
