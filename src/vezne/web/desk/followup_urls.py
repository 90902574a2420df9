"""Addresses of tasks and representatives."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from vezne.web.desk import followups

_TASK = "yonetim/takip/<str:public_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("yonetim/takip/", followups.tasks, name="desk_tasks"),
    path("yonetim/takip/ekle/", followups.task_new, name="desk_task_new"),
    path(f"{_TASK}yapildi/", followups.task_end, name="desk_task_end"),
    path(f"{_TASK}yeniden/", followups.task_again, name="desk_task_again"),
    path(
        "yonetim/hesaplar/<str:public_id>/temsilci/",
        followups.representative,
        name="desk_representative",
    ),
]
