"""One POST of JSON to an address we know: https only, no redirects, no proxies of the environment, ten seconds."""

import json
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from notifications.channels import Away, Refused

TIMEOUT = 10  # seconds
MOST = 64 * 1024  # bytes of an answer that are read


class _Stay(HTTPRedirectHandler):
    """A redirect could lead inside our own network."""

    def redirect_request(self, *args, **options):
        return None


_OPENER = build_opener(_Stay, ProxyHandler({}))


def post_json(address: str, body: bytes, headers: dict[str, str], hosts: frozenset[str]) -> dict:
    """Send and read the answer. Raises Refused for another host, Away when the service does not answer with JSON."""
    check(address, hosts)
    request = Request(address, data=body, headers=headers, method="POST")  # noqa: S310 - checked above
    try:
        with _OPENER.open(request, timeout=TIMEOUT) as answer:
            return json.loads(answer.read(MOST))
    except HTTPError as error:
        return _told(error)
    except ValueError as error:
        raise Away(f"no JSON: {error}") from error


def check(address: str, hosts: frozenset[str]) -> None:
    """Refuse whatever is not https on the usual port of a host we know."""
    try:
        url = urlsplit(address)
        known = url.scheme == "https" and url.hostname in hosts and url.port in (None, 443)
    except ValueError:
        known = False
    if not known or url.username or url.password:
        raise Refused("address not allowed")


def _told(error: HTTPError) -> dict:
    """The words of a service that answers errors with JSON too; anything else means: later."""
    try:
        return json.loads(error.read(MOST))
    except ValueError:
        raise Away(f"HTTP {error.code}") from error
