//! `vestibule user support …`: who works at the support desk. Only the operator says so: the desk has no admins, and no
//! console leads into it.
//!
//! Never in here: what support may do (`rules::support`).

use std::fmt::Write;

use clap::Args;
use proofs::address::Address;
use rules::people::AdminAct;
use rules::{Role, Verdict};

use super::Said;
use super::open::{operator, visit};
use super::organization::{addressed, named};
use super::user::unknown;
use crate::app::App;
use crate::fault::Fault;
use crate::flows::people::{self, Invitation};
use crate::flows::support;
use crate::said;
use crate::store::organization::{self, OrganizationRow};
use crate::store::{address, membership, people as list};
use crate::when;

/// How many are listed.
const LISTED: i64 = 1000;

/// Who, and whether they come or go.
#[derive(Args)]
pub struct Wanted {
    /// Their address; without one, who works there is listed
    pub address: Option<String>,
    /// First name
    #[arg(long, requires = "address", conflicts_with = "end")]
    pub first_name: Option<String>,
    /// Last name
    #[arg(long, requires = "address", conflicts_with = "end")]
    pub last_name: Option<String>,
    /// They do not work there any more: their sessions at the desk end at once
    #[arg(long, requires = "address")]
    pub end: bool,
}

/// Does it.
pub async fn run(app: &App, wanted: Wanted) -> Result<Said, Fault> {
    let Some(typed) = &wanted.address else { return all(app).await };
    let address = match addressed(typed, "the address") {
        Ok(address) => address,
        Err(why) => return Ok(Said::Refused(why)),
    };
    if wanted.end { end(app, &address).await } else { add(app, &wanted, address).await }
}

/// What to say to an invitation into the desk.
pub fn not_by_invitation(invitation: &Invitation) -> Said {
    Said::Refused(format!(
        "that is the support desk, which nobody is invited to as an admin or by this command; write: vestibule user \
         support {} --first-name … --last-name …",
        invitation.address.shown()
    ))
}

async fn add(app: &App, wanted: &Wanted, address: Address) -> Result<Said, Fault> {
    let names = |typed: &Option<String>, flag: &str| named(typed.as_deref().unwrap_or_default(), flag);
    let (first_name, last_name) =
        match (names(&wanted.first_name, "--first-name"), names(&wanted.last_name, "--last-name")) {
            (Ok(first), Ok(last)) => (first, last),
            (Err(why), _) | (_, Err(why)) => return Ok(Said::Refused(why)),
        };
    let desk = support::desk(app, &visit(app)).await?;
    let invitation = Invitation { first_name, last_name, address, role: Role::Member };
    let outcome = people::invite(app, &visit(app), &desk, &operator(app), &invitation).await?;
    let shown = invitation.address.shown();
    Ok(match &outcome.verdict {
        Verdict::Refused(cause) => Said::Refused(said::cause_for_operator(cause, app.now())),
        Verdict::Done(rules::Done::AlreadySo) => Said::Done(format!("{shown} works at the desk already.")),
        Verdict::Done(_) | Verdict::SignedIn(_) | Verdict::Challenge(_) => Said::Done(format!(
            "An invitation to {shown} is queued; `vestibule serve` sends it. Its link works for {life}, and asks them for \
             a second factor.\nTheir page is {page}. Who loses every second factor there has you: vestibule user recover \
             {shown} --org {slug}",
            life = when::span(crate::flows::policy_text::read(&desk.policy).invitation_life),
            page = app.url("/support"),
            slug = desk.slug,
        )),
    })
}

async fn end(app: &App, address: &Address) -> Result<Said, Fault> {
    let Some(row) = address::find(&mut app.store.read(), address.as_str()).await? else {
        return Ok(unknown(address));
    };
    let not_there = || Said::Refused(format!("{} does not work at the support desk", row.shown));
    let Some(desk) = organization::find_desk(&mut app.store.read()).await? else { return Ok(not_there()) };
    if membership::find(&mut app.store.read(), desk.id, row.user_id).await?.is_none() {
        return Ok(not_there());
    }
    let act = AdminAct::Remove;
    people::act(app, &visit(app), &desk, &operator(app), row.user_id, act).await?;
    Ok(Said::Done(format!(
        "{} does not work at the support desk any more. Their sessions there have ended.",
        row.shown
    )))
}

async fn all(app: &App) -> Result<Said, Fault> {
    let how = "to add somebody: vestibule user support ADDRESS --first-name … --last-name …";
    let Some(desk) = organization::find_desk(&mut app.store.read()).await? else {
        return Ok(Said::Done(format!("Nobody works at the support desk yet; {how}")));
    };
    let text = table(app, &desk).await?;
    Ok(Said::Done(if text.is_empty() { format!("Nobody works at the support desk; {how}") } else { text }))
}

async fn table(app: &App, desk: &OrganizationRow) -> Result<String, Fault> {
    let mut text = String::new();
    for row in
        list::list(&mut app.store.read(), desk.id, &list::Wanted::EVERYBODY, None, false, LISTED).await?
    {
        let state = match (row.deactivated_at, row.joined_at, row.last_active_at) {
            (Some(_), _, _) => "switched off".to_owned(),
            (None, None, _) => "invited".to_owned(),
            (None, Some(_), None) => "in, never seen".to_owned(),
            (None, Some(_), Some(at)) => format!("in, seen {}", when::ago(at, app.now())),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{:<32} {} {}: {state}", row.address, row.first_name, row.last_name);
    }
    Ok(text)
}
