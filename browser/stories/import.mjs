// Many are invited at once: a spreadsheet as Excel writes it, cells mended on the page, and how far it is.
import assert from "node:assert/strict";

const signedIn = async (world, email) => {
  const [known] = await world.begin(email);
  const one = await world.person();
  await one.signIn(email, known.password);
  if (one.path === "/sign-in/second") {
    await one.type("code", await world.code(known.totp_secret));
    await one.press("Sign in");
  }
  await one.isIn(email);
  return one;
};

const latin = (text) => Buffer.from(text, "latin1");
const stamp = () => Date.now().toString(36);

/** Brings a file, and stands before its list. */
const bring = async (me, name, buffer) => {
  await me.go("/org/larkfield/import");
  await me.page.locator("#file").setInputFiles({ name, mimeType: "text/csv", buffer });
  return me.press("Look at the list");
};

/** Looks until the list is sent; with script the page does that by itself. */
const sent = async (me) => {
  for (let looks = 0; looks < 60 && (await me.text()).includes("rows are done"); looks += 1) {
    if (me.script) await me.page.waitForTimeout(500);
    else await me.follow("Look again");
  }
  await me.sees("The list has been sent.");
};

export default {
  "Jo invites a list from Excel, mends a row, and sees each row's outcome": async (world) => {
    const jo = await signedIn(world, "jo@larkfield.example");
    const run = stamp();
    await jo.go("/org/larkfield/people");
    await jo.follow("Invite many at once");
    const [template] = await Promise.all([jo.page.waitForEvent("download"), jo.thing("Get the template (.xlsx)", "link").click()]);
    assert.match(template.suggestedFilename(), /^people\.xlsx$/);
    const rows = ["Vorname;Nachname;E-Mail;Rolle", `Zoë;Müller;zoe-${run}@larkfield.example;Admin`,
      `Bo;Boe;bo-${run}.larkfield.example;`, `Zoe;Mueller;ZOE-${run}@larkfield.example;`, "Ana;Boa;ana@larkfield.example;"];
    await bring(jo, `neu-${run}.csv`, latin(rows.join("\r\n")));
    await jo.stands(`neu-${run}.csv`);
    await jo.sees("One person will be invited.");
    await jo.sees("Zoë Müller");
    await jo.sees("One is a member already.");
    await jo.sees("was merged with it");
    assert.equal((await world.mails(`zoe-${run}@larkfield.example`)).length, 0, "nobody is invited by looking");
    await jo.type("email-3", `bo-${run}@larkfield.example`);
    await jo.press("Save these rows");
    await jo.sees("2 people will be invited.");
    await jo.press("Send 2 invitations now");
    await sent(jo);
    await jo.sees("2 people were invited.");
    await jo.follow(/^Merged/);
    await jo.sees("Merged with row 2.");
    const mail = await world.mail(`zoe-${run}@larkfield.example`, "/i/");
    const me = await world.person();
    await me.go(mail.link);
    await me.stands("Join Larkfield");
    await bring(jo, "again.csv", latin(rows.join("\r\n")));
    await jo.stands(`neu-${run}.csv`);
    await jo.sees("brought before");
  },

  "Without script: rows are pasted, kept for later, and sent": async (world) => {
    const [known] = await world.begin("jo@larkfield.example");
    const jo = await world.person({ javaScriptEnabled: false });
    await jo.signIn("jo@larkfield.example", known.password);
    if (jo.path === "/sign-in/second") {
      await jo.type("code", await world.code(known.totp_secret));
      await jo.press("Sign in");
    }
    await jo.go("/org/larkfield/import");
    await jo.page.locator("summary", { hasText: "Or paste rows" }).click();
    await jo.page.locator("#pasted").fill("nobody at all");
    await jo.press("Look at the list");
    await jo.sees("No row has the headers");
    assert.equal((await jo.page.locator("#pasted").inputValue()).trim(), "nobody at all");
    const email = `paste-${stamp()}@larkfield.example`;
    await jo.page.locator("#pasted").fill(`Pia\tPaste\t${email}\tMember`);
    await jo.press("Look at the list");
    await jo.stands("Pasted rows");
    await jo.go("/org/larkfield/import");
    await jo.sees("Not sent yet");
    assert.equal((await world.mails(email)).length, 0, "later is later");
    await jo.page.locator(".rows a").first().click();
    await jo.press("Send the invitation now");
    await sent(jo);
    await world.mail(email, "/i/");
  },
};
