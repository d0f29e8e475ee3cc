// The audit log: looked through by act, person and day, and taken along as a file.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

export default {
  "Jo looks up who did what to Kim, and takes it along": async (world) => {
    const [jo, kim] = await world.begin("jo@larkfield.example", "kim@larkfield.example");
    const me = await world.person();
    await me.signIn(jo.email, jo.password);
    await me.go("/org/larkfield/people");
    await me.follow(/^Kim/);
    await me.press(/^Ask for a new password/);
    await me.sees("Undo: Don't ask for a new password");
    await me.press("Undo: Don't ask for a new password");
    await me.sees("They are not asked for a new password any more");
    await me.follow("What admins did for them");
    await me.stands("Audit log Larkfield");
    await me.sees("New password asked for");
    await me.sees("New password no longer asked for");
    await me.page.locator("#act").selectOption("change-demanded");
    await me.press("Show");
    assert.doesNotMatch(await me.page.locator("table").innerText(), /no longer asked for/);
    const [file] = await Promise.all([me.page.waitForEvent("download"), me.thing("Save as CSV").click()]);
    const text = readFileSync(await file.path(), "utf8");
    assert.match(text.split("\r\n")[0], /^at,act,what/);
    assert.match(text, /change-demanded,New password asked for,admin,/);
    await me.go("/org/larkfield/audit?act=audit-exported");
    await me.sees("Audit log exported");
    await me.go("/org/larkfield/audit?from=2001-01-01&to=2001-01-02");
    await me.sees("Nothing like that");
    assert.ok((await world.mails(kim.email)).some((mail) => mail.subject.includes("no new password is due")));
  },

  "Another organization's admin finds no log here": async (world) => {
    const [una] = await world.begin("una@strictly.example");
    const me = await world.person();
    await me.signIn(una.email, una.password);
    await me.go("/org/larkfield/audit");
    assert.equal(me.status, 403);
  },
};
