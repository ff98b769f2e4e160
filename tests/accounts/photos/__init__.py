"""Photos: the cut, the verbs, the pages."""
