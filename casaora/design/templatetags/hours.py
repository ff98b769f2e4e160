"""``{% load hours %}``: how long a visit is, in words, for pages that need nothing else."""

from django.template import Library

from casaora.design.tags.times import hours_and_minutes

register = Library()
register.filter("hours_and_minutes", hours_and_minutes)
