# SPDX-License-Identifier: Apache-2.0
"""Pictures of the dashboard, from the running product: pictures.py FOLDER"""

import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Integration"))
from house import House  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402


def main():
    folder = pathlib.Path(sys.argv[1])
    house = House(tempfile.mkdtemp(prefix="ag2trust-pictures-"))
    try:
        house.open()
        for name in house.agents:
            for question in ("What is the capital of France?", "How many days has a leap year?"):
                house.ask(name, question)
        time.sleep(1)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"])
            for scheme in ("light", "dark"):
                page = browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 800}).new_page()
                origin = f"http://127.0.0.1:{house.control}"
                page.goto(origin)
                page.get_by_label("E-mail").fill("owner@example.org")
                page.get_by_label("Password").fill(house.password)
                page.get_by_role("button", name="Sign in").click()
                page.get_by_role("heading", level=1).wait_for()
                for name, path in (
                        ("providers", "/settings/providers"), ("add-provider", "/settings/providers/new"),
                        ("provider", f"/settings/providers/{house.providers['openai']}"), ("agents", "/agents"),
                        ("agent", f"/agents/{house.agents['openai-env']}")):
                    page.goto(origin + path)
                    page.wait_for_load_state("networkidle")
                    page.screenshot(path=folder / f"{name}-{scheme}.png")
            browser.close()
    finally:
        house.close()


if __name__ == "__main__":
    main()
