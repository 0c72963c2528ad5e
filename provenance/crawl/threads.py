"""Threads that the program does not wait for: it ends when told to, even if a server has not answered."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

_Result = TypeVar("_Result")


def begin(work: Callable[[], _Result]) -> "Future[_Result]":
    """Do ``work`` in a thread of its own; whoever wants its result waits for it.

    An executor would keep the program from ending until all its threads have, which a look-up of a name may hold up for
    half a minute, and nothing can cut that short.
    """
    future: Future[_Result] = Future()
    threading.Thread(target=_complete, args=(future, work), name="prov-fetch", daemon=True).start()
    return future


def _complete(future: "Future[_Result]", work: Callable[[], _Result]) -> None:
    try:
        future.set_result(work())
    except BaseException as error:  # noqa: BLE001 - it is raised where the result is asked for
        future.set_exception(error)
