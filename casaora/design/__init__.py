"""The design language as Django parts: component tags, dates in words, one stylesheet, the local gallery."""
