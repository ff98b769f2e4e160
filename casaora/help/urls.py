"""Help, contact, and what readers thought of an article."""

from django.urls import path, register_converter

from casaora.help import views


class ArticleName:
    """A name of an article: one that no other page of help has, because pages for everyone are told by their paths."""

    regex = "(?!search/)[-a-z0-9]+"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(ArticleName, "article")
app_name = "help"
urlpatterns = [
    path("help/", views.home, name="home"),
    path("help/search/", views.search, name="search"),
    path("help/<article:slug>/", views.article, name="article"),
    path("help/<article:slug>/feedback/", views.verdict, name="verdict"),
    path("contact/", views.contact, name="contact"),
    path("contact/sent/", views.sent, name="sent"),
]
