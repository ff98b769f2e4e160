"""Pages that span apps."""

from django.urls import path

from casaora.pages import explaining, legal, views

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("how-it-works/", explaining.how, name="how"),
    path("pricing/", explaining.pricing, name="pricing"),
    path("pricing/answer/", explaining.pricing_answer, name="pricing-answer"),
    path("trust-and-safety/", explaining.trust, name="trust"),
    path("money/", explaining.money, name="money"),
    path("work-with-us/", explaining.professionals, name="professionals"),
    path("work-with-us/answer/", explaining.earnings_answer, name="earnings-answer"),
    path("about/", explaining.about, name="about"),
    path("terms/", legal.terms, name="terms"),
    path("privacy/", legal.privacy, name="privacy"),
    path("cookies/", legal.cookie_list, name="cookies"),
    path("data-rights/", legal.data_rights, name="data-rights"),
    path("preferences/theme/", views.look, name="theme"),
    path("preferences/language/", views.remember_language, name="language"),
]
