"""The public addresses of inquiries, mounted under the language prefix."""

from django.urls import path

from inquiries import views
from inquiries.views import account, alerts, colleagues, company, fitting, privacy

app_name = "inquiries"
urlpatterns = [
    path("choose/", views.choose, name="choose"),
    path("inquiry/", views.submit, name="submit"),
    path("inquiry/find/", views.lookup, name="lookup"),
    path("inquiry/callback/", views.minimal, {"kind": "callback"}, name="callback"),
    path("inquiry/brochure/", views.minimal, {"kind": "brochure"}, name="brochure"),
    path("inquiry/draft/", views.draft_start, name="draft_start"),
    path("inquiry/draft/<str:code>/", views.draft, name="draft"),
    path("inquiry/draft/<str:code>/erase/", views.draft_erase, name="draft_erase"),
    path("inquiry/draft/<str:code>/<str:step>/", views.draft_step, name="draft_step"),
    path("inquiry/<str:reference>/<str:secret>/", views.progress, name="progress"),
    path("inquiry/<str:reference>/<str:secret>/keep/", account.keep, name="keep"),
    path("inquiry/<str:reference>/<str:secret>/receipt/", views.receipt, name="receipt"),
    path("inquiry/<str:reference>/<str:secret>/desk/", views.desk, name="desk"),
    path("inquiry/<str:reference>/<str:secret>/data/", privacy.my_data, name="my_data"),
    path("inquiry/<str:reference>/<str:secret>/data/copy/", privacy.data_copy, name="data_copy"),
    path("inquiry/<str:reference>/<str:secret>/data/erase/", privacy.data_erase, name="data_erase"),
    path(
        "inquiry/<str:reference>/<str:secret>/data/withdraw/<slug:what>/<slug:slug>/", privacy.withdraw, name="withdraw"
    ),
    path("inquiry/<str:reference>/<str:secret>/transfer/<slug:park>/", views.transfer, name="transfer"),
    path("inquiry/<str:reference>/<str:secret>/files/<uuid:uuid>/", views.attachment, name="attachment"),
    path("inquiry/<str:reference>/<str:secret>/<slug:slug>/proposals/<int:version>/", views.proposal, name="proposal"),
    path("inquiry/<str:reference>/<str:secret>/<slug:slug>/hold/", views.hold, name="hold"),
    path("inquiry/<str:reference>/<str:secret>/<slug:slug>/services/", views.services, name="services"),
    path("inquiry/<str:reference>/<str:secret>/<slug:slug>/services/ask/", views.service_ask, name="service_ask"),
    path("inquiry/<str:reference>/<str:secret>/services/<str:number>/", views.service_request, name="service_request"),
    path("inquiry/<str:reference>/<str:secret>/<slug:slug>/check-in/<int:month>/", views.check_in, name="check_in"),
    path("inquiry/<str:reference>/<str:secret>/visit/", views.visit_ask, name="visit_ask"),
    path("inquiry/<str:reference>/<str:secret>/visit/<uuid:uid>/", views.visit, name="visit"),
    path("inquiry/<str:reference>/<str:secret>/visit/<uuid:uid>/visit.ics", views.visit_ics, name="visit_ics"),
    path("account/", account.account, name="account"),
    path("account/company/", company.companies_of, name="companies"),
    path("account/company/new/", company.company_new, name="company_new"),
    path("account/company/<uuid:uuid>/", company.company, name="company"),
    path("account/company/<uuid:uuid>/people/", colleagues.people, name="people"),
    path("account/invitations/<uuid:uuid>/", colleagues.invitation, name="invitation"),
    path("account/policies/", fitting.fitting, name="fitting"),
    path("account/policies/<slug:slug>/", fitting.fitting_policy, name="fitting_policy"),
    path("account/alerts/", alerts.alerts, name="alerts"),
    path("account/alerts/<uuid:uuid>/", alerts.alert, name="alert"),
    path("alerts/", alerts.alert_start, name="alert_start"),
    path("alerts/<str:token>/confirm/", alerts.alert_confirm, name="alert_confirm"),
    path("alerts/<str:token>/end/", alerts.alert_end, name="alert_end"),
]
