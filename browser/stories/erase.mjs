// Erasure: asked for, kept from a phone by the mail's code, held by being the only admin, and carried out.
import assert from "node:assert/strict";

const asks = async (me) => {
  await me.go("/account");
  await me.follow("Erase my account");
  await me.stands("Erase your account");
  await me.sees("What stays, and why");
  await me.press("Erase my account in seven days");
  await me.sees("It is noted");
};

export default {
  "Kim asks for her account to be erased; on her phone the mail's code keeps it": async (world) => {
    const [kim] = await world.begin("kim@larkfield.example");
    const me = await world.person();
    await me.signIn(kim.email, kim.password);
    await asks(me);
    const mail = await world.mail(kim.email, "/e/");
    const phone = await world.person({ viewport: { width: 375, height: 740 } });
    await phone.go(mail.link);
    await phone.stands("Keep your account?");
    await phone.type("code", "AAAA AAAA");
    await phone.press("Withdraw it: keep my account");
    await phone.sees("That is not the code of this mail");
    await phone.type("code", mail.code);
    await phone.press("Withdraw it: keep my account");
    await phone.stands("Your account stays");
    await me.go("/account");
    await me.notSees("will be erased");
    await phone.go(mail.link);
    await phone.stands("Your account stays");
  },

  "Kim's account is erased after a week; Jo's log keeps its lines without her": async (world) => {
    const [kim, jo] = await world.begin("kim@larkfield.example", "jo@larkfield.example");
    const me = await world.person();
    await me.signIn(kim.email, kim.password);
    await asks(me);
    await world.advance(6 * 86_400);
    await me.signIn(kim.email, kim.password);
    await me.sees("Your account will be erased on");
    await world.advance(86_400 + 60);
    assert.ok((await world.mails(kim.email)).some((mail) => /your account is erased/.test(mail.subject)));
    await me.go("/account");
    await me.stands("Sign in");
    await me.signIn(kim.email, kim.password);
    await me.stands("That didn't get you in");
    assert.ok((await world.mails(jo.email)).some((mail) => /about somebody/.test(mail.subject)), "the admins are told");
    const office = await world.person();
    await office.signIn(jo.email, jo.password);
    await office.go("/org/larkfield/people?q=kim");
    await office.notSees("kim@");
    await office.go("/org/larkfield/audit?act=erased");
    await office.sees("Somebody whose data was erased");
    await office.notSees("Kim");
    await world.begin("kim@larkfield.example");
  },

  "Edda is the only admin of Harbour Clinic: the page says what to do first": async (world) => {
    const [edda] = await world.begin("edda@harbour.example");
    const me = await world.person();
    await me.signIn(edda.email, edda.password);
    await me.type("code", edda.kit_codes[3]);
    await me.press("Sign in");
    await me.go("/account/erase");
    await me.sees("You're the only admin");
    await me.sees("Make somebody else an admin of Harbour Clinic first");
    assert.equal(await me.thing("Erase my account in seven days").count(), 0);
  },
};
