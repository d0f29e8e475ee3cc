// Through a company's own sign-on: the fourth way of being stuck, and an admin who sets a connection up, breaks it and
// mends it by what the page says. The provider is the demo's practice provider, which answers over HTTP like any other.
import assert from "node:assert/strict";
import { answers, comesIn } from "../sign_on.mjs";

export default {
  "The password has run out, and the company's sign-on lets her in": async (world) => {
    const [dina] = await world.begin("dina@lumen.example");
    const me = await world.person();
    // By the password, a new one would be wanted first.
    await me.signIn(dina.email, dina.password);
    assert.equal(me.path.split("?")[0], "/password/choose");
    await me.go("/sign-in");
    await me.type("email", dina.email);
    await me.press("Continue");
    await me.follow("Continue with Lumen sign-on");
    await answers(me, "Dina Moreau");
    await me.isIn(dina.email, "strictly");
    await me.sees("Lumen sign-on says who you are");
    // What is her own stays shut, and says how it opens.
    await me.go("/account/password");
    assert.equal(me.status, 403);
    assert.equal(await me.cause(), "only-visiting");
    // The next time the same way is offered first, and the password beside it.
    await me.go("/account");
    await me.press("Sign out");
    await me.go("/sign-in");
    await me.type("email", dina.email);
    await me.press("Continue");
    await me.sees("That is how you came in from this browser the last time");
    await me.follow("Continue with Lumen sign-on");
    await answers(me, "Dina Moreau");
    await me.isIn(dina.email, "strictly");
  },

  "The sign-on says no, and an admin sees what came": async (world) => {
    const [dina, ravi] = await world.begin("dina@lumen.example", "ravi@strictly.example");
    const me = await world.person();
    await me.go("/sign-in");
    await me.type("email", dina.email);
    await me.press("Continue");
    await me.follow("Continue with Lumen sign-on");
    await answers(me, "Dina Moreau", "Meant for another application");
    assert.equal(await me.cause(), "sso-audience");
    const reference = await me.reference();
    const office = await comesIn(world, ravi, "strictly");
    await office.go(`/why/${reference}`);
    assert.equal(await office.cause(), "sso-audience");
    await office.follow("See what came beside what was expected");
    await office.sees("Made for us: no");
    await office.sees("Audience (aud)");
    await office.sees("vestibule-demo");
    // Asking once more is a click, and the other way in stands beside it.
    await me.follow("Use my password");
    await me.type("password", dina.password);
    await me.press("Sign in");
    assert.equal(me.path.split("?")[0], "/password/choose");
  },

  "An office manager says who becomes what, and is shown what the provider sends": async (world) => {
    const [dina, ravi] = await world.begin("dina@lumen.example", "ravi@strictly.example");
    const me = await world.person();
    const through = async () => {
      await me.go("/sign-in");
      await me.type("email", dina.email);
      await me.press("Continue");
      await me.follow("Continue with Lumen sign-on");
      await answers(me, "Dina Moreau");
      await me.isIn(dina.email, "strictly");
    };
    await through();
    const office = await comesIn(world, ravi, "strictly");
    await office.follow("Single sign-on");
    await office.follow("Lumen sign-on");
    await office.follow("Who comes, and as whom");
    await office.sees("Used as the e-mail address");
    await office.sees("Used as the groups");
    await office.sees("members have addresses outside your domains");
    await office.sees(ravi.email);
    await office.type("admin_groups", "Staff");
    await office.press("Save");
    await office.sees("Saved. It holds from the next arrival on");
    await office.press("Mail all members what changes");
    await office.sees("The mails are on their way");
    // The next arrival makes her an admin; without the group she is a member again.
    await me.press("Sign out");
    await through();
    await me.go("/org/strictly/people");
    assert.equal(me.status, 200);
    await office.type("admin_groups", "Admins");
    await office.press("Save");
    await office.sees("Saved. It holds from the next arrival on");
    await through();
    await me.go("/org/strictly/people");
    assert.equal(me.status, 403);
  },

  "An office manager sets single sign-on up, tries it, and switches it on and off": async (world) => {
    const [ravi] = await world.begin("ravi@strictly.example");
    const copy = await world.person();
    await copy.go("/dev/provider");
    const text = await copy.page.locator("main, body").first().innerText();
    const secret = text.match(/[A-Za-z0-9_-]{32}/)[0];
    await copy.leave();
    const me = await comesIn(world, ravi, "strictly");
    await me.follow("Single sign-on");
    await me.follow("Another one (OpenID Connect)");
    await me.type("name", "Second sign-on");
    await me.type("issuer", `${world.base}/dev/provider/`);
    await me.type("client_id", "vestibule-demo");
    await me.type("client_secret", secret);
    await me.press("Save");
    await me.sees("calls itself");
    await me.type("issuer", `${world.base}/dev/provider`);
    await me.type("client_secret", secret);
    await me.press("Save");
    await me.sees("Try it out, then it can be switched on");
    await me.follow("Try it out");
    await answers(me, "Pia Holm", "Signed with a key that we never published");
    await me.sees("Signed with its key: no");
    await me.follow("Try it out");
    await answers(me, "Pia Holm");
    await me.sees("this sign-in would work");
    assert.equal(await me.user(), ravi.email);
    await me.press("Switch it on");
    await me.sees("It's on");
    await me.press("Switch it off");
    await me.sees("It's off");
    // A domain, by a record at the registrar's.
    await me.follow("Single sign-on");
    await me.type("domain", "gmail.com");
    await me.press("Add");
    await me.sees("nobody's to prove");
    await me.type("domain", "second.example");
    await me.press("Add");
    await me.sees("Make this record");
    const row = me.page.locator('[data-domain="second.example"]');
    const [name, record] = await row.locator("dd").allInnerTexts();
    await me.press("Look now second.example");
    await me.sees("isn't there");
    const registrar = await world.person();
    await registrar.go("/dev/names");
    await registrar.type("name", name);
    await registrar.type("text", record);
    await registrar.press("Make the record");
    await registrar.leave();
    await me.press("Look now second.example");
    await me.sees("the domain is proved");
    await me.press("Remove second.example");
    await me.follow("Second sign-on");
    await me.press("Remove");
    await me.sees("Removed");
  },

  "An organization requires its sign-on, and opens the side door when it fails": async (world) => {
    const [dina, ravi] = await world.begin("dina@lumen.example", "ravi@strictly.example");
    const office = await comesIn(world, ravi, "strictly");
    await office.follow("Single sign-on");
    await office.press("Require it");
    await office.sees("People have to come through your sign-on now");
    // A member is led there by the address, and gets in by coming.
    const me = await world.person();
    await me.go("/sign-in");
    await me.type("email", dina.email);
    await me.press("Continue");
    await me.sees("Your organization wants its people to come in there");
    await me.follow("Continue with Lumen sign-on");
    await answers(me, "Dina Moreau");
    await me.isIn(dina.email, "strictly");
    // By the password alone the door stays shut, and the page says where the way is.
    const other = await world.person();
    await other.go("/sign-in");
    await other.type("email", dina.email);
    await other.press("Continue");
    await other.follow("Other ways in");
    await other.type("password", dina.password);
    await other.press("Sign in");
    await other.stands("Where to?");
    await other.leads(() => other.page.locator('button[value="strictly"]').click());
    assert.equal(await other.cause(), "sso-required");
    await other.follow("Go through the sign-on");
    await answers(other, "Dina Moreau");
    await other.isIn(dina.email, "strictly");
    // The side door, for hours.
    await office.page.getByLabel("Open it for").selectOption({ label: "4 hours" });
    await office.press("Open it");
    await office.sees("The side door is open");
    await office.press("Shut it");
    await office.sees("The side door is shut");
    await office.press("Let people choose again");
    await office.sees("People can choose again");
  },
};
