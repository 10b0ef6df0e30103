"""Make the picture of a web page: what a browser shows of what `sorrykit check --format html` prints.

    python docs/capture_page.py       writes docs/_static/page.webp; needs selenium, chromium and chromedriver
"""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
import tempfile

from pathlib import Path


PICTURE = Path(__file__).parent / "_static" / "page.webp"
SIZE = {"width": 1180, "height": 700, "deviceScaleFactor": 1, "mobile": False}
MESSAGE = (
    "Hello Sam,\n\nI'm sorry you feel that way about the delay, but you should have read the terms.\n\n"
    "I have refunded the postage. I will call you on Friday to see that the lamp has arrived.\n"
)


def picture() -> bytes:
    """The page with one of its tooltips open."""
    os.environ["SE_OFFLINE"] = "true"
    from selenium import webdriver  # noqa: PLC0415
    from selenium.webdriver.chrome.service import Service  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "reply.txt").write_text(MESSAGE, encoding="utf-8")
        command = [sys.executable, "-m", "sorrykit", "check", "reply.txt", "--format", "html", "--rubric", "three-sorrys"]
        page = Path(folder) / "page.html"
        page.write_text(subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout, encoding="ascii")
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium") or ""
        for argument in ("headless=new", "no-sandbox", "hide-scrollbars"):
            options.add_argument(f"--{argument}")
        with webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver"))) as browser:
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", SIZE)
            browser.get(page.as_uri())
            browser.execute_script("document.querySelectorAll('mark')[1].focus()")
            return base64.b64decode(browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "webp", "quality": 55})["data"])


if __name__ == "__main__":
    PICTURE.write_bytes(picture())
    print(f"wrote {PICTURE}")
