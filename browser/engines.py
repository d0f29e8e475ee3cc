#!/usr/bin/env python3
"""engines.py BINARY [ENGINE…]: the main ways in, in three browser engines: Chromium, Firefox and WebKitGTK.

Run by `./check long`, under xvfb, because WebKitGTK has no headless mode. What is looked at closely (accessibility,
weight, every page) is run.mjs's; here it is that the same pages work where the engine is another one: scripts, forms,
passwords shown, a narrow window, and passkeys where there are none.
"""
import base64
import hashlib
import hmac
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

from selenium import webdriver
from selenium.webdriver.chrome.service import Service as ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.firefox.service import Service as FirefoxService
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE = 20
QUIET = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync")
FIREFOX_QUIET = {
    "datareporting.policy.dataSubmissionEnabled": False, "app.normandy.enabled": False,
    "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False,
    "browser.safebrowsing.update.enabled": False, "extensions.update.enabled": False,
}


def chromium():
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in QUIET:
        options.add_argument(flag)
    return webdriver.Chrome(options=options, service=ChromeService("/usr/bin/chromedriver"))


def firefox():
    options = webdriver.FirefoxOptions()
    options.binary_location = "/usr/bin/firefox-esr"
    options.add_argument("-headless")
    for name, value in FIREFOX_QUIET.items():
        options.set_preference(name, value)
    driver = os.environ.get("GECKODRIVER", "geckodriver")
    return webdriver.Firefox(options=options, service=FirefoxService(driver, log_path=os.devnull))


def webkit():
    os.environ["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"
    os.environ.setdefault("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
    options = webdriver.WebKitGTKOptions()
    places = [f"/usr/lib/x86_64-linux-gnu/webkit2gtk-{api}/MiniBrowser" for api in ("4.1", "4.0")]
    options.binary_location = next(place for place in places if os.path.exists(place))
    options.add_argument("--automation")
    return webdriver.WebKitGTK(executable_path="/usr/bin/WebKitWebDriver", options=options)


ENGINES = {"chromium": chromium, "firefox": firefox, "webkit": webkit}


class Demo:
    """The demo on a free port, with files of its own."""

    def __init__(self, binary):
        self.files = tempfile.TemporaryDirectory(prefix="vestibule-engines-")
        self.process = subprocess.Popen([binary, "demo", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True,
                                        env={**os.environ, "TMPDIR": self.files.name})
        for line in self.process.stdout:
            if found := re.search(r"http://localhost:\d+", line):
                self.base = found.group()
                return
        raise SystemExit("the demo ended before it said its address")

    def close(self):
        self.process.terminate()
        self.process.wait(15)
        self.files.cleanup()

    def get(self, path):
        with urllib.request.urlopen(self.base + path) as answer:
            return json.load(answer)

    def post(self, path, **fields):
        body = urllib.parse.urlencode(fields).encode()
        urllib.request.urlopen(self.base + path, body).close()

    def begin(self, email):
        self.post("/dev/cast", email=email)
        return next(one for one in self.get("/dev/cast.json") if one["email"] == email)

    def mail(self, to, link):
        mails = self.get("/dev/mail.json?to=" + urllib.parse.quote(to))
        return next(one for mail in mails for one in mail["links"] if link in one)

    def code(self, secret):
        """RFC 6238, by the demo's clock."""
        told = self.get("/dev/clock?format=json")
        text = told.get("now") or told.get("time") or told.get("at")
        from datetime import datetime
        now = datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
        key = base64.b32decode(secret.replace(" ", ""))
        mac = hmac.new(key, struct.pack(">Q", int(now) // 30), hashlib.sha1).digest()
        at = mac[19] & 15
        return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


class Person:
    """Somebody in front of one engine."""

    def __init__(self, driver, base):
        self.driver, self.base = driver, base

    def go(self, path):
        self.driver.get(path if path.startswith("http") else self.base + path)

    def type(self, name, words):
        field = self.driver.find_element(By.CSS_SELECTOR, f'form[data-main] [name="{name}"]:not(.aside)')
        field.clear()
        field.send_keys(words)

    def press(self, label):
        for button in self.driver.find_elements(By.CSS_SELECTOR, "button, a.button, a.way"):
            if button.is_displayed() and button.text.split("\n")[0].strip() == label:
                self.leads(button)
                return
        raise AssertionError(f"no “{label}” on {self.driver.current_url}: {self.text()[:300]}")

    def leads(self, button):
        """Presses, and waits for the page that comes of it."""
        self.driver.execute_script("document.documentElement.dataset.left = '1'")
        button.click()
        there = "return document.readyState === 'complete' && !document.documentElement.dataset.left"
        WebDriverWait(self.driver, PATIENCE, ignored_exceptions=[Exception]).until(lambda one: one.execute_script(there))

    def text(self):
        return " ".join(self.driver.find_element(By.TAG_NAME, "main").text.split())

    def user(self):
        return self.driver.find_element(By.TAG_NAME, "body").get_attribute("data-user")

    def is_in(self, email):
        assert self.user() == email, f"{email} is in, not {self.user()}: {self.driver.current_url} {self.text()[:300]}"

    def sign_in(self, email, password):
        self.go("/sign-in")
        self.type("email", email)
        self.press("Continue")
        self.type("password", password)
        self.press("Sign in")


def a_password_and_an_app(demo, me):
    ida = demo.begin("ida@fjordbank.example")
    me.sign_in(ida["email"], ida["password"])
    me.type("code", demo.code(ida["totp_secret"]))
    me.press("Sign in")
    me.is_in(ida["email"])


def a_forgotten_password(demo, me):
    ana = demo.begin("ana@larkfield.example")
    me.go("/reset")
    me.type("email", "  " + ana["email"].upper() + " ")
    me.press("Send the mail")
    me.go(demo.mail(ana["email"], "/r/"))
    me.type("new_password", "password")
    box = me.driver.find_element(By.CSS_SELECTOR, '[name="new_password"]')
    # The live check says what is wrong with it before it is sent, and the password can be looked at.
    WebDriverWait(me.driver, PATIENCE).until(lambda one: "15" in me.text())
    next(one for one in me.driver.find_elements(By.CSS_SELECTOR, "button.show, [data-show], button[type=button]")
         if one.is_displayed()).click()
    assert box.get_attribute("type") == "text", "the password can be looked at"
    me.type("new_password", "grey geese above the weir")
    me.press("Save the password")
    me.is_in(ana["email"])


def a_refusal_has_a_reference(demo, me):
    me.sign_in("nobody@larkfield.example", "whatever it was")
    assert re.search(r"VST-[0-9A-Z]{4}-[0-9A-Z]{4}", me.text()), me.text()
    for way in ("/reset", "/stuck"):
        assert me.driver.find_elements(By.CSS_SELECTOR, f'a[href^="{way}"]'), f"{way} is offered: {me.text()}"


def passkeys_or_the_other_ways(demo, me):
    ida = demo.begin("ida@fjordbank.example")
    me.go("/sign-in")
    can = me.driver.execute_script("return 'PublicKeyCredential' in window && !!(navigator.credentials && navigator.credentials.get)")
    offered = [one for one in me.driver.find_elements(By.CSS_SELECTOR, "form[data-passkey] button") if one.is_displayed()]
    assert bool(offered) == bool(can), "passkeys are offered where there are some, and nowhere else"
    me.sign_in(ida["email"], ida["password"])
    me.type("code", demo.code(ida["totp_secret"]))
    me.press("Sign in")
    me.go("/setup/passkey")
    told = "This browser can't make passkeys" in me.text()
    assert told != bool(can), me.text()
    # The app is on the same page either way, and works.
    assert me.driver.find_element(By.CSS_SELECTOR, 'a.way[href^="/setup/authenticator"]').is_displayed()
    return "passkeys" if can else "no passkeys"


def narrow_windows(demo, me):
    for path in ("/sign-in", "/reset", "/stuck", "/help-me", "/dev"):
        me.go(path)
        me.driver.set_window_size(375, 740)
        wide = me.driver.execute_script("const root = document.documentElement; return root.scrollWidth - root.clientWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"


STORIES = [a_password_and_an_app, a_forgotten_password, a_refusal_has_a_reference, passkeys_or_the_other_ways, narrow_windows]


def main():
    binary, *wanted = sys.argv[1:] or sys.exit(__doc__)
    demo = Demo(binary)
    failed = 0
    try:
        for name in wanted or ENGINES:
            for story in STORIES:
                driver = None
                try:
                    driver = ENGINES[name]()
                    said = story(demo, Person(driver, demo.base))
                    print(f"ok      {name}: {story.__name__}{f' ({said})' if said else ''}", flush=True)
                except Exception as fault:  # one story must not end the others
                    failed += 1
                    print(f"FAILED  {name}: {story.__name__}: {type(fault).__name__} {str(fault)[:600]}", flush=True)
                finally:
                    if driver:
                        driver.quit()
    finally:
        demo.close()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
