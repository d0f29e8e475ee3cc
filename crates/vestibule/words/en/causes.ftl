# What is said of a cause: to the person (cause-…), to an admin, support and operator (cause-…-admin).
# Times come in with their zone. A cause without words fails a test.

cause-address-unknown = We know no account with this address.
cause-address-unknown-admin = Somebody tried an address that has no account.
cause-password-wrong = The password isn't the one that is set.
cause-password-wrong-admin = The password was wrong.
cause-password-not-set = This account has no password yet.
cause-password-not-set-admin = The account has no password yet.
cause-invitation-pending = Your invitation waits for you in your mail. Its link lets you in.
cause-invitation-pending-admin = The invitation has not been accepted yet. It is accepted by its mail.
cause-invitation-expired = Your invitation ran out before it was used. The next one is a click away.
cause-invitation-expired-admin = The invitation ran out before it was used.
cause-deactivated = { $organization } has switched your account there off. Its admins can switch it on again.
cause-deactivated-admin = The membership is switched off.
cause-not-a-member = You belong to no organization here any more. An admin can invite you again.
cause-not-a-member-admin = The user belongs to no organization any more.
cause-organization-suspended = { $organization } is closed here for now. Support knows more.
cause-organization-suspended-admin = The operator has suspended the organization.
cause-guesses-slowed = There were many wrong tries. { $until } Setting a new password by mail works at once.
cause-guesses-slowed-until = The next one is looked at from { $time }.
cause-guesses-slowed-shut = Here, no more tries are looked at until the mailbox is proved.
cause-guesses-slowed-admin = Too many wrong tries in a row; this lane is slowed. A reset by mail opens a way at once.
cause-code-wrong = That code belongs to none of your authenticators.
cause-code-wrong-admin = The code was wrong.
cause-code-replayed = That code was used a moment ago. The app shows the next one within 30 seconds.
cause-code-replayed-admin = The code had been used already.
cause-code-from-old-entry = That code belongs to an older entry in your app. { $entries }
cause-code-from-old-entry-look = Look for the one named { $labels }.
cause-code-from-old-entry-admin = The code came from an old entry in the authenticator app.
cause-code-clock-off = That code would be right on a clock that is { $amount } { $direction ->
    [ahead] ahead
   *[behind] behind
}. Set the phone's time to automatic and try the next code.
cause-code-clock-off-admin = The phone's clock is off by { $amount }.
cause-recovery-code-spent = That recovery code was used before. Any other one on the sheet works.
cause-recovery-code-spent-admin = The recovery code had been used before.
cause-authenticator-unreadable = Your authenticator can't be checked at the moment, and it isn't your fault: a key of ours is missing. A recovery code works.
cause-authenticator-unreadable-admin = The authenticator's secret can't be read: the operator's encryption key is missing.
cause-kit-code-spent = That code was used before. A code of the recovery kit, or from whoever runs this service, works once; any other one on the kit's sheet works.
cause-kit-code-spent-admin = The code of the recovery kit had been used before.
cause-passkey-unknown = That passkey is none of this account's, or it was removed. The password works, with the code after it.
cause-passkey-unknown-admin = The passkey is none that is known here.
cause-passkey-wrong = The passkey's answer didn't hold: the page may have been too old, or the passkey belongs to another site. Try it once more, or give your password.
cause-passkey-wrong-admin = The passkey's answer did not hold.
cause-passkey-unverified = Your passkey answered without asking for your finger, face or PIN. Give your password first; then it counts.
cause-passkey-unverified-admin = The passkey did not make sure of its owner, and no password had been given.
cause-factor-elsewhere = What you gave holds elsewhere, and not for { $organization }. Use a factor from before, or ask an admin of { $organization }: it's one click.
cause-factor-elsewhere-admin = The second factor that was given is vouched for by another organization only.
cause-nobody-to-help = { $organization } has no other admin who could help. Its recovery kit works, if there is one; so does the waiting period of the last admin.
cause-nobody-to-help-admin = There is no other admin who could help.
cause-help-closed = That request is not open any more: it was answered, taken back, or is older than a day. Whoever still needs help asks again.
cause-help-closed-admin = The request for help was not open any more.
cause-help-code-wrong = Those are not the characters on their page. They change every ten minutes: have them read out once more.
cause-help-code-wrong-admin = The admin typed other characters than those on the page.
cause-own-request = Nobody confirms their own request. Another admin of { $organization } can.
cause-own-request-admin = An admin tried to confirm their own request.
cause-pass-missing = This browser has no pass for { $organization }. A pass holds for an hour, and only in the browser that asked for it.
cause-pass-missing-admin = There was no pass in that browser.
cause-password-by-mail = Your password came by mail and is worth no more than the mailbox, which is not enough to wait for anything. The recovery kit of { $organization } works, if there is one; else whoever runs this service can give you a code, once they are sure that it's you.
cause-password-by-mail-admin = The password had come by mail, which is not enough for this.
cause-wait-stopped = Your waiting period was stopped from a session of yours that had a second factor. Whoever runs this service goes on from here.
cause-wait-stopped-admin = The last admin's waiting period was stopped from their own session.
cause-mails-capped = So many mails have gone out of late that this one waits: an account in wrong hands must not send mail without end. Nothing was sent and nothing changed. From { $time } it goes out.
cause-mails-capped-admin = So many mails had gone out of late that this one had to wait until { $time }.
cause-wait-not-over = Your waiting period is over at { $time }. Come back then, in this browser.
cause-wait-not-over-admin = The last admin's waiting period runs until { $time }.
cause-mailed-code-wrong = That code stands in none of the mails that this page sent. The newest mail has the code on a line of its own.
cause-mailed-code-wrong-admin = The typed code stood in none of the mails.
cause-mailed-code-too-old = That code is older than ten minutes. The link in the same mail may still work, or send the next one.
cause-mailed-code-too-old-admin = The typed code was older than ten minutes.
cause-ticket-expired = This link's time is over.
cause-ticket-expired-admin = The mailed link had run out.
cause-ticket-spent = This link has done its work at { $time }.
cause-ticket-spent-admin = The mailed link had been used already.
cause-ticket-unknown = We don't know this link. It may have been cut in two by a mail program, or taken back.
cause-ticket-unknown-admin = The mailed link is unknown, or was taken back.
cause-password-too-short = { $have ->
    [one] That has one character; it takes { $need }.
   *[other] That has { $have } characters; it takes { $need }.
} A few words in a row do.
cause-password-too-short-admin = The new password was too short.
cause-password-too-long = We read { $most } characters at most.
cause-password-too-long-admin = The new password was longer than is read.
cause-password-listed = That one is among the first that guessers try. Choose another; a few unusual words in a row do.
cause-password-listed-admin = The new password was a common one.
cause-password-expected = That is made of a name that everybody knows you by. Choose something only you would think of.
cause-password-expected-admin = The new password was made of a known name.
cause-password-reused = You have used that one before, and your organization wants a new one.
cause-password-reused-admin = The new password had been used before.
cause-password-too-soon = { $organization } lets passwords be changed every { $span }. From { $time } you can; the one you set at { $set } works now. A reset by mail works at any time.
cause-password-too-soon-admin = The password is younger than the minimum age, until { $time }.
cause-proof-missing = This page lost its place, by time or because the password was changed meanwhile. Sign in again and it goes on.
cause-proof-missing-admin = A step was taken without the proof it needs: left too long, or done in another browser.
cause-session-ended = Your session has ended. Sign in and you are back where you were.
cause-session-ended-admin = The session had ended.
cause-not-an-admin = This page is for admins of { $organization }.
cause-not-an-admin-admin = A signed-in user without the right opened an admin's page.
cause-last-admin = { $organization } would be left without an admin. Make somebody else an admin first.
cause-last-admin-admin = It would have left the organization without an admin.
cause-factor-demanded = Your organization asks for a second factor. Set up another authenticator first, then this one can go.
cause-factor-demanded-admin = The last second factor was to be removed though the organization demands one.
cause-nobody-there = That person is not in { $organization } any more.
cause-nobody-there-admin = The person was not in the organization.

entry-label = “{ $label }”

remedy-try-again = Try again
remedy-reset-by-mail = Set a new password by mail
remedy-reset-by-mail-line = Works at any time, on any device.
remedy-send-next = Send the next one
remedy-send-next-line = To the mailbox where the last one went.
remedy-mail-answer = Mail me what happened and what to do
remedy-use-recovery-code = Use a recovery code
remedy-use-recovery-code-line = Any unused one from your sheet, in the same field.
remedy-use-kit = Use a code of the recovery kit
remedy-use-kit-line = The organization's printed sheet; any unused code, in the same field.
remedy-use-password = Use my password
remedy-use-own-factor = Use a factor from before
remedy-ask-help = I can't use any of these
remedy-ask-help-line = An admin of your organization lets you add a new one, while you are on the phone with them.
remedy-start-wait = Begin the waiting period
remedy-start-wait-line = For an organization's last admin: three days, announced to everybody concerned.
remedy-wait = Wait until then
remedy-sign-in = Sign in
remedy-use-another-account = Use another account
remedy-ask-admin = Send this to my admin
remedy-ask-admin-line = They see what happened and have the button that helps.
remedy-ask-provider-again = Ask the sign-on once more
remedy-switch-at-provider = Sign in there as somebody else
remedy-mend-connection = See what came beside what was expected
remedy-confirm-identity = Say whether it's the same person
remedy-contact-support = Contact support
remedy-contact-support-line = What happened goes with your message. No screenshots needed.
remedy-choose-another = Choose another one
remedy-add-authenticator = Set up another authenticator
remedy-name-another-admin = Make somebody else an admin
remedy-go-to-account = Go to my account
remedy-reinvite = Send the invitation again
remedy-reinvite-line = Earlier mails stay good.
remedy-send-reset = Send a reset mail
remedy-send-reset-line = Nothing changes until it is used.
remedy-waive-minimum-age = Lift the minimum age for a day
remedy-reactivate = Switch the account on again
remedy-invite = Invite this person
remedy-open-person = Look at the person's page
remedy-confirm-help = Confirm their request with the characters they read out
remedy-give-pass = Let them add a new factor within a day
remedy-another-admin = Ask another admin
remedy-recover-user = Give them a code that stands in once
remedy-look-up = Look the reference up
remedy-restore-keys = Restore the key file from its backup
remedy-resume-organization = Resume the organization

refused-heading = That didn't get you in
refused-heading-code = That code didn't work
refused-heading-password = That password can't be taken
refused-heading-done = That can't be done now

# Spans
span-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
span-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
span-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
span-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
span-ago = { $span } ago

your-organization = your organization
request-about-getting-in = Asks for help with getting in.

## Single sign-on
cause-sso-expired = Your organization's sign-on sent an answer that had run out { $amount } before it came. Trying again usually helps.
cause-sso-expired-admin = The provider's answer had run out { $amount } before it came.
cause-sso-not-yet-valid = Your organization's sign-on sent an answer that holds only in { $amount }: its clock is ahead. An admin can mend that; in a moment it may work by itself.
cause-sso-not-yet-valid-admin = The provider's answer was valid only { $amount } later: its clock is ahead.
cause-sso-audience = Your organization's sign-on sent an answer that was made for another application. An admin can mend that.
cause-sso-audience-admin = The provider's answer was made for another application.
cause-sso-recipient = Your organization's sign-on sent an answer that was meant for another address of ours. An admin can mend that.
cause-sso-recipient-admin = The provider's answer was made for another address than the one that it came to.
cause-sso-issuer = What came back was from another provider than your organization's. An admin can mend that.
cause-sso-issuer-admin = The answer came from another issuer than the one that is set up.
cause-sso-unsigned = Your organization's sign-on sent an answer that nobody had signed, so it can't be believed. An admin can mend that.
cause-sso-unsigned-admin = The provider's answer was not signed.
cause-sso-key = Your organization's sign-on signed with a key that it hasn't published. An admin can mend that; in a minute it may work by itself.
cause-sso-key-admin = The provider signed with a key that it does not publish.
cause-sso-signature = What came back was changed after your organization's sign-on had signed it, so it can't be believed. An admin can look into it.
cause-sso-signature-admin = The signature of the provider's answer did not hold.
cause-sso-algorithm = Your organization's sign-on signs in a way that isn't taken here. An admin can mend that.
cause-sso-algorithm-admin = The provider signs in a way that is not taken.
cause-sso-encrypted = Your organization's sign-on sent an answer that only somebody else could open. An admin can mend that.
cause-sso-encrypted-admin = The provider's answer was encrypted for another key.
cause-sso-unasked = What came back answers nothing that this browser asked. Start once more and it will.
cause-sso-unasked-admin = The answer belonged to no question of this browser.
cause-sso-used-twice = That answer was used a moment ago. Start once more and you get a fresh one.
cause-sso-used-twice-admin = The same answer came twice.
cause-sso-state-lost = This browser no longer knows that it asked: it took more than an hour, or cookies were cleared. Start once more and it goes on.
cause-sso-state-lost-admin = The browser no longer knew that it had asked.
cause-sso-not-assigned = Your organization's sign-on says that you may not use this yet. An admin there can let you in.
cause-sso-not-assigned-admin = The provider says that the person is not assigned to the application.
cause-sso-declined = Your organization's sign-on said no: you pressed cancel there, or it wants something else from you first.
cause-sso-declined-admin = The person, or the provider for them, said no.
cause-sso-no-subject = Your organization's sign-on gave you no name that it would give you again, so we can't tell who you are. An admin can mend that.
cause-sso-no-subject-admin = The provider's answer named nobody who would have the same name the next time.
cause-sso-no-address = Your organization's sign-on didn't say your e-mail address, so we can't tell who you are. An admin can mend that.
cause-sso-no-address-admin = There was no e-mail address in the provider's answer.
cause-sso-address-unverified = Your organization's sign-on hasn't made sure of your e-mail address, so we can't go by it. An admin can mend that.
cause-sso-address-unverified-admin = The provider does not mark the e-mail address as verified.
cause-sso-domain-unproved = Your organization's sign-on vouches for an address that is none of its own, and nobody invited it. An admin can invite it.
cause-sso-domain-unproved-admin = The address is in no proved domain, and was not invited.
cause-sso-another-person = Somebody else is signed in there than the one whose address you typed. Switch there, or type the other address.
cause-sso-another-person-admin = Somebody else was signed in at the provider than the one whose address was typed.
cause-sso-nobody-here = Your organization's sign-on knows you, and you're not on your organization's list here. An admin can invite you with a click.
cause-sso-nobody-here-admin = The provider knows the person, and nobody in the organization has that address.
cause-sso-subject-changed = Your organization's sign-on gave you another key than before, so an admin has to confirm that it's you. They have been asked.
cause-sso-subject-changed-admin = The provider gave the person another key than before. One admin has to confirm it.
cause-sso-provider-said = Your organization's sign-on answered with an error of its own. Trying again may help; an admin sees what it said.
cause-sso-provider-said-admin = The provider answered with an error of its own.
cause-sso-unreadable = What your organization's sign-on sent can't be read. An admin can mend that.
cause-sso-unreadable-admin = The provider's answer could not be read.
cause-sso-unreachable = Your organization's sign-on doesn't answer at the moment. Your password works, if you have one here.
cause-sso-unreachable-admin = The provider could not be reached.
cause-sso-secret-refused = Your organization's sign-on no longer knows us: a secret between the two has run out. An admin can mend that.
cause-sso-secret-refused-admin = The provider no longer takes the client secret.
cause-sso-switched-off = Your organization has switched this sign-on off. Your password works.
cause-sso-switched-off-admin = The connection is switched off.
cause-only-visiting = You came in through your organization's sign-on, which opens that organization and nothing of your own. Sign in as yourself for this.
cause-only-visiting-admin = Somebody who came through the sign-on opened what is the user's own.
