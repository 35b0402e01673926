"""Joins a messenger to Deskhand: what its users write goes up, what operators answer comes back.

The messenger here is standard input and output: ``masha: hello`` is Masha writing, and answers are printed. Replace
``say`` and the loop at the end with your messenger's own library. Standard library only.

    python join_messenger.py --desk https://desk.example.com --inbox ID --key dk_… --secret … --port 8080
"""

import argparse
import hashlib
import hmac
import json
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

options = argparse.ArgumentParser()
for name in ("--desk", "--inbox", "--key", "--secret"):
    options.add_argument(name, required=True)
options.add_argument("--port", type=int, default=8080)
given = options.parse_args()
seen: set[str] = set()  # answers shown; a real adapter keeps this on disk


def signature(timestamp: str, body: bytes) -> str:
    return "v1=" + hmac.new(given.secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def call(path: str, **message: object) -> None:
    """Give Desk something; after a broken connection the same call again is the same message."""
    body, now = json.dumps(message).encode(), str(int(time.time()))
    headers = {
        "Authorization": f"Bearer {given.key}",
        "X-Deskhand-Timestamp": now,
        "X-Deskhand-Signature": signature(now, body),
    }
    request = urllib.request.Request(f"{given.desk}/v1/channels/{given.inbox}/{path}", body, headers)
    for pause in (1, 2, 4, 8, 0):
        try:
            urllib.request.urlopen(request, timeout=30).close()
            return
        except urllib.error.HTTPError as refused:
            if refused.code < 500 and refused.code != 429:
                raise
        except OSError:
            pass
        time.sleep(pause)


def say(user: str, author: str, text: str) -> None:
    sys.stdout.write(f"to {user} from {author}: {text}\n")
    sys.stdout.flush()


class Webhook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        timestamp = self.headers["X-Deskhand-Timestamp"]
        is_ours = hmac.compare_digest(self.headers["X-Deskhand-Signature"], signature(timestamp, body))
        is_fresh = abs(time.time() - int(timestamp)) < 300
        self.send_response(200 if is_ours and is_fresh else 401)
        self.end_headers()
        answer = json.loads(body) if is_ours and is_fresh else {}
        if answer and answer["id"] not in seen:
            seen.add(answer["id"])
            say(answer["conversation"], answer.get("author", ""), answer["text"])
            threading.Thread(
                target=call, args=("deliveries",), kwargs={"id": answer["id"], "state": "delivered"}
            ).start()

    def log_message(self, *_: object) -> None:
        return


server = ThreadingHTTPServer(("127.0.0.1", given.port), Webhook)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdout.write(f"listening on {server.server_address[1]}\n")
sys.stdout.flush()
for line in sys.stdin:
    user, _, text = line.strip().partition(": ")
    call("messages", id=str(uuid4()), conversation=user, sender={"id": user, "name": user.title()}, text=text)
server.shutdown()
