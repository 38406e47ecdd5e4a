"""Every page of the desk."""

from django.urls import include, path

from hueandcry.desk.views import (
    appeals,
    drafts,
    entrance,
    offices,
    outcomes,
    persons,
    post,
    replies,
    reports,
    static,
    today,
)

pages = [
    path("", today.board, name="today"),
    path("sign-in/", entrance.sign_in, name="sign-in"),
    path("sign-out/", entrance.sign_out, name="sign-out"),
    path("language/", entrance.language, name="language"),
    path("static/desk/<str:name>", static.file, name="static"),
    path("reports/", reports.everything, name="reports"),
    path("reports/new/", reports.new, name="report-new"),
    path("reports/<int:pk>/", reports.one, name="report"),
    path("reports/<int:pk>/open/", reports.open_new, name="report-open"),
    path("reports/<int:pk>/add/", reports.add, name="report-add"),
    path("reports/<int:pk>/read/", reports.read_again, name="report-read"),
    path("reports/<int:pk>/decline/", reports.decline, name="report-decline"),
    path("reports/<int:pk>/take-back/", reports.take_back, name="report-take-back"),
    path("reports/<int:pk>/person/", persons.of_report, name="report-person"),
    path("people/", persons.everybody, name="persons"),
    path("people/<int:pk>/", persons.one, name="person"),
    path("people/<int:pk>/decide/", persons.decide, name="person-decide"),
    path("people/<int:pk>/withdraw/", persons.withdraw, name="person-withdraw"),
    path("appeals/", appeals.everything, name="appeals"),
    path("appeals/<int:pk>/", appeals.one, name="appeal"),
    path("appeals/<int:pk>/draft/", drafts.one, name="draft"),
    path("appeals/<int:pk>/ask/", drafts.ask, name="draft-ask"),
    path("appeals/<int:pk>/approve/", drafts.approve, name="draft-approve"),
    path("appeals/<int:pk>/send-back/", drafts.send_back, name="draft-send-back"),
    path("appeals/<int:pk>/issue/", drafts.issue, name="draft-issue"),
    path("appeals/<int:pk>/pause/", appeals.pause, name="appeal-pause"),
    path("appeals/<int:pk>/resume/", appeals.resume, name="appeal-resume"),
    path("appeals/<int:pk>/stop/", appeals.stop, name="appeal-stop"),
    path("appeals/<int:pk>/extend/", appeals.extend, name="appeal-extend"),
    path("appeals/<int:pk>/revise/", appeals.revise, name="appeal-revise"),
    path("appeals/<int:pk>/outcome/", outcomes.record, name="outcome"),
    path("appeals/<int:pk>/ledger/", appeals.ledger, name="ledger"),
    path("post/", post.everything, name="post"),
    path("post/learned/", post.learned, name="learned"),
    path("post/learned/<int:pk>/take-back/", post.unlearn, name="unlearn"),
    path("post/<int:pk>/", post.one, name="incoming"),
    path("post/<int:pk>/place/", post.place, name="incoming-place"),
    path("post/<int:pk>/set-aside/", post.set_aside, name="incoming-set-aside"),
    path("offices/", offices.everything, name="offices"),
    path("offices/<int:pk>/", offices.one, name="office"),
    path("offices/<int:pk>/pause/", offices.pause, name="office-pause"),
    path("offices/<int:pk>/resume/", offices.resume, name="office-resume"),
    path("offices/<int:pk>/change/", offices.change, name="office-change"),
    path("offices/storm/<int:pk>/believe/", offices.believe, name="storm-believe"),
    path("offices/storm/<int:pk>/disbelieve/", offices.disbelieve, name="storm-disbelieve"),
    path("replies/", replies.everything, name="replies"),
    path("replies/alike/<int:pk>/", replies.group, name="reply-group"),
    path("replies/<int:pk>/", replies.one, name="reply"),
]
urlpatterns = [path("", include((pages, "desk")))]

handler400 = "hueandcry.desk.errors.bad_request"
handler403 = "hueandcry.desk.errors.forbidden"
handler404 = "hueandcry.desk.errors.not_found"
handler500 = "hueandcry.desk.errors.server_error"
