"""Signing in and out, and the language of the desk."""

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import check_for_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused
from hueandcry.people import entrance


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """A user name and a password; the same answer whatever was wrong."""
    onward = request.POST.get("next") or request.GET.get("next") or ""
    if request.user.is_authenticated:
        return HttpResponseRedirect(own_page(onward))
    refusal, username = "", request.POST.get("username", "")[:200]
    if request.method == "POST":
        try:
            user = entrance.let_in(username, request.POST.get("password", "")[:1000], now=clock.now())
        except Refused as no:
            refusal = str(no)
        else:
            auth.login(request, user)
            return HttpResponseRedirect(own_page(onward))
    told = {"refusal": refusal, "username": username, "next": onward}
    return render(request, "desk/sign_in.html", told, status=403 if refusal else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    auth.logout(request)
    return redirect("desk:sign-in")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie and go back to the page."""
    answer = HttpResponseRedirect(own_page(request.POST.get("next", "")))
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES) and check_for_language(code):
        secure = bool(settings.SESSION_COOKIE_SECURE)
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, samesite="Lax", httponly=True, secure=secure)
    return answer


def own_page(path: str) -> str:
    """`path` rebuilt from our own table of pages, or the today board: never an address somebody made up."""
    try:
        match = resolve(path)
    except Resolver404:
        return reverse("desk:today")
    if not match.url_name or match.url_name.startswith(("sign-", "language", "static")):
        return reverse("desk:today")
    return reverse(f"desk:{match.url_name}", args=match.args, kwargs=match.kwargs)
