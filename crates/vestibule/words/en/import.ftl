# Bulk invitation: a list of people from a spreadsheet.

# No markup: import-title.
import-title = Invite many at once
import-link = Invite many at once
import-lead = Bring a spreadsheet. You see what is in it first; nobody is invited before you say so.
import-file = The spreadsheet
import-limits = .xlsx or CSV, up to { $megabytes } MB and { $rows } rows.
import-paste = Or paste rows
import-pasted = Rows from a spreadsheet or a mail
import-pasted-hint = With the headers, or in the order first name, last name, e-mail, role.
import-look = Look at the list
import-look-line = No mail leaves yet.
import-template = The template
import-template-line = A spreadsheet with the four columns. Any other works too, if one row has headers like “First name”, “Last name”, “E-mail” and, where you like, “Role”; other columns are left alone.
import-template-get = Get the template (.xlsx)
import-read-line = Formulas are not run: what a cell last showed is read.
import-template-sheet = People
import-template-first = First name
import-template-last = Last name
import-template-email = E-mail
import-template-role = Role
import-lists = Lists so far
import-pasted-name = Pasted rows
import-added = Brought { $at } by { $name }.
import-encoding = Read as { $encoding }; look at the names below.

import-flaw-empty = There is nobody in it.
import-flaw-too-large = That file is larger than { $megabytes } MB. Split the list, or leave out columns and pictures.
import-flaw-not-a-list = That is no spreadsheet that can be read here. Save it as .xlsx or CSV.
import-flaw-old-or-locked = That is an Excel file of an old kind, or one behind a password. Save it as .xlsx without a password, or as CSV.
import-flaw-other-program = That is a spreadsheet of another program. Save it as .xlsx or CSV.
import-flaw-macros = That file carries macros, and those are not taken here. Save it as .xlsx without macros, or as CSV.
import-flaw-swollen = That file unpacks to far more than a list of people can need. Copy the rows into a new spreadsheet.
import-flaw-too-many-rows = There are more than { $rows } rows. Split the list.
import-flaw-no-header = No row has the headers for first name, last name and e-mail. The first row says: { $found }.
import-flaw-nothing = Choose a file, or paste some rows.

import-state-draft = Not sent yet
import-state-running = Being sent
import-state-stopped = Stopped
import-state-done = Sent
import-lines = { $count ->
    [one] One row.
   *[other] { $count } rows.
}

import-stand-draft = Nobody of this list has been invited yet.
import-stand-running = { $done } of { $all } rows are done.
import-stand-held = { $done } of { $all } rows are done. Today's invitations from lists are used up; it goes on by itself { $time }.
import-stand-done = The list has been sent.
import-stand-stopped-admin = Stopped by an admin. What was sent was sent.
import-stand-stopped-broken = Stopped: something on our side broke. Nothing was lost, and nobody is invited twice. Send the rest again; if it stops here once more, tell support.
import-stand-stopped-not-an-admin = Stopped: whoever sent it is no admin here any more. Another admin can send the rest.

import-count-new = { $count ->
    [one] One person will be invited.
   *[other] { $count } people will be invited.
}
import-count-again = { $count ->
    [one] One invitation had run out and is sent again.
   *[other] { $count } invitations had run out and are sent again.
}
import-count-invited = { $count ->
    [one] One has an open invitation already and gets no second mail.
   *[other] { $count } have an open invitation already and get no second mail.
}
import-count-member = { $count ->
    [one] One is a member already.
   *[other] { $count } are members already.
}
import-count-off = { $count ->
    [one] One is switched off here and stays so. To let them back in, go to their page.
   *[other] { $count } are switched off here and stay so. To let them back in, go to their pages.
}
import-count-merged = { $count ->
    [one] One row has the address of a row above and was merged with it.
   *[other] { $count } rows have the address of a row above and were merged with it.
}
import-count-mend = { $count ->
    [one] One row needs mending and is left out until then.
   *[other] { $count } rows need mending and are left out until then.
}
import-sample = The first of them:

import-was-invited = { $count ->
    [one] One person was invited.
   *[other] { $count } people were invited.
}
import-was-member = { $count ->
    [one] One was a member already.
   *[other] { $count } were members already.
}
import-was-waiting = { $count ->
    [one] One had an open invitation already.
   *[other] { $count } had an open invitation already.
}
import-was-refused = { $count ->
    [one] One was not invited.
   *[other] { $count } were not invited.
}
import-was-merged = { $count ->
    [one] One row was merged with a row above.
   *[other] { $count } rows were merged with rows above.
}
import-was-ready = { $count ->
    [one] One is not sent yet.
   *[other] { $count } are not sent yet.
}
import-was-mend = { $count ->
    [one] One row needs mending.
   *[other] { $count } rows need mending.
}

import-send = { $count ->
    [one] Send the invitation now
   *[other] Send { $count } invitations now
}
import-send-rest = { $count ->
    [one] Send the one that is left
   *[other] Send the { $count } that are left
}
import-later-line = Or later: the list stays here for 30 days. Dropping it forgets what was brought; what was sent stays sent.
import-drop = Drop the list
import-stop = Stop sending
import-stop-line = You can close this page: it goes on without you.
import-progress = How far it is
import-again = Look again

import-mending = { $count ->
    [one] One row needs mending
   *[other] { $count } rows need mending
}
import-mend-line = Mend what you like and save. Rows that you leave as they are stay out.
import-row = Row { $row }
import-mend-save = Save these rows
import-as-members = { $count ->
    [one] Take the role that isn't known as Member
   *[other] Take roles that aren't known as Member
}
import-cell-empty = Nothing stands here.
import-cell-too-long = That is too long.
import-cell-formula = That is a formula, or what a broken one shows. Type what it should say.
import-cell-unreadable = There are characters in it that can't be read, or that no address has.
import-cell-no-at = That is no address: there is no @ in it, or nothing on one side.
import-cell-unknown-role = Choose Member or Admin.

import-rows = Row by row
import-rows-csv = Save as CSV
import-show-invited = Invited
import-show-member = Members already
import-show-waiting = Open invitations
import-show-refused = Not invited
import-show-merged = Merged
import-show-ready = Not sent yet
import-show-mend = To be mended
import-merged-into = Merged with row { $row }.
import-cause-deactivated = Switched off here. To let them back in, reactivate them on their page.
import-cause-other = It was refused. The reference says why.

notice-import-known = That very file was brought before, so nothing was added. This is what became of it.
notice-import-mended = Saved.
notice-import-started = It is being sent.
notice-import-nothing = There was nothing to send.
notice-import-dropped = The list is dropped.
notice-import-stopped = Stopped. What was sent was sent.
import-column-row = Row
import-column-became = What became of it
import-column-line = More
import-column-reference = Reference
