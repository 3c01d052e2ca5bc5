"""An SMTP server on loopback that takes everything down in a file; told by another file to fail, hang or refuse.

python -m tests.bench.sink PORT LOG MODE_FILE
The mode is one word: up, hang, 4xx, 5xx; a missing file means up. A line of the log: time, Message-ID, recipient.
"""

import asyncio
import sys
import time
from pathlib import Path

from aiosmtpd.controller import Controller


class Taker:
    def __init__(self, log: Path, mode: Path):
        self.log, self.mode = log.open("a", buffering=1), mode

    def now(self) -> str:
        try:
            return self.mode.read_text().strip() or "up"
        except OSError:
            return "up"

    async def handle_RCPT(self, server, session, envelope, address, options):
        mode = self.now()
        if mode == "hang":
            await asyncio.sleep(60)
        if mode == "4xx":
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.now() == "5xx":
            return "554 transaction failed"
        text = envelope.content[:4000].decode("utf-8", "replace").lower()
        found = text.partition("message-id:")[2].strip().partition("\r\n")[0].strip()
        self.log.write(f"{time.time():.3f}\t{found}\t{envelope.rcpt_tos[0]}\n")
        return "250 OK"


def main(port: str, log: str, mode: str) -> None:
    controller = Controller(Taker(Path(log), Path(mode)), hostname="127.0.0.1", port=int(port))
    controller.start()
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    main(*sys.argv[1:])
