// Another address: the person with both mailboxes, the old mailbox that takes it back, a mistyped one, and an admin.
import assert from "node:assert/strict";

const NEW = "ida@newmail.example";

/** Comes in with password and app, and types the new address. */
const asks = async (world, ida, to, options) => {
  const me = await world.person(options);
  await me.signIn(ida.email, ida.password);
  await me.type("code", await world.code(ida.totp_secret));
  await me.press("Sign in");
  await me.isIn(ida.email, "fjordbank");
  await me.follow("Change my address");
  await me.type("email", to);
  await me.press("Send both mails");
  return me;
};

const mail = async (world, to, words) => {
  const mails = await world.mails(to);
  const found = mails.find((one) => one.subject.includes(words));
  assert.ok(found, `a mail about “${words}” to ${to}; there are: ${mails.map((one) => one.subject)}`);
  return found;
};

export default {
  "Ida changes her address: two codes and a button; the admin sees it, and the old mailbox takes it back": async (world) => {
    const [ida, ingrid] = await world.begin("ida@fjordbank.example", "ingrid@fjordbank.example");
    const me = await asks(world, ida, NEW);
    await me.sees("Both mails are on their way");
    await me.type("code", "AAAA AAAA");
    await me.press("Prove this mailbox");
    assert.equal(await me.cause(), "mailed-code-wrong");
    await me.type("code", (await mail(world, NEW, "prove your new address")).code);
    await me.press("Prove this mailbox");
    await me.type("code", (await mail(world, ida.email, "your address shall be")).code);
    await me.press("Prove this mailbox");
    await me.press("Change my address");
    await me.isIn(NEW, "fjordbank");
    await me.sees("You sign in with your new address from now on");

    const admin = await world.person();
    await admin.signIn(ingrid.email, ingrid.password);
    await admin.type("code", await world.code(ingrid.totp_secret));
    await admin.press("Sign in");
    await admin.go("/org/fjordbank/people?q=newmail");
    await admin.sees(NEW);
    await admin.go("/org/fjordbank/audit");
    await admin.sees("Address changed");

    const notice = await mail(world, ida.email, "your address was changed");
    const mailbox = await world.person({ viewport: { width: 375, height: 740 } });
    await mailbox.go(notice.links.find((link) => link.includes("/w/")));
    await mailbox.sees("The address of your account was changed");
    await mailbox.type("code", notice.code);
    await mailbox.press("This wasn't me");
    await mailbox.stands("Your old address is your address again");
    await me.go("/account");
    await me.stands("Sign in");
    await world.advance(60);
    await me.signIn(ida.email, ida.password);
    await me.type("code", await world.code(ida.totp_secret));
    await me.press("Sign in");
    await me.isIn(ida.email, "fjordbank");
  },

  "Ida goes on where she left it: links on the phone, without scripts, and withdrawn": async (world) => {
    const [ida] = await world.begin("ida@fjordbank.example");
    const me = await asks(world, ida, NEW, { javaScriptEnabled: false });
    await world.advance(60);
    const phone = await world.person({ viewport: { width: 375, height: 740 } });
    const link = (await mail(world, NEW, "prove your new address")).links.find((one) => one.includes("/a/"));
    await phone.go(link);
    await phone.signIn(ida.email, ida.password);
    await phone.type("code", await world.code(ida.totp_secret));
    await phone.press("Sign in");
    await phone.press("This mailbox is mine");
    await phone.sees("That mailbox is proved");
    await me.go("/account/address");
    await me.sees("This mailbox is proved");
    await me.press("Leave my address as it is");
    await me.sees("Your address stays as it is");
    await phone.go(link);
    await phone.sees("That change isn't under way any more");
  },
};
