"""The gateway, the inbox and the stand-in for the processor."""
