"""Towns everybody knows, and the dictionary form of a town that a sentence prints in a case."""

import functools

from babel import Locale

from hueandcry.reader import lexicon
from hueandcry.reader.where import townlist

LANDS = ("Africa/", "America/", "Asia/", "Europe/", "Australia/")  # zones that are called after a town
SHORT = 4  # letters of a town that is no other word
SOFT = "аяоеэєёуюиіыьйї"  # last letters that give way to an ending
CHANGED = ("тц", "кц", "гз", "хс", "дд")  # "Брэст" is "у Брэсце"
LEAST = 3  # letters before a case ending
ENDINGS = (
    "а у е і и ы ю я ї є ом ем ой ою ей ею єю ам ах ях ям ями амі ым ім им ого ому ага аму ай аю яй "
    "ью йою ця ці цы це дзе зе зі сі цю цою цей цу ьом єм ём"
)  # of a town's cases


def _pairs(table: str) -> tuple[tuple[str, str], ...]:
    return tuple((ending, own) for ending, _, own in (pair.partition(">") for pair in table.split()))


CASES = {  # case endings behind which only one form of a town is likely, and the endings of that form
    "ru": _pairs(
        "ске>ск цке>цк ска>ск цка>цк ску>ск цку>цк граде>град града>град городе>город города>город бурге>бург "
        "бурга>бург поле>поль ополя>ополь стане>стан стана>стан абаде>абад абада>абад кенте>кент кента>кент "
        "ичах>ичи ичей>ичи цах>цы ыке>ык еке>ек оке>ок ове>ов ёве>ёв еве>ев оне>он ире>ир ыре>ыр маре>мар "
        "уре>ур ани>ань гаде>гад кале>кала ице>ица овке>овка евке>евка инке>инка даре>дар куте>кут "
        "ине>ин еле>ель каре>кар аше>аш еше>еш ыше>ыш ише>иш аке>ак ыле>ыл иле>ил азе>аз изе>из нде>нд рте>рт сте>ст "
        "уте>ут ае>ай иче>ич ене>ен ане>ан яне>ян уне>ун ере>ер оре>ор ате>ат ите>ит оте>от ете>ет еде>ед оде>од "
        "иде>ид име>им оме>ом уме>ум аме>ам обе>об убе>уб езе>ез оле>ол але>ал уле>ул ках>ки рах>ры нах>ны вах>вы"
    ),
    "uk": _pairs(
        "ську>ськ цьку>цьк ська>ськ цька>цьк граді>град града>град городі>город бурзі>бург бурга>бург "
        "полі>поль ополя>ополь стані>стан абаді>абад кенті>кент овці>овка івці>івка ївці>ївка инці>инка "
        "иці>иця уці>ук вцях>вці ичах>ичі ові>ів єві>їв аві>ава оні>он ллі>лла рші>рша єнці>єнка янці>янка "
        "ирі>ир ичі>ич борі>бір ині>ин мані>мань елі>ель усті>уст ажі>аж "
        "юмі>юм амі>ам омі>ом арі>ар ері>ер урі>ур оді>од аті>ат еті>ет уні>ун хті>хт нті>нт ику>ик іку>ік аку>ак "
        "ках>ки рах>ри нах>ни вах>ви"
    ),
    "be": _pairs(
        "ску>ск цку>цк ска>ск цка>цк градзе>град града>град горадзе>горад бургу>бург бурга>бург стане>стан "
        "абадзе>абад аўцы>аўка оўцы>оўка еўцы>еўка іцы>іца ыцы>ыца ршы>рша бялі>бель ічах>ічы ёве>ёў ёва>ёў "
        "еве>еў ове>оў енце>ент оне>он ыра>ыр ыры>ыр ані>ань нску>нск ыне>ын іне>ін елі>ель ені>ень іжы>іж чаве>чаў "
        "цах>цы ках>кі рах>ры нах>ны вах>вы тах>ты лах>лы чах>чы шах>шы аме>ам оме>ом уме>ум ары>ар оры>ор еры>ер"
    ),
}
KAZAKH = (
    "дағы", "дегі", "тағы", "тегі", "дан", "ден", "тан", "тен", "нан", "нен", "да", "де", "та", "те",
    "ның", "нің", "дың", "дің", "тың", "тің",
)  # fmt: skip


@functools.cache
def known(language: str) -> frozenset[str]:
    """Towns in small letters: those of the lexicon, and those the world's time zones are called after."""
    named = lexicon.load(language).words("towns", "names")
    own, english = Locale(language).time_zones, Locale("en").time_zones
    zones = [zone for zone in map(str, Locale("ru").time_zones) if zone.startswith(LANDS) and zone.count("/") == 1]
    world = {
        own.get(zone, {}).get("city") or english.get(zone, {}).get("city") or zone.split("/")[1].replace("_", " ")
        for zone in zones
    }
    return frozenset(named) | {town.lower() for town in world if len(town) >= SHORT and "," not in town}


@functools.cache
def _shelves(language: str) -> dict[str, tuple[str, ...]]:
    """The known towns by their first two letters."""
    found: dict[str, tuple[str, ...]] = {}
    for town in sorted(known(language)):
        found[town[:2]] = (*found.get(town[:2], ()), town)
    return found


@functools.lru_cache(maxsize=4096)
def nominative(language: str, printed: str) -> str | None:
    """The dictionary form of a town in a case ending; None when it stands in it, or when nobody can tell."""
    low = printed.lower()
    if language == "kk":
        cut = next((e for e in KAZAKH if low.endswith(e) and len(low) - len(e) >= LEAST), "")
        return printed[: len(printed) - len(cut)] if cut else None
    if low in known(language):
        return None
    forms = [t for t in _shelves(language).get(low[:2], ()) if _case_of(low, t)]
    if len(forms) == 1:
        return "-".join(part.capitalize() for part in forms[0].split("-"))
    listed = townlist.of_case(language, printed)
    if listed or townlist.is_listed(language, low):
        return listed
    for ending, own in CASES.get(language, ()):
        if low.endswith(ending) and len(low) - len(ending) >= LEAST - 1:
            return printed[: len(printed) - len(ending)] + own
    return None


@functools.cache
def _endings() -> frozenset[str]:
    return frozenset(ENDINGS.split())


def _case_of(low: str, town: str) -> bool:
    """Is `low` a case of `town`: the same stem, and an ending of a few letters on both?"""
    if town.endswith(("ів", "їв")):
        return low.startswith(town[:-2] + ("о" if town[-2] == "і" else "є") + "в")
    shared = 0
    while shared < min(len(low), len(town)) and low[shared] == town[shared]:
        shared += 1
    ending = low[shared:]
    if shared < LEAST or ending not in _endings():
        return False
    if town[-1] in SOFT:
        return shared >= len(town) - 1
    return shared == len(town) or (shared == len(town) - 1 and town[-1] + ending[:1] in CHANGED)
