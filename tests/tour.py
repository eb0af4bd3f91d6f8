#!/usr/bin/env python3
"""The tour of the README as it is written: every block, in order, in a folder of its own.

Use: tests/tour.py PROGRAM PORT, from the root of the repository.
"""
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

program, port = os.path.realpath(sys.argv[1]), sys.argv[2]
SERVER = f"http://127.0.0.1:{port}"
folder = tempfile.mkdtemp()
# What the README says of a block: words of it, its exit status, what is told.
SAID = [
    ("check examples", 1, ["AM03"]),
    ("1-rouble-leg.xml", 0, ["PDNG", "TOUR-0001"]),
    ("2-yuan-leg.xml", 0, ["PDNG", "CNY 7250000.00", '"status": "pending"']),
    ("4-fund-roubles.xml", 0, ["ACSC", '"status": "settled"']),
    ("curl", 0, ['"status":"settled"', '"CNY"']),
    ("outbox", 0, ["camt.054", "pacs.002"]),
    ("accounts ICBKCNBJ\n", 0, ["ACSC"]),
    ("receipt 5f0c", 0, ["VERIFIED"]),
    ("forged", 1, ["REFUSED"]),
    ("replay", 1, ["every digest as the log says"]),
]


def written():
    """The blocks of the tour, with a data directory of our own and a port that is free."""
    text = open("README.md").read()
    tour = text.split("\n## A tour of five minutes\n")[1].split("\n## ")[0]
    blocks = re.findall(r"^```sh\n(.*?)^```$", tour, re.M | re.S)
    assert blocks[0] == "make build\n", blocks[0]
    for block in blocks[1:]:
        ours = re.sub(r"^(target/release/sarraf (?:submit|status|outbox|accounts|receipt) .*)$", rf"\1 --server {SERVER}", block, flags=re.M)
        ours = ours.replace("target/release/sarraf", program).replace("tour-data", folder)
        yield block, ours.replace("http://127.0.0.1:7700", SERVER)


def answers(server):
    asked = [program, "accounts", "SABRRUMM", "--server", SERVER]
    for _ in range(200):
        assert server.poll() is None, "the node ended"
        if subprocess.run(asked, capture_output=True).returncode == 0:
            return
        time.sleep(0.05)
    raise AssertionError("the node does not answer")


def followed():
    server, left = None, list(SAID)
    try:
        for block, ours in written():
            if "sarraf serve" in block:
                command = ours.split() + ["--listen", f"127.0.0.1:{port}"]
                server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                answers(server)
                continue
            words, status, told = left.pop(0)
            assert words in block, f"where is the block of {words!r}? Here is\n{block}"
            if words == "replay":
                server.send_signal(signal.SIGINT)
                assert server.wait(30) == 0, "Ctrl-C ends it well"
            ran = subprocess.run(["bash", "-uc", ours], capture_output=True, text=True)
            output = ran.stdout + ran.stderr
            assert ran.returncode == status, f"{block}exit status {ran.returncode}\n{output}"
            for word in told:
                assert word in output, f"{block}says nothing of {word}\n{output}"
        assert not left, f"the tour has no block of {left[0][0]!r}"
    finally:
        if server is not None and server.poll() is None:
            server.kill()
        subprocess.run(["rm", "-r", folder], check=True)


followed()
