// Every page that the other stories don't pass, for the close look; and doors that stay shut.
import assert from "node:assert/strict";

export default {
  "A stranger walks past every door": async (world) => {
    const me = await world.person();
    for (const path of ["/stuck", "/contact", "/contact?reference=VST-AAAA-BBBB", "/why/VST-AAAA-BBBB", "/why/nonsense", "/signed-out", "/dev", "/dev/mail", "/dev/clock", "/dev/provider"]) {
      await me.go(path);
      assert.equal(me.status, 200, path);
    }
    await me.go("/nothing/here");
    assert.equal(me.status, 404);
    for (const path of ["/account", "/org/larkfield/people", "/org/larkfield/requests"]) {
      await me.go(path);
      await me.stands("Sign in");
    }
    for (const path of ["/r/nonsense", "/i/nonsense", "/m/nonsense", "/ticket", "/password/choose", "/invite", "/mailbox", "/reset/wait", "/sign-in/second", "/sign-in/password", "/sign-in/choose", "/setup/codes"]) {
      await me.go(path);
      assert.ok(me.status < 500, `${path}: ${me.status}`);
      assert.ok(await me.page.locator("main a, main button").count(), `a way on from ${path}`);
    }
  },

  "After signing in, one stands where one wanted to be": async (world) => {
    const [jo] = await world.begin("jo@larkfield.example");
    const me = await world.person();
    await me.go("/org/larkfield/requests");
    await me.type("email", jo.email);
    await me.press("Continue");
    await me.type("password", jo.password);
    await me.press("Sign in");
    assert.equal(me.path, "/org/larkfield/requests");
  },

  "From “I can't get in” one gets in": async (world) => {
    const [ida] = await world.begin("ida@fjordbank.example");
    const me = await world.person();
    await me.go("/sign-in");
    await me.follow("I can't get in");
    await me.stands("What keeps you out?");
    await me.page.locator(".problems li", { hasText: "phone" }).getByRole("link", { name: "Sign in" }).click();
    await me.page.waitForURL(/sign-in/);
    await me.signIn(ida.email, ida.password);
    await me.type("code", ida.recovery_codes[0]);
    await me.press("Sign in");
    await me.isIn(ida.email, "fjordbank");
  },

  "A member has no admin's pages": async (world) => {
    const [kim] = await world.begin("kim@larkfield.example");
    const me = await world.person();
    await me.signIn(kim.email, kim.password);
    await me.go("/org/larkfield/people");
    assert.equal(me.status, 403);
    // Another's organization and none at all look alike.
    await me.go("/org/strictly/people");
    const masked = async () => (await me.text()).replace(/VST-\w{4}-\w{4}/, "").replace(/\d\d:\d\d/, "").replace("nowhere", "strictly");
    const [status, text] = [me.status, await masked()];
    await me.go("/org/nowhere/people");
    assert.equal(me.status, status);
    assert.equal(await masked(), text);
    await me.go("/setup/authenticator");
    await me.go("/account/password");
    await me.type("password", "not the one");
    await me.type("new_password", "a long enough new one");
    await me.press("Save the password");
    assert.equal(await me.page.locator("#password").getAttribute("aria-invalid"), "true");
  },

  "An admin looks through everything": async (world) => {
    const [jo] = await world.begin("jo@larkfield.example");
    await world.begin("cem@larkfield.example", "eli@fjordbank.example", "mia@larkfield.example", "ana@larkfield.example");
    const me = await world.person();
    await me.signIn(jo.email, jo.password);
    await me.go("/org/larkfield/people");
    const names = await me.page.locator("table.people tbody th a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    assert.ok(names.length >= 6);
    for (const href of names) await me.go(href);
    await me.go("/org/larkfield/people?q=nobody-at-all");
    await me.sees("Nobody matches");
    await me.go("/org/larkfield/people?q=mia");
    await me.page.locator("table.people summary").first().click();
    await me.press(/^Send the invitation again/);
    await me.go("/org/larkfield/requests");
  },

  "A new sheet of codes, and the session list": async (world) => {
    const [ida] = await world.begin("ida@fjordbank.example");
    const me = await world.person();
    const other = await world.person();
    await me.signIn(ida.email, ida.password);
    await me.type("code", await world.code(ida.totp_secret));
    await me.press("Sign in");
    await other.signIn(ida.email, ida.password);
    await other.type("code", ida.recovery_codes[1]);
    await other.press("Sign in");
    await other.isIn(ida.email);
    await me.go("/account");
    await me.press("End all the others");
    await other.go("/account");
    assert.equal(await other.user(), null);
    await me.press("Make a new sheet");
    await me.stands("Your recovery codes");
    const [fresh] = await me.page.locator("[data-sheet] li").allInnerTexts();
    await me.press("I've saved them");
    await me.sees("10 of 10 left");
    await other.signIn(ida.email, ida.password);
    await other.type("code", ida.recovery_codes[2]);
    await other.press("Sign in");
    await other.stands("Your code");
    await other.type("code", fresh);
    await other.press("Sign in");
    await other.isIn(ida.email, "fjordbank");
  },

  "A reference tells its owner and the admin, and no stranger": async (world) => {
    const [cem, jo] = await world.begin("cem@larkfield.example", "jo@larkfield.example");
    const me = await world.person();
    await me.signIn(cem.email, cem.password);
    const reference = await me.page.locator("[data-reference]").first().getAttribute("data-reference");
    const stranger = await world.person();
    await stranger.go(`/why/${reference}`);
    assert.equal(await stranger.cause(), null);
    const admin = await world.person();
    await admin.signIn(jo.email, jo.password);
    await admin.go(`/why/${reference}`);
    assert.ok(await admin.cause(), await admin.text());
    await admin.sees("Cem Aydin");
    const kim = await world.person();
    const [known] = await world.begin("kim@larkfield.example");
    await kim.signIn(known.email, known.password);
    await kim.go(`/why/${reference}`);
    assert.equal(await kim.cause(), null);
  },
};
