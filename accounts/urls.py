"""Index of the app's pages."""

from allauth.account import urls as sign_in

urlpatterns = [*sign_in.urlpatterns]
