//! Sends a list, some rows at a time: each row is an invitation of its own, judged and written like a single one.
//!
//! Can be killed at any moment: a row is settled in the transaction that invites, so nobody is invited twice, and what
//! was not settled is sent when somebody takes the list up again. Never in here: when to come back (`jobs/import.rs`).

use std::net::{IpAddr, Ipv4Addr};

use proofs::import::judge;
use rules::people::{ActorSecond, Listed};
use rules::{Cause, Instant, Span, Verdict};
use uuid::Uuid;

use super::{cells, note};
use crate::app::App;
use crate::fault::Fault;
use crate::flows::audit::Author;
use crate::flows::hands::Actor;
use crate::flows::people::{self, Entry, Invitation};
use crate::store::import::{EntryRow, ImportRow};
use crate::store::organization::OrganizationRow;
use crate::store::{address, import, membership, organization, outbox};
use crate::visit::Visit;

/// Rows in one go.
const AT_ONCE: i64 = 50;
/// How long one go may take before another worker takes the list up.
const LEASE: Span = Span::minutes(1);
/// Letters that may wait to be sent. A list goes on when fewer do, so that somebody who asks for a reset meanwhile
/// does not stand behind thousands of invitations.
const WAITING_LETTERS: i64 = 200;
/// When to look again whether letters have gone.
const LOOK_AGAIN: Span = Span::seconds(2);

/// What a go came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Some rows were settled; there may be more.
    Some,
    /// Nothing was to be done now.
    Nothing,
}

/// What became of one row.
enum Row {
    Settled,
    Wait(Instant),
    Stop(&'static str),
}

/// Sends some rows of a list that is due.
pub async fn some(app: &App, row: &ImportRow) -> Result<Sent, Fault> {
    let now = app.now();
    let mut write = app.store.write().await?;
    if !import::take(&mut write, row.id, now, now.plus(LEASE)).await? {
        return Ok(Sent::Nothing);
    }
    write.commit().await?;
    let Some(sending) = Sending::load(app, row, now).await? else {
        end(app, row, "stopped", Some("not-an-admin"), now).await?;
        return Ok(Sent::Nothing);
    };
    let mut read = app.store.read();
    if outbox::count_due(&mut read, now, WAITING_LETTERS).await? >= WAITING_LETTERS {
        drop(read);
        pause(app, row.id, now.plus(LOOK_AGAIN)).await?;
        return Ok(Sent::Nothing);
    }
    let entries = import::list_entries(&mut read, row.id, "ready", i64::MIN, AT_ONCE).await?;
    drop(read);
    if entries.is_empty() {
        end(app, row, "done", None, now).await?;
        return Ok(Sent::Some);
    }
    let mut settled = false;
    let mut broken = None;
    for entry in &entries {
        match sending.one(entry).await {
            Ok(Row::Settled) => settled = true,
            Ok(Row::Wait(until)) => {
                pause(app, row.id, until).await?;
                return Ok(Sent::Nothing);
            }
            Ok(Row::Stop(why)) => {
                end(app, row, "stopped", Some(why), now).await?;
                return Ok(Sent::Nothing);
            }
            // What breaks on our side with one row must not hold up the others.
            Err(fault) => broken = Some(fault),
        }
    }
    if !settled {
        // Nothing but rows that break: whoever sent the list sees it, and can send the rest again.
        end(app, row, "stopped", Some("broken"), now).await?;
    } else {
        pause(app, row.id, now).await?;
    }
    broken.map_or(Ok(Sent::Some), Err)
}

async fn pause(app: &App, id: Uuid, until: Instant) -> Result<(), Fault> {
    let mut write = app.store.write().await?;
    import::pause(&mut write, id, until).await?;
    write.commit().await
}

async fn end(app: &App, row: &ImportRow, state: &str, why: Option<&str>, now: Instant) -> Result<(), Fault> {
    let mut write = app.store.write().await?;
    if import::end(&mut write, row.organization_id, row.id, state, why, now).await? {
        let author = Author {
            word: "admin",
            id: Some(row.started_by.unwrap_or(row.added_by)),
            at: now,
            network: Some(row.network.clone().unwrap_or_default()),
        };
        let act = if state == "done" { "import-done" } else { "import-stopped" };
        note(app, &mut write, author, row.organization_id, act, row.id).await?;
        write.commit().await?;
    }
    Ok(())
}

/// A list on its way, with the admin who started it.
struct Sending<'a> {
    app: &'a App,
    visit: Visit,
    organization: OrganizationRow,
    actor: Actor,
}

impl Sending<'_> {
    /// `None`: whoever started it is no admin any more, or the organization is switched off.
    async fn load<'a>(app: &'a App, row: &ImportRow, now: Instant) -> Result<Option<Sending<'a>>, Fault> {
        let mut read = app.store.read();
        let Some(by) = row.started_by else { return Ok(None) };
        let Some(organization) = organization::find(&mut read, row.organization_id).await? else {
            return Ok(None);
        };
        let admin = membership::find(&mut read, row.organization_id, by).await?;
        let Some(admin) = admin.filter(|_| organization.suspended_at.is_none()) else { return Ok(None) };
        let network = row.network.as_deref().and_then(|text| text.parse().ok());
        let network = network.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        let browser = row.browser.clone().unwrap_or_default();
        let visit = Visit::without_browser(now, network, browser, Uuid::nil());
        let name = proofs::full_name(&admin.first_name, &admin.last_name);
        let actor = Actor { id: Some(by), name, support: false, second: ActorSecond::None };
        Ok(Some(Sending { app, visit, organization, actor }))
    }

    async fn one(&self, entry: &EntryRow) -> Result<Row, Fault> {
        let Ok(invitee) = judge(&cells(entry)) else {
            return self.settle(entry, "refused", Some("unreadable"), None).await;
        };
        // Whoever is here already needs no attempt and no line in the journal.
        match self.stands(invitee.address.as_str()).await? {
            Listed::Member => return self.settle(entry, "member", None, None).await,
            Listed::Invited => return self.settle(entry, "waiting", None, None).await,
            Listed::New | Listed::Again | Listed::Off => {}
        }
        let invitation = Invitation {
            first_name: invitee.first_name,
            last_name: invitee.last_name,
            address: invitee.address,
            role: invitee.role,
        };
        let place = Entry { import: entry.import_id, position: entry.position };
        let sent =
            people::invite_listed(self.app, &self.visit, &self.organization, &self.actor, &invitation, place);
        let Some(outcome) = sent.await? else { return Ok(Row::Settled) };
        let reference = outcome.reference.to_string();
        match outcome.verdict {
            // Settled in the transaction that invited.
            Verdict::Done(rules::Done::Acted) => Ok(Row::Settled),
            Verdict::Done(_) => self.settle(entry, "member", None, Some(&reference)).await,
            Verdict::Refused(Cause::MailsCapped { until }) => Ok(Row::Wait(until)),
            Verdict::Refused(Cause::NotAnAdmin) => Ok(Row::Stop("not-an-admin")),
            Verdict::Refused(cause) => {
                self.settle(entry, "refused", Some(cause.code()), Some(&reference)).await
            }
            Verdict::SignedIn(_) | Verdict::Challenge(_) => Ok(Row::Stop("not-an-admin")),
        }
    }

    async fn stands(&self, typed: &str) -> Result<Listed, Fault> {
        let mut read = self.app.store.read();
        let row = address::find(&mut read, typed).await?.filter(|row| row.held_until.is_none());
        let Some(row) = row else { return Ok(Listed::New) };
        let row = membership::find(&mut read, self.organization.id, row.user_id).await?;
        Ok(row.map_or(Listed::New, |row| {
            let waiting = row.invite_expires_at.is_some_and(|until| self.visit.now < until);
            Listed::of(row.joined_at.is_some(), row.deactivated_at.is_some(), waiting)
        }))
    }

    async fn settle(
        &self,
        entry: &EntryRow,
        state: &str,
        cause: Option<&str>,
        reference: Option<&str>,
    ) -> Result<Row, Fault> {
        let mut write = self.app.store.write().await?;
        let place = (entry.import_id, entry.position);
        import::settle(&mut write, place, state, cause, reference, self.visit.now).await?;
        write.commit().await?;
        Ok(Row::Settled)
    }
}
