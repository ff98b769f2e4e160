"""The site's addresses, with the professional's money among them."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from casaora.urls import professional, urlpatterns
from payouts.urls import professional_urlpatterns as money

known = {pattern.name for pattern in professional[0]}
missing = [pattern for pattern in money if pattern.name not in known]
professional[0].extend(missing)
urlpatterns = [*urlpatterns, *(i18n_patterns(path("professional/", include((missing, "professional")))) if missing else [])]
