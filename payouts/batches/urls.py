"""Pages of the professional's money; under /professional/."""

from django.urls import path

from payouts.batches import views

professional_urlpatterns = [
    path("earnings/", views.earnings_page, name="earnings"),
    path("earnings/years/<int:number>/", views.year_sheet, name="year-sheet"),
    path("earnings/<slug:reference>/sheet/", views.statement_sheet, name="statement-sheet"),
    path("earnings/<slug:reference>/", views.statement_page, name="statement"),
    path("payout-account/", views.payout_account, name="payout_account"),
    path("payout-account/replacement/", views.payout_account_replacement, name="payout_account_replacement"),
    path("payout-account/check/", views.payout_account_check, name="payout_account_check"),
]
