"""The inbox."""

from django.urls import path

from vezne_sandbox.mail import views

urlpatterns = [
    path("eposta", views.inbox, name="mail_inbox"),
    path("eposta/yeni", views.compose, name="mail_compose"),
    path("eposta/<int:pk>/yanit", views.answer, name="mail_answer"),
    path("eposta/<int:pk>", views.message, name="mail_message"),
    path("eposta/<int:pk>/govde", views.body, name="mail_body"),
    path("eposta/<int:pk>/ham", views.raw, name="mail_raw"),
    path("_sandbox/mails", views.as_json),
]
