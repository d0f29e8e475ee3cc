// The same in SAML: an office manager sets a connection up by the practice provider's metadata, comes in by it, breaks it,
// reads why, and mends it.
import assert from "node:assert/strict";
import { answers, comesIn } from "../sign_on.mjs";

export default {
  "An office manager sets SAML up by its metadata, breaks it, and mends it by what the page says": async (world) => {
    const [ravi, pia] = await world.begin("ravi@strictly.example", "pia@strictly.example");
    const me = await comesIn(world, ravi, "strictly");
    await me.follow("Single sign-on");
    await me.follow("Another one (SAML 2.0)");
    const acs = await me.page.locator("[data-back]").innerText();
    assert.match(acs, /\/sso\/[0-9a-f-]+\/acs$/);
    await me.type("name", "Lumen by SAML");
    await me.type("metadata_at", `${world.base}/dev/provider`);
    await me.press("Save");
    await me.sees("isn't SAML metadata");
    await me.type("metadata_at", `${world.base}/dev/provider/saml/metadata`);
    await me.press("Save");
    await me.sees("Try it out, then it can be switched on");
    await me.sees(acs);
    await me.follow("Try it out");
    await answers(me, "Pia Holm", "Signed with a key that we never published");
    await me.sees("Signed with its key: no");
    await me.sees("Signing certificate (SHA-256)");
    await me.follow("Try it out");
    await answers(me, "Pia Holm");
    assert.equal(await me.user(), ravi.email);
    // Nobody proved the domain yet: the page says what to change, here or there.
    await me.sees("Prove the domain; or");
    await me.follow("Change");
    await me.page.getByLabel("All of them").check();
    await me.press("Save");
    await me.follow("Try it out");
    await answers(me, "Pia Holm");
    await me.sees("this sign-in would work");
    await me.page.getByText("The message itself").click();
    await me.sees("saml:NameID");
    await me.press("Switch it on");
    await me.sees("It's on");
    const start = acs.replace(/\/acs$/, "");
    const other = await world.person();
    await other.go(start);
    await answers(other, "Pia Holm", "To be used at another address");
    assert.equal(await other.cause(), "sso-recipient");
    await other.go(start);
    await answers(other, "Pia Holm");
    await other.isIn(pia.email, "strictly");
    await other.leave();
    await me.press("Remove");
    await me.sees("Removed");
  },
};
