"""The one library that every module of tags registers with."""

from django.template import Library

register = Library()
