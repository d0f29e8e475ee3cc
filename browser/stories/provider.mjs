// The demo's identity provider, another company's page: who one is, and how its answer goes wrong.
import assert from "node:assert/strict";

const question = (world, more = {}) => `/dev/provider/authorize?${new URLSearchParams({
  client_id: "vestibule-demo", redirect_uri: `${world.base}/signed-out`, response_type: "code", scope: "openid", state: "a & b", ...more,
})}`;

const answered = (me) => new URL(me.page.url()).searchParams;

export default {
  "At the practice provider one says who one is": async (world) => {
    const me = await world.person();
    await me.go("/dev/provider");
    await me.stands("Set it up");
    await me.go(question(world, { login_hint: "pia@strictly.example" }));
    assert.ok(await me.page.getByLabel("Pia Holm").isChecked());
    await me.press("Go back signed in");
    assert.equal(me.path.split("?")[0], "/signed-out");
    assert.equal(answered(me).get("state"), "a & b");
    assert.equal(answered(me).get("iss"), `${world.base}/dev/provider`);
    assert.match(answered(me).get("code"), /^[0-9a-f]{48}$/);
  },

  "The practice provider says no where one lets it": async (world) => {
    const me = await world.person();
    await me.go(question(world));
    await me.page.getByText("Let something go wrong").click();
    await me.page.getByLabel("No: you are not assigned to this application").check();
    await me.press("Go back signed in");
    assert.equal(answered(me).get("error"), "access_denied");
    assert.equal(answered(me).get("code"), null);
    await me.go(question(world, { client_id: "another" }));
    assert.equal(me.status, 400);
    await me.stands("We cannot answer this");
    await me.go("/dev/provider/logout");
    await me.stands("You are signed out here");
  },
};
