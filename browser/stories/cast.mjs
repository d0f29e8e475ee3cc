// Everybody of the demo: press “Be …”, then get in.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { oathtool, totp, zbarimg } from "../world.mjs";

const plain = (name, email, organization) => async (world) => {
  const [known] = await world.begin(email);
  const me = await world.person();
  await me.be(name);
  await me.signIn(email, known.password);
  if (known.totp_secret) {
    await me.stands("Your code");
    await me.type("code", await world.code(known.totp_secret));
    await me.press("Sign in");
  }
  await me.isIn(email, organization);
};

export default {
  "Jo looks after Larkfield": plain("Jo", "jo@larkfield.example", "larkfield"),
  "Lena signs in": plain("Lena", "lena@larkfield.example", "larkfield"),
  "Ingrid signs in with her app": plain("Ingrid", "ingrid@fjordbank.example", "fjordbank"),
  "Tor signs in with his app": plain("Tor", "tor@fjordbank.example", "fjordbank"),
  "Una signs in": plain("Una", "una@strictly.example", "strictly"),
  "Ravi signs in": plain("Ravi", "ravi@strictly.example", "strictly"),
  "Kim signs in": plain("Kim", "kim@larkfield.example", "larkfield"),
  "Vera signs in at the support desk": plain("Vera", "vera@desk.example", "support"),

  "Ana waits for a mail, sees the weather, and types the code": async (world) => {
    const me = await world.person();
    await me.be("Ana");
    await me.stands("A new password by mail");
    await me.type("email", "ana@larkfield.example");
    await me.press("Send the mail");
    await me.stands("Check your mail");
    const weather = await me.page.getByRole("region", { name: "How mail gets through" }).innerText();
    assert.match(weather, /larkfield\.example/);
    assert.match(weather, /Look for/);
    await me.press("Send it again");
    await me.stands("Check your mail");
    const mail = await me.readMail("ana@larkfield.example");
    assert.ok(mail.code, "the mail has a code");
    // With a blank in it, in small letters, as one types it from a phone.
    await me.type("code", mail.code.toLowerCase());
    await me.press("Continue");
    await me.stands("Choose a new password");
    await me.type("new_password", "herons come back in spring");
    await me.page.locator("#new_password-note.right").waitFor();
    await me.press("Save the password");
    await me.isIn("ana@larkfield.example", "larkfield");
  },

  "Bo cannot change it again so soon, and a reset by mail doesn't wait": async (world) => {
    const me = await world.person();
    await me.be("Bo");
    await me.follow(/I don't know my password/);
    await me.type("email", "bo@strictly.example");
    await me.press("Send the mail");
    const mail = await me.readMail("bo@strictly.example");
    await me.go(mail.links[0]);
    await me.stands("Choose a new password");
    await me.type("new_password", "bo finds a way in again");
    await me.press("Save the password");
    await me.isIn("bo@strictly.example", "strictly");
    await me.follow("Change the password");
    await me.type("password", "bo finds a way in again");
    await me.type("new_password", "yet another sentence here");
    await me.press("Save the password");
    await me.sees(/works now|keeps working|still works/);
    assert.ok(await me.page.locator("time, .refusal").count(), "it says when");
    // The admin lets it be changed at once.
    await me.press(/Ask my admin|Send this to my admin|Ask your admin/);
    const [una] = await world.begin("una@strictly.example");
    const admin = await world.person();
    await admin.signIn(una.email, una.password);
    await admin.follow(/^Requests/);
    await admin.follow(/^Help Bo/);
    await admin.follow(/^Help Bo .* in$/);
    await admin.press(/^Let the password be changed now/);
    await me.go("/account/password");
    await me.type("password", "bo finds a way in again");
    await me.type("new_password", "yet another sentence here");
    await me.press("Save the password");
    await me.notSees("every three hours");
    await me.go("/account");
    await me.isIn("bo@strictly.example", "strictly");
  },

  "Cem was switched off, asks, and Jo opens the door from another browser": async (world) => {
    const [jo, cem] = await world.begin("jo@larkfield.example", "cem@larkfield.example");
    const me = await world.person();
    await me.be("Cem");
    await me.signIn(cem.email, cem.password);
    assert.ok(await me.cause(), "who has the password is told the cause");
    assert.equal(await me.user(), null);
    await me.press(/admin/i);
    const admin = await world.person();
    await admin.signIn(jo.email, jo.password);
    await admin.isIn(jo.email, "larkfield");
    await admin.follow(/^Requests/);
    await admin.sees("Cem Aydin");
    await admin.follow("Help Cem Aydin");
    await admin.stands("Cem Aydin asks for help");
    await admin.sees("The account is switched off here");
    await admin.press("I'm on it");
    await admin.follow("Help Cem Aydin in");
    await admin.stands("Cem Aydin");
    await admin.press(/^Open the door again/);
    await admin.go("/org/larkfield/requests");
    assert.equal(await admin.page.getByRole("link", { name: "Help Cem Aydin" }).count(), 0, "what was asked is settled");
    await me.signIn(cem.email, cem.password);
    await me.isIn(cem.email, "larkfield");
  },

  "Eli lost the phone: a recovery code, the other door, a new app, the old one gone": async (world) => {
    const [eli] = await world.begin("eli@fjordbank.example");
    const me = await world.person();
    await me.be("Eli");
    await me.signIn(eli.email, eli.password);
    await me.stands("Your code");
    await me.type("code", "123456");
    await me.press("Sign in");
    await me.stands("Your code");
    await me.type("code", eli.recovery_codes[3].toLowerCase().replaceAll(" ", "-"));
    await me.press("Sign in");
    await me.stands("Where to?");
    await me.press(/^Fjord Bank/);
    await me.isIn(eli.email, "fjordbank");
    await me.sees("9 of 10 left");
    await me.press("Add an authenticator app");
    const key = await me.key();
    await me.type("code", totp(key, await world.now()));
    await me.type("name", "New phone");
    await me.press("That's my app");
    await me.go("/account");
    await me.sees("New phone");
    const old = me.page.locator("#authenticators li", { hasNotText: "New phone" });
    await old.locator("summary").click();
    await me.leads(() => old.getByRole("button", { name: /^Remove/ }).click());
    await me.go("/account");
    assert.equal(await me.page.locator("#authenticators li").count(), 1);
    // The new one is asked for from now on, and works.
    await me.press("Sign out");
    await world.advance(60);
    await me.signIn(eli.email, eli.password);
    await me.type("code", totp(key, await world.now()));
    await me.press("Sign in");
    await me.press(/^Larkfield/);
    await me.isIn(eli.email, "larkfield");
    // A second organization of one's own, without leaving.
    await me.press("Switch Fjord Bank");
    await me.isIn(eli.email, "fjordbank");
  },

  "Pia's password has expired; a new one on the way in": async (world) => {
    const [pia] = await world.begin("pia@strictly.example");
    const me = await world.person();
    await me.be("Pia");
    await me.signIn(pia.email, pia.password);
    await me.stands("Choose a new password");
    await me.type("new_password", pia.password);
    await me.press("Save the password");
    assert.equal(await me.page.locator("#new_password").getAttribute("aria-invalid"), "true");
    await me.type("new_password", "next summer's garden too");
    await me.press("Save the password");
    await me.isIn(pia.email, "strictly");
  },

  "Noor opens the invitation and chooses a password": async (world) => {
    const me = await world.person();
    await me.be("Noor");
    await me.stands("Join Larkfield");
    await me.type("new_password", "short");
    await me.press("Join Larkfield");
    await me.sees(/characters/);
    await me.type("new_password", "noor walks in by the front");
    await me.press("Join Larkfield");
    await me.isIn("noor@larkfield.example", "larkfield");
    // The link has done its work, and says it kindly.
    const mail = await world.mail("noor@larkfield.example", "/i/");
    await me.go(mail.link);
    await me.stands(/already/);
    await me.follow("Continue");
    await me.isIn("noor@larkfield.example", "larkfield");
  },

  "Mia's invitation has run out; the next one comes with one press": async (world) => {
    const me = await world.person();
    await me.be("Mia");
    await me.stands("This invitation has run out");
    await me.press("Send me the next one");
    const mail = await world.mail("mia@larkfield.example", "/i/");
    await me.go(mail.link);
    await me.stands("Join Larkfield");
    await me.type("new_password", "mia comes in at last");
    await me.press("Join Larkfield");
    await me.isIn("mia@larkfield.example", "larkfield");
  },

  "Gus sets up an app on the way, and keeps the codes on paper": async (world) => {
    const [gus] = await world.begin("gus@fjordbank.example");
    const me = await world.person();
    await me.be("Gus");
    await me.signIn(gus.email, gus.password);
    await me.stands("One code from your mail");
    await me.type("code", "AAAA-BBBB");
    await me.press("Continue");
    await me.stands("One code from your mail");
    const mail = await me.readMail(gus.email);
    await me.type("code", mail.code);
    await me.press("Continue");
    await me.stands("Set up your authenticator app");
    assert.equal(await me.page.getByRole("img", { name: /^QR code/ }).count(), 1);
    const scanned = zbarimg(await me.page.locator(".qr svg").screenshot({ caret: "initial", animations: "allow" }));
    assert.equal(scanned, await me.page.locator('a[href^="otpauth:"]').getAttribute("href"), "a camera reads what the link says");
    assert.match(scanned, /^otpauth:\/\/totp\/Fjord%20Bank:gus.*[?&]issuer=Fjord%20Bank/);
    const key = await me.key();
    await me.type("code", "000000");
    await me.press("That's my app");
    await me.stands("Set up your authenticator app");
    assert.equal(await me.key(), key, "a typo doesn't change the key");
    assert.equal(new URL(scanned).searchParams.get("secret"), key.replace(/\s/g, ""));
    const at = await world.now();
    const told = oathtool(key, at);
    if (told !== null) assert.equal(told, totp(key, at), "oathtool agrees");
    await me.type("code", totp(key, await world.now()));
    await me.type("name", "Pixel 8");
    await me.press("That's my app");
    await me.stands("Your recovery codes");
    const codes = (await me.page.locator("[data-sheet] li").allInnerTexts()).map((line) => line.replace(/\s+/g, " ").trim());
    assert.equal(codes.length, 10);
    assert.equal(await me.thing("Print").isVisible(), true);
    const save = async (words) => {
      const [saved] = await Promise.all([me.page.waitForEvent("download"), me.thing(words).click()]);
      return readFile(await saved.path());
    };
    const text = (await save("Save as text")).toString("utf8").replaceAll("-", " ");
    for (const code of codes) assert.ok(text.includes(code), `${code} in the text: ${text}`);
    const pdf = await save("Save as PDF");
    assert.equal(pdf.subarray(0, 5).toString("latin1"), "%PDF-");
    await me.press("I've saved them");
    await me.isIn(gus.email, "fjordbank");
    await me.press("Sign out");
    await me.signIn(gus.email, gus.password);
    await me.type("code", codes[7]);
    await me.press("Sign in");
    await me.isIn(gus.email, "fjordbank");
  },

  "Ida isn't asked twice in a browser she knows": async (world) => {
    const [ida] = await world.begin("ida@fjordbank.example");
    const me = await world.person();
    await me.be("Ida");
    await me.signIn(ida.email, ida.password);
    await me.type("code", (await world.code(ida.totp_secret)).replace(/(...)/, "$1 "));
    await me.tick("remember");
    await me.press("Sign in");
    await me.isIn(ida.email, "fjordbank");
    await me.press("Sign out");
    await me.signIn(ida.email, ida.password);
    await me.isIn(ida.email, "fjordbank");
    // In another browser she is.
    const other = await world.person();
    await other.signIn(ida.email, ida.password);
    await other.stands("Your code");
    // Signing out everywhere forgets it.
    await me.press("Sign out everywhere");
    await me.signIn(ida.email, ida.password);
    await me.stands("Your code");
  },
};
