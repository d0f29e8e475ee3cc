// What an organization asks: filled in, tried on everybody, given a second factor for, saved, and felt at the door.
import assert from "node:assert/strict";

const code = async (world, me, person) => {
  await me.type("code", await world.code(person.totp_secret));
  await me.press("Sign in");
};

const office = async (world, email, options = {}) => {
  const [admin] = await world.begin(email);
  const me = await world.person(options);
  await me.signIn(admin.email, admin.password);
  await code(world, me, admin);
  return [me, admin];
};

const affected = (me, word) => me.page.locator(`[data-affected="${word}"]`);

// As it was, so that the next story finds the house as it knows it.
const putBack = async (me, slug, change) => {
  await me.go(`/org/${slug}/policy`);
  await change();
  await me.press("See whom it affects");
  await me.press("Save the policy");
  await me.sees("Saved");
};

export default {
  "Ingrid makes passwords run out: the trial first, then her code, then the mail": async (world) => {
    const [me, ingrid] = await office(world, "ingrid@fjordbank.example");
    await me.go("/account");
    await me.follow("Policy");
    await me.stands("Policy Fjord Bank");
    await me.sees("The standards advise against them");
    await me.type("password_max_age", "ninety");
    await me.press("See whom it affects");
    await me.sees("Type a whole number");
    await me.type("password_max_age", "30");
    await world.advance(20 * 60);
    await me.press("See whom it affects");
    await me.stands("Whom this affects");
    await me.sees("not at all");
    await me.press("Give my second factor");
    await me.stands("Your code");
    await code(world, me, ingrid);
    await me.stands("Whom this affects");
    // Changed one's mind: the form keeps what was tried.
    await me.follow("Change it");
    assert.equal(await me.page.locator("#password_max_age").inputValue(), "30");
    await me.press("See whom it affects");
    await me.press("Save the policy");
    await me.stands("Policy Fjord Bank");
    await me.sees("Saved");
    const mail = await me.readMail("tor@fjordbank.example", /policy was changed/);
    assert.match(mail.text, /Passwords run out after: not at all → 30 days/);
    await me.follow("Audit log");
    await me.sees("Policy changed");
    await me.sees("Passwords run out after: not at all → 30 days");
    await putBack(me, "fjordbank", () => me.page.locator("#password_max_age").fill(""));
  },

  "Without script and on a phone, a browser is spared no more": async (world) => {
    const [me] = await office(world, "ingrid@fjordbank.example", { javaScriptEnabled: false, viewport: { width: 375, height: 740 } });
    await me.go("/org/fjordbank/policy");
    await me.page.locator("#remember_device").fill("");
    await me.press("See whom it affects");
    await me.sees(/Tried on all \d+ people/);
    await me.press("Save the policy");
    await me.sees("Saved");
    await putBack(me, "fjordbank", () => me.page.locator("#remember_device").fill("30"));
  },

  "Who would have to set one up is named, and a sole admin is told what is missing": async (world) => {
    const [jo] = await world.begin("jo@larkfield.example");
    const me = await world.person();
    await me.signIn(jo.email, jo.password);
    await me.go("/org/larkfield/policy");
    await me.page.locator('input[name="second_factor"]').check();
    await me.press("See whom it affects");
    await me.stands("Whom this affects");
    assert.ok(await affected(me, "set-up").count(), await me.text());
    await affected(me, "set-up").locator("summary").click();
    await me.sees("Ana");
    await me.follow("Change it");
    assert.equal(await me.page.locator('input[name="second_factor"]').isChecked(), true);
  },
};
