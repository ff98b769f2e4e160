"""Celery: the queue and the clock's ticks. Due work is rows, so a lost broker loses nothing."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casaora.settings")
os.environ.setdefault("CASAORA_PROCESS", "service")
app = Celery("casaora")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.imports = ("casaora.schedule", "casaora.demo.travel")
