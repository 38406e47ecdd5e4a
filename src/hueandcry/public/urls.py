"""The addresses of the public door: a handful of posts, and everything else is a printed file."""

from django.urls import path, re_path

from hueandcry.public import acting, answering, commenting, declaring, leaving, posting, provider, reading

urlpatterns = [
    path("act/<slug:slug>/<str:language>/", acting.act),
    path("own/<slug:slug>/<str:language>/", acting.own),
    path("own/<slug:token>.eml", acting.draft),
    path("own/<slug:token>/letter-<int:n>.eml", acting.draft),
    path("letter/<slug:slug>/<str:language>/", posting.letter),
    path("confirm/<slug:token>/", answering.confirm),
    path("confirm/<slug:token>/comments/", commenting.confirm),
    path("comment/<slug:slug>/<str:language>/", commenting.comment),
    path("uncomment/<slug:token>/", commenting.take_back),
    path("called/<slug:token>/", declaring.called),
    path("posted/<slug:token>/", declaring.posted),
    path("leave/<slug:token>/", leaving.leave),
    path("leave/<slug:token>/mine.json", leaving.take_along),
    path("stop/<slug:token>/", leaving.stop),
    path("provider/", provider.events),
    re_path(r"^(?P<path>.*)\Z", reading.printed),
]
handler400 = "hueandcry.public.errors.bad_request"
handler403 = "hueandcry.public.errors.forbidden"
handler404 = "hueandcry.public.errors.missing"
handler500 = "hueandcry.public.errors.broken"
