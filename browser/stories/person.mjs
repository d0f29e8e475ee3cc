// One person's page: what signing in now would ask for, where they are signed in, and acts that are taken back.
import assert from "node:assert/strict";

export default {
  "Jo sees what Kim is asked for, switches her off by mistake, and takes it back": async (world) => {
    const [jo, kim] = await world.begin("jo@larkfield.example", "kim@larkfield.example");
    const her = await world.person();
    await her.signIn(kim.email, kim.password);
    await her.isIn(kim.email, "larkfield");
    const me = await world.person();
    await me.signIn(jo.email, jo.password);
    await me.go("/org/larkfield/people");
    await me.follow(/^Kim/);
    await me.sees("Signing in with the password now would ask for the password");
    await me.sees(/Where they are signed in .*used/);
    await me.page.locator("summary", { hasText: /^Deactivate/ }).click();
    await me.press(/^Deactivate/);
    await me.sees("No. The account is switched off here.");
    await me.sees("Nowhere, in this organization.");
    await her.go("/account");
    assert.notEqual(await her.page.locator("body").getAttribute("data-organization"), "larkfield");
    await me.press(/^Undo: Open the door again/);
    await me.sees("The account is switched on again");
    const mails = await world.mails(kim.email);
    assert.ok(mails.some((mail) => mail.text.includes("did it on")), "she is told, and by whom");
    assert.ok(mails.some((mail) => mail.text.includes("on again on")), "of both");
    await her.go("/sign-in");
    await her.signIn(kim.email, kim.password);
    await her.isIn(kim.email, "larkfield");
  },
};
