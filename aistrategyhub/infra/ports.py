"""Ports of this machine: whether the product may have one, and which are free."""

import errno
import socket

from aistrategyhub.infra.problems import Problem


def check_port(host: str, port: int) -> None:
    """Raises Problem, with a command that works, unless a server can listen there."""
    try:
        _listen(host, port).close()
    except OSError as error:
        raise _explain(host, port, error) from None


def free_port(host: str = "127.0.0.1") -> int:
    """A port on which nobody listens now."""
    with _listen(host, 0) as found:
        return found.getsockname()[1]


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def _explain(host: str, port: int, error: OSError) -> Problem:
    if error.errno == errno.EADDRINUSE:
        return Problem(f"Port {port} is taken by another program.", f"PORT={free_port(host)} make run")
    if error.errno == errno.EACCES:
        return Problem(f"Port {port} is reserved for root.", f"PORT={free_port(host)} make run")
    return Problem(f"HOST={host} is not an address of this machine: {error.strerror}.", "HOST=0.0.0.0 make run")
