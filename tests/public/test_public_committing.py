"""Group commit: in order, together, and each with its own answer."""

import asyncio
import threading

import pytest

from hueandcry.lib.refusal import Refused
from hueandcry.public import committing


def test_what_comes_while_the_disk_syncs_shares_the_next_commit_and_each_gets_its_own_answer():
    batches, free = [], threading.Event()

    def keep(batch):
        batches.append(list(batch))
        free.wait(5)
        return [Refused("no") if given % 2 else None for given in batch]

    async def crowd():
        committer = committing.Committer(keep)
        first = asyncio.create_task(committer.put(0))
        while not batches:
            await asyncio.sleep(0.01)
        others = [asyncio.create_task(committer.put(n)) for n in range(1, 7)]
        await asyncio.sleep(0.05)
        free.set()
        return await asyncio.gather(first, *others, return_exceptions=True)

    answers = asyncio.run(crowd())

    assert batches == [[0], [1, 2, 3, 4, 5, 6]]
    assert [type(answer) for answer in answers] == [type(None), *[Refused, type(None)] * 3]


def test_when_the_database_fails_everybody_in_the_batch_hears_it_and_the_next_batch_is_tried():
    def keep(batch):
        if "bad" in batch:
            raise OSError("gone")
        return [None] * len(batch)

    async def crowd():
        committer = committing.Committer(keep)
        with pytest.raises(OSError, match="gone"):
            await committer.put("bad")
        await committer.put("good")

    asyncio.run(crowd())


def test_whoever_comes_when_too_many_wait_is_told_at_once(monkeypatch):
    monkeypatch.setattr(committing, "WAITING", 3)
    free = threading.Event()

    def keep(batch):
        free.wait(5)
        return [None] * len(batch)

    async def crowd():
        committer = committing.Committer(keep)
        waiting = [asyncio.create_task(committer.put(n)) for n in range(5)]
        while not any(task.done() for task in waiting):
            await asyncio.sleep(0.01)
        free.set()
        return await asyncio.gather(*waiting, return_exceptions=True)

    answers = asyncio.run(crowd())

    assert [answer for answer in answers if answer] and all(type(a) in (type(None), committing.Full) for a in answers)


def test_the_answers_to_a_few_leave_on_the_next_beat_and_those_to_many_at_once():
    async def answered(count):
        loop = asyncio.get_running_loop()
        committer = committing.Committer(lambda batch: [None] * len(batch))
        answers = [loop.create_future() for _ in range(count)]
        committer._on_the_beat([(n, answer) for n, answer in enumerate(answers)], [None] * count)
        at_once = all(answer.done() for answer in answers)
        await asyncio.gather(*answers)
        return at_once

    assert not asyncio.run(answered(committing.FEW))
    assert asyncio.run(answered(committing.FEW + 1))
