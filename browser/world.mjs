// What the stories stand on: the demo as one process, Chromium, and a person who looks, types and presses.
import { spawn, execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRequire } from "node:module";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const HEAVIEST = 50_000;
const PATIENCE = 20_000;

const browserPath = () => {
  const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const found = places.find((place) => place && existsSync(place));
  if (!found) throw new Error("No Chromium here. Install it (apt-get install chromium), or name one in CHROMIUM.");
  return found;
};

// Starts the binary and waits until it says its address.
export const startServer = (binary, words, options) => new Promise((resolve, reject) => {
  const child = spawn(binary, words, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const listen = (chunk) => {
    said += chunk;
    const address = said.match(/http:\/\/localhost:\d+/);
    if (address) resolve({ child, base: address[0], said: () => said });
  };
  child.stdout.setEncoding("utf8").on("data", listen);
  child.stderr.setEncoding("utf8").on("data", (chunk) => { said += chunk; });
  child.on("error", reject);
  child.on("exit", (code) => reject(new Error(`It ended with ${code} before it said its address:\n${said}`)));
});

export class World {
  // Options: `database`, where the demo is not to make its own; `closely`, false where pages have been looked at
  // elsewhere.
  static async open(binary, options = {}) {
    const world = new this();
    Object.assign(world, { binary, options, looked: new Map(), faults: [], people: [], heaviest: ["", 0] });
    world.directory = mkdtempSync(join(tmpdir(), "vestibule-stories-"));
    try {
      await world.start();
      world.browser = await chromium.launch({ executablePath: browserPath(), args: FLAGS, headless: true });
    } catch (fault) {
      await world.close();
      throw fault;
    }
    return world;
  }

  // The demo on a free port of this machine, its files in a directory of its own that goes away with it.
  async start() {
    const { database } = this.options;
    this.server = await startServer(this.binary, ["demo", "--listen", "127.0.0.1:0", ...(database ? ["--database", database] : [])],
      { env: { ...process.env, TMPDIR: this.directory } });
    this.base = this.server.base;
  }

  // Everything that was started ends, by its id, and what it left goes away. Returns the server's exit status.
  async close() {
    await this.browser?.close().catch(() => {});
    let status = 0;
    const child = this.server?.child;
    if (child && child.exitCode === null && child.signalCode === null) {
      child.removeAllListeners("exit");
      const ended = new Promise((resolve) => child.once("exit", (code) => resolve(code)));
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 15_000);
      status = await ended;
      clearTimeout(late);
    }
    rmSync(this.directory, { recursive: true, force: true });
    return status;
  }

  async begin(...emails) {
    for (const email of emails) {
      const body = new URLSearchParams({ email });
      const answer = await fetch(`${this.base}/dev/cast`, { method: "POST", body });
      assert.equal(answer.ok, true, `${email} begins again: ${answer.status}`);
    }
    const cast = await (await fetch(`${this.base}/dev/cast.json`)).json();
    return cast.filter((one) => emails.includes(one.email)).sort((a, b) => emails.indexOf(a.email) - emails.indexOf(b.email));
  }

  async mails(to) {
    return (await fetch(`${this.base}/dev/mail.json?to=${encodeURIComponent(to)}`)).json();
  }

  // The newest mail that holds a link of this kind, or just the newest one.
  async mail(to, link = "") {
    const mails = await this.mails(to);
    const found = mails.find((mail) => !link || mail.links.some((one) => one.includes(link)));
    assert.ok(found, `a mail to ${to}${link ? ` with ${link}` : ""}; there are: ${mails.map((mail) => mail.subject)}`);
    return { ...found, link: found.links.find((one) => one.includes(link)) };
  }

  async now() {
    const told = await (await fetch(`${this.base}/dev/clock?format=json`)).json();
    return Date.parse(told.now ?? told.time ?? told.at);
  }

  async advance(seconds) {
    const body = new URLSearchParams({ advance: String(seconds) });
    const answer = await fetch(`${this.base}/dev/clock`, { method: "POST", body });
    assert.equal(answer.ok, true, `the clock moves: ${answer.status}`);
  }

  // `vestibule why`, as the operator runs it where the demo keeps its keys and, unless it is elsewhere, its database.
  why(reference) {
    const home = join(this.directory, readdirSync(this.directory).find((name) => name.startsWith("vestibule-demo-")));
    const database = this.options.database ?? `sqlite:${join(home, "vestibule.db")}`;
    writeFileSync(join(home, "vestibule.toml"), `
listen = "127.0.0.1:8320"
base_url = "${this.base}"
support_address = "support@vestibule.example"
database = "${database}"

[mail]
from = "Login <login@vestibule.example>"
host = "127.0.0.1"
port = 25
security = "none"
`);
    return execFileSync(this.binary, ["why", reference], { cwd: home, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  }

  // The code an authenticator app shows, by the demo's clock.
  async code(secret, shift = 0) {
    return totp(secret, await this.now() + shift * 1000);
  }

  async person(options = {}) {
    const { javaScriptEnabled = true, ...rest } = options;
    const context = await this.browser.newContext({ locale: "en-GB", timezoneId: "Europe/Lisbon", javaScriptEnabled,
      viewport: { width: 1280, height: 860 }, ...rest });
    context.setDefaultTimeout(PATIENCE);
    const person = await Person.sit(this, context, javaScriptEnabled);
    this.people.push(person);
    return person;
  }
}

// RFC 6238, six digits in thirty seconds; `oathtool` agrees in one of the stories.
export const totp = (secret, at) => {
  const bits = [...secret.toUpperCase().replace(/[^A-Z2-7]/g, "")]
    .map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac("sha1", key).update(step).digest();
  const start = hash[19] & 15;
  return String((hash.readUInt32BE(start) & 0x7fffffff) % 1_000_000).padStart(6, "0");
};

export const oathtool = (secret, at) => {
  try {
    const when = new Date(at).toISOString().replace("T", " ").slice(0, 19) + " UTC";
    return execFileSync("oathtool", ["--totp", "--base32", "--now", when, secret.replace(/\s/g, "")], { encoding: "utf8" }).trim();
  } catch (fault) {
    if (fault.code === "ENOENT") return null;
    throw fault;
  }
};

// What a program that reads QR codes makes of a picture, as a phone's camera would.
export const zbarimg = (picture) => {
  const directory = mkdtempSync(join(tmpdir(), "vestibule-qr-"));
  try {
    const file = join(directory, "qr.png");
    writeFileSync(file, picture);
    return execFileSync("zbarimg", ["--quiet", "--nodbus", "--raw", file], { encoding: "utf8" }).trim();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

export class Person {
  static async sit(world, context, script) {
    const me = new Person();
    Object.assign(me, { world, context, script, page: await context.newPage() });
    me.watch(me.page);
    return me;
  }

  // Nothing may go wrong unseen: errors in the console, refused policies, broken answers.
  watch(page) {
    const fault = (words) => this.world.faults.push(`${words} (${new URL(page.url(), "http://none").pathname})`);
    page.on("console", (message) => {
      if (message.type() !== "error") return;
      // A page that is rightly 400, 403, 404 or 429 says so in the console too; its story asks for the status.
      if (/^Failed to load resource.* (400|403|404|429) /.test(message.text()) && message.location().url === page.url()) return;
      fault(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => fault(`script: ${error.message}`));
    page.on("response", (answer) => {
      if (answer.status() >= 500) fault(`status ${answer.status()} at ${answer.url()}`);
    });
  }

  // A second tab of the same browser.
  async tab() {
    const other = new Person();
    Object.assign(other, { ...this, page: await this.context.newPage() });
    other.watch(other.page);
    return other;
  }

  async leave() { await this.context.close(); }

  get path() { return new URL(this.page.url()).pathname; }

  async go(where) {
    const answer = await this.page.goto(new URL(where, this.world.base).href, { waitUntil: "load" });
    this.status = answer?.status();
    await this.look();
    return this;
  }

  field(name) { return this.page.locator(`form[data-main] [name="${name}"]:not(.aside)`); }

  async type(name, words) {
    const field = this.field(name);
    await field.click();
    await field.press("Control+a");
    await field.pressSequentially(words);
    return this;
  }

  async tick(name) { await this.page.locator(`form[data-main] input[name="${name}"]`).check(); return this; }

  thing(words, kind = "button") { return this.page.getByRole(kind, typeof words === "string" ? { name: words, exact: true } : { name: words }).first(); }

  // Does something that leads to another page, and waits until it is there.
  async leads(act) {
    const there = this.page.waitForEvent("load", { timeout: PATIENCE });
    there.catch(() => {});
    await act();
    await there;
    await this.look();
    return this;
  }

  async press(words) { return this.leads(() => this.thing(words).click()); }
  async follow(words) { return this.leads(() => this.thing(words, "link").click()); }
  async enter() { return this.leads(() => this.page.keyboard.press("Enter")); }
  async back() { await this.page.goBack({ waitUntil: "load" }); return this; }

  async text() { return (await this.page.locator("main").innerText()).replace(/\s+/g, " "); }
  async heading() { return (await this.page.locator("h1").innerText()).replace(/\s+/g, " ").trim(); }
  async user() { return this.page.locator("body").getAttribute("data-user"); }
  async cause() { return this.page.locator("[data-cause]").first().getAttribute("data-cause", { timeout: 3000 }).catch(() => null); }

  async sees(words) {
    const text = await this.text();
    assert.ok(words instanceof RegExp ? words.test(text) : text.includes(words), `“${words}” on ${this.path}, where it says: ${text.slice(0, 900)}`);
    return this;
  }
  async notSees(words) {
    const text = await this.text();
    assert.ok(!(words instanceof RegExp ? words.test(text) : text.includes(words)), `no “${words}” on ${this.path}: ${text.slice(0, 600)}`);
    return this;
  }
  async stands(heading) {
    const is = await this.heading();
    assert.ok(heading instanceof RegExp ? heading.test(is) : is === heading, `the heading is “${heading}”, not “${is}”: ${(await this.text()).slice(0, 600)}`);
    return this;
  }
  async isIn(email, organization) {
    assert.equal(await this.user(), email, `signed in as ${email} on ${this.path}: ${(await this.text()).slice(0, 600)}`);
    if (organization !== undefined) assert.equal(await this.page.locator("body").getAttribute("data-organization"), organization);
    assert.equal(this.path, "/account");
    return this;
  }

  // The door's two pages; what comes after is the story's.
  async signIn(email, password) {
    if (this.path !== "/sign-in") await this.go("/sign-in");
    await this.type("email", email);
    await this.press("Continue");
    await this.type("password", password);
    return this.press("Sign in");
  }

  async be(name) {
    await this.go("/dev");
    return this.press(`Be ${name}`);
  }

  // The key of an app, typed off its set-up page as on a phone that cannot scan.
  async key() {
    const key = this.page.locator("code.key");
    if (!await key.isVisible()) await this.page.getByText("It doesn't scan, or I'm on that phone").click();
    return key.innerText();
  }

  // The reference on the page that refuses.
  async reference() { return this.page.locator("[data-reference]").first().getAttribute("data-reference"); }

  // Reads a mail in the demo's inbox as one reads it: in another tab, which is closed again.
  async readMail(to, subject) {
    const tab = await this.tab();
    await tab.go(`/dev/mail?to=${encodeURIComponent(to)}`);
    const mail = subject ? tab.page.getByRole("link", { name: subject }).first() : tab.page.locator(".mails a").first();
    await tab.leads(() => mail.click());
    const code = tab.page.locator(".big-code code");
    const read = {
      text: await tab.page.locator(".letter").innerText(),
      code: await code.count() ? await code.first().innerText() : null,
      links: await tab.page.locator("ul.ways a").evaluateAll((all) => all.map((one) => one.href)),
    };
    await tab.page.close();
    return read;
  }

  // Looks closely at a page the first time it is seen: axe in light and dark, small screens, one h1, its weight.
  async look() {
    const page = this.page;
    if (this.world.options.closely === false || !page.url().startsWith(this.world.base)) return;
    const kind = this.path.replace(/VST-[0-9A-Z-]+/, ":ref").replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ":id").replace(/^\/(r|i|m)\/.*/, "/$1/:t").replace(/^\/dev\/mail\/\d.*/, "/dev/mail/:id");
    const seen = await page.evaluate(() => {
      const about = [...document.querySelectorAll("h1,h2,h3,[data-cause],.note.wrong,.notice,.refusal")];
      return about.map((one) => one.tagName + (one.dataset.cause ?? "") + one.className + (one.tagName === "H1" ? one.textContent.replace(/\S*@\S*|VST-\S+/g, "") : "")).join(" ");
    });
    const key = `${kind} ${this.script ? seen : "plain " + seen}`;
    if (this.world.looked.has(key) || kind.endsWith("/html")) return;
    this.world.looked.set(key, kind);
    const fault = (words) => this.world.faults.push(`${words} (${kind} “${seen.slice(0, 80)}”)`);

    const heads = await page.locator("h1").count();
    if (heads !== 1) fault(`${heads} h1`);
    const mains = await page.locator("form[data-main]").count();
    if (mains > 1) fault(`${mains} main forms`);
    if (!kind.startsWith("/dev") && await page.locator('a[href="/stuck"]').count() === 0) fault("no “I can't get in”");
    let weight = await page.evaluate(() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
      .filter((one) => one.initiatorType !== "fetch").reduce((sum, one) => sum + one.encodedBodySize, 0));
    // The QR code is a picture made for one person; it has a measure of its own.
    const picture = await page.locator(".qr svg").evaluateAll((all) => all.reduce((sum, one) => sum + one.outerHTML.length, 0));
    if (picture > 32_000) fault(`its QR code weighs ${picture} bytes`);
    weight -= picture;
    // Lists grow with every story told: the demo's cast and inbox, and an organization's people.
    const list = kind === "/dev" || kind === "/dev/mail" || /^\/org\/[^/]+\/people$/.test(kind);
    if (weight > this.world.heaviest[1] && !list) this.world.heaviest = [kind, weight];
    if (weight > (list ? 2 * HEAVIEST : HEAVIEST)) fault(`weighs ${weight} bytes`);

    const size = page.viewportSize();
    for (const width of [320, 375]) {
      await page.setViewportSize({ width, height: 700 });
      const wide = await page.evaluate(() => {
        const root = document.documentElement;
        if (root.scrollWidth <= root.clientWidth) return null;
        const out = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1);
        return `${root.scrollWidth}: ${out.slice(0, 3).map((one) => one.outerHTML.slice(0, 90)).join(" | ")}`;
      });
      if (wide) fault(`overflows at ${width}: ${wide}`);
    }
    await page.setViewportSize(size);

    if (this.script) {
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.evaluate(AXE);
        const violations = await page.evaluate(async (tags) => {
          const told = await window.axe.run({ runOnly: tags, resultTypes: ["violations"] });
          return told.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 2).map((node) => node.html.slice(0, 120) + " " + (node.any[0]?.message ?? "")).join(" | ")}`);
        }, TAGS);
        for (const one of violations) fault(`axe, ${colorScheme}: ${one}`);
      }
      await page.emulateMedia({ colorScheme: null, reducedMotion: null });
    }
    if (this.world.onPage) await this.world.onPage(this, kind, seen);
  }
}
