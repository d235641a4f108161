"""Takes the README's picture: the home page of the demo's site, in headless Chromium.

Run it as `.venv/bin/python docs/screenshot.py`; it makes the demo's archive in a temporary folder.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

TARGET = Path(__file__).parent / "img" / "home.png"
LUUTRU = (sys.executable, "-m", "luutru")


def main() -> None:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        sys.exit("Chromium is not installed")
    with tempfile.TemporaryDirectory() as folder:
        kho = f"{folder}/kho"
        subprocess.run([*LUUTRU, "demo", "--check", "--archive", kho], check=True)
        command = [*LUUTRU, "serve", "--port", "0", "--archive", kho]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
            assert server.stderr is not None
            found = re.search(r"http://\S+/", server.stderr.readline())
            assert found is not None
            _shoot(program, found[0])
            server.terminate()
    with Image.open(TARGET) as picture:
        picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=200).save(TARGET, optimize=True)


def _shoot(program: str, address: str) -> None:
    TARGET.parent.mkdir(exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1200, "height": 860})
        page.goto(address, wait_until="networkidle")
        page.evaluate("document.activeElement.blur()")
        page.screenshot(path=TARGET)
        browser.close()


if __name__ == "__main__":
    main()
