// Passkeys, with Chromium's own virtual authenticator: a finger that is always there, until it is taken away.
import assert from "node:assert/strict";

// An authenticator in this person's browser; `ends` makes dialogs end as if somebody closed them.
export const device = async (person, options = {}) => {
  const wire = await person.context.newCDPSession(person.page);
  await wire.send("WebAuthn.enable");
  const { authenticatorId } = await wire.send("WebAuthn.addVirtualAuthenticator", { options: {
    protocol: "ctap2", ctap2Version: "ctap2_1", transport: "internal", hasResidentKey: true, hasUserVerification: true,
    isUserVerified: true, automaticPresenceSimulation: true, ...options } });
  return {
    credentials: async () => (await wire.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
    verified: (isUserVerified) => wire.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
    remove: () => wire.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId }),
  };
};

const note = (person, what) => person.page.locator(`form[data-passkey="${what}"] .note`).first();
const told = async (person, what) => {
  const place = note(person, what);
  await person.page.waitForFunction((one) => one.textContent.length > 0, await place.elementHandle());
  return place.innerText();
};

// On the way in, as the bank wants a second factor: password, code from the mailbox, and the page of the app.
const upToSetUp = async (world, person) => {
  const [sol] = await world.begin("sol@fjordbank.example");
  await person.signIn(sol.email, sol.password);
  await person.type("code", (await world.mail(sol.email)).code);
  await person.press("Continue");
  return sol;
};

const withPasskey = async (world, options) => {
  const me = await world.person();
  await me.go("/sign-in");
  const mine = await device(me, options);
  const sol = await upToSetUp(world, me);
  await me.follow("Use a passkey instead");
  await me.stands("Make a passkey");
  await me.press("Make a passkey");
  await me.press("I've saved them");
  await me.isIn(sol.email, "fjordbank");
  return { me, mine, sol };
};

export default {
  "Sol makes a passkey on the way in, and comes in by the button": async (world) => {
    // Without a pause of its own the browser would answer the field's list before the button is pressed.
    const { me, mine, sol } = await withPasskey(world);
    assert.equal((await mine.credentials()).length, 1);
    assert.equal((await mine.credentials())[0].isResidentCredential, true);
    await me.press("Sign out");
    await me.page.addInitScript(() => { PublicKeyCredential.isConditionalMediationAvailable = async () => false; });
    await me.go("/sign-in");
    await me.press("Use a passkey");
    await me.isIn(sol.email, "fjordbank");
  },

  "Sol's passkey stands in the list of the address's field": async (world) => {
    const { me, sol } = await withPasskey(world);
    await me.press("Sign out");
    // The virtual authenticator chooses from the list by itself.
    const there = me.page.waitForURL((url) => url.pathname === "/account");
    await me.page.goto(new URL("/sign-in", world.base).href, { waitUntil: "commit" });
    await there;
    await me.isIn(sol.email, "fjordbank");
  },

  "Sol's passkey stands in for the code after the password": async (world) => {
    const { me, sol } = await withPasskey(world);
    await me.press("Sign out");
    await me.page.addInitScript(() => { PublicKeyCredential.isConditionalMediationAvailable = async () => false; });
    await me.signIn(sol.email, sol.password);
    await me.press("Use my passkey");
    await me.isIn(sol.email, "fjordbank");
  },

  "Sol tests a passkey, and is told when the same one is there already": async (world) => {
    const { me } = await withPasskey(world);
    await me.press("Test");
    await me.sees("That passkey works here.");
    await me.sees(/used .*Chrom/);
    await me.follow("Add a passkey");
    await me.thing("Make a passkey").click();
    assert.match(await told(me, "new"), /here already/);
    assert.equal(me.path, "/setup/passkey");
  },

  "A closed window is said beside the other ways, and what was typed stays": async (world) => {
    const { me, mine, sol } = await withPasskey(world);
    await me.press("Sign out");
    await me.page.addInitScript(() => { PublicKeyCredential.isConditionalMediationAvailable = async () => false; });
    await me.go("/sign-in");
    await mine.remove();
    await me.type("email", sol.email);
    // What a closed window looks like to a page.
    await me.page.evaluate(() => {
      navigator.credentials.get = () => Promise.reject(new DOMException("closed", "NotAllowedError"));
    });
    await me.thing("Use a passkey").click();
    assert.match(await told(me, "door"), /Nothing was sent/);
    assert.equal(await me.field("email").inputValue(), sol.email);
    await me.page.evaluate(() => {
      navigator.credentials.get = () => Promise.reject(new DOMException("elsewhere", "SecurityError"));
    });
    await me.thing("Use a passkey").click();
    await me.page.waitForFunction(() => document.querySelector("form[data-passkey] .note").textContent.includes("localhost"));
    await me.press("Continue");
    await me.type("password", sol.password);
    await me.press("Sign in");
    await me.stands("Your code");
    await me.sees("recovery code");
  },

  "A browser without passkeys misses nothing": async (world) => {
    const me = await world.person();
    await me.page.addInitScript(() => { delete window.PublicKeyCredential; });
    await me.go("/sign-in");
    assert.equal(await me.page.getByRole("button", { name: "Use a passkey" }).count(), 0);
    const sol = await upToSetUp(world, me);
    await me.follow("Use a passkey instead");
    await me.sees("can't make passkeys");
    assert.equal(await me.page.getByRole("button", { name: "Make a passkey" }).count(), 0);
    await me.follow("Use an authenticator app instead");
    const key = (await me.page.locator(".key").textContent()).replace(/\s/g, "");
    await me.type("code", await world.code(key));
    await me.press("That's my app");
    await me.press("I've saved them");
    await me.isIn(sol.email, "fjordbank");
  },

  "A page without scripts offers the other ways": async (world) => {
    const me = await world.person({ javaScriptEnabled: false });
    await me.go("/sign-in");
    assert.equal(await me.page.locator("form[data-passkey]:visible").count(), 0);
    await upToSetUp(world, me);
    await me.follow("Use a passkey instead");
    await me.sees("can't make passkeys");
    await me.follow("Use an authenticator app instead");
  },
};
