"""The three commands, and the one line a person reads when something went wrong."""

import signal

from .manage import manage
from .notices import Stop, Trouble, complain
from .serve import serve
from .testrun import test

VERBS = {"serve": serve, "manage": manage, "test": test}


def main(argv: list[str]) -> int:
    _listen_to_signals()
    try:
        return VERBS[argv[0]](argv[1:])
    except Trouble as trouble:
        complain(str(trouble))
    except OSError as error:
        complain(f"系统拒绝 | the system refused: {error}")
    except Stop as stop:
        return 0 if argv[0] == "serve" else 128 + stop.args[0]
    return 1


def _listen_to_signals() -> None:
    """All three ways of asking us to end are one; nohup's wish is kept."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)


def _stop(number, _frame) -> None:
    raise Stop(number)
