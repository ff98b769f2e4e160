"""Close the payment pages of unpaid requests whose time is over."""

from casaora.commands import JobCommand


class Command(JobCommand):
    """By hand, under the clock's own lease."""

    help = "Close the payment pages of unpaid requests whose time is over."
    jobs = ("expire",)
