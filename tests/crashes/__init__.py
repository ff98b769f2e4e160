"""A worker that dies by SIGKILL in the middle of a step: a process of its own, against the same database and processor."""
