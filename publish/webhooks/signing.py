"""The message and its signature, as the Standard Webhooks specification has them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime

from archive.webhooks.outbox import Delivery
from archive.webhooks.receivers import SECRET


def payload(sent: Delivery, base_url: str) -> bytes:
    """The body: nothing of the article's content, the same at every attempt."""
    told = {
        "type": f"article.{sent.event}",
        "timestamp": sent.at,
        "data": {
            "article": sent.article,
            "url": f"{base_url}/bai/{sent.article}",
            "sequence": sent.sequence,
            "digest": sent.digest or None,
        },
    }
    return json.dumps(told, separators=(",", ":")).encode()


def signed(message: str, body: bytes, secret: str, moment: datetime) -> dict[str, str]:
    """The header fields by which a receiver knows who sent it, and when."""
    timestamp = str(int(moment.timestamp()))
    key = base64.b64decode(secret.removeprefix(SECRET))
    text = f"{message}.{timestamp}.".encode() + body
    signature = base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": message,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{signature}",
    }
