// The support desk from both sides: who calls, who finds what happened, and the admin who has the buttons.
import assert from "node:assert/strict";

const desk = async (world, options = {}) => {
  const [vera] = await world.begin("vera@desk.example");
  const me = await world.person(options);
  await me.signIn(vera.email, vera.password);
  await me.stands("Your code");
  await me.type("code", await world.code(vera.totp_secret));
  await me.press("Sign in");
  await me.isIn(vera.email, "support");
  return me;
};

// A wrong password, and the reference on the page.
const wrong = async (world, email) => {
  const one = await world.person();
  await one.signIn(email, "not the password at all");
  const reference = await one.page.locator("[data-reference]").first().getAttribute("data-reference");
  assert.match(reference, /^VST-/);
  await one.leave();
  return reference;
};

export default {
  "Kim reads out a reference; Vera finds why, hands it over with a note, and Jo helps": async (world) => {
    const [kim, jo] = await world.begin("kim@larkfield.example", "jo@larkfield.example");
    const reference = await wrong(world, kim.email);
    const me = await desk(world);
    await me.follow("Find a case");
    await me.stands("Support desk");
    await me.type("q", "no such place");
    await me.press("Find it");
    await me.sees("Nothing here has that reference");
    await me.type("q", reference.replace("VST-", "").toLowerCase().replace("-", " "));
    await me.press("Find it");
    assert.equal(me.path, `/support/case/${reference}`);
    assert.equal(await me.cause(), "password-wrong");
    await me.sees("Kim Sato");
    await me.sees("Larkfield");
    await me.page.locator("#note").fill("Kim types y for z since Tuesday. <b>Please call.</b>");
    await me.press("Hand it over");
    await me.sees("have it now, with your note");
    await me.page.locator("#own-note").fill("Called back at two.");
    await me.press("Keep the note");
    await me.sees("Called back at two.");

    const mails = await world.mails(jo.email);
    assert.ok(mails.some((mail) => mail.text.includes("Kim types y for z since Tuesday.")), "the admins have a mail");
    const at = await world.person();
    await at.signIn(jo.email, jo.password);
    await at.isIn(jo.email, "larkfield");
    await at.go("/org/larkfield/requests");
    await at.sees("From Vera Lind of support: Kim types y for z since Tuesday. <b>Please call.</b>");
    await at.notSees("Called back at two.");
    await at.go("/support");
    assert.equal(at.status, 403);
    assert.equal(await at.cause(), "not-support");

    await me.follow("Kim Sato");
    await me.sees("Refused once");
    await me.sees("Support handed the case to the admins");
    await me.follow("Articles");
    await me.stands("What the articles answer");
    await me.follow("Numbers");
    await me.stands("How people get in");
    await me.sees("Support has seen to one of them.");
    const person = await world.person();
    await person.signIn(kim.email, kim.password);
    await person.isIn(kim.email, "larkfield");
    await me.go("/support/numbers");
    await me.sees("They tried again");
  },

  "Una lets support act in her place for an hour; Vera lifts Bo's minimum age": async (world) => {
    const [bo, una] = await world.begin("bo@strictly.example", "una@strictly.example");
    const me = await desk(world, { viewport: { width: 375, height: 740 } });
    await me.go("/support");
    await me.type("q", bo.email);
    await me.press("Find it");
    await me.sees("Support may not act in an admin's place");
    const at = await world.person();
    await at.signIn(una.email, una.password);
    await at.isIn(una.email, "strictly");
    await at.follow("Support");
    await at.stands(/^Support/);
    await at.page.locator("#length").selectOption("1-hour");
    await at.press("Let support act in an admin's place");
    await at.sees("Una");
    await at.sees("Then it ends by itself.");
    await me.go(me.path);
    await me.sees("Support may act in an admin's place until");
    await me.press(/^Lift the minimum age/);
    await me.sees("Done in the admin's place");
    const mails = await world.mails(bo.email);
    assert.ok(mails.some((mail) => mail.text.includes("(support)")), "Bo is told by whom");
    await at.press("End it now");
    await at.sees("may not act in an admin's place any more");
    await me.go(me.path);
    await me.sees("Support may not act in an admin's place");
  },

  "What a stranger types as an address is found, and an organization by its name": async (world) => {
    const me = await desk(world, { javaScriptEnabled: false });
    const reference = await wrong(world, "nobody@larkfield.example");
    await me.go("/support");
    await me.type("q", "nobody@larkfield.example");
    await me.press("Find it");
    await me.stands("nobody@larkfield.example");
    await me.sees("Nobody here has this address");
    await me.follow(reference);
    assert.equal(await me.cause(), "address-unknown");
    await me.sees("Nobody's whom we know");
    await me.follow("Support desk");
    await me.type("q", "larkfield");
    await me.press("Find it");
    await me.stands("Larkfield");
  },
};
