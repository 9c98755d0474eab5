"""What a demonstration's mail server writes."""

import smtplib
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from pathlib import Path
from threading import Event

from tools.demo.mail_sink import running_mail_sink

TEXT = "A line of a long mail.\n" * 200_000  # long enough that its writing can be watched


def seen_sizes(folder: Path, done: Event) -> set[int]:
    """The sizes that the mails in a folder have at any moment until `done`."""
    sizes: set[int] = set()
    while not done.is_set():
        sizes.update(file.stat().st_size for file in folder.glob("*.txt"))
    return sizes


def test_a_mail_is_there_only_once_it_is_whole(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "a@example.com", "b@example.com"
    message["Subject"] = "Long"
    message.set_content(TEXT)
    done = Event()
    with ThreadPoolExecutor() as pool, running_mail_sink(tmp_path, print) as port:
        watched = pool.submit(seen_sizes, tmp_path, done)
        try:
            with smtplib.SMTP("127.0.0.1", port) as smtp:
                smtp.send_message(message)
        finally:
            done.set()
    (file,) = tmp_path.iterdir()
    assert file.name == "001-b@example.com.txt"
    assert TEXT in file.read_text(encoding="utf-8")
    assert watched.result() <= {file.stat().st_size}
