# Sentences: dev. The demo's own pages.

# No markup: demo-bar.
demo-bar = Demo
dev-brand = Vestibule demo
dev-nothing-leaves = Nothing here leaves this machine
dev-stories = Stories
dev-inbox = Inbox
dev-clock = Clock
dev-door = The door
dev-cast-title = Five people outside the door
dev-cast-lead = Each is stuck in a way that a real login system once answered with “contact support”. Be them, and get in.
dev-who = Who
dev-what = What happened
# No markup.
dev-do = Be them
dev-be = Be { $name }
dev-know = What they know, and how it ends
dev-code-now = Code in the app now
dev-no-credentials = They have no password and no app yet.
dev-others = The others
dev-others-line = Admins who can help, and people for whom all goes right.
dev-inbox-lead = Every mail of the demo, newest first, just as a mail server would have got it.
dev-inbox-empty = No mail yet. Ask for one at the door.
dev-all-mail = All mail
dev-envelope = Envelope
dev-to = To
dev-from = From
dev-at = Sent
dev-html = The HTML part
dev-in-it = In this mail
dev-clock-lead = Every decision uses this clock. Move it, and what has become due happens at once. It never runs backwards.
dev-minute = 1 minute
dev-ten-minutes = 10 minutes
dev-hour = 1 hour
dev-three-hours = 3 hours
dev-day = 1 day
dev-month = 31 days
dev-set = Move it to
dev-set-hint = Like 2026-11-23T14:32:00Z, and later than now.
dev-set-do = Move the clock
