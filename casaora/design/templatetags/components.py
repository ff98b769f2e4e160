"""``{% load components %}``: everything that pages are made of. Each has an example in the local gallery."""

from casaora.design.tags import amounts, figures, forms, marks, meta, pieces, times
from casaora.design.tags.library import register

__all__ = ["amounts", "figures", "forms", "marks", "meta", "pieces", "register", "times"]
