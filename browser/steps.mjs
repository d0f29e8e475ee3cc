// An article of the help centre, walked: what its numbered steps print in bold is pressed in the product, word for
// word and in that order. A story begins it, types what has to be typed before a press, and says how it ends.
import assert from "node:assert/strict";

const escaped = (words) => words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

// The thing with that name in the page's head or middle: its whole name first, then its beginning; “…” stands for a name.
const thing = async (me, label) => {
  const words = label.split("…").map(escaped).join(".+");
  const page = me.page.locator("header, main");
  for (const name of [new RegExp(`^${words}$`), new RegExp(`^${words}`)]) {
    const kinds = [page.getByRole("button", { name }), page.getByRole("link", { name }), page.locator("summary", { hasText: name })];
    for (const kind of kinds) {
      const all = await kind.all();
      for (const one of all) if (await one.isVisible()) return one;
    }
  }
  return assert.fail(`“${label}”, which the article says to press, is not on ${me.path}: ${(await me.text()).slice(0, 600)}`);
};

const press = async (me, label) => {
  const found = await thing(me, label);
  const how = await found.evaluate((one) => {
    if (one.hasAttribute("data-again")) return "saves";
    const stays = one.tagName === "SUMMARY" || (one.type === "button" && !one.closest("[data-passkey]"));
    return stays ? "stays" : "leads";
  });
  if (how === "saves") await Promise.all([me.page.waitForEvent("download"), found.click()]);
  else if (how === "stays") await found.click();
  else await me.leads(() => found.click());
};

// A path: `begin` gives who walks (`me`) and whatever else is needed; `fill` does what comes before a press, by its
// label; `means` says whose, where a label stands beside several names; `end` looks at where that led.
const go = async (world, labels, { begin, fill = {}, means = {}, end }, slug) => {
  const path = await begin(world);
  const left = new Set([...Object.keys(fill), ...Object.keys(means)]);
  for (const label of labels) {
    await fill[label]?.(path);
    await press(path.me, means[label] ?? label);
    left.delete(label);
  }
  assert.deepEqual([...left], [], `${slug} says to press what its walk prepares`);
  await end(path);
};

/** The story that walks an article: one path for each of its numbered lists. */
export const walk = (slug, ...paths) => async (world) => {
  const reader = await world.person();
  await reader.go(`/help/${slug}`);
  assert.equal(reader.status, 200);
  const lists = await reader.page.locator(".article > ol").evaluateAll((all) => all.map((list) =>
    [...list.querySelectorAll("strong")].map((one) => one.textContent.replace(/\s+/g, " ").trim())));
  assert.equal(lists.length, paths.length, `${slug} has as many lists of steps as are walked`);
  for (const [number, labels] of lists.entries()) {
    assert.ok(labels.length, `a list of ${slug} says what to press`);
    await go(world, labels, paths[number], slug);
  }
};
