"""Complete the visits that nobody completed within 12 hours of their end."""

from casaora.commands import JobCommand


class Command(JobCommand):
    """By hand, under the clock's own lease."""

    help = "Complete the visits that nobody completed within 12 hours of their end."
    jobs = ("complete",)
