// The first day of an installation: from an empty database to two admins with second factors, and a killed server.
import assert from "node:assert/strict";
import { setTimeout as later } from "node:timers/promises";
import { totp } from "../world.mjs";

const ANA = "ana@acme.example";
const BEN = "ben@acme.example";

// The newest thing that happened, as its owner would read it out.
const reference = async (me) => {
  await me.go("/account");
  return (await me.text()).match(/VST-\w{4}-\w{4}/)[0];
};

export default {
  "An operator's first day: two admins come in by mail, and the server is killed under their hands": async (world) => {
    assert.match(world.run("migrate"), /is at step \d/);
    const made = world.run("org", "create", "acme", "--name", "Acme", "--zone", "Europe/Lisbon", "--admin-email", ANA,
      "--admin-first-name", "Ana", "--admin-last-name", "Sousa");
    assert.match(made, /an invitation to ana@acme\.example is queued/);
    assert.equal(world.arrived.length, 0, "nothing is sent before it is served");
    await world.serve();

    // The welcome mail arrives by SMTP, from the address that was set.
    const welcome = await world.mail(ANA, "/i/");
    assert.equal(welcome.id.split("@")[1], "house.example>");
    const ana = await world.person();
    await ana.go(welcome.link);
    await ana.stands("Join Acme");
    await ana.type("new_password", "ana opens the house today");
    await ana.press("Join Acme");
    await ana.isIn(ANA, "acme");
    assert.match((await ana.context.cookies()).map((one) => one.name).join(), /session/);
    await ana.press("Sign out");
    await ana.signIn(ANA, "ana opens the house today");
    // One admin alone could not be helped: no second factor is asked for yet.
    await ana.isIn(ANA, "acme");

    await ana.go("/org/acme/people");
    await ana.follow("Invite somebody");
    await ana.type("first_name", "Ben");
    await ana.type("last_name", "Okafor");
    await ana.type("email", BEN);
    await ana.page.getByRole("radio", { name: /^Admin/ }).check();
    await ana.press("Send the invitation");
    await ana.sees(BEN);
    // Killed at once: the letter is in the database, and goes out when somebody serves again.
    await world.kill();
    await world.serve();
    const invitation = await world.mail(BEN, "/i/");
    const ben = await world.person();
    await ben.go(invitation.link);
    await ben.stands("Join Acme");
    await ben.type("new_password", "ben comes in second today");
    await ben.press("Join Acme");
    await ben.isIn(BEN, "acme");

    // Two admins can help each other: from the next sign-in on, a second factor is asked for.
    await ana.press("Sign out");
    await ana.signIn(ANA, "ana opens the house today");
    await ana.stands("One code from your mail");
    const check = await world.mail(ANA, "Your code");
    // Killed in the middle of a page, which goes on where it was.
    await world.kill();
    await world.serve();
    await ana.type("code", check.code);
    await ana.press("Continue");
    await ana.stands("Set up your authenticator app");
    const secret = await ana.key();
    await world.kill();
    // While nobody answers, the browser says so; the page is one step back, as it was.
    await ana.type("code", totp(secret, Date.now()));
    await ana.thing("That's my app").click();
    while (!ana.page.url().startsWith("chrome-error:")) await later(20);
    await ana.page.waitForLoadState();
    await world.serve();
    await ana.back();
    await ana.stands("Set up your authenticator app");
    await ana.type("code", totp(secret, Date.now()));
    await ana.press("That's my app");
    await ana.stands("Your recovery codes");
    await ana.press("I've saved them");
    await ana.isIn(ANA, "acme");
    await ana.go("/org/acme/people");
    await ana.sees("Ben Okafor");
    // The other admin is told, as everybody is who could have helped.
    await world.mail(BEN, "set up the first one");

    await ben.press("Sign out");
    await ben.signIn(BEN, "ben comes in second today");
    await ben.stands("One code from your mail");
    assert.match(world.run("why", await reference(ana)), /Ana Sousa|ana@acme\.example/);
  },
};
