# Sentences of the mails. A key is mail-KIND-PART; the parts are
#   subject   no names of people, no codes: whoever looks over a shoulder reads it
#   heading   what happened
#   says      the paragraphs, one blank line between two
#   button    the one thing to do
# Every mail stays under 120 words, the lines at its end included.

# The lines that every mail ends with, and the notes around a code.
mail-code-asked = This code works until { $until } on the page that asked for it.
mail-code-on-its-page = If the link’s page asks for a code, this is the one. It works nowhere else.
mail-until = The link works until { $until }, once, in any browser.
mail-genuine = This mail is genuine if its link leads to { $host }. Nobody may ask you to answer with a password.
mail-genuine-code = This mail is genuine if its link leads to { $host }. Nobody may ask you to tell them a password or this code.
mail-reference = Reference { $reference }
mail-footer = Sent by { $product } for { $organization }.
mail-footer-alone = Sent by { $product }.
mail-admins = Who can help at { $organization }:
mail-more-people = { $count ->
    [one] and one more
   *[other] and { $count } more
}
mail-button-copy = Or open this address:
mail-wrote-from = { $organization } · { $product }
mail-from-place = { $at }, from { $browser } ({ $network })
mail-from-browser = { $at }, from { $browser }

# Ways in.
mail-welcome-subject = { $organization }: your invitation
mail-welcome-heading = Welcome to { $organization }
mail-welcome-says =
    { $inviter } has invited you to { $organization }.

    Choose a password and you are in.
mail-welcome-button = Accept the invitation

mail-join-subject = { $organization }: your invitation
mail-join-heading = Join { $organization } with one click
mail-join-says =
    { $inviter } has invited you to { $organization }.

    You have an account here already: sign in as you always do, and you are in.
mail-join-button = Join { $organization }

mail-reset-subject = { $organization }: your way back in
mail-reset-heading = Set a new password
mail-reset-says =
    You, or somebody who typed your address, asked for a new password for { $organization }.

    Until you set one, nothing changes: your password, if you remember it, works.
mail-reset-button = Set a new password

mail-reset-invited-subject = { $organization }: your invitation is waiting
mail-reset-invited-heading = Your invitation is waiting
mail-reset-invited-says =
    You, or somebody who typed your address, asked for a new password. You have none yet: the invitation from { $inviter } is still open.

    Accept it, choose a password, and you are in.
mail-reset-invited-button = Accept the invitation

mail-reset-switched-off-subject = { $organization }: about your account
mail-reset-switched-off-heading = { $organization } has switched your account off
mail-reset-switched-off-says =
    You, or somebody who typed your address, asked for a new password. A new one would not get you in: { $organization } switched your account off on { $since }.

    An admin there can switch it on again; nothing of yours is lost.
mail-reset-switched-off-button = See what you can do

mail-reset-unknown-subject = { $product }: no account for this address
mail-reset-unknown-heading = There is no account for this address
mail-reset-unknown-says =
    You, or somebody who typed { $address }, asked for a new password. We know no account with this address. Maybe yours has another address, or your invitation has not been sent yet.

    If it wasn’t you, there is nothing to do. We have told nobody.
mail-reset-unknown-button = Try another address

mail-admin-reset-subject = { $organization }: set a new password
mail-admin-reset-heading = { $admin } has sent you a way to a new password
mail-admin-reset-says =
    { $admin }, an admin of { $organization }, started this for you.

    Nothing has changed: your password and your other factors work as before until you use the link.
mail-admin-reset-button = Set a new password

mail-mailbox-code-subject = { $organization }: prove your mailbox
mail-mailbox-code-heading = Your code
mail-mailbox-code-says =
    You are setting up your first authenticator app, and we want to be sure that it is you. Type this code on the page that is waiting for it.

    If that isn’t you, somebody knows your password: set a new one.
mail-mailbox-code-button = It wasn’t me: set a new password

mail-answer-subject = { $organization }: what happened, and what helps
mail-answer-heading = Why you didn’t get in
mail-answer-lead = You asked what happened on { $at }.
mail-answer-button = Go on from here

# Notices.
mail-wasnt-me = If that was you, there is nothing to do. If not, say so with this code.
mail-wasnt-me-button = This wasn’t me
mail-wasnt-me-reset = If that was you, there is nothing to do. If not, set a new password now.
mail-set-password-button = Set a new password
mail-account-button = See your account

mail-password-changed-subject = { $organization }: your password was changed
mail-password-changed-heading = Your password was changed
mail-password-changed-says = It was changed on { $place }.
mail-password-changed-ended = Your other sessions were ended.
mail-password-changed-kept = Your other sessions go on.

mail-factor-added-subject = { $organization }: a second factor was added
mail-factor-added-heading = A second factor was added
mail-factor-added-says = { $kind ->
    [passkey] The passkey “{ $name }” was added to your account on { $place }. It now opens your account.
   *[authenticator] The authenticator “{ $name }” was added to your account on { $place }. Its codes now open your account together with your password.
}

mail-factor-removed-subject = { $organization }: a second factor was removed
mail-factor-removed-heading = A second factor was removed
mail-factor-removed-says = { $where ->
    [here] “{ $name }” was removed for { $organization } on { $place }. Elsewhere it works.
   *[everywhere] “{ $name }” was removed on { $place }. It doesn’t work any more; delete its entry in the app.
}

mail-recovery-codes-made-subject = { $organization }: new recovery codes
mail-recovery-codes-made-heading = You have new recovery codes
mail-recovery-codes-made-says = New recovery codes were made on { $place }. Once they are put away, older sheets don’t work any more.

mail-recovery-code-used-subject = { $organization }: a recovery code was used
mail-recovery-code-used-heading = A recovery code was used
mail-recovery-code-used-says =
    One of your recovery codes was used on { $place }. { $left ->
        [0] It was the last one: make new ones soon.
        [one] One is left: make new ones soon.
       *[other] { $left } are left.
    }

mail-factor-vouched-subject = { $organization }: your factor holds here too
mail-factor-vouched-heading = Your second factor holds for { $organization } too
mail-factor-vouched-says = On { $place }, { $organization } vouched for the second factor that you use. It opens { $organization } from now on.

mail-help-asked-subject = { $organization }: somebody has lost their second factor
mail-help-asked-heading = { $name } can’t get in and asks for you
mail-help-asked-says =
    { $name } ({ $address }) can use none of their second factors and asked for help on { $place }.

    Call them, or go there: they read eight characters from their page to you, and you type them on the page below. Don’t take the characters from a mail or a chat.
mail-help-asked-button = Open the request

mail-help-confirmed-subject = { $organization }: you can add a new second factor
mail-help-confirmed-heading = You can add a new second factor
mail-help-confirmed-says =
    { $admin } confirmed your request on { $at }. The browser in which you asked, and no other, can add one new factor for { $organization } until { $until }.

    If you did not ask, tell { $admin } at once: somebody knows your password and reads your mail.

mail-help-declined-subject = { $organization }: your request was declined
mail-help-declined-heading = { $admin } declined your request for help
mail-help-declined-says = { $admin } declined it on { $at }. { $reason } What worked before still works, and you can ask again.

mail-pass-given-subject = { $organization }: a pass for a new factor
mail-pass-given-heading = You may add a new second factor
mail-pass-given-says =
    { $admin } gave you a pass for { $organization }. Until { $until } you can sign in with your password, prove this mailbox, and add one new factor there. If you don’t use it, nothing changes.

    A password that was set by mail is not enough for it; { $admin } can then confirm you while you are on the phone.

mail-pass-withdrawn-subject = { $organization }: your pass was taken back
mail-pass-withdrawn-heading = Your pass was taken back
mail-pass-withdrawn-says = { $admin } took your pass for { $organization } back on { $at }. Everything else is as it was.

mail-stand-in-subject = { $organization }: a code stood in for a second factor
mail-stand-in-heading = A code stood in for { $name }’s second factor
mail-stand-in-says =
    { $name } ({ $address }) signed in to { $organization } on { $place } with { $kind ->
        [kit] a code of the recovery kit
       *[operator] a code that the operator gave out
    } in place of a second factor. Every admin is told when that happens.

    If you doubt that it was { $name }, switch the account off and ask in person.

mail-wait-started-subject = { $organization }: the last admin has begun to wait
mail-wait-started-heading = { $name } begins a waiting period
mail-wait-started-says =
    { $name } ({ $address }), the only admin of { $organization }, can use none of their second factors. On { $place } they began a waiting period. When it is over, on { $until }, they can add a new one.

    If it wasn’t you who began it: sign in where you still can, with a second factor, and stop it on your account’s page. Others: ask them whether it was them.

mail-wait-stopped-subject = { $organization }: the waiting period was stopped
mail-wait-stopped-heading = The waiting period was stopped
mail-wait-stopped-says = The waiting period of { $name } ({ $address }), the only admin of { $organization }, was stopped on { $place } from a session with a second factor. Whoever runs this service can find out who is who, and goes on from here.

mail-kit-made-subject = { $organization }: a recovery kit was made
mail-kit-made-heading = A recovery kit was made
mail-kit-made-says =
    { $admin } made a recovery kit for { $organization } on { $place }: ten printed codes, each of which stands in once for the second factor of one admin. An older kit that was tried works until one code of the new one has been typed.

    If you doubt that it was { $admin }, ask in person; a kit that is made and tried takes the older ones’ place.
mail-kit-button = See how the kit stands

mail-kit-tried-subject = { $organization }: the recovery kit works
mail-kit-tried-heading = The recovery kit has proved to work
mail-kit-tried-says = { $admin } typed one of its codes on { $place }, so the paper is there. { $left ->
        [one] One code is left
       *[other] { $left } codes are left
    }; older kits work no more. Keep it sealed, offline, and where another person can reach it.

mail-operator-code-subject = { $organization }: the operator gave out a code
mail-operator-code-heading = A code was given out for { $name }
mail-operator-code-says =
    On { $at }, whoever runs this service made a code that stands in once for the second factor of { $name } ({ $address }) in { $organization }. It works until { $until }, and only with the password.

    If { $name } did not ask for it, tell support at once, and change the password.

mail-joined-subject = You are now in { $organization }
mail-joined-heading = You are in { $organization }
mail-joined-says = You joined { $organization } on { $at }. You sign in as you do everywhere else here; your organizations are listed in your account.

mail-invitation-accepted-subject = { $organization }: your invitation was accepted
mail-invitation-accepted-heading = { $name } has joined { $organization }
mail-invitation-accepted-says = { $name } ({ $address }) accepted your invitation on { $at }. There is nothing to do.
mail-people-button = See the people of { $organization }

mail-first-factor-subject = { $organization }: a first second factor was set up
mail-first-factor-heading = { $name } has set up a second factor
mail-first-factor-says =
    { $name } ({ $address }) had no second factor and set up the first one on { $place }. Password and mailbox were enough for that.

    If you doubt that it was { $name }, ask in person, and switch the account off meanwhile.
mail-person-button = See this person

mail-role-changed-subject = { $organization }: your role was changed
mail-role-changed-heading = Your role was changed
mail-role-changed-admin = { $admin } made you an admin of { $organization } on { $at }. You can now invite people, help them in, and set the policy.
mail-role-changed-member = { $admin } made you a member of { $organization } on { $at }. You are no longer an admin there; everything else stays as it is.

mail-switched-off-subject = { $organization }: your account was switched off
mail-switched-off-heading = { $organization } has switched your account off
mail-switched-off-says =
    { $admin } did it on { $at }. Your sessions at { $organization } were ended; your other organizations, if you have any, are not touched.

    An admin there can switch it on again; nothing of yours is lost.
mail-switched-off-button = See what you can do

mail-switched-on-subject = { $organization }: your account is on again
mail-switched-on-heading = Your account is on again
mail-switched-on-says = { $admin } switched your account at { $organization } on again on { $at }. Password and other factors are what they were.
mail-sign-in-button = Sign in

mail-removed-subject = { $organization }: you are no longer a member
mail-removed-heading = You are no longer in { $organization }
mail-removed-says =
    { $admin } removed you on { $at }. Your other organizations, if you have any, are not touched.

    If that is a mistake, an admin there can invite you again.
mail-removed-button = See what you can do

mail-waived-subject = { $organization }: you can change your password now
mail-waived-heading = You can change your password now
mail-waived-says = { $admin } has lifted the waiting time between two changes for you. You can change your password until { $until }. If you don’t, the one you have goes on working.
mail-waived-button = Change my password

mail-must-change-subject = { $organization }: a new password is due
mail-must-change-heading = A new password is due
mail-must-change-says = { $admin }, an admin of { $organization }, asks you to choose a new password. Sign in with the one you have, and you will be asked for the new one.

mail-request-subject = { $organization }: somebody asks for your help
mail-request-heading = { $name } asks for your help
mail-request-says =
    { $name } ({ $address }) asked on { $at }: { $about }

    The request's page shows what stands in the way and the button that helps.
mail-request-button = See the request

# What became of a mail, from the receiving server's reply.
mail-became-mailbox-full = The mailbox is full. Its owner has to make room; we keep trying.
mail-became-no-such-mailbox = The receiving server knows no such mailbox. The address may be misspelt or gone.
mail-became-mailbox-off = The mailbox exists but is switched off. Whoever runs that mail can switch it on.
mail-became-blocked = The receiving server turned the mail away as unwanted. Whoever runs that mail can let our sender through.
mail-became-greylisted = The receiving server wants to see us a second time. That is usual; the mail goes out again in a few minutes.
mail-became-too-many = The receiving server takes no more mail from us for the moment; we keep trying.
mail-became-unreachable = The mail server doesn’t answer; we keep trying.
mail-became-no-such-domain = There is no mail server for that domain. The address may be misspelt.
mail-became-tls-failed = No protected connection to the mail server came about. The operator can mend that.
mail-became-sign-in-refused = Our own mail server doesn’t let us send. The operator can mend that.
mail-became-too-large = The receiving server finds the mail too large.
mail-became-unknown = The receiving server gave a reason that we can’t put more plainly.

mail-reset-no-organization-subject = { $product }: your account belongs to no organization
mail-reset-no-organization-heading = Your account belongs to no organization any more
mail-reset-no-organization-says = Somebody, most likely you, asked for a new password for this address. The account exists, but the last organization it belonged to has taken it off its list, so a new password would open nothing. An admin of your organization can invite you again; you keep your password and your authenticator.
mail-reset-no-organization-button = See what helps
mail-sessions-ended-subject = { $organization }: you were signed out
mail-sessions-ended-heading = You were signed out of { $organization }
mail-sessions-ended-says = { $admin } ended your sessions in { $organization } at { $at }. Your password and your factors are as they were. Sign in again when you need to.
mail-admin-acted-on-subject = { $organization }: an admin’s account was changed
mail-admin-acted-on-heading = An admin’s account was changed
mail-admin-acted-on-says = { $admin } changed the membership of { $name } ({ $address }) at { $at }. Every admin of { $organization } is told when that happens. If it should not have happened, look at the page and undo it there.
