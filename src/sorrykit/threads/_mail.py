"""Threads from mail: .mbox files, .eml files and folders of them."""

from __future__ import annotations

import mailbox
import re

from collections.abc import Iterable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from typing import NamedTuple

from sorrykit.exceptions import ThreadError
from sorrykit.threads._thread import Thread, Turn


_REPLY = re.compile(r"^\s*(?:(?:re|aw|fwd?|wg|sv|vs|antw)\s*(?:\[\d+\])?:\s*)+", re.IGNORECASE)
_ID = re.compile(r"<[^<>\s]+>")
_QUOTED = re.compile(r"^\s*>")
_WROTE = re.compile(r"^\s*(?:On\b.{5,120}\bwrote:|-+\s*Original Message\s*-+|-+\s*Forwarded message\s*-+|_{10,})\s*$", re.IGNORECASE)
_WROTE_LONG = re.compile(r"^\s*On\b.{5,100}$")
_SIGNATURE = re.compile(r"^-- ?$")


class _Mail(NamedTuple):
    where: str
    id: str
    references: tuple[str, ...]
    subject: str
    sender: str
    at: datetime | None
    text: str


def read(path: Path, form: str, agents: Iterable[str]) -> list[Thread]:
    """The threads of a mailbox, of one mail, or of a folder of mails, in the order of their first mails."""
    mails = _of_mbox(path) if form == "mbox" else _of_eml(path)
    if not mails:
        msg = f"{path}: there is no mail in it"
        raise ThreadError(msg)
    ours = tuple(agent.lower().removeprefix("@") for agent in agents)
    return [_thread(chain, ours) for chain in _chains(mails)]


def _of_mbox(path: Path) -> list[_Mail]:
    if not path.is_file():
        # mailbox would make an empty file of that name.
        raise FileNotFoundError(2, "No such file", str(path))
    box = mailbox.mbox(path, create=False)
    try:
        return [_mail(box.get_bytes(key), f"{path}, mail {number}") for number, key in enumerate(box.iterkeys(), 1)]
    finally:
        box.close()


def _of_eml(path: Path) -> list[_Mail]:
    files = sorted(path.glob("*.eml")) if path.is_dir() else [path]
    return [_mail(file.read_bytes(), str(file)) for file in files]


def _mail(raw: bytes, where: str) -> _Mail:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    try:
        headers = {name: str(message.get(name, "")) for name in ("Message-ID", "References", "In-Reply-To", "Subject", "From", "Date")}
    except (HeaderParseError, ValueError, IndexError) as error:
        msg = f"{where}: its headers cannot be read: {error}"
        raise ThreadError(msg) from error
    sender = parseaddr(headers["From"])[1].lower()
    if not sender:
        msg = f"{where}: it has no sender (From), so nobody can say who speaks"
        raise ThreadError(msg)
    own = _ID.findall(headers["Message-ID"])
    return _Mail(
        where=where,
        id=own[0] if own else where,
        references=tuple(_ID.findall(headers["References"] + " " + headers["In-Reply-To"])),
        subject=" ".join(_REPLY.sub("", headers["Subject"]).split()).lower(),
        sender=sender,
        at=_date(headers["Date"]),
        text=_fresh(_body(message, where)),
    )


def _date(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def _body(message: EmailMessage, where: str) -> str:
    part = message.get_body(preferencelist=("plain",))
    payload = part.get_payload(decode=True) if part is not None else None
    if part is None or not isinstance(payload, bytes):
        msg = f"{where}: it has no plain text part"
        raise ThreadError(msg)
    charset = part.get_content_charset("utf-8")
    try:
        return payload.decode("utf-8" if charset == "us-ascii" else charset)
    except (LookupError, UnicodeDecodeError) as error:
        msg = f"{where}: its plain text part cannot be decoded: {error}"
        raise ThreadError(msg) from error


def _fresh(text: str) -> str:
    """What is new in a mail: without the mails it quotes, and without the signature."""
    kept: list[str] = []
    lines = text.replace("\r\n", "\n").split("\n")
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if _SIGNATURE.match(line) or (_WROTE.match(line) and not line.strip().lower().startswith("on ")):
            break
        if _WROTE.match(line) or _QUOTED.match(line) or (_WROTE_LONG.match(line) and following.strip().endswith("wrote:")):
            continue
        if line.strip().endswith("wrote:") and number and _WROTE_LONG.match(lines[number - 1]):
            continue
        kept.append(line)
    return "\n".join(kept).strip()


def _chains(mails: list[_Mail]) -> list[list[_Mail]]:
    """The mails put together: by what they refer to, and where they refer to nothing that is here, by their subject."""
    chain_of: dict[str, int] = {}
    chains: dict[int, list[_Mail]] = {}
    subjects: dict[str, int] = {}
    ordered = sorted(enumerate(mails), key=lambda pair: (pair[1].at or datetime.min.replace(tzinfo=UTC), pair[0]))
    for number, mail in ordered:
        near = [chain_of[known] for known in (*mail.references, mail.id) if known in chain_of]
        if not near and mail.subject and mail.subject in subjects:
            near = [subjects[mail.subject]]
        chain = near[0] if near else number
        chains.setdefault(chain, []).append(mail)
        for known in (mail.id, *mail.references):
            chain_of.setdefault(known, chain)
        subjects.setdefault(mail.subject, chain)
    return list(chains.values())


def _thread(chain: list[_Mail], agents: tuple[str, ...]) -> Thread:
    customer = chain[0].sender

    def speaker(mail: _Mail) -> str:
        if agents:
            return "agent" if mail.sender in agents or mail.sender.rpartition("@")[2] in agents else "customer"
        return "customer" if mail.sender == customer else "agent"

    # Dates of mails are what their senders' clocks say; without one the turn keeps its place and has no time.
    return Thread([Turn(speaker(mail), mail.text, mail.at) for mail in chain], id=chain[0].subject or None)
