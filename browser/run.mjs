// node browser/run.mjs BINARY [--on sqlite|postgresql|serve] [--shots DIR] [--only WORDS] [--pictures]
// Lets everybody in the stories get in, in Debian's Chromium: at `BINARY demo` on SQLite, where every page is
// looked at closely; there on PostgreSQL; and at `BINARY serve` with a mail server. SQLite's run in a process of
// their own beside the others, for a story waits more than it works.
import { fork } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { World } from "./world.mjs";
import { Installation } from "./installation.mjs";
import { Postgres } from "./postgres.mjs";
import { shoot } from "./shots.mjs";

const given = process.argv.slice(2);
const option = (name) => {
  const at = given.indexOf(name);
  return at < 0 ? undefined : given.splice(at, 2)[1];
};
const shots = option("--shots");
const only = option("--only");
const on = option("--on");
// Takes the pictures of the help centre anew.
const pictures = given.includes("--pictures");
if (pictures) given.splice(given.indexOf("--pictures"), 1);
if (!given.length) {
  console.error("usage: node browser/run.mjs BINARY [--on sqlite|postgresql|serve] [--shots DIR] [--only WORDS] [--pictures]");
  process.exit(2);
}
const binary = resolve(given[0]);

/** All places, in two processes that say in the end how many stories went well. */
async function sideBySide() {
  const sums = [0, 0];
  const words = [binary, ...(only ? ["--only", only] : []), ...(pictures ? ["--pictures"] : [])];
  const children = ["sqlite", "postgresql,serve"].map((places) =>
    fork(fileURLToPath(import.meta.url), [...words, "--on", places]));
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => children.forEach((child) => child.kill(signal)));
  const ends = children.map((child) => new Promise((end) => {
    child.on("message", (counts) => counts.forEach((count, at) => { sums[at] += count; }));
    child.on("exit", (status) => end(status));
  }));
  const statuses = await Promise.all(ends);
  console.log(`${sums[0]} passed, ${sums[1]} failed`);
  return statuses.every((status) => status === 0) ? 0 : 1;
}
if (!on && !shots) process.exit(await sideBySide());

// What is told where. The pages and what the articles say of them are the same on both databases, so their walks are
// made once.
const ONCE = ["pages.mjs", "article.mjs"];
const told = async (where) => {
  const stories = [];
  const folder = new URL(`./${where}/`, import.meta.url);
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".mjs")).sort()) {
    const part = await import(new URL(file, folder));
    for (const [title, tell] of Object.entries(part.default)) stories.push({ file, title, tell });
  }
  return stories.filter((story) => !only || story.title.includes(only));
};
const stories = await told("stories");
const PLACES = {
  sqlite: { stories, open: () => World.open(binary, { pictures }) },
  postgresql: {
    stories: stories.filter((story) => !ONCE.includes(story.file)),
    open: () => World.open(binary, { database: postgres.database(), closely: false }),
  },
  serve: {
    stories: await told("serve"),
    open: () => Installation.open(binary, { database: postgres.database(), closely: false }),
  },
};
const places = Object.entries(PLACES).filter(([name]) => shots ? name === "sqlite" : on.split(",").includes(name));

let postgres;
let world;
const close = async () => {
  const status = await world?.close();
  world = null;
  return status;
};
// Ended from outside, it takes along what it started.
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => close().then(() => postgres?.stop()).finally(() => process.exit(130)));
}

let passed = 0;
let failed = 0;

/** Tells one story; `word` stands before it in the output if it does not end well. */
async function tell({ title, tell }, word) {
  const { people } = world;
  people.length = 0;
  world.faults.length = 0;
  const began = Date.now();
  let fault = null;
  try {
    await tell(world);
    if (world.faults.length) fault = new Error([...new Set(world.faults)].join("\n  "));
  } catch (caught) {
    fault = caught;
  }
  const took = `${((Date.now() - began) / 1000).toFixed(1)} s`;
  if (fault) {
    console.log(`${word.padEnd(7)} ${title} (${took})\n  ${fault.stack?.split("\n").slice(0, 12).join("\n  ")}`);
    for (const one of people) {
      const where = await one.page.locator("h1").first().innerText({ timeout: 1000 }).catch(() => "");
      console.log(`  stood at ${one.page.url().slice(0, 120)} “${where}”`);
    }
  } else {
    console.log(`ok      ${title} (${took})`);
  }
  for (const one of people) await one.leave().catch(() => {});
  return !fault;
}

/** All stories of one place. */
async function visit(name, { stories, open }) {
  if (!stories.length) return;
  const began = Date.now();
  if (name !== "sqlite") postgres ??= await Postgres.start();
  world = await open();
  try {
    if (shots) {
      mkdirSync(shots, { recursive: true });
      await shoot(world, shots);
      return;
    }
    for (const story of stories) {
      // A loaded machine stalls a browser now and then: a story is told once more before it counts as failed,
      // and says so. Where a story begins with nothing, it does so again.
      let well = await tell(story, "again");
      if (!well && world.beginsWithNothing) {
        await close();
        world = await open();
      }
      well ||= await tell(story, "FAILED");
      if (well) passed += 1;
      else failed += 1;
    }
    if (world.looked.size) console.log(`${world.looked.size} states of ${new Set(world.looked.values()).size} pages looked at in light and dark; the heaviest is ${world.heaviest[0]} with ${world.heaviest[1]} bytes`);
  } finally {
    const last = world.server;
    const status = await close();
    if (status !== 0) {
      failed += 1;
      console.log(`FAILED  it ends cleanly when it is told to: ${status}\n${last.said().slice(-600)}`);
    }
    console.log(`${name}: ${stories.length} stories in ${Math.round((Date.now() - began) / 1000)} s`);
  }
}

try {
  for (const [name, place] of places) await visit(name, place);
} finally {
  await postgres?.stop();
}
if (process.send) await new Promise((sent) => process.send([passed, failed], sent));
else if (!shots) console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
