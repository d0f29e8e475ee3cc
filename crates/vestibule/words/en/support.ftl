# Sentences: support. The desk's console, what organizations grant it, and the numbers.

support-desk-name = { $product } support
support-acting-name = { $name } (support)
nav-support = Find a case
nav-numbers = Numbers
nav-articles = Articles
nav-grants = Support

# /support
support-home = Support desk
support-home-lead = Find what happened: by the reference that somebody reads out, by their address, or by their organization.
support-q = Reference, e-mail address or organization
support-q-hint = Like VST-7K3M-Q2XP, ana@larkfield.example or Larkfield. What you look for stands in the audit log.
support-find = Find it
support-nothing = Nothing here has that reference, address or name. Names of organizations have to be typed in full.
support-several = Several organizations have that name. Use the short name that stands in their addresses.
support-stuck-now = { $count ->
    [0] Nobody is stuck at the door now.
    [one] One person is stuck at the door now.
   *[other] { $count } people are stuck at the door now.
}
support-numbers-all = All numbers
support-rules = What support can do
support-rules-look = Everything you open stands in the audit log of the person's organization, with your name. What mails say, and every code, link and password, stays hidden from you.
support-rules-never = You send what fits to the mailbox's owner, and hand cases to the organization's admins. Nobody at this desk can let somebody in, touch a factor or change a role.

# An address that nobody has
support-address = An unknown address
support-address-nobody = Nobody here has this address. Whoever types it gets a mail that says so; they may have used another one.

# A case
support-case-unknown = Nothing is kept under this reference.
support-case-unknown-line = A letter may have been misread, or it is older than the journal. If it is of the last minutes, the entry could not be written; the operator's log still has it.
support-not-refused = Nothing was refused here.
support-why = What happened, and why
support-when = When
support-verdict = Answer
support-browser = From
support-browser-known = { $browser }, which has signed in as them before
support-browser-new = { $browser }, not seen before
support-network = Network
support-organization = Organization
support-caused-by = Because of
support-found = What each step found
support-mails = Mails that it caused
support-no-mails = None.
support-afterwards = What came after
support-nothing-since = Nothing yet.
support-who = Whose case
support-who-nobody = Nobody's whom we know: no account has the address that was typed.
support-help = What you can do
support-open-person = Look at everything about them
support-send-answer = Mail them the cause and what to do
support-send-fitting = Send the mail that fits
support-send-fitting-line = A reset link, their invitation again, or why neither would help. It goes to their mailbox, and changes nothing until they use it.

# Evidence
found-password = Password
found-code = Code
found-passkey = Passkey
found-mailed-code = Code from the mail
found-saved-by = New password saved by
found-authenticators = Authenticators
found-recovery-codes = Recovery codes left
found-unreadable = Authenticators that we cannot read
found-failed-before = Wrong guesses before
found-network-until = Their network is slowed until
found-proved-before = Proved before
found-admins = Admins
found-clock-off-seconds = clock off, in seconds
found-nothing = nothing

# Timelines
support-happened = What happened
support-from = From
support-to = to
support-days = Show these days
support-nothing-happened = Nothing happened in these days.
support-nothing-older = Nothing older is kept.
support-crowded = More mails and acts fall into this page than fit. Choose fewer days to see them all.
support-older = Older
support-request = Asked the admins for help
support-request-open = Open.
support-request-closed = Closed { $at }.
support-done-by = by { $who }
support-actor-admin = admin
support-actor-operator = operator
support-actor-support = support
support-actor-job = by itself

# A person
support-stands-stuck = { $count ->
    [one] Refused once at { $since } and not in since then: { $cause }
   *[other] Refused { $count } times since { $since } and not in since then. The last time: { $cause }
}
support-memberships = Organizations
support-memberships-none = They belong to no organization any more.
support-last-active = Last active: { $at }
support-granted-until = Support may act in an admin's place until { $until }.
support-not-granted = Support may not act in an admin's place. An admin can grant it on their page “Support”.
support-act-reset = Send a reset in its name
support-act-waive = Lift the minimum age
support-act-end-sessions = End sessions there
support-signs-in = What they sign in with
support-password = Password
support-password-set = set { $at }
support-password-none = none
support-codes = Recovery codes
support-codes-left = { $count ->
    [0] none left
    [one] one left
   *[other] { $count } left
}
support-sessions = { $count ->
    [0] No open session.
    [one] One open session.
   *[other] { $count } open sessions.
}

# An organization
support-members = Members
support-admins = Admins who can get in
support-requests = Requests
support-requests-open = { $count ->
    [0] none open
    [one] one open
   *[other] { $count } open
}
support-suspended = Switched off
support-suspended-line = By the operator; nobody gets in.

# Notes and handing over
support-notes = Notes of the desk
support-note = Write a note
support-note-line = Only the desk reads it. The audit log says that there is one.
support-note-do = Keep the note
support-hand-over = Hand it to the organization
support-hand-over-line = It stands in the list of its admins, who get a mail and have the buttons that help.
support-hand-over-to = Organization
support-hand-over-note = What should they know?
support-hand-over-note-line = Its admins read this.
support-hand-over-do = Hand it over
support-request-about = From { $name } of support: { $note }
support-write-again = Back, and write it
message-support-nothing-written = There is nothing in the note.
message-support-nothing-written-line = Write a few words, { $count } characters at most. Nothing was sent.
message-not-support = This is the support desk.
message-not-support-line = It is open to those who work there, signed in with a second factor. If you work there, go to your account and switch to its organization; if you should and do not, the operator adds you.
notice-support-send-fitting = The mail that fits is on its way to their mailbox.
notice-support-send-answer = The cause and what to do are on their way to their mailbox.
notice-support-hand-over = The organization's admins have it now, with your note.
notice-support-noted = The note is kept.
notice-support-acted = Done in the admin's place. The person is told, and it stands in the organization's audit log.

# The journal
happened-support-mailed = Support sent the mail that fits
happened-support-answered = Support sent the answer
happened-support-handed-over = Support handed the case to the admins
happened-support-granted = Support was granted more

# Numbers
support-numbers = How people get in
support-numbers-lead = What this login system measures itself by.
support-now = Stuck at the door now
support-now-seen = { $count ->
    [0] Support has seen to none of them.
    [one] Support has seen to one of them.
   *[other] Support has seen to { $count } of them.
}
support-lengths = From the first refusal to the next sign-in
support-median = Half took at most
support-most = 95 of 100 took at most
support-came-in = Refused, and came in
support-came-in-seen = Of these, with support
support-ended = What ended it
support-ended-none = Nothing has ended yet.
support-ended-tried-again = They tried again
support-ended-new-password = A new password by mail
support-ended-invitation = The invitation
support-ended-recovery-code = A recovery code
support-ended-passkey = A passkey
support-ended-new-factor = A new second factor
support-ended-live-help = An admin's help
support-ended-stand-in = A code of the kit, or the operator's
support-ended-never = They did not come back within 30 days
support-numbers-how = Counted for people who are known here: from a refusal at the door until the next sign-in. Lengths and endings are those of the last 30 days. A stranger's wrong guess at somebody's password counts as that person being stuck until they next sign in.

# Articles
support-articles = What the articles answer
support-articles-lead = “Did this answer your question?”, as the readers of the help centre say. Those that left most without an answer stand first.
support-article-answers = { $yes } yes, { $no } no.
support-article-last = The last one { $at }.
support-article-none = Nobody has said yet.

# /org/SLUG/support
grants-title = Support
grants-lead = The support desk can always send your people the mail that fits, and hand you a case. You decide whether it may do more.
grants-now = Now
grants-live = { $by } lets support act in an admin's place until { $until }. Then it ends by itself.
grants-none = Support may not act in an admin's place.
grants-length = For how long
grant-for-1-hour = 1 hour
grant-for-8-hours = 8 hours
grant-for-1-day = 1 day
grant-for-3-days = 3 days
grant-for-7-days = 7 days
grants-give = Let support act in an admin's place
grants-give-line = All admins get a mail. You can end it at any time.
grants-end = End it now
grants-end-line = All admins get a mail.
grants-before = Before
grants-span = { $from } to { $until }
grants-what = What that means
grants-what-with = While you grant it, support may send a reset or the invitation again in your organization's name, lift the minimum age of a password for a day, and end somebody's sessions here. The person is told each time.
grants-what-without = Without it, support sees what happened and sends mails to the mailbox's owner, no more. Everything that it looks at or does about your people stands in your audit log.
grants-what-never = Support never lets anybody in, never sees or sets a password or code, never touches a second factor and never changes a role, whatever you grant.
notice-grant-given = Support may act in an admin's place. All admins have been told.
notice-grant-ended = Support may not act in an admin's place any more. All admins have been told.

# Mails
mail-kind-grant-given = Notice: support may act in an admin's place
mail-kind-grant-ended = Notice: support may not act in an admin's place any more
mail-grant-button = Look at it
mail-grant-given-subject = { $organization }: support may act in an admin's place
mail-grant-given-heading = Support may act in an admin's place
mail-grant-given-says = { $admin } granted it on { $place }. Until { $until }, support may send resets and invitations in your organization's name, lift the minimum age of a password and end sessions. It never touches a password, a factor or a role. Any admin can end it sooner.
mail-grant-ended-subject = { $organization }: support may not act in an admin's place any more
mail-grant-ended-heading = The grant to support has ended
mail-grant-ended-says = { $admin } ended it on { $place }. From now on support only looks, sends mails to the mailbox's owner and hands cases to you.

# Causes and remedies
cause-not-support = This page is for the support desk.
cause-not-support-admin = A signed-in user who does not work at the support desk opened its page.
cause-support-needs-grant = Support can do this in an admin's place only while the organization grants it.
cause-support-needs-grant-admin = Support wanted to act in an admin's place, and the organization does not grant it now.
remedy-send-fitting = Send them the mail that fits
remedy-send-fitting-line = A reset link, their invitation again, or why neither would help. To their mailbox; nothing changes until they use it.
remedy-hand-over = Hand it to the organization's admins
remedy-hand-over-line = With a note; they have the buttons that help.
remedy-give-grant = Let support act in an admin's place for a while
remedy-make-support-user = Let them work at the support desk
