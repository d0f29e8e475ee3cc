// What browsers and fingers do: tabs, Back, double clicks, a night in between, no JavaScript, no mouse.
import assert from "node:assert/strict";

const kim = async (world) => (await world.begin("kim@larkfield.example"))[0];

export default {
  "Two tabs, two people, neither mixes the other up": async (world) => {
    const [ida, known] = await world.begin("ida@fjordbank.example", "kim@larkfield.example");
    const one = await world.person();
    await one.go("/sign-in");
    const two = await one.tab();
    await two.go("/sign-in");
    await one.type("email", ida.email);
    await one.press("Continue");
    await two.type("email", known.email);
    await two.press("Continue");
    await one.sees(ida.email);
    await one.type("password", ida.password);
    await one.press("Sign in");
    await one.stands("Your code");
    await two.type("password", known.password);
    await two.press("Sign in");
    await two.isIn(known.email, "larkfield");
    await one.type("code", await world.code(ida.totp_secret));
    await one.press("Sign in");
    await one.isIn(ida.email, "fjordbank");
  },

  "Signed in in one tab, the other's form still leads in": async (world) => {
    const known = await kim(world);
    const one = await world.person();
    await one.go("/sign-in");
    await one.type("email", known.email);
    await one.press("Continue");
    const two = await one.tab();
    await two.signIn(known.email, known.password);
    await two.isIn(known.email);
    await one.type("password", known.password);
    await one.press("Sign in");
    await one.isIn(known.email, "larkfield");
  },

  "Back after signing out shows nothing private": async (world) => {
    const known = await kim(world);
    const me = await world.person();
    await me.signIn(known.email, known.password);
    await me.isIn(known.email);
    await me.go("/account/password");
    await me.go("/account");
    await me.press("Sign out");
    assert.equal(await me.user(), null);
    await me.look();
    await me.back();
    assert.equal(await me.user(), null);
    await me.notSees("Kim Sato");
    await me.notSees("Where you're signed in");
    await me.back();
    assert.equal(await me.user(), null);
  },

  "Back from the code to the password, and forward again": async (world) => {
    const [ida] = await world.begin("ida@fjordbank.example");
    const me = await world.person();
    await me.signIn(ida.email, ida.password);
    await me.stands("Your code");
    await me.back();
    await me.stands("Your password");
    await me.type("password", ida.password);
    await me.press("Sign in");
    await me.type("code", await world.code(ida.totp_secret));
    await me.press("Sign in");
    await me.isIn(ida.email, "fjordbank");
    await me.page.reload();
    await me.isIn(ida.email, "fjordbank");
  },

  "A double click sends once": async (world) => {
    const known = await kim(world);
    const me = await world.person();
    await me.go("/reset");
    await me.type("email", known.email);
    const before = (await world.mails(known.email)).length;
    let sent = 0;
    me.page.on("request", (asked) => { if (asked.method() === "POST") sent += 1; });
    await me.leads(() => me.thing("Send the mail").dblclick());
    await me.stands("Check your mail");
    assert.equal(sent, 1);
    assert.equal((await world.mails(known.email)).length, before + 1);
    // And without the script's help, nothing breaks either.
    const old = await world.person({ javaScriptEnabled: false });
    await old.go("/sign-in");
    await old.type("email", known.email);
    await old.leads(() => old.thing("Continue").dblclick());
    await old.stands("Your password");
    await old.type("password", known.password);
    await old.leads(() => old.thing("Sign in").dblclick());
    if (await old.user() === null) await old.go("/account");
    await old.isIn(known.email, "larkfield");
  },

  "A form left open overnight carries on": async (world) => {
    const known = await kim(world);
    const me = await world.person();
    await me.go("/sign-in");
    await me.type("email", known.email);
    await world.advance(13 * 3600);
    await me.press("Continue");
    await me.stands("Your password");
    await world.advance(13 * 3600);
    await me.type("password", known.password);
    await me.press("Sign in");
    if (await me.user() === null) {
      // It says what happened and asks again, with the address kept.
      assert.equal(await me.field("email").inputValue(), known.email, "the address is kept");
      await me.press("Continue");
      await me.type("password", known.password);
      await me.press("Sign in");
    }
    await me.isIn(known.email, "larkfield");
  },

  "A reset left open overnight: code and link have run out, and the next is one press away": async (world) => {
    const known = await kim(world);
    const me = await world.person();
    await me.go("/reset");
    await me.type("email", known.email);
    await me.press("Send the mail");
    const mail = await me.readMail(known.email);
    await world.advance(13 * 3600);
    await me.type("code", mail.code);
    await me.press("Continue");
    assert.equal(await me.user(), null);
    assert.ok(await me.page.locator("main a, main button").count(), "there is a way on");
    await me.go(mail.links[0]);
    await me.stands("This link has run out");
    await me.press("Send me the next one");
    await me.go((await world.mail(known.email, "/r/")).link);
    await me.stands("Choose a new password");
    await me.type("new_password", "the morning after it");
    await me.press("Save the password");
    await me.isIn(known.email, "larkfield");
  },

  "A link that has run out sends the next": async (world) => {
    const known = await kim(world);
    const me = await world.person();
    await me.go("/reset");
    await me.type("email", known.email);
    await me.press("Send the mail");
    const mail = await world.mail(known.email, "/r/");
    await world.advance(8 * 86400);
    await me.go(mail.link);
    await me.stands("This link has run out");
    await me.press("Send me the next one");
    const next = await world.mail(known.email, "/r/");
    assert.notEqual(next.link, mail.link);
    await me.go(next.link);
    await me.stands("Choose a new password");
    await me.go(`${mail.link.slice(0, -6)}`);
    await me.stands("This link opens nothing");
  },

  "Without JavaScript: sign in, with a code, and out": async (world) => {
    const [ida] = await world.begin("ida@fjordbank.example");
    const me = await world.person({ javaScriptEnabled: false });
    await me.be("Ida");
    await me.signIn(ida.email, ida.password);
    await me.type("code", await world.code(ida.totp_secret));
    await me.press("Sign in");
    await me.isIn(ida.email, "fjordbank");
    assert.equal(await me.page.locator("button.show:visible").count(), 0);
    await me.press("Sign out");
    assert.equal(await me.user(), null);
  },

  "Without JavaScript: a new password by mail": async (world) => {
    const [ana] = await world.begin("ana@larkfield.example");
    const me = await world.person({ javaScriptEnabled: false });
    await me.be("Ana");
    await me.type("email", ana.email);
    await me.press("Send the mail");
    const mail = await me.readMail(ana.email);
    await me.type("code", mail.code);
    await me.press("Continue");
    await me.type("new_password", "short");
    await me.press("Save the password");
    await me.sees(/characters/);
    await me.type("new_password", "no script and still inside");
    await me.press("Save the password");
    await me.isIn(ana.email, "larkfield");
  },

  "Without JavaScript: an invitation": async (world) => {
    const me = await world.person({ javaScriptEnabled: false });
    await me.be("Noor");
    await me.type("new_password", "noor without any script");
    await me.press("Join Larkfield");
    await me.isIn("noor@larkfield.example", "larkfield");
  },

  "Without JavaScript: an app, codes, and the sheet": async (world) => {
    const [gus] = await world.begin("gus@fjordbank.example");
    const me = await world.person({ javaScriptEnabled: false });
    await me.be("Gus");
    await me.signIn(gus.email, gus.password);
    await me.type("code", (await world.mail(gus.email)).code);
    await me.press("Continue");
    await me.type("code", await world.code(await me.key()));
    await me.press("That's my app");
    await me.stands("Your recovery codes");
    await me.press("I've saved them");
    await me.isIn(gus.email, "fjordbank");
  },

  "With the keyboard alone": async (world) => {
    const known = await kim(world);
    const me = await world.person();
    await me.go("/sign-in");
    // The address has the focus already.
    await me.page.keyboard.type(known.email);
    await me.enter();
    await me.stands("Your password");
    await me.page.keyboard.type(known.password);
    // Past “Show”, to the button.
    for (let press = 0; press < 4; press += 1) {
      await me.page.keyboard.press("Tab");
      const on = await me.page.evaluate(() => [document.activeElement.textContent.trim(), getComputedStyle(document.activeElement).outlineStyle]);
      assert.notEqual(on[1], "none", "the focus can be seen");
      if (on[0] === "Sign in") break;
    }
    await me.leads(() => me.page.keyboard.press("Space"));
    await me.isIn(known.email, "larkfield");
    // The first stop is the way past the menu.
    await me.page.keyboard.press("Tab");
    assert.equal(await me.page.evaluate(() => document.activeElement.className), "skip");
    await me.page.keyboard.press("Enter");
    for (let press = 0; press < 40; press += 1) {
      await me.page.keyboard.press("Tab");
      if (await me.page.evaluate(() => document.activeElement.textContent.trim()) === "Sign out everywhere") break;
    }
    await me.enter();
    assert.equal(await me.user(), null);
  },

  "Showing the password, Caps Lock, and pasting": async (world) => {
    const known = await kim(world);
    const me = await world.person();
    await me.go("/sign-in");
    await me.type("email", known.email);
    await me.press("Continue");
    const field = me.field("password");
    const show = me.page.locator("#password-show");
    await field.click();
    await me.page.evaluate(() => {
      const key = new KeyboardEvent("keydown", { key: "A", bubbles: true, modifierCapsLock: true });
      document.querySelector("#password").dispatchEvent(key);
    });
    assert.equal(await me.page.locator("[data-caps]").innerText(), "Caps Lock is on");
    await me.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await me.page.evaluate((words) => navigator.clipboard.writeText(words), known.password);
    await field.press("Control+v");
    assert.equal(await field.inputValue(), known.password);
    await show.click();
    assert.equal(await field.getAttribute("type"), "text");
    assert.equal(await show.innerText(), "Hide");
    assert.equal(await me.page.evaluate(() => document.activeElement.id), "password");
    await show.click();
    assert.equal(await field.getAttribute("type"), "password");
    await show.click();
    // Sent while it is shown, it goes back to dots first.
    await me.press("Sign in");
    await me.isIn(known.email, "larkfield");
  },

  "A password manager finds what it needs": async (world) => {
    const [ida] = await world.begin("ida@fjordbank.example");
    const me = await world.person();
    const hints = () => me.page.locator("form[data-main] input[autocomplete]").evaluateAll((all) => all.map((one) => one.autocomplete));
    await me.go("/sign-in");
    assert.deepEqual(await hints(), ["username webauthn"], "passkeys stand among the addresses");
    await me.type("email", ida.email);
    await me.press("Continue");
    assert.deepEqual(await hints(), ["username", "current-password"]);
    assert.equal(await me.page.locator("input.aside").inputValue(), ida.email);
    await me.type("password", ida.password);
    await me.press("Sign in");
    assert.deepEqual(await hints(), ["one-time-code"]);
    await me.type("code", await world.code(ida.totp_secret));
    await me.press("Sign in");
    await me.go("/account/password");
    assert.deepEqual(await hints(), ["username", "current-password", "new-password"]);
  },

  "Wrong things typed, and the right one after them": async (world) => {
    const known = await kim(world);
    const me = await world.person();
    await me.go("/sign-in");
    await me.page.locator("form[data-main]").evaluate((form) => { form.noValidate = true; });
    await me.type("email", known.password);
    await me.press("Continue");
    assert.equal(await me.page.locator("[aria-invalid]").count(), 1, "no address, said beside the field");
    await me.type("email", `  ${known.email.toUpperCase()} `);
    await me.press("Continue");
    await me.stands("Your password");
    await me.type("password", "quiet train to Lisbon");
    await me.press("Sign in");
    await me.stands("That didn't get you in");
    assert.equal(await me.cause(), null, "a stranger is told no cause");
    const reference = await me.page.locator("[data-reference]").first().getAttribute("data-reference");
    assert.match(reference, /^VST-....-....$/);
    await me.press("Mail me what happened and what to do");
    const mail = await me.readMail(known.email);
    assert.ok(mail.text.includes(reference), mail.text);
    await me.go("/sign-in");
    await me.signIn(known.email, known.password);
    await me.isIn(known.email, "larkfield");
    await me.sees("What happened lately");
  },

  "The code of the minute before last": async (world) => {
    const [ida] = await world.begin("ida@fjordbank.example");
    const me = await world.person();
    await me.signIn(ida.email, ida.password);
    await me.type("code", await world.code(ida.totp_secret, -300));
    await me.press("Sign in");
    await me.stands("Your code");
    assert.ok(await me.cause(), "after the first factor one is told");
    await me.sees(/clock|minutes|time/i);
    await me.type("code", await world.code(ida.totp_secret));
    await me.press("Sign in");
    await me.isIn(ida.email, "fjordbank");
  },

  "Two strangers see the same": async (world) => {
    await world.begin("kim@larkfield.example", "cem@larkfield.example");
    const seen = [];
    for (const email of ["kim@larkfield.example", "cem@larkfield.example", "ghost@larkfield.example"]) {
      const me = await world.person();
      await me.signIn(email, "something that is not it");
      await me.stands("That didn't get you in");
      const masked = (words) => words.replaceAll(email, "X").replace(/VST-\w{4}-\w{4}/g, "R").replace(/\d\d:\d\d/g, "T");
      const refused = masked(await me.text());
      await me.go("/reset");
      await me.type("email", email);
      await me.press("Send the mail");
      // The weather is the domain's, and the same for all; the moment of the last mail may move on.
      seen.push(refused + masked(await me.text()).replace(/\d+ (second|minute)s? ago|a moment ago|just now/g, "T"));
    }
    assert.equal(seen[0], seen[1]);
    assert.equal(seen[0], seen[2]);
  },
};
