"""Pages of tips and extra time. A supplement's own name begins with its booking's, so its page has the same kind of address."""

from django.urls import path, register_converter

from bookings.supplements import views
from casaora.kit.references import PATTERN


class Named:
    """``CB-7Q2MXA-T1``."""

    regex = PATTERN + "-[TE][0-9]{1,3}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(Named, "supplement")

urlpatterns = [
    path("<slug:reference>/tip/", views.tip, name="tip"),
    path("<slug:reference>/extra-time/", views.extra_time, name="extra_time"),
    path("<supplement:reference>/", views.supplement, name="supplement"),
    path("<supplement:reference>/check/", views.check, name="check_supplement"),
    *[path(f"<supplement:reference>/{noun}/", views.take, {"noun": noun}, name=f"supplement_{noun}") for noun in views.NOUNS],
]
