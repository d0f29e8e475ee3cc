//! `vestibule user …`: shows what is known about one, sends a reset, invites, erases.
//!
//! Nothing here weakens an account: what it sends changes nothing until its reader uses it; the one break-glass has a
//! file of its own, `recover.rs`. Where to go next: `flows/people.rs`, where an admin's console ends too.

use std::fmt::Write;

use clap::{Args, Subcommand};
use proofs::address::Address;
use rules::people::AdminAct;
use rules::{Instant, Role, Span, Verdict};

use super::open::{operator, visit};
use super::organization::{addressed, find, named};
use super::{Said, erase, recover, support, why};
use crate::app::App;
use crate::fault::Fault;
use crate::flows;
use crate::flows::people::{self, Invitation};
use crate::flows::subject::secret_of;
use crate::said;
use crate::store::membership::MembershipWithOrganization;
use crate::store::{Read, address, factor, journal, membership, outbox, recovery, session, user};
use crate::when;

/// How many journal entries and mails are shown.
const SHOWN: i64 = 10;

/// What to do with users.
#[derive(Subcommand)]
pub enum Act {
    /// Show what is known about one, and what happened of late
    Show {
        /// Their address
        address: String,
    },
    /// Send a reset mail; nothing changes until it is used
    Reset {
        /// Their address
        address: String,
        /// The organization in whose name
        #[arg(long, value_name = "SLUG")]
        org: String,
    },
    /// Invite somebody, or invite them again
    Invite(Invite),
    /// Let somebody work at the support desk, end that, or (without an address) list who does
    Support(support::Wanted),
    /// Erase everything that is kept about one, at once; the audit logs keep their lines without them
    Erase(erase::Erase),
    /// List the ids of those who were erased, for the time after a backup was put back
    Erased(erase::Erased),
    /// Break-glass: print one code that stands in once for their second factor in an organization
    Recover {
        /// Their address
        address: String,
        /// The organization that it holds for
        #[arg(long, value_name = "SLUG")]
        org: String,
    },
}

/// Somebody to invite.
#[derive(Args)]
pub struct Invite {
    /// Their address
    address: String,
    /// The organization
    #[arg(long, value_name = "SLUG")]
    org: String,
    /// First name
    #[arg(long)]
    first_name: String,
    /// Last name
    #[arg(long)]
    last_name: String,
    /// member or admin
    #[arg(long, default_value = "member", value_parser = role)]
    role: Role,
}

fn role(word: &str) -> Result<Role, String> {
    Role::parse(word).ok_or_else(|| "write member or admin".to_owned())
}

/// Does it.
pub async fn run(app: &App, act: Act) -> Result<Said, Fault> {
    match act {
        Act::Show { address } => match addressed(&address, "the address") {
            Ok(address) => show(app, &address).await,
            Err(why) => Ok(Said::Refused(why)),
        },
        Act::Reset { address, org } => match addressed(&address, "the address") {
            Ok(address) => reset(app, &address, &org).await,
            Err(why) => Ok(Said::Refused(why)),
        },
        Act::Invite(wanted) => invite(app, wanted).await,
        Act::Erase(wanted) => match addressed(&wanted.address, "the address") {
            Ok(address) => erase::run(app, &wanted, &address).await,
            Err(why) => Ok(Said::Refused(why)),
        },
        Act::Erased(wanted) => erase::erased(app, &wanted).await,
        Act::Support(wanted) => support::run(app, wanted).await,
        Act::Recover { address, org } => match addressed(&address, "the address") {
            Ok(address) => recover::run(app, &address, &org).await,
            Err(why) => Ok(Said::Refused(why)),
        },
    }
}

async fn invite(app: &App, wanted: Invite) -> Result<Said, Fault> {
    let understood = || -> Result<Invitation, String> {
        Ok(Invitation {
            first_name: named(&wanted.first_name, "--first-name")?,
            last_name: named(&wanted.last_name, "--last-name")?,
            address: addressed(&wanted.address, "the address")?,
            role: wanted.role,
        })
    };
    let invitation = match understood() {
        Ok(invitation) => invitation,
        Err(why) => return Ok(Said::Refused(why)),
    };
    let organization = match find(app, &wanted.org).await? {
        Ok(organization) => organization,
        Err(unknown) => return Ok(unknown),
    };
    if flows::support::is_desk(&mut app.store.read(), organization.id).await? {
        return Ok(support::not_by_invitation(&invitation));
    }
    let outcome = people::invite(app, &visit(app), &organization, &operator(app), &invitation).await?;
    let address = invitation.address.shown();
    let done =
        format!("An invitation to {} for {address} is queued; `vestibule serve` sends it", organization.name);
    let already = format!("{address} is in {} already, and nothing was sent", organization.name);
    Ok(told(&outcome.verdict, &done, &already, app.now(), outcome.reference.as_str()))
}

async fn reset(app: &App, address: &Address, slug: &str) -> Result<Said, Fault> {
    let organization = match find(app, slug).await? {
        Ok(organization) => organization,
        Err(unknown) => return Ok(unknown),
    };
    let Some(row) = address::find(&mut app.store.read(), address.as_str()).await? else {
        return Ok(unknown(address));
    };
    let act = AdminAct::SendReset;
    let outcome = people::act(app, &visit(app), &organization, &operator(app), row.user_id, act).await?;
    let done =
        format!("A mail that lets {} set a password is queued; nothing changes until it is used", row.shown);
    Ok(told(&outcome.verdict, &done, "It was so already", app.now(), outcome.reference.as_str()))
}

fn told(verdict: &Verdict, done: &str, already: &str, now: Instant, reference: &str) -> Said {
    match verdict {
        Verdict::Done(rules::verdict::Done::AlreadySo) => Said::Done(format!("{already} ({reference}).")),
        Verdict::Done(_) | Verdict::SignedIn(_) | Verdict::Challenge(_) => {
            Said::Done(format!("{done} ({reference})."))
        }
        Verdict::Refused(cause) => Said::Refused(format!(
            "{} `vestibule why {reference}` says more",
            said::cause_for_operator(cause, now)
        )),
    }
}

/// What to say where nobody has that address.
pub(super) fn unknown(address: &Address) -> Said {
    Said::Refused(format!(
        "nobody here has the address {}; look for a misspelling, or invite it with `vestibule user invite`",
        address.shown()
    ))
}

async fn show(app: &App, address: &Address) -> Result<Said, Fault> {
    let mut read = app.store.read();
    let Some(found) = address::find(&mut read, address.as_str()).await? else {
        return Ok(unknown(address));
    };
    let row = user::get(&mut read, found.user_id).await?;
    let mut text = format!("{} {}\n", row.first_name, row.last_name);
    for address in address::list_for_user(&mut read, row.id).await? {
        let primary = if address.is_primary { " (mails go here)" } else { "" };
        line(&mut text, "address", &format!("{}{primary}", address.shown));
    }
    line(
        &mut text,
        "password",
        &match row.password_at {
            Some(at) => format!("set {}", when::in_full(at, "UTC")),
            None => "none yet".to_owned(),
        },
    );
    line(&mut text, "second factors", &second_factors(app, &mut read, row.id).await?);
    let sessions = session::list_for_user(&mut read, row.id, app.now()).await?.len();
    line(&mut text, "sessions", &sessions.to_string());
    for door in membership::list_with_organizations(&mut read, row.id).await? {
        line(&mut text, "organization", &membership_line(app, &door));
    }
    text.push_str("\nOf late (`vestibule why REFERENCE` says more):\n");
    for entry in journal::list_for_user(&mut read, row.id, SHOWN).await? {
        let cause = entry.cause.as_deref().map(|cause| format!(": {cause}")).unwrap_or_default();
        let at = when::rfc3339(entry.at);
        let _ = writeln!(text, "  {at}  {}  {}, {}{cause}", entry.reference, entry.act, entry.verdict);
    }
    text.push_str("\nMails:\n");
    for letter in outbox::list_for_user(&mut read, row.id, SHOWN).await? {
        let _ = writeln!(text, "  {}", why::mail_line(&letter, app.now()));
    }
    Ok(Said::Done(text))
}

fn line(text: &mut String, name: &str, value: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "  {name:<16} {value}");
}

async fn second_factors(app: &App, read: &mut Read, user_id: uuid::Uuid) -> Result<String, Fault> {
    let now = app.now();
    let all = factor::list_for_user(read, user_id, now).await?;
    let live: Vec<_> =
        all.iter().filter(|row| row.confirmed_at.is_some() && row.ended_at.is_none()).collect();
    let (apps, passkeys): (Vec<_>, Vec<_>) = live.into_iter().partition(|row| row.kind == "totp");
    let unreadable = apps.iter().filter(|row| secret_of(app, row).is_none()).count();
    let codes = recovery::count_left(read, user_id).await?;
    let broken = match unreadable {
        0 => String::new(),
        count => format!(", {count} of them unreadable (`vestibule keys check`)"),
    };
    let (apps, passkeys) = (apps.len(), passkeys.len());
    Ok(format!("{apps} authenticators{broken}; {passkeys} passkeys; {codes} recovery codes left"))
}

fn membership_line(app: &App, door: &MembershipWithOrganization) -> String {
    let row = &door.membership;
    let now = app.now();
    let state = if row.deactivated_at.is_some() {
        "switched off".to_owned()
    } else if let Some(at) = row.joined_at {
        let seen =
            row.last_active_at.map_or("never seen".to_owned(), |at| format!("seen {}", when::ago(at, now)));
        format!("in since {}, {seen}", when::day(at, &door.zone))
    } else {
        match row.invite_expires_at.filter(|until| *until > now) {
            Some(until) => format!("invited, for another {}", when::span(until.since(now))),
            None => "invited, and the invitation has expired".to_owned(),
        }
    };
    let waived = match row.waived_until.filter(|until| *until > now) {
        Some(until) => format!("; minimum age lifted for {}", when::span(Span(until.0 - now.0))),
        None => String::new(),
    };
    format!("{} as {}: {state}{waived}", door.slug, row.role.word())
}
