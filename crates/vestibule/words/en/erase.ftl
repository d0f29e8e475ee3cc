# Erasure of what is kept about somebody.

account-erase = Erase my account
account-erase-line = Everything that is kept about you, after seven days in which you can change your mind.
erase-title = Erase your account
erase-lead = All that is kept here about { $address } is erased. It can't be brought back.
erase-goes = What goes
erase-goes-own = Your names and addresses, your password, second factors, recovery codes, browsers and sessions.
erase-goes-organizations = Your place in { $organizations }. You can't get in there any more; an invitation would be for somebody new.
erase-goes-happened = What happened when you signed in, what was mailed to you, what you asked of admins and of support.
erase-stays = What stays, and why
erase-stays-audit = Organizations have to be able to show what was changed and when. The lines of their audit logs stay, with “somebody whose data was erased” in your place: no name, no address, no network.
erase-stays-numbers = How many sign-ins failed and why is counted on, without anything that leads to you.
erase-stays-elsewhere = Copies elsewhere: backups until they are replaced (putting one back erases you again), what an organization saved as a file, mails that others have got, and what you did in the applications behind this door.
erase-how = How it goes on
erase-how-line = All your addresses get a mail now, and the admins of your organizations are told. On { $due } it is carried out. Until then everything works, and one press in any browser where you're signed in, or the button in the mail, withdraws it.
erase-do = Erase my account in seven days
erase-waits = Your account will be erased on { $until }.
erase-waits-held = Not before somebody else is an admin where you are the only one. Then it is carried out, unless you withdraw it.
erase-place = Asked for { $at }, in { $browser } ({ $network }).
erase-withdraw = Withdraw it: keep my account
erase-withdraw-line = Nothing has been erased yet, and everything stays as it is.
erase-held = You're the only admin
erase-held-line = Make somebody else an admin of { $organization } first: on their page, under People, or by inviting them as one.
erase-held-alone = Is nobody else left there? Those who run this service can close the organization; then it holds nothing up.
erase-held-write = Write to them
erase-banner = Your account will be erased on { $due }, as you asked. If it wasn't you, withdraw it and change your password.
erase-stop-title = Keep your account?
erase-stop-lead = It will be erased on { $due }, with everything that is kept about you.
erase-stop-in-session = You're signed in, so the button is enough.
erase-stop-code-hint = Mail programs press buttons by themselves, so it takes the code as well.
erase-stop-was-me = If you asked for it and still want it, there is nothing to do. If it wasn't you, withdraw it, and then set a new password: whoever asked was signed in as you.
erase-code-empty = Type the code from that mail.
erase-code-wrong = That is not the code of this mail. Each mail has one of its own; look at the newest.
erase-code-slowed = There were many wrong tries. The next one is looked at from { $time }.
erase-was-withdrawn = Your account stays
erase-was-withdrawn-line = The erasure was withdrawn { $at }. If it wasn't you who had asked for it, set a new password.
notice-erasure-asked = It is noted. All your addresses get a mail that says how to withdraw it.
notice-erasure-withdrawn = It is withdrawn. Your account stays as it is.
notice-erase-again = Sign in again first, so that nobody who finds your browser open can do this.
erased-somebody = Somebody whose data was erased

happened-erasure-asked = Erasure asked for
happened-erasure-withdrawn = Erasure withdrawn
happened-erased = Data erased

audit-act-erasure-asked = Asked that their data is erased
audit-act-erasure-withdrawn = Withdrew that
audit-act-erasure-held = Erasure held: the only admin
audit-act-erased = Data erased

mail-kind-erasure-asked = Notice: account will be erased
mail-kind-erasure-withdrawn = Notice: erasure withdrawn
mail-kind-erasure-held = Notice: erasure held
mail-kind-erased = Notice: account erased
mail-kind-erasure-to-admins = Notice: somebody's account is erased

mail-erasure-asked-subject = { $product }: your account will be erased
mail-erasure-asked-heading = Your account will be erased
mail-erasure-asked-says =
    On { $place } it was asked that everything kept about you is erased. That happens on { $due }, for good.

    If you want that, there is nothing to do. If not, or if it wasn’t you, withdraw it.
mail-erasure-asked-button = Keep my account

mail-erasure-withdrawn-subject = { $product }: your account stays
mail-erasure-withdrawn-heading = Your account stays
mail-erasure-withdrawn-says = The erasure of your account was withdrawn on { $place }. Nothing has been erased.

mail-erasure-held-subject = { $product }: your account is not erased yet
mail-erasure-held-heading = Your account is not erased yet
mail-erasure-held-says =
    You are the only admin of { $organizations }. Without you nobody there could help anybody in.

    Make somebody else an admin; then it is carried out. Or withdraw it. If nobody else is left there, those who run this service can close the organization.
mail-erasure-held-button = See what to do

mail-erased-subject = { $product }: your account is erased
mail-erased-heading = Your account is erased
mail-erased-says =
    On { $at } everything that was kept about you was erased. This is the last mail; this address goes with it.

    If somebody invites you again, you begin as somebody new.
mail-erased-button = Ask those who run this

mail-erasure-to-admins-subject = { $organization }: about somebody’s account
mail-erasure-to-admins-heading = { $name } and their data
mail-erasure-to-admins-asked = { $name } ({ $address }) asked that everything kept about them is erased. On { $due } they are gone from { $organization }; the audit log keeps its lines without their name. They can withdraw it until then.
mail-erasure-to-admins-withdrawn = { $name } ({ $address }) withdrew the erasure of their data. They stay in { $organization }.
mail-erasure-to-admins-done = Everything kept about { $name } ({ $address }) was erased on { $due }. They are gone from { $organization }; the audit log keeps its lines without their name.
mail-erasure-to-admins-button = See the people
