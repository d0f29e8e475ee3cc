// Pictures of the main pages, wide and narrow, light and dark, for whoever wants to look at them.
import { join } from "node:path";

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
  const me = await world.person({ reducedMotion: "reduce" });
  me.look = async () => {};
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
  await me.follow("Add an authenticator app"); await take(me, "authenticator");
  await me.go("/account"); await me.press("Make a new sheet"); await take(me, "codes");
  await me.go("/dev/mail"); await take(me, "inbox");
  await me.leads(() => me.page.locator(".mails a").first().click()); await take(me, "mail");
  await me.leave();
  const jo = await world.person({ reducedMotion: "reduce" });
  jo.look = async () => {};
  await jo.signIn(known.jo.email, known.jo.password);
  await jo.go("/org/larkfield/people"); await take(jo, "people", both);
  await jo.go("/org/larkfield/requests"); await take(jo, "requests");
  await jo.follow("Help Cem Aydin"); await take(jo, "person", both);
  await jo.go("/org/larkfield/invite"); await take(jo, "invite");
  await jo.leave();
};
