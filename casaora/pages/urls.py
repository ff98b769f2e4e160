"""Pages that span apps."""

from django.urls import path

from casaora.pages import views

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("money/", views.money, name="money"),
    path("work-with-us/", views.professionals, name="professionals"),
    path("terms/", views.terms, name="terms"),
    path("privacy/", views.privacy, name="privacy"),
    path("preferences/theme/", views.look, name="theme"),
    path("preferences/language/", views.remember_language, name="language"),
]
