// The pictures in the help centre: each shows a page of the demo as a phone shows it, and keeps beside it what that
// page said when it was taken. A page that says something else since fails; `--pictures` takes all of them anew.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";

const FOLDER = new URL("../crates/vestibule/help/pictures/", import.meta.url);
const WIDTH = 375;
const TALLEST = 400;
const HEAVIEST = 9_000;
// So few colours that a page with its picture stays light, and text stays sharp.
const COLOURS = 10;

const beginning = async (world, email, options = {}) => {
  const [known] = await world.begin(email);
  const me = await world.person({ viewport: { width: WIDTH, height: 800 }, colorScheme: "light", reducedMotion: "reduce", ...options });
  return { me, known };
};

const asksForHelp = async (world) => {
  const { me, known } = await beginning(world, "liv@fjordbank.example");
  await me.signIn(known.email, known.password);
  await me.press("I can't use any of these");
  await me.type("code", (await world.mail(known.email)).code);
  await me.press("Continue");
  return me;
};

// How one gets to the page that each picture shows.
const PAGES = {
  "check-your-mail": async (world) => {
    const { me, known } = await beginning(world, "kim@larkfield.example");
    await me.go("/reset");
    await me.type("email", known.email);
    await me.press("Send the mail");
    return me;
  },
  "your-code": async (world) => {
    const { me, known } = await beginning(world, "ida@fjordbank.example");
    await me.signIn(known.email, known.password);
    return me;
  },
  "eight-characters": asksForHelp,
  "before-you-confirm": async (world) => {
    await asksForHelp(world);
    const { me, known } = await beginning(world, "tor@fjordbank.example");
    await me.signIn(known.email, known.password);
    await me.type("code", await world.code(known.totp_secret));
    await me.press("Sign in");
    await me.go("/org/fjordbank/requests");
    await me.follow("Help Liv Aas");
    return me;
  },
};

// What the middle of a page says and how it is built, one line for each thing; times, codes and counts are masked.
const fingerprint = (me) => me.page.locator("main").evaluate((main) => {
  const masked = (words) => words.replace(/\s+/g, " ").trim()
    .replace(/VST-\w{4}-\w{4}/g, "VST-____-____").replace(/\b[0-9A-Z]{4}\b/g, "____")
    .replace(/\d{1,2} [A-Z][a-z]{2}\b( \d{4})?/g, "# Mon").replace(/\d+/g, "#")
    .replace(/(a moment ago|just now|# (second|minute|hour|day)s? ago)/g, "# ago");
  const lines = [];
  const walk = (one, deep) => {
    if (!one.checkVisibility()) return;
    const own = [...one.childNodes].filter((child) => child.nodeType === 3).map((child) => child.textContent).join(" ");
    const about = [one.tagName.toLowerCase(), one.className, one.name, one.type].filter((word) => typeof word === "string" && word).join(" ");
    lines.push(`${" ".repeat(deep)}${about}: ${masked(own)}`.trimEnd());
    // What it says of mail changes with all that was sent before.
    if (one.classList.contains("weather")) return;
    for (const child of one.children) walk(child, deep + 1);
  };
  walk(main, 0);
  return `${lines.join("\n")}\n`;
});

const take = async (me, name) => {
  const wire = await me.context.newCDPSession(me.page);
  await me.page.setViewportSize({ width: WIDTH, height: 800 });
  await me.page.evaluate(() => document.activeElement?.blur());
  const box = await me.page.locator("main").evaluate((main) => {
    const { top, height } = main.getBoundingClientRect();
    return { top: top + scrollY, height };
  });
  const clip = { x: 0, y: box.top, width: WIDTH, height: Math.min(box.height, TALLEST), scale: 1 };
  const { data } = await wire.send("Page.captureScreenshot", { format: "png", clip, captureBeyondViewport: true });
  writeFileSync(new URL(`${name}.webp`, FOLDER), Buffer.from(await lighter(me, data), "base64"));
};

// The same picture in its most frequent colours, as WebP without loss.
const lighter = async (me, png) => {
  const tab = await me.context.newPage();
  const webp = await tab.evaluate(async ({ png, colours }) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    const paper = canvas.getContext("2d", { willReadFrequently: true });
    paper.drawImage(image, 0, 0);
    const pixels = paper.getImageData(0, 0, image.width, image.height);
    const words = new Uint32Array(pixels.data.buffer);
    const counts = new Map();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    const kept = [...counts].sort((a, b) => b[1] - a[1]).slice(0, colours).map(([word]) => word);
    const far = (a, b) => [0, 8, 16].reduce((sum, shift) => sum + (((a >>> shift) & 255) - ((b >>> shift) & 255)) ** 2, 0);
    const nearest = new Map([...counts.keys()].map((word) => [word, kept.reduce((best, one) => far(word, one) < far(word, best) ? one : best)]));
    words.forEach((word, at) => { words[at] = nearest.get(word); });
    paper.putImageData(pixels, 0, 0);
    return canvas.toDataURL("image/webp", 1).split(",")[1];
  }, { png, colours: COLOURS });
  await tab.close();
  return webp;
};

/** The story that looks at every page that a picture shows. */
export const compare = async (world) => {
  const outdated = [];
  for (const [name, lead] of Object.entries(PAGES)) {
    const me = await lead(world);
    const said = await fingerprint(me);
    const file = new URL(`${name}.txt`, FOLDER);
    if (world.options.pictures) {
      await take(me, name);
      writeFileSync(file, said);
    }
    const before = readFileSync(file, "utf8").split("\n");
    const now = said.split("\n");
    const at = now.findIndex((line, number) => line !== before[number]);
    if (said !== before.join("\n")) outdated.push(`${name}: “${before[at] ?? ""}” is now “${now[at] ?? ""}”`);
    assert.ok(readFileSync(new URL(`${name}.webp`, FOLDER)).length <= HEAVIEST, `${name} is too heavy`);
  }
  assert.deepEqual(outdated, [], "pictures whose page has changed since; node browser/run.mjs BINARY --on sqlite --pictures takes them anew");
};
