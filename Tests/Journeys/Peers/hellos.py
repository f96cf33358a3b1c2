"""Opens TLS connections in ways that no browser does, and prints one JSON object a line: what the server did.

    hellos.py PORT bytes HOST       the ClientHello byte by byte
    hellos.py PORT records HOST     the ClientHello cut over four records
    hellos.py PORT large -          17 KB that never become a whole ClientHello
    hellos.py PORT nameless -       no server name
    hellos.py PORT vanish HOST N    N connections that send a ClientHello and are gone
    hellos.py PORT slow HOST PATH FILE  stops before its second flight until FILE exists, then asks for PATH; prints the
                                    status line
    hellos.py PORT late HOST PATH FILE  the same, but the handshake is whole when it stops
"""

import contextlib
import json
import os
import socket
import ssl
import struct
import sys
import time


class Handshake:
    """A client whose bytes we carry ourselves."""

    def __init__(self, host):
        context = ssl._create_unverified_context()
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.session = context.wrap_bio(self.incoming, self.outgoing, server_hostname=host)
        self.step()

    def step(self):
        try:
            self.session.do_handshake()
            return True
        except ssl.SSLWantReadError:
            return False

    def flight(self):
        return self.outgoing.read()


def connect(port):
    connection = socket.create_connection(("127.0.0.1", port), 15)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def finish(connection, handshake):
    """Carries the rest of the handshake; says how it ended."""
    while True:
        try:
            received = connection.recv(65536)
        except (ConnectionError, socket.timeout) as problem:
            return {"end": type(problem).__name__}
        if not received:
            return {"end": "closed"}
        if received[0] == 21 and len(received) >= 7:
            return {"end": "alert", "alert": received[6]}
        handshake.incoming.write(received)
        with contextlib.suppress(ssl.SSLWantReadError):
            handshake.session.do_handshake()
            connection.sendall(handshake.flight())
            return {"end": "open", "version": handshake.session.version()}
        connection.sendall(handshake.flight())


def in_bytes(port, host):
    connection, handshake = connect(port), Handshake(host)
    for byte in handshake.flight():
        connection.sendall(bytes([byte]))
    return finish(connection, handshake)


def in_records(port, host):
    connection, handshake = connect(port), Handshake(host)
    flight = handshake.flight()
    body = flight[5:]
    size = len(body) // 4 + 1
    for start in range(0, len(body), size):
        piece = body[start : start + size]
        connection.sendall(flight[:3] + struct.pack(">H", len(piece)) + piece)
        time.sleep(0.01)
    return finish(connection, handshake)


def large(port):
    connection = connect(port)
    # A handshake message of 60,000 bytes, of which 17,000 arrive in records of 4,000.
    message = b"\x01" + (60_000).to_bytes(3, "big") + b"\x03\x03" + bytes(17_000)
    with contextlib.suppress(ConnectionError):
        for start in range(0, len(message), 4000):
            piece = message[start : start + 4000]
            connection.sendall(b"\x16\x03\x01" + struct.pack(">H", len(piece)) + piece)
            time.sleep(0.01)
    return finish(connection, Handshake("never.localhost"))


def nameless(port):
    connection, handshake = connect(port), Handshake(None)
    connection.sendall(handshake.flight())
    return finish(connection, handshake)


def vanish(port, host, count):
    gone = 0
    for number in range(count):
        connection = connect(port)
        connection.sendall(Handshake(host).flight())
        if number % 2:
            connection.recv(1)
        if number % 3 == 0:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
        gone += 1
    return {"end": "gone", "count": gone}


def wait_for(path):
    print(json.dumps({"waiting": True}), flush=True)
    for _ in range(600):
        if os.path.exists(path):
            return
        time.sleep(0.05)


def ask(connection, handshake, host, port, path):
    handshake.session.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
    connection.sendall(handshake.flight())
    while True:
        try:
            text = handshake.session.read(65536)
            return {"end": "answered" if text else "closed", "status": text.split(b"\r\n")[0].decode()}
        except ssl.SSLWantReadError:
            received = connection.recv(65536)
            if not received:
                return {"end": "closed"}
            handshake.incoming.write(received)


def slow(port, host, path, go):
    connection, handshake = connect(port), Handshake(host)
    connection.sendall(handshake.flight())
    first = connection.recv(65536)
    wait_for(go)
    handshake.incoming.write(first)
    if not handshake.step():
        answer = finish(connection, handshake)
        if answer["end"] != "open":
            return answer
    connection.sendall(handshake.flight())
    return ask(connection, handshake, host, port, path)


def late(port, host, path, go):
    connection, handshake = connect(port), Handshake(host)
    connection.sendall(handshake.flight())
    answer = finish(connection, handshake)
    if answer["end"] != "open":
        return answer
    wait_for(go)
    return ask(connection, handshake, host, port, path)


def main():
    port, kind, host = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    acts = {
        "bytes": lambda: in_bytes(port, host), "records": lambda: in_records(port, host), "large": lambda: large(port),
        "nameless": lambda: nameless(port), "vanish": lambda: vanish(port, host, int(sys.argv[4])),
        "slow": lambda: slow(port, host, sys.argv[4], sys.argv[5]),
        "late": lambda: late(port, host, sys.argv[4], sys.argv[5]),
    }
    print(json.dumps(acts[kind]()))


if __name__ == "__main__":
    main()
