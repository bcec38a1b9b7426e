"""The public addresses of inquiries, mounted under the language prefix."""

from django.urls import path

from inquiries import views

app_name = "inquiries"
urlpatterns = [
    path("inquiry/", views.submit, name="submit"),
    path("inquiry/find/", views.lookup, name="lookup"),
    path("inquiry/<str:reference>/<str:secret>/", views.progress, name="progress"),
    path("inquiry/<str:reference>/<str:secret>/receipt/", views.receipt, name="receipt"),
    path("inquiry/<str:reference>/<str:secret>/files/<uuid:uuid>/", views.attachment, name="attachment"),
]
