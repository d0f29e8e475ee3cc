# The admins' console: what the organization asks, the trial of a change, and whether somebody gets in.

nav-policy = Policy
actor-operator = The operator
happened-policy-changed = Policy changed
mail-kind-policy-changed = Notice: policy changed

## A list within a sentence
list-two = { $one } and { $other }
list-between = ,{ " " }
list-last = { $front }, and { $last }

## Policy
policy-title = Policy
policy-lead = What your organization asks of everybody who enters it. Nothing is saved before you have seen whom it affects.
policy-part-second = Second factors
policy-part-sessions = Sessions
policy-part-invitations = Invitations
policy-part-passwords = Passwords
policy-rule-second-factor = Everybody gives a second factor
policy-rule-second-factor-line = A code from an app, or a passkey, beside the password. Whoever has none sets one up at the next sign-in. Advised for everybody.
policy-rule-passkeys = A passkey may be somebody's first second factor
policy-rule-passkeys-line = Without this, everybody sets up an authenticator app first and can add passkeys beside it. Passkeys can't be handed to a false page, so this is better left on.
policy-rule-remember-device = Browsers may skip the second factor for
policy-rule-remember-device-line = After it was given once there and “don't ask again in this browser” was ticked. A new password always asks again.
policy-rule-session-idle = Signed out when unused for
policy-rule-session-idle-line = Counted from the last page that was looked at.
policy-rule-session-absolute = Signed out in any case after
policy-rule-session-absolute-line = However much it was used.
policy-rule-invitation-life = Invitations are good for
policy-rule-invitation-life-line = For those sent from now on. Whoever comes too late asks for the next one with a click.
policy-rule-password-max-age = Passwords run out after
policy-rule-password-max-age-line = At the next sign-in after that, a new one is chosen. It never keeps anybody out.
policy-rule-password-min-age = A new password stays for at least
policy-rule-password-min-age-line = Before that it can't be changed from the account page. A reset by mail always works, and you can let somebody change it at once. Never longer than a week.
policy-rule-password-history = Earlier passwords that can't come back
policy-rule-password-history-line = 0 for none, 24 at most.
policy-advice = These three exist for organizations that must have them. The standards advise against them (NIST SP 800-63B-4, 3.1.1): people who have to change good passwords choose worse ones. Leave them empty if you can.
policy-unit = Unit: { $rule }
policy-unit-seconds = seconds
policy-unit-minutes = minutes
policy-unit-hours = hours
policy-unit-days = days
policy-empty = Leave it empty for no such rule.
policy-try = See whom it affects
policy-try-line = Nothing is saved yet.
policy-span-missing = Type a number.
policy-span-wrong = Type a whole number, like 30. Ten years is the most.
policy-history-wrong = Type a number from 0 to 24.
policy-demand-since = Second factors are asked of everybody since { $time }.
policy-demand-waits = Second factors are wanted, and asked for as soon as a second admin is in or the recovery kit was tried: until then nobody could help an admin who loses theirs.
policy-none = not at all
policy-history-count = the last { $count }
policy-demand-yes = yes
policy-demand-no = no
policy-passkeys-yes = yes
policy-passkeys-no = no, an authenticator app first
policy-change-line = { $rule }: { $before } → { $after }.
notice-policy-same = That is what is in force already, so there was nothing to try.
notice-policy-stale = That trial was made in another browser, or too long ago. Nothing was saved.
notice-policy-saved = Saved. All admins have been told.
notice-policy-saved-requests = Saved. All admins have been told. Those who have no way in stand in this list.
notice-policy-changed-meanwhile = Somebody changed the policy meanwhile. This is the trial against what is in force now; nothing of yours is saved yet.

policy-objection-not-an-admin = Only an admin of this organization can change its policy.
policy-objection-second-factor = Give your second factor first.
policy-objection-last-admin = Nobody could let anybody in any more: no admin of yours would have a way in. Help one of them to a second factor that they can give, then try it again.
policy-objection-rescue = Second factors can be asked of everybody once somebody can help an admin who loses theirs. Make a second admin, or make a recovery kit and try it; then this can be saved.
policy-objection-minimum = A password would run out before it may be changed. Make the one time shorter, or the other longer.
policy-objection-short-session = A session that short ends before anybody gets anything done: a minute unused and five minutes in all are the least.
policy-objection-short-password = With passwords that run out so soon, nobody would be done choosing. A day is the least.
policy-objection-short-invitation = Nobody could answer an invitation in that time. An hour is the least.

## The trial
trial-title = Whom this affects
trial-back = Change it
trial-lead = Nothing is saved yet. We let everybody sign in on paper, once with the policy as it is and once with yours.
trial-people = People
trial-tried = { $count ->
    [one] Tried on one person.
   *[other] Tried on all { $count } people.
}
trial-nobody = Nobody is asked for anything new at their next sign-in.
trial-shut-out = { $count ->
    [one] One of { $total } would have no way in.
   *[other] { $count } of { $total } would have no way in.
} If you save, each becomes a request in your list, with your ways to help.
trial-set-up = { $count } of { $total } will be asked to set up a second factor at their next sign-in.
trial-new-password = { $count } of { $total } will be asked for a new password at their next sign-in.
trial-asked-again = { $count } of { $total } will be asked for their second factor in a browser that skips it now.
trial-sessions-end = { $count } of { $total } will be signed out when you save, and sign in again.
trial-wait-to-change = { $count } of { $total } can't change their password from the account page for a while; a reset by mail works.
trial-stuck-before = { $count } of { $total } have no way in as it is, whatever you save here.
trial-who = Who
trial-more = And { $count } more.
trial-changes = What changes
trial-save = Save the policy
trial-save-line = It is in force at once. All admins get a mail, and it stands in the audit log.
trial-step-up = Give my second factor
trial-step-up-line = Saving a policy asks for it again if it wasn't given in the last 15 minutes. You come back here.
policy-shut-out-request = Has no way in since the policy was changed: nothing that they have can be given for what is asked. A pass, or live help when they stand at the door, lets them set up a second factor.

mail-policy-button = See the policy
mail-policy-changed-subject = { $organization }: the policy was changed
mail-policy-changed-heading = The policy was changed
mail-policy-changed-says =
    { $admin } changed what { $organization } asks of everybody who enters, on { $place }. { $changes }

    If you doubt that it was { $admin }, ask in person; every admin can change it back.

## Whether somebody gets in
prospect-yes = Yes.
prospect-new-password = Yes, after setting a new password.
prospect-set-up = Yes, after setting up a second factor.
prospect-accept = Yes, once they accept the invitation.
prospect-invited = Yes, with the link in the invitation.
prospect-invitation-over = Not with the old invitation, but with the next one.
prospect-by-mail = Not with the password. By mail, yes.
prospect-no-factor = No. They have nothing left to give for the second factor.
prospect-deactivated = No. The account is switched off here.
prospect-suspended = No. Your organization is closed here for now.
prospect-no = No.
prospect-asks = Signing in with the password now would ask for { $things }.
prospect-asks-by-mail = A reset by mail would ask for { $things }.
prospect-passkey = Their passkey gets them in without the password.
prospect-slowed = Wrong passwords from browsers that nobody knows hold up such browsers until { $time }. Browsers that they have signed in with are not held up, and a reset by mail works at once.
prospect-shut = A hundred wrong passwords came from browsers that nobody knows: such browsers wait until a new password is set by mail. Browsers that they have signed in with are not held up.
prospect-stuck = Let them add an authenticator below, or confirm their request when they stand at the door.
prospect-invited-line = Its link lets them choose a password, or join with the one they have.
prospect-invitation-over-line = Send it again below, or they do it themselves on the old link's page.
prospect-deactivated-line = Switch it on again below, and everything is as it was.
prospect-suspended-line = Whoever runs this installation can open it again.
asks-for-password = the password
asks-for-second-factor = a second factor
asks-for-new-password-expired = a new password, because the present one has run out
asks-for-new-password-demanded = a new password, because an admin asked for one
asks-for-new-password = a new password
asks-for-mailbox = a code that we mail them
asks-for-set-up = setting up a second factor
asks-for-codes = putting their recovery codes away
asks-for-accept = a press to accept the invitation
