"""What anybody can read on the public pages, taken out of them as they were printed."""

import email
import email.policy
import re
from email.utils import getaddresses
from urllib.parse import urljoin, urlsplit

from hueandcry.lib import countries
from hueandcry.rehearsal.browser import Page, Visitor
from hueandcry.rehearsal.comparing import Page as Numbers

ROW = re.compile(r"<tr>\s*<td>\s*(?:<bdi>)?([\d\s.,\u00a0\u202f’]+)(?:</bdi>)?\s*</td>\s*<th")
PLACE = re.compile(r"<li>\s*([^<]+?)\s*<b>(?:<bdi>)?([\d\s.,\u00a0\u202f’]+)(?:</bdi>)?</b>\s*</li>")


def write_page(appeal_page: str) -> str:
    """The page to write from yourself, beside the appeal's page."""
    return urljoin(appeal_page, "write/index.html" if appeal_page.endswith(".html") else "write/")


def numbers(page: Page) -> Numbers:
    """The numbers of an appeal's page, and the countries it names by their codes."""
    table = page.text.partition('class="graded"')[2].partition("</table>")
    found = tuple(_number(digits) for digits in ROW.findall(table[0]))
    listed = table[2].partition('class="places"')[2].partition("</ul>")[0]
    places = {countries.code_of(name): _number(digits) for name, digits in PLACE.findall(listed)}
    return Numbers(found, {code: number for code, number in places.items() if code})


def addressees(visitor: Visitor, path: str, country: str) -> list[str]:
    """The mailboxes the page offers a draft to, for somebody in `country`, in small letters."""
    page = visitor.get(path)
    for address, _ in page.links:
        if re.fullmatch(rf"{country}/(?:index\.html)?", address):
            page = visitor.get(urljoin(page.url, address))
            break
    found = []
    for address, _ in page.links:
        if urlsplit(address).path.endswith(".eml"):
            draft = email.message_from_string(visitor.get(urljoin(page.url, address)).text, policy=email.policy.default)
            found += [mailbox.lower() for _, mailbox in getaddresses([str(draft["To"])])][:1]
    return found


def _number(digits: str) -> int:
    return int(re.sub(r"\D", "", digits))
