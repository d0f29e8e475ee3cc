# Sentences: pages. Keys are grouped by feature, in the order in which one meets them.
# A sentence may hold simple markup. Those used in titles and attributes hold none; they say so.

## Everywhere
# No markup: skip, nav, weather.
skip = To the content
nav = Sections
nav-people = People
nav-requests = Requests
nav-account = My account
cant-get-in = I can't get in
continue = Continue
edit = Change
show = Show
hide = Hide
caps-lock = Caps Lock is on
still-working = Still working on it. No need to press again.
reference = Reference
other-ways = Other ways
sign-in = Sign in
sign-out = Sign out
signed-in-as = Signed in as <span dir="auto">{ $address }</span>
footer-sign-in = Sign in
footer-support = Contact support
email = E-mail address
password = Password
new-password = New password
current-password = Current password
first-name = First name
last-name = Last name
save-password = Save the password
join = Join { $organization }
invited-by = { $inviter } invited you.

## Ways on
way-sign-in = Sign in
way-sign-in-again = Sign in again
way-again = Try again
way-account = To my account
way-reset = Set a new password by mail
way-reset-line = The password you have keeps working until you save another.
way-support = Contact support
way-support-line = What happened goes with the reference. No screenshots needed.
ask-admin = Ask my admin
other-address = Use another address

## Sign in
sign-in-title = Sign in
sign-in-lead = to <bdi>{ $organization }</bdi>
password-title = Your password
not-you = Use another address
forgot = I don't know my password
forgot-line = We mail you a link and a code for setting a new one.
choose-title = Where to?
choose-lead = You belong to more than one organization.
choose-invitations = Invitations for you
choose-none = You're signed in, and in no organization at the moment.
choose-none-line = If you were invited, the link in that mail opens the door. If you were a member, the admin who removed you can invite you again.

## Passkeys
# No markup in any of these.
passkey-door = Use a passkey
passkey-second = Use my passkey
passkey-new = Make a passkey
passkey-test = Test
passkey-closed = Nothing was sent. The window was closed, or this device has no passkey for this site. You can try again, or go on without one.
passkey-closed-new = No passkey was made, because the window was closed. You can try again, or use an app instead.
passkey-late = That took too long, and nothing was sent. A security key wants to be touched while it blinks; one that refuses its PIN is locked and has to be set up anew by its maker's app.
passkey-elsewhere = Passkeys of this site work under the name { $host } only, and this page was opened under another. Open it there.
passkey-already = This one is here already. It works as it is; to add another, use another device or another password manager.
passkey-cannot = This device can't do that. Another device, or one of the other ways on this page, will.
passkey-stale = This page was open for too long. Load it again and go on from there.
passkey-offline = We couldn't be reached just now. What you typed is still here; try again in a moment.
passkey-not-held = That passkey's answer belongs to an older page, so nothing was added. Make it once more. If your device says there is one already, delete that one there first.
passkey-none-here = This browser can't make passkeys, or its scripts are switched off. An authenticator app does the same work.
passkey-synced = Goes along to your other devices
passkey-of-another-name = Made for { $host }, and answers nowhere else. Make a new one here, and remove this one.
passkey-bound = Stays on one device
passkey-used-in = used { $time }, { $browser }

## Second factor
second-passkey = Use your passkey, or type one of your recovery codes.
second-title = Your code
second-one = Open your authenticator app and look for <strong dir="auto">{ $label }</strong>. Here it is called “<span dir="auto">{ $name }</span>”.
second-many = Type the code from any of these entries in your authenticator app.
second-none = Type one of your recovery codes.
second-code = Code
second-code-hint = Six digits from the app, or a recovery code.
remember = Don't ask for a code in this browser for { $days } { $days ->
    [one] day
   *[other] days
}
second-lost = No phone at hand?
second-recovery = Use a recovery code
second-recovery-line = Type it into the same field. { $left ->
    [one] One is left on your sheet.
   *[other] { $left } are left on your sheet.
}
second-no-recovery = No recovery codes are left
second-no-recovery-line = You can make new ones in your account, once you're in.
signing-in-as = Signing in as { $address }

## Live help
# No markup: help-me-title, help-request-title.
help-me-title = Help by an admin
help-choose-title = Who shall help you in?
help-choose-lead = You belong to more than one organization. An admin's help opens the door of their own.
help-choose-line = Its admins help you into { $organization }.
help-ask-lead = An admin of <bdi>{ $organization }</bdi> lets you set up a new authenticator, while you are on the phone with them or stand beside them.
help-ask-mailbox = First we send a code to { $address }, so that nobody asks in your name.
help-ask-do = Ask for help
help-ask-again = Ask again
help-ask-line = Asking changes nothing. What worked before still works.
help-waiting-title = Read these characters to an admin
help-waiting-lead = Call one of them, or walk over, and read them out. They type them and you go on here, in this browser and no other.
help-waiting-change = They change every ten minutes; those read out just before still work.
help-waiting-who = Who can help
help-waiting-do = Call them on a number that you know. Don't send the characters by mail or chat. This page goes on by itself once they have typed them.
help-waiting-until = The request is open until { $until }.
help-withdraw = I don't need it any more
help-withdraw-line = Takes the request back.
help-pass-title = You can set up a new authenticator
help-pass-lead = An admin of <bdi>{ $organization }</bdi> lets you add one new authenticator there, until { $until }.
help-pass-waited = Your waiting period is over. You can add one new authenticator for <bdi>{ $organization }</bdi>.
help-pass-do = Set up a new authenticator
help-pass-line = Nothing old is removed by it. Once you're in, we ask which ones are gone.
help-pass-other = Another app or phone, for { $organization } alone.
help-extend = Use what I just used for { $organization } too
help-extend-line = The authenticator that you came in with opens { $organization } from now on. There is nothing to set up.
help-alone-title = There is no other admin who could help
help-alone-lead = You are the only admin of <bdi>{ $organization }</bdi> who can get in. These ways are left.
help-alone-operator = Whoever runs this service can give you a code that stands in once.
help-in-title = You're in
help-in-line = There is nothing that you need help with any more.
help-left-title = Your password once more
help-left-line = This page has been open for more than an hour, or something of yours changed meanwhile. Give your password again in this browser. What you asked for stays open.
help-left-do = Give my password
help-back = Back to the code
help-back-line = A code from an app or from your recovery sheet works at any time.
help-ended-declined = Your request was declined
help-ended-declined-line = { $admin } declined it: “{ $reason }” What worked before still works, and you can ask again.
help-ended-declined-silent-line = { $admin } declined it and wrote no reason. Ask them why. What worked before still works, and you can ask again.
help-ended-withdrawn = You took your request back
help-ended-withdrawn-line = Nobody sees it any more.
help-ended-expired = Your request has run out
help-ended-expired-line = A request is open for a day. Ask again and it stands in the list once more.
help-ended-replaced = Another browser asked after this one
help-ended-replaced-line = The newest request counts, and it has other characters. If that was you, go on there. If it was not, set a new password by mail: whoever asked knows yours and reads your mail.
help-ended-came-in = You came in meanwhile
help-ended-came-in-line = In another tab or browser, with a second factor. So the request was closed.
help-ended-password-saved = A new password was saved since
help-ended-password-saved-line = That closes every request and pass from before. Ask again and an admin can help.
help-ended-pass-over = That pass is used up
help-ended-pass-over-line = A pass lets you add one authenticator, within an hour. It was used, has run out, or was taken back.
help-somebody = An admin
help-request-title = A request for help
help-request-heading = { $person } can't get in
help-request-before = Before you confirm
help-check-voice = Talk to { $person }: call a number that you know, or stand beside them. Whoever has stolen a password and a mailbox can write, too.
help-check-place = Ask where they sit. The request comes from { $browser }, at { $network }.
help-check-read = Have them read the eight characters from their page. Take none from a mail or a chat.
help-request-code = What they read out
help-request-field = Eight characters
help-request-hint = Any case, with or without the blank.
help-code-others = Those are others than on their page.
help-confirm = Confirm
help-confirm-line = That browser may add one authenticator for { $organization } within an hour. Nothing that { $person } has is removed.
help-step-up = Give my code
help-step-up-line = This opens a door, so we ask for a code from your own authenticator first. You come back here.
help-no-factor = Set up my authenticator
help-no-factor-line = Confirming takes a second factor of your own, and you have none that counts here. Set one up, then come back to this request.
help-request-no = It isn't them?
help-decline = Decline
help-decline-reason = Why
help-decline-hint = They read it on their page and in a mail.
help-request-own = This is your own request
help-request-own-line = Nobody confirms their own. Another admin can, with the characters from your page.
help-request-closed = This request is settled
help-request-list = To the requests
help-request-from = Where it comes from
help-from-who = Who
help-from-when = Asked
help-from-browser = Browser
help-from-network = Network
help-from-until = Open until
help-browser-known = It has signed in as them before.
help-browser-new = It has never signed in as them.
help-closed-confirmed = { $admin } confirmed it at { $time }. That browser may add one authenticator within an hour of it.
help-closed-declined = { $admin } declined it at { $time }.
help-closed-withdrawn = They took it back at { $time }.
help-closed-came-in = They came in with a second factor at { $time }.
help-closed-replaced = They asked again from another browser at { $time }; that request has other characters.
help-closed-password-saved = They saved a new password at { $time }, which closes every request from before.
help-closed-expired = It was open for a day and ran out at { $time }.
help-request-about = Can use none of their second factors, and waits in { $browser } at { $network }.

## Refused
refused-title = That didn't get you in
refused-line = The address and the password don't open this door together. On this page we say no more, for your safety; the owner of the mailbox can know everything.
refused-mail-me = Mail me what happened and what to do

## I can't get in
stuck-title = What keeps you out?
stuck-lead = Find yours. Each has a way in that needs no waiting in a queue.
stuck-mail = I asked for a mail and none came
stuck-mail-line = Ask here again: the next page shows whether mail to your company gets through, and takes the code as soon as it arrives.
stuck-mail-do = Send me a mail
stuck-soon = It says my password was changed too recently
stuck-soon-line = The password you set last works now. If you don't know it, ask for a mail: it names the time from which you can set another, and your admin can let you do it at once.
stuck-soon-do = Ask for a new password
stuck-failed = It says that didn't get me in, and not why
stuck-failed-line = Try once more, and then press “Mail me what happened”. The mail tells the owner of the mailbox exactly what it was, and what to do.
stuck-failed-do = Try again
stuck-invited = My invitation has expired, or I can't find it
stuck-invited-line = Open the old mail if you have it: its page sends the next one. Else type your address here, and we write to you what there is for you.
stuck-invited-do = Write to my address
stuck-phone = I don't have my phone with the codes
stuck-phone-line = Sign in with your password. Where the code is asked for, a recovery code does as well, and the other ways stand below it.
stuck-phone-do = Sign in
stuck-other = Something else? Here is where to write.

## A new password
reset-title = A new password by mail
reset-lead = We write to your address, whatever we know of it. The mail has a link and a code.
reset-do = Send the mail
reset-keeps = Asking changes nothing: the password you have works until you save another.
wait-title = Check your mail
wait-lead = We write to <strong dir="auto">{ $address }</strong>. The mail has a link and a code; either one will do. The link works on any device.
code-from-mail = Code from the mail
code-from-mail-hint = Eight characters, good for ten minutes on this page.
# No markup.
weather = How mail gets through
weather-look = Look for “{ $subject }” from <span class="address">{ $sender }</span>.
wait-nothing = Nothing there?
wait-junk = It may be in the junk folder. Any of our mails works, not only the newest.
wait-look-junk = Look into the junk folder
send-again = Send it again
send-again-line = The ones before keep working.
ask-admin-line = They see what became of the mail and can help you in.
other-address-line = A typo, or another mailbox of yours.
choose-password-title = Choose a new password
choose-password-lead = For <strong dir="auto">{ $address }</strong>. The old one works until you save this one.
choose-password-second = Next, we ask for a code from your authenticator app, or a recovery code.
choose-password-then = After that you're in.
password-minimum = At least { $minimum } characters.
# {"{n}"} is filled in by the page while one types. No markup in these two.
password-short = At least { $minimum } characters; {"{n}"} so far.
password-enough = Long enough.
password-rule = Any characters, blanks too: a few words in a row are fine. Nothing else is asked of it, and it doesn't run out by itself.
password-rule-second = Any characters, blanks too. It may be shorter because your authenticator stands beside it.
keep-sessions = Stay signed in on my other devices
link-title = This link
link-spent = This link has done its work
link-spent-line = If that was you, you're all set. If it was not, set a new password by mail now.
link-expired = This link has run out
link-expired-line = It was good until { $until }. The next one takes a moment.
link-overtaken = A newer password is in place
link-overtaken-line = A password was saved at { $at }, and that ends every link from before. If that was you, you're all set.
link-unknown = This link opens nothing
link-unknown-line = Some mail programs cut long links in two. Copy the whole of it from the mail, or ask for the next one.
link-next = Send me the next one
link-next-line = It goes to the same mailbox as this one did.

## Invitation
# No markup: invite-title.
invite-title = Join { $organization }
invite-by = <bdi>{ $inviter }</bdi> invited you to <bdi>{ $organization }</bdi>.
invite-by-nobody = You are invited to <bdi>{ $organization }</bdi>.
invite-as-admin = You'll be one of its admins.
invite-password = Choose a password
invite-join-line = You're signed in as <strong dir="auto">{ $address }</strong>. One press and you're a member.
invite-sign-in = Sign in and join
invite-sign-in-line = There is a password for <strong dir="auto">{ $address }</strong> already. Sign in with it, and you're a member.
invite-other-line = The invitation is for <strong dir="auto">{ $address }</strong>. In this browser, <strong dir="auto">{ $other }</strong> is signed in.
invite-switch = Go on as { $address }
invite-switch-line = { $other } is signed out in this browser. Nothing else of theirs changes.
invite-stay = Stay signed in as { $other }
invite-code-hint = Eight characters; good as long as the invitation.
invite-expired = This invitation has run out
invite-expired-line = It was good until { $until }. You're still expected.
invite-next = Send me the next one
invite-next-line = It goes to { $address }, and is good at once.
invite-already = You're in { $organization } already
invite-already-line = This invitation has done its work. Nothing more to do.
mailbox-title = One code from your mail
mailbox-lead = We have written to <strong dir="auto">{ $address }</strong>.

## Setting up
setup-title = Set up your authenticator app
setup-lead = From then on, signing in takes your password and a code from the app.
setup-begin = Show me the key
setup-mailbox-first = First we send a code to { $address }, so that nobody else can set one up for you.
setup-send-code = Send me the code
setup-scan = Scan this with the app
# No markup.
setup-qr = QR code for the authenticator app. The key below says the same.
setup-no-camera = It doesn't scan, or I'm on that phone
setup-type = In the app, choose “enter a setup key” and type this. Blanks don't matter.
setup-account = Account
setup-key = Key
setup-kind = Kind
setup-kind-line = Time-based, 6 digits
setup-same-phone = Open it in the app on this phone
setup-confirm = Type the code it shows
setup-code = Code from the app
setup-code-hint = Six digits; a new one every 30 seconds.
setup-name = What to call it here
setup-name-hint = Like “Pixel 8”. You see it when a code is asked for.
setup-do = That's my app
setup-passkey-instead = Use a passkey instead
setup-passkey-instead-line = Your finger, face or screen lock, with nothing to type. It also signs you in without the password.
setup-passkey-title = Make a passkey
setup-passkey-lead = Your device asks for your finger, your face or its PIN, and shows that to nobody. From then on it signs you in, and false copies of this site get nothing from it.
setup-passkey-name = What to call it here
setup-passkey-name-hint = Left empty, it gets the name of the device or app that keeps it.
setup-passkey-lost = If you lose the device: passkeys that go along with your Apple, Google or password manager account come back with it. For others, your recovery codes and your admin are the way back.
setup-app-instead = Use an authenticator app instead
setup-app-instead-line = An app on your phone that shows codes.
setup-which = Every app that reads the usual QR code works: Duo Mobile, Microsoft or Google Authenticator, 1Password, Bitwarden, Aegis, oathtool, the phone's own passwords.
codes-title = Your recovery codes
codes-lead = Each gets you in once, in place of the app or passkey. We show them this one time.
# No markup.
codes-sheet = Recovery codes
codes-made = Made { $made }. Use them in any order.
codes-text = Save as text
codes-pdf = Save as PDF
codes-copy = Copy
codes-copied = Copied
codes-print = Print
codes-replace = The codes of your older sheet stop working when you press the button below, not before.
codes-saved = I've saved them
codes-where = On paper in a drawer is fine. In the same phone as the app or passkey, they'd be lost together with it.

## Account
account-title = My account
account-password = Password
change-password = Change the password
forgot-current = I don't know the current one
account-authenticators = Authenticator apps
account-no-authenticator = None yet. A code from an app keeps others out, even if they know your password.
add-authenticator = Add an authenticator app
rename = Rename
# No markup.
rename-label = New name for { $name }
remove-factor = Remove “{ $name }”
remove-factor-line = Its codes stop working here. Delete the entry in the app too.
account-passkeys = Passkeys
account-no-passkey = None yet. A passkey signs you in with a finger, a face or a PIN, without the password, and works on this site alone.
add-passkey = Add a passkey
remove-passkey-line = It stops working here. Delete it on the device too.
account-codes = Recovery codes
account-no-codes = None. Without a sheet, a lost phone means asking your admin.
account-codes-few = Make a new sheet while you can: without a code and without your phone, getting in takes an admin.
account-codes-left = { $left } of { $of } left.
new-codes = Make a new sheet
new-codes-line = The old sheet works until you say that you've saved the new one.
account-organizations = Organizations
here-now = Here now
invited = Invited
switch = Switch
account-sessions = Where you're signed in
this-browser = This browser
end-session = End
end-others = End all the others
end-others-line = This browser stays signed in.
sign-out-everywhere = Sign out everywhere
sign-out-everywhere-line = Here too, and every browser asks for a code again.
account-data = What is kept about you
account-data-do = Save it as a file
account-data-line = Your names, addresses, organizations, second factors, browsers, attempts and mails, without any secret.
account-attempts = What happened lately
account-no-attempts = Nothing yet.

old-factors-title = Which of these are gone?
old-factors-lead = Your new authenticator counts. These from before still open <bdi>{ $organization }</bdi>, until you say that they are gone.
old-factor-gone = It's gone
old-factors-line = This is about { $organization } alone. Nothing here has to be pressed: what turns up again still works.
old-factors-on = To my account
old-factors-codes = If your recovery codes are gone too, make a new sheet in your account.

## People
people-title = People
people-total = { $total ->
    [one] one person
   *[other] { $total } people
}
people-name = Name
people-role = Role
people-status = Status
people-active = Last active
people-help = Help
people-none = Nobody matches.
people-show-all = Show everybody
people-all-roles = All roles
people-file = Save as CSV
people-joined = Joined
people-invited-until = Invited until
search = Search
# No markup.
search-people = Name or address
all-statuses = Every status
page-before = Earlier
page-after = More
invite-somebody = Invite somebody
invite-form-title = Invite somebody to { $organization }
role-member = Member
role-member-line = Gets in, and looks after their own password and codes.
role-admin = Admin
role-admin-line = Also invites people, helps them in, and sets the rules here.
send-invitation = Send the invitation
send-invitation-line = It goes out at once and is good for { $days } { $days ->
    [one] day
   *[other] days
}. They choose their own password.
requests-open = { $count ->
    [one] One person asks for help
   *[other] { $count } people ask for help
}
requests-lead = People who stand at the door and asked for you.
requests-none = Nobody is asking.
requests-closed = Settled lately
help-them = Help
close-request = Settled
person-now = Can <bdi>{ $person }</bdi> get in now?
person-happened = What happened
person-nothing = Nothing yet.
person-mails = Mails to them
person-no-mails = None yet.
person-help = Help <bdi>{ $person }</bdi> in
person-factors = Second factors
person-no-factors = None set up.
person-grave = Close the door

## What an admin can do
act-re-invite = Send the invitation again
act-re-invite-effect = A new mail with a new date. The links from before keep their own date.
act-reset = Send a reset mail
act-reset-effect = Their password works until they save a new one.
act-waive = Let the password be changed now
act-waive-effect = { $person } can change the password at once, for a day. Nothing else changes.
act-must-change = Ask for a new password
act-must-change-effect = At the next sign-in { $person } chooses a new one. Until then nothing changes.
act-end-sessions = End their sessions
act-end-sessions-effect = Every browser has to sign in again.
act-make-admin = Make { $person } an admin
act-make-admin-effect = They can invite people and help them in. All admins get a note.
act-make-member = Make { $person } a member again
act-make-member-effect = They get in as before, and no longer see this list.
act-reactivate = Open the door again
act-reactivate-effect = { $person } gets in as before, with what they had.
act-deactivate = Deactivate { $person }
act-deactivate-effect = { $person } no longer gets into { $organization }, and is told so, and by whom it can be changed. You can open the door again at any time.
act-remove = Remove { $person } from { $organization }
act-remove-effect = The membership ends. Their own account and other organizations stay as they are. A new invitation brings them back. It erases nothing: only they themselves can ask for that, on their account page, or write to whoever runs this service.
act-give-pass = Let { $person } add an authenticator
act-give-pass-effect = For a day, with their password and a code from their mailbox. Worth nothing with a password that came by mail. Removes nothing.
act-take-pass-back = Take the pass back
act-take-pass-back-effect = { $person } can add no authenticator by it any more. What they have stays.
act-withdraw = Withdraw the invitation
act-withdraw-effect = Its link no longer lets { $person } join. You can invite them again at any time.

## Why
# No markup: why-title.
why-title = { $reference }
why-heading = What happened:
why-stranger = What we know about this is for the person it happened to, and for their admin. Sign in, and it stands here; or have it mailed to the mailbox it is about.
why-sign-in = Sign in to see it
why-mail = Mail it to that mailbox
why-mail-line = We write only to the address it is about, whoever presses this.
why-other = This is not for your account to see. If it is yours under another address, sign in with that one.
why-happened = This let somebody through; nothing was refused.
why-person = To { $person }
why-evidence = What it rests on
why-around = Before and after
support-title = Contact support
support-lead = People read this mail. They see what we noted, so you needn't record your screen or clear anything.
support-write = Write to
support-mail = Write the mail
support-attached = The reference is in the subject. With it, support sees what happened and which mails went out; no password and no code.
support-no-reference = If a page showed you a reference like <code>VST-7K3M-Q2XP</code>, put it into the subject.
support-stuck = See what keeps you out
support-first = Quicker, for most: five problems, each with its way in.

## message: pages that say one thing
message-not-found = There is nothing here
message-not-found-line = The address may be cut short, or the page is not one that you can see.
message-not-yours = This is for admins
message-not-yours-line = You're signed in, and your role doesn't open this page. An admin of your organization can change that.
message-too-often = Too many wrong tries for the moment
message-too-often-line = From { $until } you can go on here. They need not have been yours: wrong tries are counted for each address, and for each network. Your account is not locked: in a browser you know, and by mail, you get in now.
message-busy = Many people at the door
message-busy-line = We take you in as fast as we can. In { $seconds ->
    [one] a second
   *[other] { $seconds } seconds
} it is worth pressing again. Nothing of yours is lost.
message-broken = Something of ours broke
message-broken-line = It's not you. Go back and try again: what you typed is still in the form. If it stays broken, take reference { $reference } to support.
message-cookies = Your browser sends no cookie back
message-cookies-line = Signing in needs one, for this address alone. Allow cookies for this site, then sign in again; nothing was lost.
message-signed-out = You're signed out
message-signed-out-line = In this browser. Your other devices stay as they were.
message-codes-put-away = These recovery codes are put away
message-codes-put-away-line = You said so on { $time }. They are shown until then and not again, to nobody. If you can't find them, make a new sheet; the old one works until the new one is saved.
message-codes-overtaken = A newer sheet has taken this one's place
message-codes-overtaken-line = These codes get nobody in. Use the newest sheet; if you can't find it, make another from your account.
message-stale = This page was open for a long time
message-stale-line = Nothing was done. The next page is fresh and does the same.
message-other-tab = Somebody else is signed in here now
message-other-tab-line = In another tab, { $address } signed in. Nothing was done on this page.
message-answer-sent = Check your mail
message-answer-sent-line = We write to { $address }, whatever we know of it. If that mailbox is yours, it will say what happened and what to do.
message-request-sent = Your admins know
message-request-sent-line = Your request stands in the list of the admins of { $organization }, with what happened. The password and the codes you have keep working meanwhile.

# One line on top of a page, saying what was just done or why one is here. No markup in any of these.
notice-session-ended-there = You signed out at your organization's sign-on, so you are signed out here too. Sign in and you are back where you were.
notice-session-ended = Your session has ended. Sign in and you are back where you were.
notice-left-open = This page was open for a long time, so it begins again here. Your address is kept.
notice-sent-again = Sent again. Any of our mails works, not only the newest.
notice-came-by-recovery-code = You came in with a recovery code. If the phone is gone, add a new authenticator below; the old one stays until you remove it.
notice-came-by-stand-in = You came in with a code that stood in for your second factor, here alone and once. Set up a new authenticator below within 15 minutes; the old one stays until you remove it.
notice-authenticator-added = The new authenticator counts from now on. If the old one is gone, remove it below.
notice-authenticator-ended = That authenticator doesn't count any more.
notice-passkey-added = The new passkey counts from now on.
notice-passkey-ended = That passkey doesn't count any more. Delete it on the device too.
notice-passkey-works = That passkey works here.
notice-passkey-does-not-work = That passkey's answer didn't hold, and nothing has changed. Test it once more; if it says so again, remove it and make a new one.
notice-codes-overtaken = That was an older sheet: a newer one has taken its place, and only the newest can be put away.
notice-few-codes = Few recovery codes are left. Below, one click makes a new sheet; the old one works until you have put the new one away.
notice-codes-saved = The new recovery codes count. Codes from older sheets don't.
notice-password-saved = Your new password is saved.
notice-session-was-ended = That session has ended.
notice-sessions-were-ended = All other sessions have ended.
notice-invited = The invitation is on its way. It stands in the list until it is answered.
notice-already-member = They are a member already, so there is nothing to do.
notice-done-re-invite = The invitation goes out again. Earlier mails stay good.
notice-done-reset = The mail is on its way. Nothing changes until it is used.
notice-done-waive = The password can be changed at once, for a day.
notice-done-must-change = The next time they come in, they choose a new password.
notice-done-deactivate = The account is switched off here. Nothing of it is lost, and you can switch it on again.
notice-done-reactivate = The account is switched on again.
notice-done-remove = They are not in the organization any more. They have been told.
notice-help-confirmed = Confirmed. Their page goes on by itself.
notice-help-declined = Declined. They have been told.
notice-stepped-up = Your code is in. Press the button once more.
notice-done-give-pass = They can add one authenticator within a day, and have been told how.
notice-done-take-pass-back = That pass is worth nothing any more. They have been told.
notice-factor-vouched = What you used holds here too, from now on.
notice-authenticator-added-here = The new authenticator counts from now on.
notice-factor-gone = That one doesn't count here any more.
notice-done-withdraw = The invitation is taken back.
notice-done-make-admin = They are an admin now. The other admins have been told.
notice-done-make-member = They are a member now. The other admins have been told.
notice-done-end-sessions = Their sessions here have ended.

# What is wrong with a field
address-empty = Type your e-mail address.
address-no-at = An e-mail address has an @ in it, like ana@example.com. What you typed is not kept.
address-too-long = That is longer than an e-mail address can be.
address-unreadable = There is something in it that can't be part of an e-mail address. It looks like ana@example.com.
name-empty = Type a name.
name-too-long = That is longer than we can keep; 100 characters fit.
password-empty = Type your password.
password-good = That one is good.
code-empty = Type the code.

# Mail on its way
weather-accepted = Mail to { $domain } is getting through. The last one was taken { $ago }.
weather-refused = The server of { $domain } turned our last mail away, { $ago }. Sending again may help; so can your admin.
weather-unknown = The mail goes out now. We have not written to { $domain } before, so we can't say how fast its server is.
weather-queue = Our own queue is slow at the moment: the oldest mail has waited { $span }.
weather-subject = { $product }
search-in = Search for it in { $webmail }
fate-accepted = { $host } took the mail at { $at }.
fate-refused = { $host } refused the mail at { $at }: “{ $reply }”. { $meaning }
fate-expired = The mail could not be delivered in time. Last answer: “{ $reply }”. { $meaning }
fate-queued = The mail waits in our queue and goes out next.
fate-delayed = Delayed: “{ $reply }”. { $meaning } We try again at { $next }.
mail-not-delivered = The last mail did not arrive.

# The account's page
account-password-none = No password is set.
account-password-set = Set { $set }.
account-password-expired = Set { $set }. Your organization wants a new one at the next entry.
factor-used = used { $time }
factor-never-used = not used yet
session-line = used { $time }, from { $network }
member-since = Member since { $day }
door-deactivated = { $organization } has switched your account there off. Its admins can switch it on again.
door-suspended = { $organization } is closed here for now.

factor-holds-only = Holds for { $organizations } only.
factor-gone-for = Gone for { $organizations }.

# Why a page stands here
why-password-expired = Your password for { $organization } has run out. Choose a new one and you are in.
why-password-demanded = An admin of { $organization } asks everybody in your place for a new password. Choose one and you are in.
why-authenticator = { $organization } asks for a second factor beside the password: an app on your phone that shows codes.
why-passkey = { $organization } asks for more than a password.
why-mailbox-first-factor = { $organization } asks for a second factor. Before the first one is set up, a code in your mailbox shows that it is you.
ticket-spent-password = A password was set with it at { $time }. If that was you, you're all set.
until-mailbox-proved = the moment you set a new password by mail
support-subject = I can't get in { $reference }
message-prove-first = First show that the mailbox is yours
message-prove-first-line = Your admin hears from us only once we know that it is you. Set a new password by mail, or give your password; the same button then sends it.

# The sheet of recovery codes
sheet-title = { $product }: recovery codes of { $address }, made on { $made }
sheet-each-once = Each code works once, in any order, in place of the code from your app.
sheet-keep = Keep this sheet where you would look for it without your phone.

# What happened, in a timeline
happened-signed-in = { $act }: in.
happened-refused = { $act }: refused. { $cause }
happened-password = Password typed
happened-second-factor = Second factor typed
happened-enter = Entering an organization
happened-reset-asked = Reset asked for
happened-next-mail-asked = Next mail asked for
happened-mailed-code = Code from a mail typed
happened-mailbox-code-asked = Mailbox code asked for
happened-password-saved = New password chosen
happened-joined = Invitation accepted
happened-authenticator-confirmed = New authenticator set up
happened-authenticator-ended = Factor removed
happened-passkey = Passkey used
happened-passkey-added = Passkey added
happened-factor-extended = Factor made to hold in one more organization
happened-help-asked = Live help asked for
happened-help-withdrawn = Request for live help taken back
happened-help-confirmed = Request for live help confirmed by an admin
happened-help-declined = Request for live help declined by an admin
happened-pass-given = Pass given by an admin
happened-pass-withdrawn = Pass taken back by an admin
happened-wait-started = The last admin's wait begun
happened-wait-stopped = The last admin's wait stopped
happened-codes-made = New recovery codes made
happened-codes-saved = Recovery codes put away
happened-not-me = “This wasn’t me” said of a change
happened-sessions-ended = Sessions ended
happened-answer-asked = Answer mailed on request
happened-admin-asked = Help asked of the admins
happened-invited = Invited
happened-reset-sent = Reset mail sent by an admin
happened-minimum-age-waived = Minimum age lifted by an admin
happened-change-demanded = New password demanded by an admin
happened-deactivated = Switched off
happened-reactivated = Switched on again
happened-removed = Removed
happened-role-changed = Role changed
happened-known-device = { $browser }, a known device, from { $network }
happened-new-device = { $browser }, a new device, from { $network }

# Statuses of people
status-active = Active
status-password-expired = Password Expired
status-no-factor = No Factor
status-invite-pending = Invite Pending
status-invite-expired = Invite Expired
status-locked = Locked Lane
status-mail-bouncing = Mail Bouncing
status-deactivated = Deactivated

# Kinds of mail, for an admin
mail-kind-welcome = Invitation
mail-kind-join = Invitation
mail-kind-reset = Reset mail
mail-kind-reset-invited = Invitation, asked for again
mail-kind-reset-switched-off = “Your account is switched off”
mail-kind-reset-unknown = “No account”
mail-kind-reset-no-organization = “No organization”
mail-kind-admin-reset = Reset mail from an admin
mail-kind-mailbox-code = Mailbox code
mail-kind-answer = Answer
mail-kind-password-changed = Notice: password changed
mail-kind-factor-added = Notice: factor added
mail-kind-factor-removed = Notice: factor removed
mail-kind-factor-vouched = Notice: factor vouched for
mail-kind-help-asked = Request for live help, to the admins
mail-kind-help-confirmed = Notice: request confirmed
mail-kind-help-declined = Notice: request declined
mail-kind-pass-given = Notice: pass given
mail-kind-pass-withdrawn = Notice: pass taken back
mail-kind-stand-in = Notice: a code stood in, to the admins
mail-kind-wait-started = Notice: the last admin waits
mail-kind-wait-stopped = Notice: the wait was stopped
mail-kind-kit-made = Notice: recovery kit made
mail-kind-kit-tried = Notice: recovery kit tried
mail-kind-operator-code = Notice: code given out by the operator
mail-kind-recovery-codes-made = Notice: new recovery codes
mail-kind-recovery-code-used = Notice: recovery code used
mail-kind-joined = Notice: joined
mail-kind-invitation-accepted = Notice: invitation accepted
mail-kind-first-factor = Notice: first second factor
mail-kind-role-changed = Notice: role changed
mail-kind-switched-off = Notice: switched off
mail-kind-switched-on = Notice: switched on
mail-kind-removed = Notice: removed
mail-kind-waived = Notice: minimum age lifted
mail-kind-must-change = Notice: new password wanted
mail-kind-sessions-ended = Notice: signed out
mail-kind-admin-acted-on = Notice: an admin was acted on
mail-kind-request = Request to the admins

message-answer-sent-to-owner = We write to the mailbox it is about
message-answer-sent-to-owner-line = Whoever that mailbox belongs to reads there what happened and what helps. This page says the same for every reference.

# Moving to a new phone.
new-phone-title = Moving to a new phone
new-phone-lead = Do it while the old phone still works. Nothing is removed before the new one has shown that it works.
new-phone-add = Add the new phone
new-phone-add-line = Open an authenticator app on it and scan the code that we show. If you haven't given a second factor for a while, we ask for one from the old phone first.
new-phone-try = Type the code that it shows
new-phone-try-line = From then on both phones work.
new-phone-remove = Remove the old one, or keep both
new-phone-remove-line = One click, now or later. Delete its entry in the old app as well.
new-phone-begin = Add the new phone
new-phone-works = “{ $name }” works
new-phone-works-line = Its codes let you in from now on. Does the old phone go? Then remove it here.
new-phone-keep = Keep both
new-phone-keep-line = Each of them lets you in. You can remove one later.

# "This wasn't me".
undo-title = Wasn't that you?
undo-what-factor-added = The second factor “{ $name }” was added to your account.
undo-what-factor-removed = The second factor “{ $name }” was removed from your account.
undo-what-codes-made = New recovery codes were made for your account.
undo-what-password-changed = The password of your account was changed.
undo-place = { $at }, in { $browser }, from { $network }
undo-then-factor-added = “{ $name }” stops working if you have another factor, and whoever added it is signed out. Your admins are told.
undo-then-factor-removed = Whoever removed it is signed out, and your admins are told. It comes back only from a session with another second factor.
undo-then-codes-made = The new recovery codes stop working, and whoever made them is signed out. Older ones don't come back; you make new ones when you next sign in. Your admins are told.
undo-then-password-changed = Everybody is signed out of your account, and you choose a new password on the next page. Your admins are told.
undo-button = This wasn't me
undo-code-hint = From the mail that brought you here. Without it, nothing happens.
undo-code-wrong = That isn't the code of the mail that brought you here. It stands there on a line of its own.
undo-code-empty = Type the code from that mail.
undo-was-me = If it was you, there is nothing to do. You can close this page.
undo-in-session = You're signed in with a second factor, so that no code is needed.
undo-stronger-sign-in = Sign in first
undo-stronger-second = Give your second factor first
undo-stronger-line-factor-removed = With another second factor or a recovery code given just now, the removed one comes back at once.
undo-stronger-line-factor-added = With another second factor or a recovery code given just now, it stops working even if it is the only one left.
undo-undone-factor-added = “{ $name }” doesn't work any more
undo-undone-factor-added-line = Whoever added it is signed out, and your admins know. Look through your account, and set a new password if somebody may know yours.
undo-undone-factor-removed = “{ $name }” works again
undo-undone-factor-removed-line = Whoever removed it is signed out, and your admins know. Set a new password if somebody may know yours.
undo-undone-codes-made = The new recovery codes don't work any more
undo-undone-codes-made-line = Whoever made them is signed out, and your admins know. Older codes don't come back, because they may be the ones that were stolen: you make new ones when you next sign in.
undo-called-factor-added = “{ $name }” stays for now, and your admins know
undo-called-factor-added-line = Whoever added it is signed out. It is the only second factor that counts somewhere, and without one this mailbox alone would open your account. Sign in with your own factor or a recovery code and remove it there; if you can't, your admin helps you in.
undo-called-factor-removed = Whoever removed “{ $name }” is signed out, and your admins know
undo-called-factor-removed-line = The mailbox alone doesn't bring a second factor back. Sign in with another one or a recovery code and set it up anew; if you have none, your admin helps you in.
undo-before = You said so already
undo-before-line = It was said at { $at }, and did its work then. A later change has a mail of its own.
undo-late = This link was good until { $until }
undo-late-line = You can still set a new password, look through your account, or get help.
undo-overtaken = It isn't so any more
undo-overtaken-line = What this mail told of was changed again since, so there is nothing to take back. A later change has a mail of its own.
undo-way-stuck = I can't get in
request-not-me-factor-added = Says that a second factor was added by somebody else, in { $browser } from { $network }.
request-not-me-factor-removed = Says that a second factor was removed by somebody else, in { $browser } from { $network }.
request-not-me-codes-made = Says that recovery codes were made by somebody else, in { $browser } from { $network }.
request-not-me-password-changed = Says that the password was changed by somebody else, in { $browser } from { $network }.
