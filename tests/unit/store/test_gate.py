from __future__ import annotations

import threading
import time

import pytest

from observatory.domain.errors import BaseBusy
from observatory.store.gate import Gate


def test_many_pass_together_and_a_thread_passes_twice() -> None:
    gate, met = Gate(), threading.Barrier(3, timeout=60)

    def pass_through() -> None:
        with gate.together(), gate.together():
            met.wait()

    threads = [threading.Thread(target=pass_through) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    assert not met.broken


def test_one_alone_waits_for_those_inside_and_keeps_the_others_out() -> None:
    gate, events, inside = Gate(), [], threading.Event()

    def slow() -> None:
        with gate.together():
            inside.set()
            time.sleep(0.2)
            with gate.together():  # it is inside already: it must not wait for who waits for it
                events.append("slow")

    def late() -> None:
        with gate.together():
            events.append("late")

    first, second = threading.Thread(target=slow), threading.Thread(target=late)
    first.start()
    assert inside.wait(90)
    with gate.together(), gate.alone(5):
        second.start()
        time.sleep(0.1)
        events.append("alone")
    first.join(90)
    second.join(90)
    assert events == ["slow", "alone", "late"]


def test_who_waits_too_long_gives_up_and_lets_the_others_pass() -> None:
    gate, inside, leave = Gate(), threading.Event(), threading.Event()

    def stay() -> None:
        with gate.together():
            inside.set()
            leave.wait(90)

    thread = threading.Thread(target=stay)
    thread.start()
    assert inside.wait(90)
    with pytest.raises(BaseBusy, match="D'autres opérations"), gate.alone(0.05):
        raise AssertionError("never inside")
    with gate.together():
        pass
    leave.set()
    thread.join(90)
    with gate.alone(1):
        pass


def test_only_one_may_be_alone() -> None:
    gate, answers = Gate(), []

    def ask() -> None:
        try:
            with gate.alone(1):
                answers.append("alone")
        except BaseBusy:
            answers.append("busy")

    with gate.alone(1):
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join(90)
    assert answers == ["busy"]
