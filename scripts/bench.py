"""The measurements behind scripts/bench, which builds the program first.

CPU is read from /proc/PID/stat of the servers only, as a difference over many logins after a warm-up, so the clients may be
as slow as they like. One login is what a browser does: one new connection to the login host that carries every page, one
new connection to the card host with a full handshake and the card, consent, a signed response, a durable audit record.
The sites run in another process, and are not counted.
"""

import argparse
import contextlib
import json
import multiprocessing
import os
import pathlib
import resource
import shutil
import signal
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import login as visitor  # noqa: E402

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def cpu_seconds(*processes):
    """User and system time of these processes so far."""
    total = 0
    for process in processes:
        fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def resident(process):
    return int(pathlib.Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextlib.contextmanager
def running(*command, log):
    with open(log, "ab") as output:
        process = subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_ready(sandbox, process):
    url = sandbox.operations_url("/health/ready")
    while process.poll() is None:
        with contextlib.suppress(OSError):
            with urllib.request.urlopen(url, timeout=1) as answer:
                if answer.status == 200:
                    return
        time.sleep(0.002)
    sys.exit(f"bench: the gateway ended with status {process.returncode} before it was ready")


# Complete logins


def one_login(sandbox, site, card):
    browser = visitor.Browser(sandbox, card)
    try:
        outcome = visitor.login(browser, site)
    finally:
        browser.close()
    if not outcome.logged_in:
        raise visitor.LoginError(f"{site} with {card}: {outcome.reason}, {outcome.title}")
    return outcome.seconds


def client(folder, site, card, logins, results):
    sandbox, seconds = visitor.Sandbox(folder), []
    try:
        for _ in range(logins):
            seconds.append(one_login(sandbox, site, card))
        results.put(seconds)
    except Exception as problem:  # whatever it was, the bench has to end and say so
        results.put(f"{type(problem).__name__}: {problem}")


def many(target, clients, *words):
    """Runs `target` in that many processes at once and gathers what each reports."""
    results = multiprocessing.Queue()
    processes = [multiprocessing.Process(target=target, args=(*words, results)) for _ in range(clients)]
    for process in processes:
        process.start()
    reports = [results.get() for _ in processes]
    for process in processes:
        process.join()
    broken = [report for report in reports if isinstance(report, str)]
    if broken:
        sys.exit(f"bench: {broken[0]}")
    return sorted(second for report in reports for second in report)


def measure_logins(sandbox, gateway, site, card, wish, logins=None):
    each = max(1, (logins or wish.logins) // wish.clients)
    before, begun = cpu_seconds(gateway.pid), time.monotonic()
    seconds = many(client, wish.clients, sandbox.folder, site, card, each)
    spent, wall = cpu_seconds(gateway.pid) - before, time.monotonic() - begun
    return {
        "logins": len(seconds), "cpu_ms": spent / len(seconds) * 1000, "per_second": len(seconds) / wall,
        "median_ms": seconds[len(seconds) // 2] * 1000, "p95_ms": seconds[len(seconds) * 95 // 100] * 1000,
    }


# nginx: two bare connections, one of which asks for the card

NGINX = """
daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
  access_log off; client_body_temp_path {folder}/t; proxy_temp_path {folder}/t; fastcgi_temp_path {folder}/t;
  uwsgi_temp_path {folder}/t; scgi_temp_path {folder}/t;
  ssl_certificate {folder}/server.pem; ssl_certificate_key {folder}/server.key;
  ssl_protocols TLSv1.3; ssl_session_tickets off; ssl_session_cache off; keepalive_timeout 0;
  server {{ listen 127.0.0.1:{plain} ssl; return 200 "ok"; }}
  server {{ listen 127.0.0.1:{asking} ssl; ssl_verify_client optional_no_ca; return 200 "ok"; }}
}}
"""


def pairs_client(plain, asking, card, pairs, results):
    try:
        without = ssl._create_unverified_context()
        with_card = ssl._create_unverified_context()
        with_card.load_cert_chain(*card)
        for _ in range(pairs):
            for port, context in ((plain, without), (asking, with_card)):
                with socket.create_connection(("127.0.0.1", port)) as raw:
                    with context.wrap_socket(raw, server_hostname="bench.localhost") as connection:
                        connection.sendall(b"GET / HTTP/1.1\r\nHost: bench.localhost\r\nConnection: close\r\n\r\n")
                        while connection.recv(4096):
                            pass
        results.put([0.0] * pairs)
    except Exception as problem:  # as above
        results.put(f"{type(problem).__name__}: {problem}")


@contextlib.contextmanager
def bare_connections(sandbox, wish, folder):
    """Gives a function that measures nginx's CPU for one pair of connections with a card, in milliseconds."""
    folder.mkdir()
    plain, asking = free_port(), free_port()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, plain=plain, asking=asking))
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
         "/CN=bench.localhost", "-keyout", folder / "server.key", "-out", folder / "server.pem"],
        check=True, capture_output=True)
    found = shutil.which("nginx") or "/usr/sbin/nginx"
    with running(found, "-e", folder / "error.log", "-p", folder, "-c", folder / "nginx.conf", log=folder / "log") as nginx:
        wait_for_port(asking)
        children = pathlib.Path(f"/proc/{nginx.pid}/task/{nginx.pid}/children").read_text().split()

        def measure_pair(card, pairs):
            before = cpu_seconds(*children)
            done = len(many(pairs_client, wish.clients, plain, asking, sandbox.card(card), max(1, pairs // wish.clients)))
            return (cpu_seconds(*children) - before) / done * 1000

        yield measure_pair


def compare(sandbox, gateway, measure_pair, site, card, wish):
    """Logins and nginx's connections in turns, so that what else the machine does falls on both; medians of the rounds."""
    measure_logins(sandbox, gateway, site, card, wish, 4 * wish.clients)
    measure_pair(card, 10 * wish.clients)
    rounds = []
    for _ in range(wish.rounds):
        one = measure_logins(sandbox, gateway, site, card, wish, wish.logins // wish.rounds)
        one["nginx_ms"] = measure_pair(card, wish.logins // wish.rounds)
        one["times_nginx"] = one["cpu_ms"] / one["nginx_ms"]
        rounds.append(one)
    result = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    result["logins"] = sum(one["logins"] for one in rounds)
    result["times_nginx_of_rounds"] = sorted(one["times_nginx"] for one in rounds)
    return result


def wait_for_port(port, seconds=10):
    for _ in range(seconds * 50):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.02)
    sys.exit(f"bench: nothing listens on port {port}")


# Public-key operations alone


def measure_operations():
    """Milliseconds of one operation each, by `openssl speed`, and their sums for one login."""
    speed = subprocess.run(
        ["openssl", "speed", "-mr", "-seconds", "1", "ecdsap256", "ecdhx25519", "rsa2048", "rsa3072"],
        check=True, capture_output=True, text=True).stdout
    one = {}
    for line in speed.splitlines():
        kind, *fields = line.split(":")
        if kind in ("+F2", "+F4"):
            name = ("rsa" if kind == "+F2" else "ecdsa") + fields[1]
            one[f"{name}_sign"], one[f"{name}_verify"] = (1000 / float(value) for value in fields[2:4])
        elif kind == "+F5":
            one["x25519"] = 1000 / float(fields[2])
    # A handshake: the server makes a key pair and agrees (about as dear each), and signs with its P-256 certificate.
    handshakes = 2 * (2 * one["x25519"] + one["ecdsa256_sign"])
    # Then the card's proof, the request's signature, and the signatures over assertion and response.
    return {
        "each_ms": one,
        "p256_ms": handshakes + 2 * one["ecdsa256_verify"] + 2 * one["ecdsa256_sign"],
        "rsa_ms": handshakes + one["rsa2048_verify"] + one["rsa3072_verify"] + 2 * one["rsa3072_sign"],
    }


# Idle handshakes


def measure_idle_handshakes(sandbox, gateway, wish):
    """Memory of handshakes that stop where a browser waits for the PIN: after the server has asked for the card."""
    browser = visitor.Browser(sandbox)
    start = start_address(browser)
    hosts = [card_host(browser, start) for _ in range((wish.handshakes + 3) // 4)]
    browser.close()
    before, waiting = resident(gateway.pid), []
    for number in range(wish.handshakes):
        connection = socket.create_connection(("127.0.0.1", sandbox.port), 10)
        connection.sendall(client_hello(hosts[number // 4]))
        waiting.append(connection)
    answered = sum(len(connection.recv(16)) > 0 for connection in waiting)
    time.sleep(0.5)
    grown = resident(gateway.pid) - before
    for connection in waiting:
        connection.close()
    return {"open": answered, "kb_each": grown / 1024 / max(1, answered)}


def start_address(browser):
    """A start link, good for two minutes; every visit to it begins another attempt."""
    seen = []
    browser.open(browser.sandbox.sites["portal"]["login"], stop=lambda url: seen.append(url) or "/start?s=" in url)
    if "/start?s=" not in seen[-1]:
        raise visitor.LoginError(f"no start link, but {seen[-1]}")
    return seen[-1]


def card_host(browser, start):
    attempt = browser.open(start).page.links["use-card"]
    label = browser.request("GET", urllib.parse.urljoin(start, attempt)).header("location")
    return urllib.parse.urlsplit(label).hostname


def client_hello(host):
    outgoing = ssl.MemoryBIO()
    context = ssl._create_unverified_context()
    session = context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname=host)
    with contextlib.suppress(ssl.SSLWantReadError):
        session.do_handshake()
    return outgoing.read()


# All of it


def measure(wish, folder):
    porta, sandbox_folder = wish.porta, folder / "sandbox"
    subprocess.run([porta, "sandbox", sandbox_folder, "--port", str(free_port())], check=True, stdout=subprocess.DEVNULL)
    sandbox = visitor.Sandbox(sandbox_folder)
    result = {"operations": measure_operations()}
    with running(porta, "sandbox", sandbox_folder, "--serve", log=folder / "sites.log"):
        wait_for_port(urllib.parse.urlsplit(sandbox.sites["portal"]["url"]).port)
        begun = time.monotonic()
        with running(porta, "serve", "--config", sandbox_folder, log=folder / "gateway.log") as gateway:
            wait_until_ready(sandbox, gateway)
            result["ready_ms"] = (time.monotonic() - begun) * 1000
            result["idle_mb"] = resident(gateway.pid) / 1e6
            one_login(sandbox, "portal", "good")
            result["first_login_ms"] = (time.monotonic() - begun) * 1000
            with bare_connections(sandbox, wish, folder / "nginx") as measure_pair:
                result["p256"] = compare(sandbox, gateway, measure_pair, "portal", "good", wish)
                result["rsa"] = compare(sandbox, gateway, measure_pair, "shop", "rsa2048", wish)
            result["handshakes"] = measure_idle_handshakes(sandbox, gateway, wish)
            result["busy_mb"] = resident(gateway.pid) / 1e6
    return result


def show(result, wish):
    print(f"\nServer CPU for one login, {wish.clients} clients at once        P-256      RSA")
    row = "{:<52}{:>7.2f} ms {:>7.2f} ms".format
    p256, rsa = result["p256"], result["rsa"]
    print(row("  Porta, the whole login", p256["cpu_ms"], rsa["cpu_ms"]))
    print(row("  nginx, two bare connections", p256["nginx_ms"], rsa["nginx_ms"]))
    print(row("  public-key operations alone", result["operations"]["p256_ms"], result["operations"]["rsa_ms"]))
    print("{:<52}{:>7.2f}    {:>7.2f}".format("  Porta, as a multiple of nginx", p256["times_nginx"], rsa["times_nginx"]))
    print("{:<52}{:>14} {:>10}".format(f"    from … to, of {wish.rounds} rounds", *(
        "{:.2f}–{:.2f}".format(kind["times_nginx_of_rounds"][0], kind["times_nginx_of_rounds"][-1]) for kind in (p256, rsa))))
    print(row("  a login as the client sees it, median", p256["median_ms"], rsa["median_ms"]))
    print(row("  a login as the client sees it, 95 of 100", p256["p95_ms"], rsa["p95_ms"]))
    print("{:<52}{:>7.0f} /s {:>7.0f} /s".format("  logins a second, bound by the clients", p256["per_second"], rsa["per_second"]))
    print(f"\n{'Memory, idle after the start':<52}{result['idle_mb']:>7.1f} MB")
    print(f"{'Memory, after all of the above':<52}{result['busy_mb']:>7.1f} MB")
    print(f"{'An idle handshake (of ' + str(result['handshakes']['open']) + ')':<52}{result['handshakes']['kb_each']:>7.1f} KB")
    print(f"{'Start to ready':<52}{result['ready_ms']:>7.0f} ms")
    print(f"{'Start to the end of the first login':<52}{result['first_login_ms']:>7.0f} ms")


def main():
    parser = argparse.ArgumentParser(description="What a login costs.")
    parser.add_argument("--porta", required=True, help="the program, built in release mode")
    parser.add_argument("--logins", type=int, default=800, help="how many logins are counted for each kind of key")
    parser.add_argument("--rounds", type=int, default=5, help="in how many turns, with nginx's in between")
    parser.add_argument("--clients", type=int, default=8, help="how many clients at once")
    parser.add_argument("--handshakes", type=int, default=1000, help="how many idle handshakes")
    parser.add_argument("--sites", type=int, help="measure instead what so many more registered sites cost")
    parser.add_argument("--json", action="store_true")
    wish = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard if hard > 0 else soft, hard))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="porta-bench."))
    if wish.sites:
        import bench_sites
    try:
        result = bench_sites.measure(wish, folder) if wish.sites else measure(wish, folder)
    except (visitor.LoginError, OSError, subprocess.CalledProcessError) as problem:
        print(f"bench: {problem}\nThe logs are in {folder}", file=sys.stderr)
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    if wish.json:
        print(json.dumps(result, indent=2))
    elif wish.sites:
        bench_sites.show(result)
    else:
        show(result, wish)
    return 0


if __name__ == "__main__":
    sys.exit(main())
