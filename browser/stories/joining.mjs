// Invitations: somebody new, a second organization, somebody else signed in, another browser.
import assert from "node:assert/strict";

const invite = async (admin, organization, first, last, email, role = "member") => {
  await admin.go(`/org/${organization}/people`);
  await admin.follow("Invite somebody");
  await admin.type("first_name", first);
  await admin.type("last_name", last);
  await admin.type("email", email);
  if (role === "admin") await admin.page.getByRole("radio", { name: /^Admin/ }).check();
  await admin.press("Send the invitation");
};

let number = 0;
const somebody = () => `newcomer${++number}@larkfield.example`;

const signedIn = async (world, email) => {
  const [known] = await world.begin(email);
  const one = await world.person();
  await one.signIn(email, known.password);
  if (known.totp_secret) {
    await one.type("code", await world.code(known.totp_secret));
    await one.press("Sign in");
  }
  return one;
};

export default {
  "Jo invites somebody new, who joins and stands in the list": async (world) => {
    const email = somebody();
    const jo = await signedIn(world, "jo@larkfield.example");
    await invite(jo, "larkfield", "Amélie", "Ó Súilleabháin-Featherstonehaugh", email);
    await jo.sees(email);
    const me = await world.person();
    const mail = await me.readMail(email);
    await me.go(mail.links[0]);
    await me.stands("Join Larkfield");
    await me.type("new_password", "a brand new sentence");
    await me.press("Join Larkfield");
    await me.isIn(email, "larkfield");
    await jo.go(`/org/larkfield/people?q=${encodeURIComponent(email)}`);
    await jo.sees(/Active/);
    await me.press("Sign out");
    await me.signIn(email, "a brand new sentence");
    await me.isIn(email, "larkfield");
  },

  "Jo invites a second time and an address with a typo": async (world) => {
    const jo = await signedIn(world, "jo@larkfield.example");
    await invite(jo, "larkfield", "Kim", "Sato", "kim@larkfield.example");
    await jo.sees(/already/i);
    await jo.go("/org/larkfield/invite");
    await jo.type("first_name", "No");
    await jo.type("last_name", "Body");
    await jo.type("email", "nobody@larkfield");
    await jo.page.locator("form[data-main]").evaluate((form) => { form.noValidate = true; });
    await jo.press("Send the invitation");
    assert.equal(await jo.field("first_name").inputValue(), "No", "what was typed is kept");
    assert.equal(await jo.page.locator("[aria-invalid]").count(), 1);
  },

  "Kim joins a second organization without a second password": async (world) => {
    const [kim] = await world.begin("kim@larkfield.example");
    const una = await signedIn(world, "una@strictly.example");
    await invite(una, "strictly", "Kim", "Sato", kim.email);
    const mail = await world.mail(kim.email, "/i/");
    const me = await world.person();
    await me.go(mail.link);
    assert.equal(await me.page.locator("[name=new_password]").count(), 0, "no second password");
    await me.follow("Sign in and join");
    if (await me.field("email").count()) {
      if (!await me.field("email").inputValue()) await me.type("email", kim.email);
      await me.press("Continue");
    }
    await me.type("password", kim.password);
    await me.press("Sign in");
    const join = me.page.getByRole("button", { name: "Join Strictly Ltd" });
    if (await join.count()) await me.press(/^Join Strictly Ltd/);
    await me.isIn(kim.email, "strictly");
    await me.press("Switch Larkfield");
    await me.isIn(kim.email, "larkfield");
    await me.press("Sign out");
    await me.signIn(kim.email, kim.password);
    await me.stands("Where to?");
    await me.press(/^Larkfield/);
    await me.isIn(kim.email, "larkfield");
  },

  "An invitation opened where somebody else is signed in": async (world) => {
    const me = await signedIn(world, "kim@larkfield.example");
    const [noor] = await world.begin("noor@larkfield.example");
    const mail = await world.mail(noor.email, "/i/");
    await me.go(mail.link);
    await me.sees("kim@larkfield.example");
    await me.sees(noor.email);
    // First the one, then the other.
    await me.follow("Stay signed in as kim@larkfield.example");
    await me.isIn("kim@larkfield.example", "larkfield");
    await me.go(mail.link);
    await me.press(`Go on as ${noor.email}`);
    await me.type("new_password", "noor on a borrowed machine");
    await me.press("Join Larkfield");
    await me.isIn(noor.email, "larkfield");
  },

  "A reset asked for here, its link opened in another browser": async (world) => {
    const [kim] = await world.begin("kim@larkfield.example");
    const here = await world.person();
    await here.go("/reset");
    await here.type("email", kim.email);
    await here.press("Send the mail");
    const mail = await here.readMail(kim.email);
    const phone = await world.person({ viewport: { width: 375, height: 700 }, hasTouch: true, isMobile: true });
    await phone.go(mail.links[0]);
    await phone.stands("Choose a new password");
    // Opening it here too uses nothing up.
    await here.go(mail.links[0]);
    await here.stands("Choose a new password");
    await phone.type("new_password", "set on the phone at last");
    await phone.press("Save the password");
    await phone.isIn(kim.email, "larkfield");
    // The page that was left open says what happened.
    await here.type("new_password", "and again on the laptop");
    await here.press("Save the password");
    assert.equal(await here.user(), null);
    await here.sees(/set|saved/);
    await here.signIn(kim.email, "set on the phone at last");
    await here.isIn(kim.email, "larkfield");
    const late = await world.person();
    await late.go(mail.links[0]);
    await late.sees(/all set/);
  },

  "A removed person is told where the way in is, and comes back": async (world) => {
    const jo = await signedIn(world, "jo@larkfield.example");
    const email = somebody();
    await invite(jo, "larkfield", "Rue", "Vale", email);
    const me = await world.person();
    await me.go((await world.mail(email, "/i/")).link);
    await me.type("new_password", "rue stays for a while");
    await me.press("Join Larkfield");
    await jo.go(`/org/larkfield/people?q=${email}`);
    await jo.follow("Rue Vale");
    await jo.page.getByText("Remove Rue Vale from Larkfield", { exact: true }).first().click();
    await jo.press(/^Remove Rue Vale/);
    await me.go("/account");
    await me.notSees("Switch");
    await invite(jo, "larkfield", "Rue", "Vale", email);
    await me.go((await world.mail(email, "/i/")).link);
    if (await me.page.getByRole("button", { name: "Join Larkfield" }).count()) await me.press("Join Larkfield");
    else {
      await me.follow("Sign in and join");
      if (await me.field("email").count()) { await me.type("email", email); await me.press("Continue"); }
      await me.type("password", "rue stays for a while");
      await me.press("Sign in");
    }
    await me.isIn(email, "larkfield");
  },

  "An admin withdraws an invitation, and sends it again": async (world) => {
    const jo = await signedIn(world, "jo@larkfield.example");
    const email = somebody();
    await invite(jo, "larkfield", "Wim", "Ko", email);
    await jo.go(`/org/larkfield/people?q=${email}`);
    await jo.follow("Wim Ko");
    await jo.press(/^Send the invitation again/);
    const links = (await world.mails(email)).filter((mail) => mail.links.some((one) => one.includes("/i/")));
    assert.equal(links.length, 2);
    const me = await world.person();
    // The first of the two works as well.
    await me.go(links[1].links.find((one) => one.includes("/i/")));
    await me.stands("Join Larkfield");
    await jo.page.getByText("Withdraw the invitation", { exact: true }).first().click();
    await jo.press("Withdraw the invitation");
    await me.type("new_password", "wim is a little late");
    await me.press("Join Larkfield");
    assert.equal(await me.user(), null);
    assert.ok(await me.page.locator("[data-reference]").count(), "it says why, with a reference");
  },
};
