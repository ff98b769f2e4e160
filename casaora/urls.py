"""Door 1: the browser. Pages are prefixed with their language; machines' addresses are not."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView

from accounts.photos.urls import files as photos
from accounts.urls import professional_urlpatterns as from_accounts
from bookings.calendars.views import feed as calendar_feed
from bookings.urls import professional_urlpatterns as from_bookings
from casaora import webhooks
from casaora.admin_site import site
from casaora.ops import views as ops
from casaora.pages import machines
from casaora.pages import views as pages
from payouts.urls import professional_urlpatterns as from_payouts

professional = ([*from_bookings, *from_accounts, *from_payouts], "professional")

urlpatterns = [
    path("healthz", ops.healthz, name="healthz"),
    path("readyz", ops.readyz, name="readyz"),
    path("metrics", ops.metrics, name="metrics"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.addresses, name="sitemap"),
    path("webhooks/stripe/", webhooks.receive, name="stripe_webhook"),
    path("calendar/<str:secret>.ics", calendar_feed, name="calendar_feed"),
    path("csp-reports/", ops.csp_report, name="csp_report"),
    path("preferences/theme", pages.theme, name="theme"),
    path("favicon.ico", RedirectView.as_view(url="/static/illustrations/logo-tile.svg")),
    path("admin/", site.urls),
    *photos,
    *i18n_patterns(
        path("account/", include("accounts.urls")),
        path("professional/", include(professional)),
        path("", include("bookings.urls")),
        path("outbox/", include("accounts.notifications.urls")),
        path("design/", include("casaora.design.urls")),
        path("clock/", include("casaora.demo.urls")),
        path("", include("casaora.help.urls")),
        path("", include("casaora.pages.urls")),
    ),
]
handler400 = pages.unreadable
handler404 = pages.not_found
handler403 = pages.forbidden
handler500 = pages.failed
