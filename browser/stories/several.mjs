// Una administers two organizations: one page for the people of both, an invitation into both, and the one that her
// session does not open.
import assert from "node:assert/strict";

/** Jo makes Una an admin of Larkfield, too. */
export const twice = async (world) => {
  const [jo, una] = await world.begin("jo@larkfield.example", "una@strictly.example");
  const office = await world.person();
  await office.signIn(jo.email, jo.password);
  await office.go("/org/larkfield/invite");
  await office.type("first_name", "Una");
  await office.type("last_name", "Clarke");
  await office.type("email", una.email);
  await office.page.locator('input[name="role"][value="admin"]').check();
  await office.press("Send the invitation");
  const me = await world.person();
  await me.signIn(una.email, una.password);
  await me.go("/account");
  await me.press("Join Larkfield");
  return { me, una };
};

export default {
  "Una sees the people of both her organizations, finds one, and is led to the right page": async (world) => {
    await world.begin("kim@larkfield.example", "pia@strictly.example");
    const { me } = await twice(world);
    await me.go("/account");
    await me.follow("See the people of all organizations you administer");
    await me.stands(/^People everywhere/);
    await me.sees("Strictly Ltd");
    await me.page.locator("#q").fill("kim");
    await me.press("Search");
    await me.sees("kim@larkfield.example");
    await me.notSees("pia@strictly.example");
    await me.press(/^Kim/);
    assert.match(me.path, /^\/org\/larkfield\/people\//);
    await me.go("/people?q=pia");
    await me.press(/^Pia/);
    assert.match(me.path, /^\/org\/strictly\/people\//);
    // Help from the list: the mail goes out in the name of the organization of that line.
    await me.go("/people?q=kim&organization=larkfield");
    await me.page.locator("summary", { hasText: "Help" }).first().click();
    await me.press(/^Send .*reset|reset/i);
    assert.equal(me.path, "/people");
    assert.ok((await world.mails("kim@larkfield.example")).some((mail) => mail.subject.startsWith("Larkfield")));
    await world.begin("una@strictly.example", "kim@larkfield.example");
  },

  "Una invites one person into both with one form, on a phone and without a script": async (world) => {
    const { me: wide, una } = await twice(world);
    await wide.leave();
    const me = await world.person({ viewport: { width: 375, height: 740 }, javaScriptEnabled: false });
    await me.signIn(una.email, una.password);
    const name = `amira.${Date.now()}`;
    await me.go("/people/invite");
    await me.type("first_name", "Amira");
    await me.type("last_name", "Haddad");
    await me.type("email", `${name}@both.example`);
    await me.press("Send the invitations");
    await me.sees("Tick at least one");
    for (const name of ["Larkfield", "Strictly Ltd"]) await me.page.getByLabel(name, { exact: true }).check();
    await me.press("Send the invitations");
    await me.sees(`What came of it for ${name}@both.example`);
    const mails = await world.mails(`${name}@both.example`);
    assert.equal(mails.length, 2);
    await me.go(`/people?q=${name}`);
    assert.equal(await me.page.locator("tbody tr").count(), 2);
    await world.begin("una@strictly.example");
  },

  "What a session does not open is named, with a button": async (world) => {
    const [tor] = await world.begin("tor@fjordbank.example");
    const { me, una } = await twice(world);
    const bank = await world.person();
    await bank.signIn(tor.email, tor.password);
    await bank.type("code", await world.code(tor.totp_secret));
    await bank.press("Sign in");
    await bank.go("/org/fjordbank/invite");
    await bank.type("first_name", "Una");
    await bank.type("last_name", "Clarke");
    await bank.type("email", una.email);
    await bank.page.locator('input[name="role"][value="admin"]').check();
    await bank.press("Send the invitation");
    await me.go("/account");
    await me.press("Join Fjord Bank");
    await me.go("/people");
    await me.sees("Not open in this session");
    await me.notSees("liv@fjordbank.example");
    await me.press(/^Open it/);
    await me.notSees("People everywhere");
    await world.begin("una@strictly.example");
  },
};
