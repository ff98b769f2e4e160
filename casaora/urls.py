"""Door 1: the browser. Pages are prefixed with their language; machines' addresses are not."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from accounts.urls import professional_urlpatterns
from casaora.admin_site import site

urlpatterns = [
    path("admin/", site.urls),
    *i18n_patterns(
        path("account/", include("accounts.urls")),
        path("professional/", include((professional_urlpatterns, "professional"))),
        path("outbox/", include("accounts.notifications.urls")),
        path("", include("casaora.pages.urls")),
    ),
]
