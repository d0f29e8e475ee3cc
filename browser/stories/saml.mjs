// The same in SAML: an office manager sets a connection up by the practice provider's metadata, comes in by it, breaks it,
// reads why, and mends it.
import assert from "node:assert/strict";

const comesIn = async (world, person, place) => {
  const one = await world.person();
  await one.signIn(person.email, person.password);
  if (person.totp_secret) {
    await one.type("code", await world.code(person.totp_secret));
    await one.press("Sign in");
  }
  await one.isIn(person.email, place);
  return one;
};

// At the practice provider: who one is, and how the answer goes wrong. What goes back is sent by a script.
const answers = async (me, name, wrong) => {
  await me.stands("Who are you today?");
  await me.page.getByLabel(name).check();
  if (wrong) {
    await me.page.getByText("Let something go wrong").click();
    await me.page.getByLabel(wrong).check();
  }
  await me.press("Go back signed in");
  await me.page.waitForURL((url) => !url.pathname.startsWith("/dev/provider") && !url.pathname.endsWith("/acs"));
};

export default {
  "An office manager sets SAML up by its metadata, breaks it, and mends it by what the page says": async (world) => {
    const [ravi, pia] = await world.begin("ravi@strictly.example", "pia@strictly.example");
    const me = await comesIn(world, ravi, "strictly");
    await me.follow("Single sign-on");
    await me.follow("Another one (SAML 2.0)");
    const acs = await me.page.locator("[data-back]").innerText();
    assert.match(acs, /\/sso\/[0-9a-f-]+\/acs$/);
    await me.type("name", "Lumen by SAML");
    await me.type("metadata_at", `${world.base}/dev/provider`);
    await me.press("Save");
    await me.sees("isn't SAML metadata");
    await me.type("metadata_at", `${world.base}/dev/provider/saml/metadata`);
    await me.press("Save");
    await me.sees("Try it out, then it can be switched on");
    await me.sees(acs);
    await me.follow("Try it out");
    await answers(me, "Pia Holm", "Signed with a key that we never published");
    await me.sees("Signed with its key: no");
    await me.sees("Signing certificate (SHA-256)");
    await me.follow("Try it out");
    await answers(me, "Pia Holm");
    assert.equal(await me.user(), ravi.email);
    // Nobody proved the domain yet: the page says what to change, here or there.
    await me.sees("Prove the domain; or");
    await me.follow("Change");
    await me.page.getByLabel("All of them").check();
    await me.press("Save");
    await me.follow("Try it out");
    await answers(me, "Pia Holm");
    await me.sees("this sign-in would work");
    await me.page.getByText("The message itself").click();
    await me.sees("saml:NameID");
    await me.press("Switch it on");
    await me.sees("It's on");
    const start = acs.replace(/\/acs$/, "");
    const other = await world.person();
    await other.go(start);
    await answers(other, "Pia Holm", "To be used at another address");
    assert.equal(await other.cause(), "sso-recipient");
    await other.go(start);
    await answers(other, "Pia Holm");
    await other.isIn(pia.email, "strictly");
    await other.leave();
    await me.press("Remove");
    await me.sees("Removed");
  },
};
