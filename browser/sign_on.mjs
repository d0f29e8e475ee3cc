// What stories of sign-ons have in common: somebody comes in by what is their own, and says at the practice provider who
// they are.

// In a browser of their own, with the second factor where they have one.
export const comesIn = async (world, person, place) => {
  const one = await world.person();
  await one.signIn(person.email, person.password);
  if (person.totp_secret) {
    await one.type("code", await world.code(person.totp_secret));
    await one.press("Sign in");
  }
  await one.isIn(person.email, place);
  return one;
};

// At the practice provider: who one is, and how the answer goes wrong. In SAML what goes back is sent by a script.
export const answers = async (me, name, wrong) => {
  await me.stands("Who are you today?");
  await me.page.getByLabel(name).check();
  if (wrong) {
    await me.page.getByText("Let something go wrong").click();
    await me.page.getByLabel(wrong).check();
  }
  await me.press("Go back signed in");
  await me.page.waitForURL((url) => !url.pathname.startsWith("/dev/provider") && !url.pathname.endsWith("/acs"));
};
