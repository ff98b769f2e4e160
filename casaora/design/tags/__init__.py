"""The component tags by subject; ``{% load components %}`` brings them all."""
