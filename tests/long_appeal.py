"""An appeal that strains the page: nine targets, a forty-word demand, a very long name, Arabic words."""

from typing import Any

import make

NAME = "Abdurrahman Muhammad-Yusuf Khudoyberdiyev-Ermatov of the Upper Oskel Seasonal Harvest Workers’ Association"
FORTY = (
    "Release at once and without any condition all those who were arrested on 9 March for marching peacefully, "
    "drop every charge against them, return what was taken from their homes and offices, and see that whoever "
    "beat them answers for it before an independent court."
)
OFFICES = (
    "Head of the Supreme Court of Varland", "Ministry of Foreign Affairs of Varland", "Prosecutor General of Varland",
    "Ministry of the Interior, Department for the Supervision of Places of Pre-Trial and Administrative Detention",
    "Head of the City Administration of Oskel", "Commissioner for Human Rights of Varland",
    "Chair of the Parliament’s Committee on Labour", "Office of the President of Varland",
)  # fmt: skip
ARABIC: dict[str, Any] = {
    "headline": "الحكم على آرو سيتوفا بالسجن خمسة عشر يومًا من دون محامٍ",
    "summary": "هي رئيسة نقابة الخبازين. في التاسع من مارس فرّقت الشرطة مسيرة النقابة في أوسكل واعتقلتها مع ستة آخرين.",
    "story": "في التاسع من مارس سار مئات الخبازين في أوسكل.\n\nهاجمتهم الشرطة بعد نصف كيلومتر، وضُرب كثيرون منهم.",
    "subject": "أفرجوا عن آرو سيتوفا",
    "salutation": "إلى ممثلي دولة فارلاند،",
    "body": "في التاسع من مارس ضُرب متظاهرون سلميون في أوسكل وحُكم على سبعة منهم من دون محامٍ."
    "\n\nأطلب منكم الإفراج عنهم فورًا.",
    "closing": "مع التقدير،",
    "demands": [
        {"key": "d1", "text": "الإفراج الفوري عن السبعة وإسقاط جميع التهم عنهم.", "spans": [], "basis": "the union"}
    ],
    "spans": {},
    "basis": {},
    "checked": True,
}


def document() -> dict:
    """A complete document with all of it."""
    doc = make.document()
    doc["people"] += [
        {
            "key": "p2",
            "name": NAME,
            "aliases": [],
            "role": "harvest worker",
            "public": True,
            "spans": [],
            "basis": "the union",
        },
        {
            "key": "p3",
            "name": "Hidden Person",
            "aliases": [],
            "role": "clerk",
            "public": False,
            "spans": [],
            "basis": "told",
        },
    ]
    doc["targets"] = [_office(n, office) for n, office in enumerate(OFFICES, 1)] + [doc["targets"][1]]
    doc["targets"][-2]["channels"] = [
        {"kind": "phone", "value": "+99 555 01 01", "hole": False, "spans": [], "basis": "their site"}
    ]
    for language in ("en", "ru"):
        doc["texts"][language]["demands"] = [{"key": "d1", "text": FORTY, "spans": [], "basis": "the union"}]
    doc["texts"]["ar"] = ARABIC
    return doc


def _office(n: int, office: str) -> dict:
    channel = {
        "kind": "email",
        "value": f"office{n}@varland.example.org",
        "hole": False,
        "spans": [],
        "basis": "their site",
    }
    return {
        "key": f"o{n}", "office": office, "holder": "Oda Lem" if n == 1 else "", "organisation": "", "rule": "",
        "spans": [], "basis": "their site", "channels": [channel],
    }  # fmt: skip
