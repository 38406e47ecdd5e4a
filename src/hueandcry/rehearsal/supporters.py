"""The crowd: people who open the public page, act, wait for the letter and confirm, many at once."""

import queue
import random
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from hueandcry.rehearsal import cast, sink_log
from hueandcry.rehearsal.browser import Form, Page, Unexpected, Unreachable, Visitor
from hueandcry.rehearsal.receipts import Receipts

THREADS = 6
PATIENCE = 60.0  # seconds in which one step of one person may be tried again
IDLE = 30.0  # seconds without any step of anybody after which no more is expected
BUSY = (429, 500, 502, 503, 504)  # answers that mean "not taken, try again"


class Crowd:
    """Supporters of one appeal; every promise the public door makes to one of them is a receipt."""

    def __init__(self, root: str, pages: dict[str, str], receipts: Receipts, *, say: Callable[[int], None]) -> None:
        """`pages`: the path of the appeal's page in each language; `say` is told how many steps were done."""
        self.root, self.pages, self.receipts, self.say = root, pages, receipts, say
        self.troubles: list[str] = []
        self.retries = 0
        self._jobs: queue.SimpleQueue[tuple[str, cast.Supporter, str] | None] = queue.SimpleQueue()
        self._people: dict[str, cast.Supporter] = {}
        self._asked: set[str] = set()
        self._forms: dict[str, tuple[Page, Form]] = {}
        self._left = 0
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._stopping = threading.Event()
        self._moved = time.monotonic()

    def act(self, people: list[cast.Supporter], letters: sink_log.SinkLog) -> None:
        """All of them act, and confirm when their letter has come; ends when every one has, or nothing moves."""
        self._people = {one.email: one for one in people}
        self._left = len(people)
        if not people:
            return
        for one in people:
            self._jobs.put(("act", one, ""))
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(THREADS)]
        threads.append(threading.Thread(target=self._open_letters, args=(letters,), daemon=True))
        for thread in threads:
            thread.start()
        try:
            while not self._done.wait(0.5):
                if time.monotonic() - self._moved > IDLE:
                    self.troubles.append(f"{self._left} people could not act and confirm: nothing moved any more.")
                    break
        finally:
            self._stopping.set()
            for _ in threads:
                self._jobs.put(None)
        for thread in threads:
            thread.join()

    def _open_letters(self, letters: sink_log.SinkLog) -> None:
        for line in letters.follow(self._stopping):
            one = self._people.get(line.rcpt[0]) if line.rcpt and not line.is_news else None
            if one is None or one.email in self._asked:
                continue
            if link := sink_log.confirm_link(letters.message(line)):
                self._asked.add(one.email)  # a letter sent twice is opened twice, and answered once
                self._jobs.put(("confirm", one, link))

    def _work(self) -> None:
        visitor = Visitor(self.root)
        while (job := self._jobs.get()) is not None and not self._stopping.is_set():
            step, one, link = job
            try:
                if step == "act":
                    self._act(visitor, one)
                else:
                    self._confirm(visitor, one, link)
            except (Unexpected, Unreachable, AssertionError) as trouble:
                self._trouble(f"{step} of supporter {one.number}: {trouble}")
                self._finished()
            else:
                self.say(1)
                self._moved = time.monotonic()
                if step == "confirm":
                    self._finished()
        visitor.close()

    def _act(self, visitor: Visitor, one: cast.Supporter) -> None:
        page, form = self._form(visitor, one.language)
        given = {"name": one.name, "email": one.email, "country": one.country, "words": one.words}
        values = {**given, **({"news": form.choices.get("news", ["on"])[0]} if one.wants_news else {})}
        self._press(visitor, lambda: visitor.submit(page, form, values))
        self.receipts.write(
            "acted", number=one.number, email=one.email, country=one.country, language=one.language, news=one.wants_news
        )
        if one.presses_twice:
            self._press(visitor, lambda: visitor.submit(page, form, values))
            self.receipts.write("pressed again", number=one.number)

    def _confirm(self, visitor: Visitor, one: cast.Supporter, link: str) -> None:
        path = urlsplit(link).path
        page = self._press(visitor, lambda: visitor.get(path))
        form = page.form("/confirm/") if page.has_form("/confirm/") else page.forms[-1]
        page = self._press(visitor, lambda: visitor.submit(page, form, {}))
        self.receipts.write("confirmed", number=one.number, email=one.email, country=one.country, news=one.wants_news)
        if one.telephones:
            for call in [form for form in page.forms if "/called/" in form.action]:
                self._press(visitor, lambda call=call: visitor.submit(page, call, {}))  # type: ignore[misc]
                self.receipts.write("called", number=one.number, target=call.value("target"))

    def _press(self, visitor: Visitor, step: Callable[[], Page]) -> Page:
        """Do one thing until it is answered: what was not acknowledged is tried again, as people do."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                page = step()
            except Unreachable:
                if time.monotonic() > until or self._stopping.is_set():
                    raise
            else:
                if page.status not in BUSY:
                    break
                if time.monotonic() > until:
                    raise Unexpected(f"still status {page.status} after {PATIENCE:.0f} seconds")
            with self._lock:
                self.retries += 1
            time.sleep(random.uniform(0.05, 0.25))  # noqa: S311  # so that not all come back at once
        if page.status != 200:
            raise Unexpected(f"{urlsplit(page.url).path.split('/')[1]} was answered with status {page.status}")
        return page

    def _form(self, visitor: Visitor, language: str) -> tuple[Page, Form]:
        """The form of the printed page; it is the same for everyone, so one reading of it will do."""
        if language not in self._forms:
            page = self._press(visitor, lambda: visitor.get(self.pages[language]))
            self._forms[language] = (page, page.form("/act/"))
        return self._forms[language]

    def _trouble(self, sentence: str) -> None:
        with self._lock:
            self.troubles.append(sentence)

    def _finished(self) -> None:
        with self._lock:
            self._left -= 1
            if not self._left:
                self._done.set()
