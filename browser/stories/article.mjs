// The help centre: everybody's steps, as its articles say them, walked in the product; and its pages.
import assert from "node:assert/strict";
import { totp } from "../world.mjs";
import { walk } from "../steps.mjs";
import { compare } from "../pictures.mjs";
import { device } from "./passkeys.mjs";

const signedIn = async (world, email) => {
  const [known] = await world.begin(email);
  const me = await world.person();
  await me.signIn(email, known.password);
  if (known.totp_secret) {
    await me.type("code", await world.code(known.totp_secret));
    await me.press("Sign in");
  }
  return { world, me, known };
};

// The app's code by the key on the page.
const scans = async ({ me, world }) => {
  await me.type("code", totp(await me.key(), await world.now()));
  await me.type("name", "Next phone");
};

const typesMailed = async ({ world, me, known }) => me.type("code", (await world.mail(known.email)).code);

const asksForHelp = async (world) => {
  const [known] = await world.begin("liv@fjordbank.example");
  const me = await world.person();
  await me.signIn(known.email, known.password);
  return { world, me, known };
};

const confirms = async (world, characters) => {
  const { me: tor } = await signedIn(world, "tor@fjordbank.example");
  await tor.go("/org/fjordbank/requests");
  await tor.follow("Help Liv Aas");
  await tor.type("code", characters);
  await tor.press("Confirm");
};

export default {
  "Help: refused without a reason, and the answer by mail": walk("sign-in-refused", {
    begin: async (world) => {
      const [known] = await world.begin("kim@larkfield.example");
      const me = await world.person();
      await me.signIn(known.email, "something that is not it");
      await me.stands("That didn't get you in");
      const reference = await me.page.locator("[data-reference]").first().getAttribute("data-reference");
      return { world, me, known, reference };
    },
    fill: {
      "Continue": async ({ world, me, known, reference }) => {
        assert.ok((await world.mail(known.email)).text.includes(reference));
        await me.go("/sign-in");
        await me.type("email", known.email);
      },
      "Show": async ({ me, known }) => me.type("password", known.password),
    },
    end: async ({ me, known }) => me.isIn(known.email, "larkfield"),
  }),

  "Help: no mail came, and the next one does": walk("no-mail", {
    begin: async (world) => {
      const [known] = await world.begin("ana@larkfield.example");
      const me = await world.person();
      await me.go("/sign-in");
      return { world, me, known };
    },
    fill: {
      "Send the mail": async ({ me, known }) => me.type("email", known.email),
      "Continue": typesMailed,
      "Save the password": async ({ me }) => me.type("new_password", "herons know the way back"),
    },
    end: async ({ me, known }) => me.isIn(known.email, "larkfield"),
  }),

  "Help: a link that ran out sends the next one": walk("links-and-codes-from-mails", {
    begin: async (world) => {
      const [known] = await world.begin("kim@larkfield.example");
      const me = await world.person();
      await me.go("/reset");
      await me.type("email", known.email);
      await me.press("Send the mail");
      const { link } = await world.mail(known.email, "/r/");
      await world.advance(2 * 3600);
      await me.go(link);
      return { world, me, known };
    },
    fill: {
      "Save the password": async ({ world, me, known }) => {
        await me.go((await world.mail(known.email, "/r/")).link);
        await me.type("new_password", "the second link it was");
      },
    },
    end: async ({ me, known }) => me.isIn(known.email, "larkfield"),
  }),

  "Help: change the password from the account": walk("choosing-a-password", {
    begin: (world) => signedIn(world, "kim@larkfield.example"),
    fill: {
      "Save the password": async ({ me, known }) => {
        await me.type("password", known.password);
        await me.type("new_password", "four quiet herons again");
      },
    },
    end: async ({ me }) => me.sees("Your new password is saved"),
  }),

  "Help: changed too recently, and the admin is asked": walk("changed-too-soon", {
    begin: async (world) => {
      const [known] = await world.begin("bo@strictly.example");
      const me = await world.person();
      await me.go("/reset");
      await me.type("email", known.email);
      await me.press("Send the mail");
      await me.go((await world.mail(known.email, "/r/")).link);
      await me.type("new_password", "bo finds a way in again");
      await me.press("Save the password");
      await me.isIn(known.email, "strictly");
      return { world, me, known };
    },
    fill: {
      "Save the password": async ({ me }) => {
        await me.type("password", "bo finds a way in again");
        await me.type("new_password", "yet another sentence here");
      },
      "Send this to my admin": async ({ me }) => {
        assert.equal(await me.cause(), "password-too-soon");
        assert.equal(await me.page.locator("main a[href='/help/changed-too-soon']").count(), 1);
      },
    },
    end: async ({ world, me }) => {
      await me.stands("Your admins know");
      const { me: una } = await signedIn(world, "una@strictly.example");
      await una.go("/org/strictly/requests");
      await una.follow(/^Help Bo/);
      await una.follow(/^Help Bo .* in$/);
      await una.press(/^Let the password be changed now/);
      await me.go("/account/password");
      await me.type("password", "bo finds a way in again");
      await me.type("new_password", "yet another sentence here");
      await me.press("Save the password");
      await me.sees("Your new password is saved");
    },
  }),

  "Help: a code by a clock that is off, and the right one": walk("code-refused", {
    begin: async (world) => {
      const [known] = await world.begin("ida@fjordbank.example");
      const me = await world.person();
      await me.signIn(known.email, known.password);
      await me.type("code", await world.code(known.totp_secret, -300));
      await me.press("Sign in");
      assert.equal(await me.cause(), "code-clock-off");
      assert.equal(await me.page.locator("main a[href='/help/code-refused']").count(), 1);
      return { world, me, known };
    },
    fill: { "Sign in": async ({ world, me, known }) => me.type("code", await world.code(known.totp_secret)) },
    end: async ({ me, known }) => me.isIn(known.email, "fjordbank"),
  }),

  "Help: phone and sheet are gone, and an admin helps": walk("lost-phone", {
    begin: asksForHelp,
    fill: {
      "Continue": typesMailed,
      "Set up a new authenticator": async ({ world, me }) => {
        await confirms(world, await me.page.locator("[data-code]").getAttribute("data-code"));
        await me.page.locator('[data-state="pass"]').waitFor();
        await me.page.waitForLoadState("load");
      },
      "That's my app": scans,
    },
    end: async ({ me, known }) => me.isIn(known.email, "fjordbank"),
  }),

  "Help: a recovery code, and a new sheet": walk("recovery-codes", {
    begin: async (world) => {
      const [known] = await world.begin("eli@fjordbank.example");
      const me = await world.person();
      await me.signIn(known.email, known.password);
      return { world, me, known };
    },
    fill: { "Sign in": async ({ me, known }) => me.type("code", known.recovery_codes[2].toLowerCase()) },
    end: async ({ me }) => me.stands("Where to?"),
  }, {
    begin: (world) => signedIn(world, "ida@fjordbank.example"),
    end: async ({ me }) => me.sees("10 of 10 left"),
  }),

  "Help: a passkey is made and tested": walk("passkeys", {
    begin: async (world) => {
      const path = await signedIn(world, "ida@fjordbank.example");
      await device(path.me);
      return path;
    },
    end: async ({ me }) => me.sees("That passkey works here."),
  }),

  "Help: the first second factor, on the way in": walk("second-factor", {
    begin: async (world) => {
      const [known] = await world.begin("gus@fjordbank.example");
      const me = await world.person();
      await me.signIn(known.email, known.password);
      return { world, me, known };
    },
    fill: { "Continue": typesMailed, "That's my app": scans },
    end: async ({ me, known }) => me.isIn(known.email, "fjordbank"),
  }),

  "Help: to a new phone while the old one works": walk("new-phone", {
    begin: (world) => signedIn(world, "ida@fjordbank.example"),
    fill: { "That's my app": scans },
    end: async ({ me, known }) => {
      await me.isIn(known.email, "fjordbank");
      assert.deepEqual(await me.page.locator("#authenticators li strong").allInnerTexts(), ["Next phone"]);
    },
  }),

  "Help: an invitation that ran out": walk("invitations", {
    begin: async (world) => {
      const [known] = await world.begin("mia@larkfield.example");
      const me = await world.person();
      await me.go((await world.mail(known.email, "/i/")).link);
      return { world, me, known };
    },
    fill: {
      "Join …": async ({ world, me, known }) => {
        await me.go((await world.mail(known.email, "/i/")).link);
        await me.type("new_password", "mia comes in at last");
      },
    },
    end: async ({ me, known }) => me.isIn(known.email, "larkfield"),
  }),

  "Help: switched off, and the admin is asked": walk("switched-off", {
    begin: async (world) => {
      const path = await signedIn(world, "cem@larkfield.example");
      assert.equal(await path.me.cause(), "deactivated");
      assert.equal(await path.me.page.locator("main a[href='/help/switched-off']").count(), 1);
      return path;
    },
    end: async ({ me }) => me.stands("Your admins know"),
  }),

  "Help: from one organization to another": walk("several-organizations", {
    begin: async (world) => {
      const [known] = await world.begin("eli@fjordbank.example");
      const me = await world.person();
      await me.signIn(known.email, known.password);
      await me.type("code", known.recovery_codes[4]);
      await me.press("Sign in");
      await me.press(/^Fjord Bank/);
      return { world, me, known };
    },
    means: { "Switch": "Switch Larkfield" },
    end: async ({ me, known }) => me.isIn(known.email, "larkfield"),
  }),

  "Help: this wasn't me, and a new password": walk("this-wasnt-me", {
    begin: async (world) => {
      const { me: thief, known } = await signedIn(world, "kim@larkfield.example");
      await thief.go("/account/password");
      await thief.type("password", known.password);
      await thief.type("new_password", "now it is a thief's own");
      await thief.press("Save the password");
      const mail = await world.mail(known.email, "/w/");
      const me = await world.person();
      await me.go(mail.link);
      return { world, me, known, mail, thief };
    },
    fill: {
      "This wasn't me": async ({ me, mail }) => me.type("code", mail.code),
      "Save the password": async ({ me }) => me.type("new_password", "and mine once more at last"),
    },
    end: async ({ me, known, thief }) => {
      await me.isIn(known.email, "larkfield");
      await thief.go("/account");
      assert.equal(await thief.user(), null);
    },
  }),

  "Help: an account is to be erased, and stays after all": walk("erasing-your-account", {
    begin: (world) => signedIn(world, "kim@larkfield.example"),
    end: async ({ me }) => me.sees("Your account will be erased on"),
  }, {
    begin: async (world) => {
      const path = await signedIn(world, "kim@larkfield.example");
      await path.me.go("/account/erase");
      await path.me.press("Erase my account in seven days");
      await path.me.go("/account");
      return path;
    },
    end: async ({ me, known }) => {
      await me.isIn(known.email, "larkfield");
      await me.sees("It is withdrawn");
    },
  }),

  "Help: another address": walk("change-your-address", {
    begin: async (world) => {
      const path = await signedIn(world, "ida@fjordbank.example");
      await path.me.go("/account/address");
      return { ...path, to: ["ida@fjordbank.example", "ida@elsewhere.example"] };
    },
    fill: {
      "Send both mails": async ({ me }) => me.type("email", "ida@elsewhere.example"),
      "Prove this mailbox": async ({ world, me, to }) => {
        const [mail] = (await world.mails(to.shift())).filter((one) => one.links.some((link) => link.includes("/a/")));
        await me.type("code", mail.code);
      },
    },
    end: async ({ me }) => me.isIn("ida@elsewhere.example", "fjordbank"),
  }),

  "Help: somebody asks, and an admin opens the door": walk("people-and-statuses", {
    begin: async (world) => {
      const { me: cem, known } = await signedIn(world, "cem@larkfield.example");
      await cem.press("Send this to my admin");
      const { me } = await signedIn(world, "jo@larkfield.example");
      return { world, me, cem, known };
    },
    means: { "Help": "Help Cem Aydin" },
    end: async ({ cem, known }) => {
      await cem.signIn(known.email, known.password);
      await cem.isIn(known.email, "larkfield");
    },
  }),

  "Help: an invitation, and once more": walk("inviting-people", {
    begin: (world) => signedIn(world, "jo@larkfield.example"),
    fill: {
      "Send the invitation": async ({ me }) => {
        await me.type("first_name", "Amira");
        await me.type("last_name", "Lind");
        await me.type("email", "amira@larkfield.example");
      },
    },
    end: async ({ world }) => assert.ok((await world.mail("amira@larkfield.example", "/i/")).link),
  }, {
    begin: async (world) => {
      const path = await signedIn(world, "jo@larkfield.example");
      await path.me.go("/org/larkfield/people?q=amira");
      await path.me.follow("Amira Lind");
      return path;
    },
    end: async ({ me }) => me.sees("The invitation goes out again"),
  }),

  "Help: a list of people is brought, looked at and sent": walk("inviting-many", {
    begin: (world) => signedIn(world, "jo@larkfield.example"),
    fill: {
      "Look at the list": async ({ me }) => {
        const rows = "First name;Last name;E-mail\r\nAda;Ek;ada.ek@larkfield.example\r\nIvo;Lam;ivo.lam@larkfield.example\r\n";
        await me.page.locator("#file").setInputFiles({ name: "new.csv", mimeType: "text/csv", buffer: Buffer.from(rows) });
      },
    },
    end: async ({ world, me }) => {
      for (let looks = 0; looks < 60 && (await me.text()).includes("rows are done"); looks += 1) await me.page.waitForTimeout(500);
      await me.sees("2 people were invited.");
      assert.ok((await world.mail("ivo.lam@larkfield.example", "/i/")).link);
    },
  }),

  "Help: an admin confirms who reads eight characters out": walk("confirming-live-help", {
    begin: async (world) => {
      const path = await signedIn(world, "tor@fjordbank.example");
      await world.advance(20 * 60);
      const liv = await asksForHelp(world);
      await liv.me.press("I can't use any of these");
      await typesMailed(liv);
      await liv.me.press("Continue");
      return { ...path, liv: liv.me };
    },
    fill: {
      "Sign in": async ({ world, me, known }) => me.type("code", await world.code(known.totp_secret)),
      "Confirm": async ({ me, liv }) => me.type("code", await liv.page.locator("[data-code]").getAttribute("data-code")),
    },
    means: { "Help": "Help Liv Aas" },
    end: async ({ liv }) => liv.page.locator('[data-state="pass"]').waitFor(),
  }),

  "Help: a pass in advance is given": walk("passes-in-advance", {
    begin: async (world) => {
      await world.begin("ida@fjordbank.example");
      return signedIn(world, "tor@fjordbank.example");
    },
    fill: {
      "Let … add an authenticator": async ({ me }) => {
        await me.go("/org/fjordbank/people?q=ida");
        await me.leads(() => me.page.locator("table.people tbody th a").first().click());
      },
    },
    end: async ({ me }) => me.sees("They can add one authenticator within a day"),
  }),

  "Help: a recovery kit is made and tried": walk("recovery-kit", {
    begin: async (world) => {
      const [known] = await world.begin("edda@harbour.example");
      const me = await world.person();
      await me.signIn(known.email, known.password);
      await me.type("code", known.kit_codes[3]);
      await me.press("Sign in");
      await me.isIn(known.email, "harbour");
      return { world, me, known };
    },
    fill: {
      "It's there": async ({ me }) => me.type("code", await me.page.locator("[data-sheet] li").nth(1).innerText()),
    },
    end: async ({ me }) => me.sees("The kit works"),
  }),

  "Help: a rule is tried on everybody and saved": walk("what-is-asked", {
    begin: (world) => signedIn(world, "ravi@strictly.example"),
    fill: { "See whom it affects": async ({ me }) => me.type("invitation_life", "29") },
    end: async ({ me }) => me.sees("Saved. All admins have been told."),
  }),

  "Help: support may act in an admin's place for a while": walk("support-and-grants", {
    begin: (world) => signedIn(world, "una@strictly.example"),
    fill: {
      "Let support act in an admin's place": async ({ me }) => me.page.locator("#length").selectOption("1-hour"),
      "End it now": async ({ me }) => me.sees("Then it ends by itself"),
    },
    end: async ({ me }) => me.sees("Support may not act in an admin's place any more"),
  }),

  "Help: the last admin waits three days": walk("last-admin", {
    begin: async (world) => {
      const [known] = await world.begin("otto@millwork.example");
      const me = await world.person();
      await me.signIn(known.email, known.password);
      return { world, me, known };
    },
    fill: {
      "Continue": typesMailed,
      "Set up a new authenticator": async ({ world, me, known }) => {
        await world.advance(73 * 3600);
        await me.signIn(known.email, known.password);
      },
      "That's my app": scans,
    },
    end: async ({ me, known }) => {
      await me.go("/account");
      await me.isIn(known.email, "millwork");
    },
  }),

  // Runs where pages are looked at closely; the pages are the same everywhere.
  "The help centre's pictures show their pages as they are": async (world) => {
    if (world.options.closely !== false) await compare(world);
  },

  "The help centre: found from every door, searched, read and answered": async (world) => {
    const me = await world.person();
    await me.go("/sign-in");
    await me.follow("Help");
    await me.stands("Help");
    const articles = await me.page.locator(".articles a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    assert.ok(articles.length > 20);
    await me.page.getByRole("searchbox").fill("lost my phone");
    await me.leads(() => me.page.keyboard.press("Enter"));
    await me.sees(/articles? fits? “lost my phone”/);
    await me.follow("I lost my phone or my authenticator app");
    await me.press("No");
    await me.sees("You said no.");
    await me.press("Yes");
    await me.sees("You said yes.");
    await me.go("/help?q=zeppelin");
    await me.follow("See what keeps you out");
    await me.stands("What keeps you out?");
    for (const path of articles) {
      await me.go(path);
      assert.equal(me.status, 200, path);
      assert.ok((await me.page.locator(".article").innerText()).length > 400, path);
    }
    const begun = new Set();
    for (const path of articles) {
      await me.go(path);
      for (const href of await me.page.locator(".begin a").evaluateAll((all) => all.map((one) => one.getAttribute("href")))) begun.add(href);
    }
    for (const path of begun) {
      await me.go(path);
      assert.equal(me.status, 200, path);
    }
  },

  "The help centre without JavaScript, for somebody who is in": async (world) => {
    const [jo] = await world.begin("jo@larkfield.example");
    const me = await world.person({ javaScriptEnabled: false, viewport: { width: 375, height: 740 } });
    await me.signIn(jo.email, jo.password);
    await me.go("/org/larkfield/people");
    await me.follow("Help");
    assert.equal(await me.user(), jo.email);
    await me.follow("The last admin");
    await me.press("Yes");
    await me.sees("You said yes.");
    await me.page.emulateMedia({ media: "print" });
    assert.equal(await me.page.locator(".answer").isVisible(), false);
    assert.equal(await me.page.locator(".article ol").first().isVisible(), true);
  },
};
