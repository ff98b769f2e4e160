"""The browser's and the processor's door, served by gunicorn as the web role."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casaora.settings")
os.environ.setdefault("CASAORA_PROCESS", "web")
application = get_wsgi_application()
