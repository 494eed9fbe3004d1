"""Token requests as fast as a provider answers them, over connections that are kept alive, and what they cost it.

The requests are bytes before the clock starts, and two processes send them: each has its connections in a circle, and sends
the next request on one as soon as its answer is there, so that as many requests are under way as there are connections.
"""

import multiprocessing
import pathlib
import re
import socket
import time

from failed import Failed

PROCESSES = 2
CONNECTIONS = 8  # of each
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


class Wire:
    """One connection."""

    def __init__(self, address):
        self._address, self._socket = address, None

    def send(self, request):
        if self._socket is None:
            self._socket = socket.create_connection(self._address, timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)

    def is_granted(self):
        """Reads an answer whole; whether it has a token."""
        answer = b""
        while not (end := self._end(answer)):
            more = self._socket.recv(65536)
            if not more:
                return False
            answer += more
        if b"\r\nconnection: close\r\n" in answer[:end].lower():
            self.close()
        return answer.startswith(b"HTTP/1.1 200") and b'"access_token"' in answer

    @staticmethod
    def _end(answer):
        """Where it ends, once all of it is there."""
        head = answer.find(b"\r\n\r\n") + 4
        if head < 4:
            return None
        length = LENGTH.search(answer, 0, head)
        if length:
            end = head + int(length[1])
            return end if len(answer) >= end else None
        return len(answer) if answer.endswith(b"\r\n0\r\n\r\n") else None  # chunked

    def close(self):
        self._socket.close()
        self._socket = None


def send_all(address, requests, start, results):
    """The part of one process: how many were granted, when it began and when it ended."""
    wires = [Wire(address) for _ in range(min(CONNECTIONS, len(requests)))]
    start.wait()
    begun, granted, sent = time.monotonic(), 0, len(wires)
    for wire, request in zip(wires, requests):
        wire.send(request)
    for at in range(len(requests)):
        wire = wires[at % len(wires)]
        granted += wire.is_granted()
        if sent < len(requests):
            wire.send(requests[sent])
            sent += 1
    results.put((granted, begun, time.monotonic()))


def computed(pid):
    """Seconds of the processors' time of a process so far."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def resident(pid):
    """MiB in memory now."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)[1]) / 1024


def request(method, url, headers, body):
    """A request as it goes over the wire; `url` is split."""
    lines = [f"{method} {url.path} HTTP/1.1", f"Host: {url.netloc}", *(f"{name}: {value}" for name, value in headers.items())]
    lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}", "", body]
    return "\r\n".join(lines).encode()


def hammer(subject, requests):
    """Sends them all, each of which has to be granted; the seconds that it took, and those of the processors' time."""
    context = multiprocessing.get_context("fork")
    start, results = context.Event(), context.Queue()
    address = (subject.kind.host, subject.port)
    crowd = [
        context.Process(target=send_all, args=(address, requests[part::PROCESSES], start, results), daemon=True)
        for part in range(PROCESSES)
    ]
    for one in crowd:
        one.start()
    before = computed(subject.process.pid)
    start.set()
    shares = [results.get(timeout=300) for _ in crowd]
    for one in crowd:
        one.join()
    granted = sum(share[0] for share in shares)
    if granted != len(requests):
        raise Failed(f"{subject.kind.name}: {len(requests) - granted} of {len(requests)} right token requests are refused")
    seconds = max(share[2] for share in shares) - min(share[1] for share in shares)
    return seconds, computed(subject.process.pid) - before
