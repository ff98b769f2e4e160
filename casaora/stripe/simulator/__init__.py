"""A stateful stand-in for Stripe, in process for tests and over HTTP for the demo. It takes no real key and no real card."""

from casaora.stripe.simulator.core import Simulator

__all__ = ["Simulator"]
