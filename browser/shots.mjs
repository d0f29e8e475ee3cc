// Pictures of the main pages, wide and narrow, light and dark, for whoever wants to look at them.
import { join } from "node:path";
import { twice } from "./stories/several.mjs";

const SIZES = [[1280, 860], [375, 740]];

export const shoot = async (world, folder) => {
  const known = Object.fromEntries((await (await fetch(`${world.base}/dev/cast.json`)).json()).map((one) => [one.email.split("@")[0], one]));
  // No picture may change the page, so nothing is injected: the caret stays.
  const take = async (me, name, schemes = ["light"]) => {
    for (const [width, height] of SIZES) {
      await me.page.setViewportSize({ width, height });
      for (const colorScheme of schemes) {
        await me.page.emulateMedia({ colorScheme });
        const path = join(folder, `${name}-${width}${colorScheme === "dark" ? "-dark" : ""}.png`);
        await me.page.screenshot({ path, fullPage: true, caret: "initial", animations: "allow" });
      }
    }
    await me.page.emulateMedia({ colorScheme: null });
    await me.page.setViewportSize({ width: 1280, height: 860 });
  };
  const both = ["light", "dark"];
  const unseen = (person) => Object.assign(person, { look: async () => {} });
  const somebody = async () => unseen(await world.person({ reducedMotion: "reduce" }));
  const me = await somebody();
  await me.go("/dev"); await take(me, "dev");
  await me.go("/sign-in"); await take(me, "sign-in", both);
  await me.go("/stuck"); await take(me, "stuck");
  await me.signIn(known.kim.email, "something else"); await take(me, "refused");
  await me.signIn(known.cem.email, known.cem.password); await take(me, "deactivated", both);
  await me.press(/admin/i); await take(me, "asked");
  await me.go("/reset"); await me.type("email", known.ana.email); await me.press("Send the mail"); await take(me, "wait", both);
  await me.type("code", "AAAABBBB"); await me.press("Continue"); await take(me, "wait-wrong");
  await me.go((await world.mail(known.ana.email, "/r/")).link); await take(me, "choose-password");
  await me.go((await world.mail("noor@larkfield.example", "/i/")).link); await take(me, "invitation");
  await me.go((await world.mail("mia@larkfield.example", "/i/")).link); await take(me, "invitation-expired");
  await me.signIn(known.eli.email, known.eli.password); await me.type("code", "123456"); await me.press("Sign in"); await take(me, "second-wrong", both);
  await me.type("code", known.eli.recovery_codes[0]); await me.press("Sign in"); await take(me, "choose");
  await me.press(/^Fjord/); await take(me, "account", both);
  await me.press("Add an authenticator app"); await take(me, "authenticator");
  await me.go("/account"); await me.press("Make a new sheet"); await take(me, "codes");
  await me.go("/dev/mail"); await take(me, "inbox");
  await me.leads(() => me.page.locator(".mails a").first().click()); await take(me, "mail");
  await me.leave();
  const [liv, tor] = [await somebody(), await somebody()];
  await tor.signIn(known.tor.email, known.tor.password); await tor.type("code", await world.code(known.tor.totp_secret)); await tor.press("Sign in");
  await liv.signIn(known.omar.email, known.omar.password); await liv.press("I can't use any of these"); await take(liv, "help-choose");
  await liv.signIn(known.liv.email, known.liv.password); await take(liv, "second");
  await liv.press("I can't use any of these"); await liv.type("code", (await world.mail(known.liv.email)).code); await liv.press("Continue"); await take(liv, "help-waiting", both);
  const characters = await liv.page.locator("[data-code]").getAttribute("data-code");
  await tor.go("/org/fjordbank/requests"); await take(tor, "requests-live");
  await tor.follow("Help Liv Aas"); await take(tor, "help-request", both);
  await tor.type("code", "AAAA AAAA"); await tor.press("Confirm"); await take(tor, "help-request-wrong");
  await tor.type("code", characters); await tor.press("Confirm"); await take(tor, "help-request-closed");
  await tor.follow("Liv Aas"); await take(tor, "person-pass");
  await liv.page.locator('[data-state="pass"]').waitFor(); await take(liv, "help-pass");
  await liv.press("Set up a new authenticator"); await liv.type("code", await world.code(await liv.page.locator("code.key").textContent())); await liv.press("That's my app"); await take(liv, "old-factors");
  await liv.leave(); await tor.leave();
  const jo = await somebody();
  await jo.signIn(known.jo.email, known.jo.password);
  await jo.go("/org/larkfield/people"); await take(jo, "people", both);
  await jo.go("/org/larkfield/requests"); await take(jo, "requests");
  await jo.follow("Help Cem Aydin"); await take(jo, "person", both);
  await jo.go("/org/larkfield/invite"); await take(jo, "invite");
  await jo.leave();
  const ida = await somebody();
  await ida.signIn(known.ida.email, known.ida.password); await ida.type("code", await world.code(known.ida.totp_secret)); await ida.press("Sign in");
  await ida.go("/account/new-phone"); await take(ida, "new-phone");
  await ida.go("/setup/passkey"); await take(ida, "passkey-new", both);
  await ida.go("/account"); await ida.press("Add an authenticator app"); await ida.type("code", await world.code(await ida.page.locator("code.key").textContent())); await ida.press("That's my app"); await take(ida, "new-phone-works");
  const stranger = await somebody();
  const notice = await world.mail(known.ida.email, "/w/");
  await stranger.go(notice.link); await take(stranger, "undo", both);
  await stranger.type("code", "AAAA AAAA"); await stranger.press("This wasn't me"); await take(stranger, "undo-wrong");
  await stranger.type("code", notice.code); await stranger.press("This wasn't me"); await take(stranger, "undo-done");
  await ida.leave();
  await stranger.signIn(known.edda.email, known.edda.password); await take(stranger, "second-kit");
  await stranger.type("code", known.edda.kit_codes[5]); await stranger.press("Sign in"); await take(stranger, "came-by-kit");
  await stranger.go("/org/harbour/kit"); await take(stranger, "kit", both);
  await stranger.press("Make ten codes"); await take(stranger, "kit-sheet");
  await stranger.leave();
  const otto = await somebody();
  await otto.signIn(known.otto.email, known.otto.password); await take(otto, "second-last-admin");
  await otto.press("Wait three days"); await take(otto, "wait-mailbox");
  await otto.type("code", (await world.mail(known.otto.email)).code); await otto.press("Continue"); await take(otto, "wait-running", both);
  await world.advance(73 * 3600);
  await otto.signIn(known.otto.email, known.otto.password); await take(otto, "wait-over");
  await otto.leave();
  const kim = await somebody();
  await kim.signIn(known.kim.email, known.kim.password);
  await kim.go("/account/address"); await take(kim, "address");
  await kim.go("/account/erase"); await take(kim, "erase", both);
  await kim.press("Erase my account in seven days"); await take(kim, "erase-waits");
  await kim.go("/account"); await take(kim, "account-erasing");
  const phone = await somebody();
  const note = await world.mail(known.kim.email, "/e/");
  await phone.go(note.link); await take(phone, "erase-stop", both);
  await phone.type("code", "AAAA AAAA"); await phone.press("Withdraw it: keep my account"); await take(phone, "erase-stop-wrong");
  await phone.type("code", note.code); await phone.press("Withdraw it: keep my account"); await take(phone, "erase-withdrawn");
  await phone.leave(); await kim.leave();
  const una = unseen((await twice(world)).me);
  await una.go("/people"); await take(una, "everywhere", both);
  await una.go("/people/invite"); await take(una, "everywhere-invite");
  await una.type("first_name", "Amira"); await una.type("last_name", "Haddad"); await una.type("email", "amira@both.example");
  await una.press("Send the invitations"); await take(una, "everywhere-invite-wrong");
  await una.go("/org/strictly/policy"); await take(una, "policy");
  await una.go("/org/strictly/audit"); await take(una, "audit");
  await una.leave();
  await signOn(world, known, somebody, take);
};

// Through a company's own sign-on, from both sides.
const signOn = async (world, known, somebody, take) => {
  const both = ["light", "dark"];
  const answers = async (me, wrong) => {
    await me.page.getByLabel("Dina Moreau").check();
    if (wrong) {
      await me.page.getByText("Let something go wrong").click();
      await me.page.getByLabel(wrong).check();
    }
    await me.press("Go back signed in");
  };
  const dina = await somebody();
  await dina.go("/sign-in"); await dina.type("email", known.dina.email); await dina.press("Continue"); await take(dina, "sso-password", both);
  await dina.follow("Continue with Lumen sign-on"); await answers(dina, "Meant for another application"); await take(dina, "sso-refused", both);
  const reference = await dina.reference();
  await dina.follow("Ask the sign-on once more"); await answers(dina); await take(dina, "sso-visiting", both);
  await dina.go("/account/password"); await take(dina, "sso-only-visiting");
  await dina.go("/account"); await dina.press("Sign out"); await dina.go("/sign-in"); await dina.type("email", known.dina.email); await dina.press("Continue"); await take(dina, "sso-again");
  await dina.leave();
  const ravi = await somebody();
  await ravi.signIn(known.ravi.email, known.ravi.password); await ravi.type("code", await world.code(known.ravi.totp_secret)); await ravi.press("Sign in");
  await ravi.go("/org/strictly/sso"); await take(ravi, "sso", both);
  await ravi.type("domain", "second.example"); await ravi.press("Add"); await take(ravi, "sso-domain");
  await ravi.go(`/org/strictly/sso/why/${reference}`); await take(ravi, "sso-message", both);
  await ravi.follow("Lumen sign-on"); await take(ravi, "sso-connection", both);
  await ravi.follow("Try it out"); await answers(ravi, "Signed with a key that we never published"); await take(ravi, "sso-rehearsal");
  await ravi.go("/org/strictly/sso/new?provider=entra"); await take(ravi, "sso-form", both);
  await ravi.go("/org/strictly/sso"); await ravi.press("Require it"); await take(ravi, "sso-required", both);
  const late = await somebody();
  await late.go("/sign-in"); await late.type("email", known.dina.email); await late.press("Continue"); await take(late, "sso-going-required");
  await late.follow("Other ways in"); await late.type("password", known.dina.password); await late.press("Sign in"); await take(late, "sso-beside");
  const strictly = () => late.leads(() => late.page.locator('button[value="strictly"]').click());
  await strictly(); await take(late, "sso-required-refused", both);
  await ravi.page.getByLabel("Open it for").selectOption({ label: "4 hours" }); await ravi.press("Open it"); await take(ravi, "sso-side-door");
  await late.go("/sign-in/choose"); await strictly(); await take(late, "sso-side-door-second");
  await late.leave();
  await ravi.press("Let people choose again");
  await ravi.go("/dev/names"); await take(ravi, "names");
  await ravi.leave();
};
