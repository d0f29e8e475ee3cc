// The ways to be stuck that the demo's cast knows, each from both sides: the person at the door, and everybody who finds
// by the reference what happened. Whoever has the remedy presses it, and the person is in.
import assert from "node:assert/strict";
import { totp } from "../world.mjs";
import { comesIn } from "../sign_on.mjs";

// Whoever finds the reference and is not signed in has it mailed, with one press, to the mailbox that it is about.
const byMail = async (world, { reference, person, says }) => {
  const one = await world.person();
  await one.go(`/why/${reference}`);
  assert.equal(await one.cause(), null, "a stranger is told nothing");
  await one.press("Mail it to that mailbox");
  const mail = await one.readMail(person.email, /what happened, and what helps/);
  const text = mail.text.replace(/\s+/g, " ");
  assert.ok(text.includes(reference) && text.includes(says), `“${says}” in the mail: ${text.slice(0, 900)}`);
  await one.go(mail.links.find((link) => link.includes(reference)));
  await one.sees(reference);
  await one.leave();
};

// An admin finds it on the person's page, and by it where the remedy's button is.
const byAdmin = async (at, { reference, cause, person, slug, name }) => {
  await at.go(`/org/${slug}/people?q=${encodeURIComponent(person.email)}`);
  await at.follow(name);
  await at.follow(reference);
  assert.equal(await at.cause(), cause);
  await at.sees(name);
};

// An admin of another organization finds nothing.
const byOutsider = async (world, { reference, outsider, place, name }) => {
  const [known] = await world.begin(outsider);
  const one = await comesIn(world, known, place);
  await one.go(`/why/${reference}`);
  assert.equal(await one.cause(), null);
  await one.notSees(name);
  await one.leave();
};

const bySupport = async (world, { reference, cause, name, person }) => {
  const [vera] = await world.begin("vera@desk.example");
  const one = await comesIn(world, vera, "support");
  await one.go("/support");
  await one.type("q", reference);
  await one.press("Find it");
  assert.equal(one.path, `/support/case/${reference}`);
  assert.equal(await one.cause(), cause);
  await one.sees(person.email);
  await one.follow(name);
  await one.sees(reference);
  await one.leave();
};

const byOperator = (world, { reference, cause, person }) => {
  const said = world.why(reference);
  for (const words of [reference, cause, person.email, "next"]) assert.ok(said.includes(words), `${words}: ${said}`);
};

const everybody = async (world, at, told) => {
  await byMail(world, told);
  await byAdmin(at, told);
  await byOutsider(world, told);
  await bySupport(world, told);
  byOperator(world, told);
};

// Once in, it stands under the recent attempts.
const seesItInside = async (me, { reference, cause }) => {
  await me.go("/account");
  await me.follow(reference);
  assert.equal(await me.cause(), cause);
};

const FROM_LARKFIELD = { outsider: "tor@fjordbank.example", place: "fjordbank" };
const FROM_ELSEWHERE = { outsider: "lena@larkfield.example", place: "larkfield" };

export default {
  "Problem 1, no mail came: Ana is refused, Jo finds why and sees what became of the mail, and sends one": async (world) => {
    const [ana, jo] = await world.begin("ana@larkfield.example", "jo@larkfield.example");
    const me = await world.person();
    await me.signIn(ana.email, "the one that I believe it is");
    await me.stands("That didn't get you in");
    const told = { reference: await me.reference(), cause: "password-wrong", person: ana, slug: "larkfield", name: "Ana Costa",
      says: "The password isn't the one that is set", ...FROM_LARKFIELD };
    const at = await comesIn(world, jo, "larkfield");
    await everybody(world, at, told);
    await at.follow("Send a reset mail");
    await at.stands("Ana Costa");
    assert.match(await at.text(), /Mails to them .*Reset/i, "what became of the mail that she waits for");
    await at.press(/^Send a reset mail/);
    const mail = await world.mail(ana.email, "/r/");
    await me.go(mail.link);
    await me.type("new_password", "herons come back in spring");
    await me.press("Save the password");
    await me.isIn(ana.email, "larkfield");
    await seesItInside(me, told);
  },

  "Problem 2, changed within three hours: Bo is refused, and Una lifts the minimum age": async (world) => {
    const [bo, una] = await world.begin("bo@strictly.example", "una@strictly.example");
    const me = await world.person();
    await me.go("/reset");
    await me.type("email", bo.email);
    await me.press("Send the mail");
    await me.go((await world.mail(bo.email, "/r/")).link);
    await me.type("new_password", "bo finds a way in again");
    await me.press("Save the password");
    await me.isIn(bo.email, "strictly");
    const changes = async () => {
      await me.go("/account/password");
      await me.type("password", "bo finds a way in again");
      await me.type("new_password", "yet another sentence here");
      await me.press("Save the password");
    };
    await changes();
    const told = { reference: await me.reference(), cause: "password-too-soon", person: bo, slug: "strictly", name: "Bo Lind",
      says: "lets passwords be changed every", ...FROM_ELSEWHERE };
    assert.equal(await me.cause(), told.cause);
    const at = await comesIn(world, una, "strictly");
    await everybody(world, at, told);
    await at.follow("Lift the minimum age for a day");
    await at.stands("Bo Lind");
    await at.press(/^Let the password be changed now/);
    await changes();
    await me.isIn(bo.email, "strictly");
    await seesItInside(me, told);
  },

  "Problem 3, authentication failed: Cem is told why, and Jo opens the door again": async (world) => {
    const [cem, jo] = await world.begin("cem@larkfield.example", "jo@larkfield.example");
    const me = await world.person();
    await me.signIn(cem.email, cem.password);
    const told = { reference: await me.reference(), cause: "deactivated", person: cem, slug: "larkfield", name: "Cem Aydin",
      says: "has switched your account there off", ...FROM_LARKFIELD };
    assert.equal(await me.cause(), told.cause);
    const at = await comesIn(world, jo, "larkfield");
    await everybody(world, at, told);
    await at.follow("Switch the account on again");
    await at.stands("Cem Aydin");
    await at.press(/^Open the door again/);
    await me.go("/sign-in");
    await me.signIn(cem.email, cem.password);
    await me.isIn(cem.email, "larkfield");
    await seesItInside(me, told);
  },

  "Problem 5, the authenticator is lost: Liv is refused, and Tor confirms the characters that she reads out": async (world) => {
    const [liv, tor] = await world.begin("liv@fjordbank.example", "tor@fjordbank.example");
    const me = await world.person();
    await me.signIn(liv.email, liv.password);
    await me.type("code", "123456");
    await me.press("Sign in");
    const told = { reference: await me.reference(), cause: "code-wrong", person: liv, slug: "fjordbank", name: "Liv Aas",
      says: "That code belongs to none of your authenticators", ...FROM_ELSEWHERE };
    assert.equal(await me.cause(), told.cause);
    const at = await comesIn(world, tor, "fjordbank");
    await everybody(world, at, told);
    await me.press("I can't use any of these");
    await me.type("code", (await me.readMail(liv.email)).code);
    await me.press("Continue");
    const characters = await me.page.locator("[data-code]").getAttribute("data-code");
    await at.follow("Confirm their request with the characters they read out");
    await at.follow("Help Liv Aas");
    await at.type("code", characters);
    await at.press("Confirm");
    await at.sees("Tor Nygaard confirmed it");
    await me.page.locator('[data-state="pass"]').waitFor();
    await me.page.waitForLoadState("load");
    await me.press("Set up a new authenticator");
    await me.type("code", totp(await me.key(), await world.now()));
    await me.type("name", "Next phone");
    await me.press("That's my app");
    await me.press(/^It's gone/);
    await me.isIn(liv.email, "fjordbank");
    await seesItInside(me, told);
  },
};
