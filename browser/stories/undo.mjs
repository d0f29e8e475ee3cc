// "This wasn't me": a stranger with the password and a code adds an app of their own; the owner reads it in the mail.
import assert from "node:assert/strict";
import { totp } from "../world.mjs";

/** Comes in with password and app. */
const comesIn = async (world, person, options) => {
  const me = await world.person(options);
  await me.signIn(person.email, person.password);
  await me.type("code", await world.code(person.totp_secret));
  await me.press("Sign in");
  await me.isIn(person.email, "fjordbank");
  return me;
};

/** Adds one more app and keeps its key. */
const adds = async (world, me, name) => {
  await me.press("Add an authenticator app");
  const key = await me.key();
  await me.type("code", totp(key, await world.now()));
  await me.type("name", name);
  await me.press("That's my app");
  return key;
};

/** The notice about it, as the owner finds it in the mailbox. */
const notice = async (world, person, words) => {
  const mails = await world.mails(person.email);
  const mail = mails.find((one) => words.test(one.subject) && one.links.some((link) => link.includes("/w/")));
  assert.ok(mail, `a notice about it; there are: ${mails.map((one) => one.subject)}`);
  return { code: mail.code, link: mail.links.find((link) => link.includes("/w/")) };
};

export default {
  "An app that Ida never added: one code from the mail ends it, and the stranger is out": async (world) => {
    const [ida, ingrid] = await world.begin("ida@fjordbank.example", "ingrid@fjordbank.example");
    const thief = await comesIn(world, ida);
    const key = await adds(world, thief, "Burner");
    const { code, link } = await notice(world, ida, /factor was added/);

    const me = await world.person({ viewport: { width: 375, height: 740 } });
    await me.go(link);
    await me.stands("Wasn't that you?");
    await me.sees("“Burner” was added to your account");
    // Opening it does nothing, and neither does the button with a code that is not in that mail.
    await me.type("code", "AAAA AAAA");
    await me.press("This wasn't me");
    assert.equal((await me.page.locator("[data-reference]").count()) > 0, true);
    await thief.go("/account");
    await thief.isIn(ida.email, "fjordbank");

    await me.type("code", code);
    await me.press("This wasn't me");
    await me.stands("“Burner” doesn't work any more");
    await thief.go("/account");
    await thief.stands("Sign in");
    // Nor does the stranger come in with it again; and the other admin knows.
    await world.advance(60);
    await thief.signIn(ida.email, ida.password);
    await thief.type("code", totp(key, await world.now()));
    await thief.press("Sign in");
    assert.equal(await thief.user(), null);
    assert.ok((await world.mails(ingrid.email)).some((mail) => /added by somebody else/.test(mail.text)));

    // Said twice it says so; the owner comes in with what was theirs.
    await me.go(link);
    await me.stands("You said so already");
    await world.advance(60);
    await me.go("/sign-in");
    await me.signIn(ida.email, ida.password);
    await me.type("code", await world.code(ida.totp_secret));
    await me.press("Sign in");
    await me.isIn(ida.email, "fjordbank");
    await me.notSees("Burner");
  },

  "An app that a stranger removed: the mailbox alone ends their session and calls the admins": async (world) => {
    const [ida] = await world.begin("ida@fjordbank.example");
    const me = await comesIn(world, ida);
    await adds(world, me, "Tablet");
    await world.advance(60);
    const thief = await comesIn(world, ida);
    await thief.page.locator("summary", { hasText: "Tablet" }).click();
    await thief.press("Remove “Tablet”");
    const { code, link } = await notice(world, ida, /factor was removed/);
    // The mailbox alone calls the admins, and does not bring it back: that takes a second facida.
    const other = await world.person();
    await other.go(link);
    await other.type("code", code);
    await other.press("This wasn't me");
    await other.stands(/Whoever removed “.*” is signed out/);
    await thief.go("/account");
    await thief.stands("Sign in");
    await me.go("/account");
    await me.isIn(ida.email, "fjordbank");
  },

  "A password that Ana never changed: the mail leads to the next one": async (world) => {
    const [ana] = await world.begin("ana@larkfield.example");
    const thief = await world.person();
    await thief.go("/reset");
    await thief.type("email", ana.email);
    await thief.press("Send the mail");
    await thief.go((await world.mail(ana.email, "/r/")).link);
    await thief.type("new_password", "the stranger's own long words");
    await thief.press("Save the password");
    await thief.isIn(ana.email, "larkfield");
    const { code, link } = await notice(world, ana, /password was changed/);
    const me = await world.person();
    await me.go(link);
    await me.sees("The password of your account was changed");
    await me.type("code", code);
    await me.press("This wasn't me");
    await thief.go("/account");
    await thief.stands("Sign in");
    await me.type("new_password", "grey geese above the weir");
    await me.press("Save the password");
    await me.isIn(ana.email, "larkfield");
  },
};
