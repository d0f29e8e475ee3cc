// node browser/run.mjs BINARY [--shots DIR] [--only WORDS]
// Starts `BINARY demo` on a free port and lets everybody in the stories get in, in Debian's Chromium.
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { World } from "./world.mjs";
import { shoot } from "./shots.mjs";

const given = process.argv.slice(2);
const option = (name) => {
  const at = given.indexOf(name);
  return at < 0 ? undefined : given.splice(at, 2)[1];
};
const shots = option("--shots");
const only = option("--only");
const [binary] = given;
if (!binary) {
  console.error("usage: node browser/run.mjs BINARY [--shots DIR] [--only WORDS]");
  process.exit(2);
}

const stories = [];
const folder = new URL("./stories/", import.meta.url);
for (const file of readdirSync(folder).filter((name) => name.endsWith(".mjs")).sort()) {
  const part = await import(new URL(file, folder));
  for (const [title, tell] of Object.entries(part.default)) stories.push({ title, tell });
}

const world = await World.open(binary);
// Ended from outside, it takes along what it started.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => world.close().finally(() => process.exit(130)));

let passed = 0;
let failed = 0;

/** Tells one story; `word` stands before it in the output if it does not end well. */
async function told({ title, tell }, word) {
  const people = [];
  world.faults.length = 0;
  const scene = Object.create(world);
  scene.person = async (options) => {
    const one = await world.person(options);
    people.push(one);
    return one;
  };
  const began = Date.now();
  let fault = null;
  try {
    await tell(scene);
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
try {
  if (shots) {
    mkdirSync(shots, { recursive: true });
    await shoot(world, shots);
  } else {
    for (const story of stories.filter((story) => !only || story.title.includes(only))) {
      // A loaded machine stalls a browser now and then: a story is told once more before it counts as failed,
      // and says so.
      const well = (await told(story, "again")) || (await told(story, "FAILED"));
      if (well) passed += 1;
      else failed += 1;
    }
  }
} finally {
  const status = await world.close();
  if (status !== 0) {
    failed += 1;
    console.log(`FAILED  the demo ends cleanly when it is told to: ${status}\n${world.demo?.said().slice(-600)}`);
  }
}
if (!shots) {
  console.log(`${world.looked.size} states of ${new Set(world.looked.values()).size} pages looked at in light and dark; the heaviest is ${world.heaviest[0]} with ${world.heaviest[1]} bytes`);
  console.log(`${passed} passed, ${failed} failed`);
}
process.exit(failed ? 1 : 0);
