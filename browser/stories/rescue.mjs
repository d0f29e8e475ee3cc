// The last admins: one has the recovery kit in the safe, one has to wait.
import assert from "node:assert/strict";
import { totp } from "../world.mjs";

/** Sets up the app whose key stands on the page, and keeps the key. */
const setUp = async (me, world, name) => {
  const key = await me.key();
  await me.type("code", totp(key, await world.now()));
  await me.type("name", name);
  await me.press("That's my app");
  return key;
};

export default {
  "Edda, the only admin, has the kit in the safe; then she makes another": async (world) => {
    const [edda] = await world.begin("edda@harbour.example");
    const me = await world.person();
    await me.be("Edda");
    await me.signIn(edda.email, edda.password);
    await me.stands("Your code");
    await me.type("code", edda.kit_codes[0]);
    await me.press("Sign in");
    assert.equal(await me.cause(), "kit-code-spent");
    await me.type("code", edda.kit_codes[4].toLowerCase());
    await me.press("Sign in");
    await me.isIn(edda.email, "harbour");
    await me.sees("stood in for your second factor");
    await me.press("Add an authenticator app");
    const key = await setUp(me, world, "New phone");
    // The lost one is offered to be removed; it may wait.
    await me.stands("“New phone” works");
    await me.go("/account");
    await me.isIn(edda.email, "harbour");
    await me.follow("Recovery kit");
    await me.sees("8 codes are left");
    await me.press("Make ten codes");
    const codes = (await me.page.locator("[data-sheet] li").allInnerTexts()).map((line) => line.replace(/\s+/g, " ").trim());
    assert.equal(codes.length, 10);
    const [saved] = await Promise.all([me.page.waitForEvent("download"), me.thing("Save as PDF").click()]);
    assert.match(saved.suggestedFilename(), /^recovery-kit-harbour\.pdf$/);
    await me.type("code", codes[2]);
    await me.press("It's there");
    await me.sees("The kit works");
    await me.press("Sign out");
    await world.advance(60);
    await me.signIn(edda.email, edda.password);
    await me.type("code", totp(key, await world.now()));
    await me.press("Sign in");
    await me.isIn(edda.email, "harbour");
  },

  "Otto, the only admin, has no kit and waits three days": async (world) => {
    const [otto] = await world.begin("otto@millwork.example");
    const me = await world.person();
    await me.be("Otto");
    await me.signIn(otto.email, otto.password);
    await me.stands("Your code");
    await me.press("Wait three days");
    await me.stands("One code from your mail");
    const mail = await me.readMail(otto.email);
    await me.type("code", mail.code);
    await me.press("Continue");
    await me.stands("The last admin's waiting period");
    await me.sees("in this browser only");
    await me.readMail(otto.email, /begun to wait/);
    // Another browser gets nothing from it.
    const other = await world.person();
    await other.signIn(otto.email, otto.password);
    await other.stands("Your code");
    await other.notSees("See your waiting period");
    await world.advance(73 * 3600);
    await me.signIn(otto.email, otto.password);
    await me.sees("is over");
    await me.press("Set up a new authenticator");
    await setUp(me, world, "New phone");
    await me.stands("Which of these are gone?");
    await me.go("/account");
    await me.isIn(otto.email, "millwork");
  },
};
