# The rescue that is arranged before it is needed: the recovery kit, and the last admin's waiting period.

## The kit
nav-kit = Recovery kit
# No markup: kit-title.
kit-title = Recovery kit
kit-lead = Ten printed codes, kept sealed and offline. When an admin has lost every second factor, one of them stands in, once.
kit-print = Print it, or write it down
kit-sheet = Recovery kit
kit-sheet-each = Sealed, offline: each code stands in once for the second factor of one admin of { $organization }, after the password, in the field for the code.
kit-sheet-keep = Keep it in a safe or a sealed envelope, apart from any phone, where another person can reach it too.
kit-try = Type one of its codes
kit-try-again = Try it again
kit-try-line = From the paper, not from this page: it shows that the paper is there. That code is used up by it, the others go on. Made { $made }.
kit-code = One code of the kit
kit-code-hint = Sixteen letters and digits, with or without blanks.
kit-try-do = It's there
kit-make = Make a kit
kit-make-line = It takes two minutes and a printer, or a pen. All admins get a note.
kit-make-do = Make ten codes
kit-renew = Make another kit
kit-renew-line = A kit that was tried works until one code of the new one has been typed. One that wasn't tried gives way at once.
kit-skip = Not now
kit-skip-line = Then whoever is the only admin and loses phone and recovery codes waits three days, or needs whoever runs this service.
kit-stands = How it stands
kit-stands-none = There is no kit.
kit-stands-untried = A kit was made { $made } and not tried yet. Its codes work; whether the paper is there, nobody knows.
kit-stands-good = Tried { $tried }. { $left } codes are left.
kit-stands-aged = Tried { $tried }, which is more than half a year ago. Is the paper still there? Type one of its codes. { $left } codes are left.
kit-stands-few = Tried { $tried }. { $left ->
    [one] Only one code is left.
   *[other] Only { $left } codes are left.
} Make another kit.
kit-stands-used-up = The kit is used up. Make another one.
kit-newer = A newer kit was made { $made } and not tried yet. The older one works until then.
kit-admins = { $count ->
    [one] One admin is alone: nobody else here could help them.
   *[other] { $count } admins can help each other back in.
}
kit-demand-waits = Second factors are asked of everybody as soon as the kit was tried, or a second admin is in.
kit-demand-bare = Second factors are asked of everybody, and that stays so; but no rescue is left for the only admin. Make a kit, or make somebody else an admin.
kit-how = What it is for
kit-how-use = Sign in with the password. Where a code is asked for, type one from the kit. Then set up a new authenticator; until then the code let you in once, and into this organization only.
kit-how-keep = No code works without the admin's own password, and none works for anybody who is not an admin.
kit-how-told = All admins are told when a kit is made, tried, or used.
kit-code-wrong = That is none of the codes of the kit made { $made }. Look at the newest sheet.
kit-code-spent = That code was used before. Type another one from the sheet.
kit-code-slowed = There were many wrong tries. The next one is looked at from { $time }.
kit-code-nothing-there = There is no kit to try. Make one first.
notice-kit-tried = The kit works: it has proved to be there. Seal it, and put it away. Older kits work no more.
kit-reminder = See the recovery kit
kit-sheet-title = { $organization }: recovery kit, made on { $made }
kit-sheet-where = At { $address }: sign in with your password, and type one where a code is asked for.
happened-kit-made = Recovery kit made
happened-kit-tried = Recovery kit tried
happened-operator-code-made = Code given out by the operator

## The last admin's waiting period
# No markup: last-wait-title.
last-wait-title = The last admin's waiting period
last-wait-open = You're the only admin of { $organization }, so nobody there can help you at once. After three days you can set up a new authenticator, in this browser.
last-wait-open-told = It takes a password that you chose yourself, and the code that we mail you next. Everybody in the organization is told, and every address that we know of you: whoever isn't you should not get in by waiting.
last-wait-begin = Begin the three days
last-wait-begin-line = Nothing of yours is changed by it. If the phone turns up meanwhile, sign in as always, and the wait is over.
last-wait-elsewhere = It was begun { $at } in another browser ({ $browser }), and works in that one only.
last-wait-begin-here = Begin anew in this browser
last-wait-begin-here-line = Then the three days begin again, and the other browser's end.
last-wait-running = It runs until { $until }. Come back then, to this browser, and sign in with your password: a button stands where the code is asked for.
last-wait-began = Begun
last-wait-over-at = Over
last-wait-told = Told by mail
last-wait-told-line = { $count ->
    [one] one address: everybody in { $organization }, and you
   *[other] { $count } addresses: everybody in { $organization }, and you at every address we know
}
last-wait-here-only = It works in this browser only: keep its cookies. Whoever is signed in as you elsewhere, with a second factor, can stop it.
last-wait-over = The three days are over, and nobody objected. Set up a new authenticator; it counts for { $organization }.
last-wait-set-up = Set up a new authenticator
last-wait-until = This stays open until { $until }. Your old one stays until you remove it.
last-wait-stopped = It was stopped, from a session of yours that had a second factor. If that wasn't you, somebody else holds one; only whoever runs this service can find out who is who.
last-wait-kit = Type a code of the recovery kit
last-wait-kit-line = The printed codes of { $organization }, if it has some: they work at once.
last-wait-operator = Ask whoever runs this service
last-wait-operator-line = They can give you a code that stands in once, when they are sure that it's you:
last-wait-stop = This isn't me: stop it
last-wait-stop-line = Stopped, it can't be begun again for as long as it would have lasted, and whoever runs this service goes on from there. Then change your password and that of your mailbox.
last-wait-banner = Somebody who knows your password and reads your mail has begun the last admin's waiting period for { $organization }, in { $browser } ({ $network }). It is over at { $until }; then they can add an authenticator.
second-last-admin = You're the only admin of { $organization }
second-last-admin-line = Without a kit: three days of waiting, announced to everybody.
second-last-admin-do = Wait three days
second-wait-see = See your waiting period
second-wait-over = Your waiting period for { $organization } is over
second-wait-over-line = Set up a new authenticator now, in this browser.
why-mailbox-wait = Before the three days begin, a code in your mailbox shows that it is you.
notice-wait-stopped = The waiting period is stopped. Whoever began it knows your password and reads your mail: change your password here, and that of your mailbox.
notice-wait-ended = Your second factor has ended the waiting period. If it wasn't you who began it, somebody knows your password and reads your mail: change both.
