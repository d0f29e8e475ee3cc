//! `vestibule why REFERENCE`: what happened, why, which mails it caused and what became of them, what to do.
//!
//! Never in here: what others than the operator may know (`web` judges that by what they have proved).

use std::fmt::Write;

use proofs::reference::Reference;
use rules::remedy::{Reader, Remedy, remedies};
use rules::{Cause, Instant};

use super::Said;
use crate::app::App;
use crate::fault::Fault;
use crate::mail::delivery;
use crate::said;
use crate::step::read_cause;
use crate::store::journal::{self, JournalRow};
use crate::store::outbox::{self, OutboxRow};
use crate::store::{Read, address, organization};
use crate::when;
use crate::words::words;

/// Looks a reference up.
pub async fn run(app: &App, typed: &str) -> Result<Said, Fault> {
    let Some(reference) = Reference::parse(typed) else {
        return Ok(Said::Refused(format!(
            "{typed:?} is no reference; they look like VST-7K3M-Q2XP, eight letters and digits after VST"
        )));
    };
    let mut read = app.store.read();
    let Some(row) = journal::find(&mut read, reference.as_str()).await? else {
        return Ok(Said::Refused(format!(
            "nothing is kept under {reference}. Either a letter was misread, or it is older than {} days, or the \
             entry could not be written (the log of that time says so)",
            app.settings.journal_days
        )));
    };
    let mut text = format!("{reference}\n");
    happened(app, &mut read, &row, &mut text).await?;
    for letter in outbox::list_by_reference(&mut read, reference.as_str()).await? {
        line(&mut text, "mail", &mail_line(&letter, app.now()));
    }
    if let Some(cause) = row.cause.as_deref().and_then(read_cause) {
        next_steps(app, &mut read, &row, &cause, &mut text).await?;
    }
    Ok(Said::Done(text))
}

async fn happened(app: &App, read: &mut Read, row: &JournalRow, text: &mut String) -> Result<(), Fault> {
    let now = app.now();
    line(text, "when", &format!("{} ({})", when::rfc3339(row.at), when::ago(row.at, now)));
    line(text, "what", &row.act);
    line(text, "verdict", &row.verdict);
    if let Some(cause) = &row.cause {
        let sentence = read_cause(cause).map(|cause| said::cause_for_operator(&cause, now));
        line(text, "cause", &format!("{cause}: {}", sentence.unwrap_or_default()));
    }
    line(text, "who", who(read, row).await?.as_deref().unwrap_or("nobody who is known here"));
    if let Some(slug) = slug_of(read, row).await? {
        line(text, "organization", &slug);
    }
    let known = if row.known_device { "known" } else { "not seen before" };
    let network = row.network.as_deref().unwrap_or("a network that is not kept any more");
    line(text, "from", &format!("{} ({known}), {network}", row.browser));
    if row.evidence != "{}" {
        line(text, "evidence", &row.evidence);
    }
    if let Some(other) = &row.caused_by {
        line(text, "caused by", other);
    }
    Ok(())
}

async fn who(read: &mut Read, row: &JournalRow) -> Result<Option<String>, Fault> {
    let Some(id) = row.user_id else { return Ok(None) };
    Ok(address::find_primary(read, id).await?.map(|row| row.shown))
}

async fn slug_of(read: &mut Read, row: &JournalRow) -> Result<Option<String>, Fault> {
    let Some(id) = row.organization_id else { return Ok(None) };
    Ok(organization::find(read, id).await?.map(|row| row.slug))
}

/// What the operator can do, then what the person and their admin have been offered.
async fn next_steps(
    app: &App,
    read: &mut Read,
    row: &JournalRow,
    cause: &Cause,
    text: &mut String,
) -> Result<(), Fault> {
    let slug = slug_of(read, row).await?.unwrap_or_else(|| "SLUG".to_owned());
    let who = who(read, row).await?.unwrap_or_else(|| "ADDRESS".to_owned());
    let next = match remedies(cause, Reader::Operator).first {
        Remedy::RestoreKeys => {
            "put back the backup of the key file; `vestibule keys check` says what it opens".to_owned()
        }
        Remedy::ResumeOrganization => format!("vestibule org resume {slug}"),
        Remedy::RecoverUser => {
            format!("once you are sure who asks: vestibule user recover {who} --org {slug}")
        }
        Remedy::MakeSupportUser => {
            format!("if they are to work at the support desk: vestibule user support {who}")
        }
        _looked_up => {
            let admin = said::remedy_in_full(remedies(cause, Reader::Admin).first);
            format!("nothing is yours to mend; an admin of the organization can: {admin}")
        }
    };
    line(text, "next", &next);
    let person: Vec<String> = remedies(cause, Reader::User).iter().map(said::remedy).collect();
    line(text, "their ways", &person.join("; "));
    line(text, "their page", &app.url(&format!("/why/{}", row.reference)));
    Ok(())
}

fn line(text: &mut String, name: &str, value: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "  {name:<13} {value}");
}

/// One mail: what, where to, and what became of it. Never the address: the domain is what mends mail.
pub fn mail_line(letter: &OutboxRow, now: Instant) -> String {
    let explained = || {
        let reply = letter.reply.as_deref()?;
        Some(format!("{} ({reply})", words().plain(delivery::explain(reply).key(), &[])))
    };
    let state = match letter.state.as_str() {
        "accepted" => {
            let by = letter.host.as_deref().unwrap_or("the mail server");
            let at = letter.settled_at.unwrap_or(letter.created_at);
            format!("taken by {by} {}", when::ago(at, now))
        }
        "refused" => format!("refused. {}", explained().unwrap_or_default()),
        "expired" => format!("given up. {}", explained().unwrap_or_default()),
        _queued if letter.attempts == 0 => {
            format!("queued {} and not tried yet", when::ago(letter.created_at, now))
        }
        _queued => {
            let next = when::span(letter.next_at.since(now));
            format!("tried {} times, again in {next}. {}", letter.attempts, explained().unwrap_or_default())
        }
    };
    format!("{} to {}, {}: {state}", letter.kind, letter.domain, letter.message_id)
}
