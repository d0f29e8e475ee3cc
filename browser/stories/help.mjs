// Live help from both sides: who lost everything in one browser, the admin on the phone in another.
import assert from "node:assert/strict";
import { totp } from "../world.mjs";

const code = async (world, me, person) => {
  await me.type("code", await world.code(person.totp_secret));
  await me.press("Sign in");
};

// An admin who signed in a moment ago, before the request.
const admin = async (world, person) => {
  const one = await world.person();
  await one.signIn(person.email, person.password);
  await code(world, one, person);
  return one;
};

// The mailbox is proved, and the page shows what is read out.
const asked = async (me, email) => {
  await me.stands("One code from your mail");
  const mail = await me.readMail(email);
  await me.type("code", mail.code);
  await me.press("Continue");
  await me.stands("Read these characters to an admin");
  return me.page.locator("[data-code]").getAttribute("data-code");
};

// Their page goes on by itself.
const goesOn = async (me) => {
  await me.page.locator('[data-state="pass"]').waitFor();
  await me.page.waitForLoadState("load");
  await me.look();
  await me.stands("You can set up a new authenticator");
};

const setsUp = async (world, me) => {
  await me.press("Set up a new authenticator");
  const key = await me.key();
  await me.type("code", totp(key, await world.now()));
  await me.type("name", "Next phone");
  await me.press("That's my app");
  await me.stands("Which of these are gone?");
  return key;
};

export default {
  "Liv lost phone and sheet: eight characters read to Tor, and a new app": async (world) => {
    const [liv, tor] = await world.begin("liv@fjordbank.example", "tor@fjordbank.example");
    const at = await admin(world, tor);
    await at.isIn(tor.email, "fjordbank");
    await world.advance(20 * 60);
    const me = await world.person();
    await me.be("Liv");
    await me.signIn(liv.email, liv.password);
    await me.stands("Your code");
    await me.press("I can't use any of these");
    const characters = await asked(me, liv.email);
    await me.sees("Tor Nygaard");
    await me.notSees(tor.email);

    await at.go("/account");
    await at.follow(/^Requests/);
    await at.follow("Help Liv Aas");
    await at.stands("Liv Aas can't get in");
    // What he proved when he came in is too old for this.
    await at.press("Give my code");
    await at.stands("Your code");
    await code(world, at, tor);
    await at.stands("Liv Aas can't get in");
    await at.type("code", "AAAA AAAA");
    await at.press("Confirm");
    assert.equal(await at.cause(), "help-code-wrong");
    await at.type("code", `${characters.slice(0, 4)} ${characters.slice(4)}`.toLowerCase());
    await at.press("Confirm");
    await at.sees("Tor Nygaard confirmed it");

    await goesOn(me);
    const key = await setsUp(world, me);
    await me.press(/^It's gone/);
    await me.isIn(liv.email, "fjordbank");
    await me.sees("Gone for Fjord Bank");
    await me.press("Sign out");
    await world.advance(60);
    await me.signIn(liv.email, liv.password);
    await me.type("code", totp(key, await world.now()));
    await me.press("Sign in");
    await me.isIn(liv.email, "fjordbank");
  },

  "Omar, in two organizations: the bank's admin, then Strictly with one press": async (world) => {
    const [omar, ingrid, ravi] = await world.begin("omar@fjordbank.example", "ingrid@fjordbank.example", "ravi@strictly.example");
    const me = await world.person({ viewport: { width: 375, height: 740 } });
    await me.be("Omar");
    await me.signIn(omar.email, omar.password);
    await me.press("I can't use any of these");
    await me.stands("Who shall help you in?");
    await me.press(/^Fjord Bank/);
    const first = await asked(me, omar.email);
    const at = await admin(world, ingrid);
    await at.go("/org/fjordbank/requests");
    await at.follow("Help Omar Rahal");
    await at.type("code", first);
    await at.press("Confirm");
    await goesOn(me);
    await setsUp(world, me);
    // None has to be said to be gone.
    await me.follow("To my account");
    await me.isIn(omar.email, "fjordbank");
    await me.sees("Holds for Fjord Bank only");

    await me.press("Switch Strictly Ltd");
    await me.stands("Your code");
    await me.press("I can't use any of these");
    await me.stands("Read these characters to an admin");
    const second = await me.page.locator("[data-code]").getAttribute("data-code");
    assert.notEqual(first, second);
    const other = await admin(world, ravi);
    await other.go("/org/strictly/requests");
    await other.follow("Help Omar Rahal");
    await other.type("code", second);
    await other.press("Confirm");
    await goesOn(me);
    await me.press("Use what I just used for Strictly Ltd too");
    await me.isIn(omar.email, "strictly");
    await me.notSees("Holds for");
  },

  "Without script, the page goes on too": async (world) => {
    const [liv, tor] = await world.begin("liv@fjordbank.example", "tor@fjordbank.example");
    const me = await world.person({ javaScriptEnabled: false });
    await me.signIn(liv.email, liv.password);
    await me.press("I can't use any of these");
    const characters = await asked(me, liv.email);
    const at = await admin(world, tor);
    await at.go("/org/fjordbank/requests");
    await at.follow("Help Liv Aas");
    await at.type("code", characters);
    await at.press("Confirm");
    await me.page.locator('[data-state="pass"]').waitFor({ timeout: 30_000 });
    await me.stands("You can set up a new authenticator");
  },
};
