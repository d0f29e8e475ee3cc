// What ends a sign-on: signing out at the provider, or here; a link that somebody else put before a signed-in person. And
// the person of a customer's IT, who has a link and no account.
import assert from "node:assert/strict";
import { answers } from "../sign_on.mjs";

const comesThrough = async (me, email, name) => {
  await me.go("/sign-in");
  await me.type("email", email);
  await me.press("Continue");
  await me.follow("Continue with Lumen sign-on");
  await answers(me, name);
  await me.isIn(email, "strictly");
};

export default {
  "Signing out at the company's sign-on signs out here, and the other way round one is told": async (world) => {
    const [dina] = await world.begin("dina@lumen.example");
    const me = await world.person();
    await comesThrough(me, dina.email, "Dina Moreau");
    const desk = await world.person();
    await desk.go("/dev/provider");
    await desk.sees("Who came in through us");
    await desk.press("Sign Dina Moreau out");
    await desk.sees("took our word for it");
    await desk.leave();
    await me.go("/account");
    assert.equal(me.path, "/sign-in");
    await me.sees("You signed out at your organization's sign-on, so you are signed out here too");
    await me.type("email", dina.email);
    await me.press("Continue");
    await me.follow("Continue with Lumen sign-on");
    await answers(me, "Dina Moreau");
    await me.isIn(dina.email, "strictly");
    await me.press("Sign out");
    await me.sees("You may still be signed in at Lumen sign-on");
    await me.follow("Sign out there too");
    await me.stands("You are signed out here");
  },

  "A link to a sign-on signs nobody out who did not want it": async (world) => {
    const [dina, jo] = await world.begin("dina@lumen.example", "jo@larkfield.example");
    const me = await world.person();
    await me.go("/sign-in");
    await me.type("email", dina.email);
    await me.press("Continue");
    const href = await me.thing("Continue with Lumen sign-on", "link").getAttribute("href");
    const own = await world.person();
    await own.signIn(jo.email, jo.password);
    if (jo.totp_secret) {
      await own.type("code", await world.code(jo.totp_secret));
      await own.press("Sign in");
    }
    await own.isIn(jo.email);
    await own.go(href.split("?")[0]);
    await own.stands("On to Lumen sign-on?");
    await own.sees(`You are signed in as ${jo.email} in this browser`);
    await own.follow("Stay signed in");
    await own.isIn(jo.email);
  },

  "Somebody without an account fills a connection in by a link": async (world) => {
    const [ravi] = await world.begin("ravi@strictly.example");
    const me = await world.person();
    await me.signIn(ravi.email, ravi.password);
    await me.type("code", await world.code(ravi.totp_secret));
    await me.press("Sign in");
    await me.isIn(ravi.email, "strictly");
    await me.go("/org/strictly/sso");
    await me.follow("Lumen sign-on");
    await me.press("Switch it off");
    await me.press("Make a link");
    await me.stands("A link for your provider's person");
    const link = await me.page.locator("[data-link]").innerText();
    const code = await me.page.locator("[data-code]").innerText();
    const it = await world.person();
    await it.go(link);
    await it.sees("You need no account here");
    await it.type("code", "AAAA-AAAA");
    await it.press("Open");
    await it.sees("That is another code");
    await it.type("code", code);
    await it.press("Open");
    await it.stands(/Lumen sign-on/);
    assert.equal(await it.user(), null);
    await it.follow("Change");
    await it.type("name", "Filled in by IT");
    await it.press("Save");
    await it.stands(/Filled in by IT/);
    await it.follow("Try it out");
    await answers(it, "Pia Holm");
    await it.sees("this sign-in would work");
    await it.go("/org/strictly/people");
    assert.equal(it.path, "/sign-in");
    await me.go("/org/strictly/sso");
    await me.follow("Filled in by IT");
    await me.sees("Try it out, then it can be switched on");
    await me.press(/^Take it back/);
    await me.sees("It opens nothing any more");
    await it.go("/it");
    await it.stands("Open your link first");
    // As it was, for whoever comes next.
    await me.go("/org/strictly/sso");
    await me.follow("Filled in by IT");
    await me.follow("Change");
    await me.type("name", "Lumen sign-on");
    await me.press("Save");
    await me.follow("Try it out");
    await answers(me, "Pia Holm");
    await me.press("Switch it on");
    await me.sees("It's on");
  },
};
