# Where people have to come through the provider, and the door beside it.

refused-heading-sso-required = This opens through your organization's sign-on
cause-sso-required = { $organization } wants its people to come through its own sign-on. Your password is right, and stays yours.
cause-sso-required-admin = Came by a way of their own, where the organization wants its people to come through its provider.
remedy-use-sso = Go through the sign-on
remedy-use-sso-line = You come back here, and go on where you wanted to.
remedy-open-side-door = Open the side door for some hours
remedy-open-side-door-line = For members who came through the sign-on lately, with a second factor of their own. Only while it does not work.
prospect-through-sso = Through your sign-on. A way of their own opens only beside it.

happened-sign-on = How people come in was changed
invite-sso-line = { $organization } opens through its own sign-on. Coming through it accepts the invitation, and there is no password to choose.

second-never = This way in asks for a second factor that you set up before, and you have none. An admin of your organization lets you set one up, while you are on the phone with them.

## The way
choose-lead-one = You are signed in. Your organization opens from here.
door-through-sso = through its sign-on
sso-inside-app = You are in the browser inside another app, and some sign-ons refuse that one. If yours does, open { $address } in your own browser. The links and codes in your mails work there as well.
sso-ways-title = How do you want to come in?
sso-ways-line = { $organization } has more than one sign-on. Choose the one where you have an account.
sso-ways-none = There is no sign-on to go through
sso-ways-none-line = Your organization has switched it off, so that your password works. Sign in with it.
sso-required-line = { $organization } opens through { $name }.
sso-going-required = Your organization wants its people to come in there.
sso-instead-required = Other ways in

## In the console
sso-required = How people come in
sso-required-off = People choose: through your sign-on, or with what is their own here.
sso-required-on = People have to come through your sign-on, since { $time }. Admins can always come with their own password or passkey and second factor as well.
sso-required-none = Requiring it can be switched on here once a connection is on and was tried.
sso-required-own = Before you require it, use the door that stays: sign in as yourself, with your own password or passkey and your second factor. If your provider ever fails, that is how you get in to mend it.
sso-required-own-do = Sign in as yourself
sso-require = Require it
sso-require-line = Members then get in through your sign-on alone. Those who are in with their password are asked to come through it. You can go back at once.
sso-unrequire = Let people choose again
sso-side-door = Side door
sso-side-door-line = For a provider that is down: it lets members in who came through your sign-on in the last two weeks, with their own password or a mailed link, and a second factor of their own or your live help. Whom your provider refused it lets in for nobody.
sso-side-door-shut = It is shut. If we can't reach your provider for ten minutes, it opens by itself until an hour after the last failure.
sso-side-door-open = It is open until { $time }.
sso-side-door-by-itself = We can't reach { $name } since { $time }. The side door is open by itself until an hour after the last failure.
sso-side-door-hours = Open it for
sso-side-door-for = { $hours ->
    [one] one hour
   *[other] { $hours } hours
}
sso-side-door-open-do = Open it
sso-side-door-shut-do = Shut it
notice-sso-required = People have to come through your sign-on now. All admins have been told.
notice-sso-optional = People can choose again.
notice-side-door-opened = The side door is open. All admins have been told.
notice-side-door-shut = The side door is shut. Whoever is in by it is asked to come through your sign-on.
notice-sso-none-on-missing = Switch a connection on first.
notice-sso-own-door-missing = Sign in as yourself first, with your own second factor: that door stays.

## The audit log
audit-act-sign-on-required = Single sign-on required
audit-act-sign-on-optional = Single sign-on no longer required
audit-act-side-door-opened = Side door opened
audit-act-side-door-shut = Side door shut

## Mails
mail-sign-on-button = Look at it
mail-kind-sign-on-required = Notice: sign-on required
mail-sign-on-required-subject = { $organization }: people have to come through your sign-on now
mail-sign-on-required-heading = Single sign-on is required
mail-sign-on-required-says =
    { $admin } has required it: { $place }. Members get in through your sign-on alone from now on.

    You and the other admins can still come with your own password or passkey and your second factor. If your provider fails, that is the way in to mend it, or to open the side door for a while.
mail-kind-sign-on-optional = Notice: sign-on not required
mail-sign-on-optional-subject = { $organization }: people can choose how they come in
mail-sign-on-optional-heading = Single sign-on is not required any more
mail-sign-on-optional-says = { $admin } has let people choose again between your sign-on and what is their own here: { $place }.
mail-kind-reset-through-sso = Reset, beside a sign-on
mail-reset-through-sso-subject = { $organization }: you come in through its sign-on
mail-reset-through-sso-heading = { $organization } has a sign-on of its own
mail-reset-through-sso-says =
    You, or somebody who typed your address, asked for a new password. To get into { $organization } you need none: type your address when you sign in, and go on to its sign-on.

    A new password is for what is your own here. Until you set one, nothing changes.
mail-kind-side-door-opened = Notice: side door opened
mail-side-door-opened-subject = { $organization }: the side door is open
mail-side-door-opened-heading = The side door is open
mail-side-door-opened-says =
    { $admin } has opened it: { $place }. Until { $until }, members who came through your sign-on lately get in beside it, with a second factor of their own or your live help.

    If that was not meant to be, shut it.
mail-kind-side-door-shut = Notice: side door shut
mail-side-door-shut-subject = { $organization }: the side door is shut
mail-side-door-shut-heading = The side door is shut
mail-side-door-shut-says = { $admin } has shut it: { $place }. Members come through your sign-on again.
mail-kind-provider-down = Notice: your provider can't be reached
mail-provider-down-subject = { $organization }: your sign-on can't be reached
mail-provider-down-heading = We can't reach your provider
mail-provider-down-says =
    { $connection } has not answered us since { $since }.

    Until an hour after the last failure, members who came through it lately get in beside it: with their own password or a mailed link, and a second factor of their own or your live help. When it answers again, that door shuts by itself.
