# Another address for one's account: its page, its mails, and what is said of it elsewhere.

address-title = Change your address
address-now = You sign in with <strong>{ $address }</strong>, and our mails go there.
address-new = New e-mail address
address-send = Send both mails
address-send-line = One mail goes to the new address and one to the address of now, each with a code and a link. Nothing changes until both have come back to you and you press the button. At most five such mails a day go to one new address.
address-what = With the new address you sign in from then on, and resets go there. The old one works until the change is done. It is told of the change, and can take it back for a week.
address-moving = From <strong>{ $address }</strong> to <strong>{ $new }</strong>. The old address works until you press the last button.
address-proved = This mailbox is proved
address-unproved-old = Waits for the code or the link of the mail that went here
address-unproved-new = Waits for the code or the link of the mail that went here
address-code = Code from either mail
address-code-hint = Eight characters, good for ten minutes, on this page. Type one, then the other.
address-code-button = Prove this mailbox
address-claim-line = You opened the link of the mail to { $address }.
address-claim = This mailbox is mine
address-elsewhere = The codes work in the browser in which you asked for them. Here, open the links of the two mails.
address-change-line = From then on you sign in with the new address. { $address } is told, and can take it back for a week.
address-change = Change my address
address-no-mail = No mail? Look in the folder for spam, or have both sent again: those sent before stay good. Is the new address mistyped? Leave it as it is, and begin again.
address-again = Send the mails again
address-withdraw = Leave my address as it is
address-until = You can go on with it until { $until }; after that it is forgotten.
address-help = How a change of address works
address-owed-second = Give your second factor
address-owed-second-line = To change the address, give your second factor first. It counts for a quarter of an hour.
address-owed-elsewhere = Give a second factor of your own
address-owed-elsewhere-line = The second factor that you gave holds for one organization only. Your address is the same in all of them, so that it takes a factor of your own.
address-owed-password = Type your password
address-owed-password-line = To change the address, type your password once more. It counts for a quarter of an hour.
address-owed-set-up = Set up a second factor
address-owed-set-up-line = Your password came by mail, so that it proves no more than your old mailbox does. Set up an authenticator app or a passkey first; then the address can be changed.
address-over-line = The change that this belonged to is not under way any more: it was done, withdrawn, or waited longer than a day. Your address is as it says above; begin again if you want another one.
address-another-account = This link belongs to another account
address-another-account-line = You're signed in, and the change of address was begun in another account. Sign out, sign in with that one, and open the link again. If you have no other account, somebody mistyped their new address, and you can throw the mail away: nothing happens.

account-address-change = Change my address

notice-address-sent = Both mails are on their way, as far as they are not proved yet.
notice-address-proved = That mailbox is proved.
notice-address-proved-before = That mailbox was proved already.
notice-address-same = That is your address already. Nothing was changed.
notice-address-withdrawn = Your address stays as it is.
notice-address-over = That change isn't under way any more. Your address is as it says below.
notice-address-changed = You sign in with your new address from now on. The old one was told, and can take it back for a week.
notice-address-was-changed = Your address was changed already. You're all set.

happened-address-page = Change of address looked at
happened-address-asked = Change of address asked for
happened-address-proved = Mailbox proved for a change of address
happened-address-changed = Address changed
happened-address-withdrawn = Change of address withdrawn

audit-act-address-changed = Address changed
audit-act-address-restored = Change of address taken back

mail-kind-address-old = Change of address: to the old mailbox
mail-kind-address-new = Change of address: to the new mailbox
mail-kind-address-belongs = Change of address: it has an account
mail-kind-address-held = Change of address: it is held
mail-kind-address-changed = Notice: address changed
mail-kind-address-was-here = Change of address: asked for at the old one
mail-kind-address-is-here = Notice: this is the new address
mail-kind-address-put-back = Notice: address put back
mail-kind-address-gone = Notice: this isn't the address any more

mail-address-button = Prove this mailbox
mail-address-stuck-button = Get help

mail-address-old-subject = { $organization }: your address shall be another one
mail-address-old-heading = Is the new address yours?
mail-address-old-says =
    Somebody in your account wants its address to be { $address }.

    If that’s you, type this code on the page that asked, or open the link. If it isn’t, do nothing: nothing changes. Then set a new password.

mail-address-new-subject = { $product }: prove your new address
mail-address-new-heading = Is this your new address?
mail-address-new-says =
    Somebody wants to use this address for their account.

    If that’s you, type this code on the page that asked, or open the link where you’re signed in. If it isn’t, do nothing, and tell nobody the code.

mail-address-belongs-subject = { $product }: this address has an account already
mail-address-belongs-heading = This address has an account already
mail-address-belongs-says =
    Somebody wants to use this address for another account. It is the address of your account here, or of an invitation to you, so that can’t be. Nothing was changed, and they weren’t told.

    If that was you, sign in with this address, or ask your admin to invite the other one.

mail-address-held-subject = { $product }: this address isn’t free yet
mail-address-held-heading = This address isn’t free yet
mail-address-held-says =
    Somebody wants to use this address for an account. It was another one’s until lately, and is kept for that for a week. Nothing was changed, and they weren’t told.

    If that was you, ask again when the week is over.

mail-address-changed-subject = { $organization }: your address was changed
mail-address-changed-heading = Your address was changed
mail-address-changed-says =
    It was changed to { $address } on { $place }. This address doesn’t sign in any more, and resets don’t come here.

mail-address-was-here-subject = { $product }: this address was changed
mail-address-was-here-heading = This address isn’t an account’s any more
mail-address-was-here-says =
    Somebody asked for a way in at this address. Its account has another one now, and resets go there.

    If you didn’t change it, this code puts this address back, and signs everybody out.

mail-address-is-here-subject = { $organization }: this is your address now
mail-address-is-here-heading = This is your address now
mail-address-is-here-says =
    It was changed from { $address } on { $place }. You sign in with this address from now on, and our mails come here. The old one can take that back for a week.

mail-address-put-back-subject = { $organization }: your address is this one again
mail-address-put-back-heading = Your address is this one again
mail-address-put-back-says =
    The change was taken back on { $at }, and everybody was signed out of your account. Sign in with this address. Set a new password if somebody may know yours, and look through your second factors. Your admins are told.

mail-address-gone-subject = { $organization }: this isn’t your address any more
mail-address-gone-heading = The change of address was taken back
mail-address-gone-says =
    On { $at } somebody with the old mailbox said that the change to this address wasn’t theirs. The old address is yours again, and everybody was signed out.

    If you did want the change, sign in with the old address and begin again, or ask your admins, who were told.

undo-what-address-changed = The address of your account was changed.
undo-then-address-changed = Your account gets its old address back, everybody is signed out of it, and the new address is nobody's. Your admins are told.
undo-undone-address-changed = Your old address is your address again
undo-undone-address-changed-line = Everybody is signed out, and your admins know. Sign in with the old address. Set a new password if somebody may know yours, and look through your second factors.
request-not-me-address-changed = Says that the address was changed by somebody else, in { $browser } from { $network }.

contact-heading = Addresses
contact-signs-in = Signs in with
contact-label = Contact address
contact-change = Write another contact address
contact-typo = A typo? Withdraw it and invite anew
contact-title = Contact address of { $person }
contact-typo-title = A typo in the invitation?
contact-typo-lead = { $person } has not accepted the invitation that went to { $address }. An invitation belongs to its mailbox, so that its address can't be changed: take it back, and invite the right one.
contact-typo-withdraw = Withdraw this invitation
contact-typo-withdraw-line = Its links and codes stop working. Nobody is told.
contact-typo-invite = Invite the right address
contact-lead = { $person } signs in with { $address }, and our mails go there. Only they can change that, in their account, because it takes both mailboxes.
contact-does = What you write here stands in your list of people, on their page, in the file and in the search of { $organization }, in the place of that address. It signs nobody in, gets no mail of ours, and no other organization sees it. { $person } is told by mail that you wrote it. It can be put back for a week.
contact-field = Contact address; empty for none
contact-save = Write it
contact-lately = Written on { $at }; before, it was { $before }.
contact-own = Writes { $address } as your contact address. It signs you in nowhere and gets no mail of ours; its admins can change it.
people-contact = Contact address
act-put-contact-back = Put the contact address back
act-put-contact-back-effect = The one of before stands in the lists of { $organization } again. { $person } is told by mail.
notice-done-contact = The contact address is written, and the person was told.
notice-done-put-contact-back = The contact address of before stands there again, and the person was told.
notice-contact-same = That contact address stands there already. Nothing was changed.
happened-contact-set = Contact address written by an admin
happened-contact-put-back = Contact address put back by an admin
audit-act-contact-set = Contact address written
audit-act-contact-put-back = Contact address put back
mail-kind-contact-set = Notice: contact address
mail-contact-set-subject = { $organization }: your contact address there
mail-contact-set-heading = { $organization } wrote your contact address
mail-contact-set-says =
    { $admin } wrote on { $at } that { $organization } reaches you at { $address }.

    That stands in its lists alone. You sign in as before, and our mails come here as before. If it is wrong, tell { $admin }.

cause-address-taken = Meanwhile another account has come to use this address, and one address belongs to one account. Yours stays as it was.
cause-address-taken-admin = Another account came to use the new address before the change was done.
cause-address-held = Whoever had this address until lately can still take it back. From { $time } it can be invited; if it is the same person, invite the address that they use now.
cause-address-held-admin = The address was another one’s until lately, and is kept for them until { $time }.
