//! What an admin sees of a person beside the answer: their second factors, where they are signed in, and the mails to
//! them. Of this organization only.

use rules::Instant;
use uuid::Uuid;

use crate::fault::Fault;
use crate::flows::Subject;
use crate::store::factor::FactorRow;
use crate::store::organization::OrganizationRow;
use crate::store::session::SessionRow;
use crate::store::{Read, device, outbox, session};
use crate::views::Happening;
use crate::visit::Visit;
use crate::web::reset::fate;
use crate::when;
use crate::words::words;

/// How many sessions the page lists.
const SESSIONS: i64 = 10;

/// The second factors that count here, and those of the person's own that are said to be gone here. What another
/// organization vouches for is not this one's to know.
pub fn factors(subject: &Subject, organization: &OrganizationRow, visit: &Visit) -> Vec<(String, String)> {
    let shown = |factor: &&FactorRow| factor.own || subject.counts(factor, organization.id);
    let all = subject.live_factors().filter(shown);
    all.map(|factor| (factor.name.clone(), line(subject, factor, organization, visit))).collect()
}

fn line(subject: &Subject, factor: &FactorRow, organization: &OrganizationRow, visit: &Visit) -> String {
    let plain = |key: &str| words().plain(key, &[]);
    let kind = if factor.kind == "passkey" { "factor-kind-passkey" } else { "factor-kind-totp" };
    let used = match factor.last_used_at {
        Some(at) => {
            let time = when::said(at, visit.now, &organization.zone);
            words().plain("factor-used", &[("time", &time)])
        }
        None => plain("factor-never-used"),
    };
    let here = match (subject.counts(factor, organization.id), factor.own) {
        (true, true) => "factor-here-own",
        (true, false) => "factor-here-vouched",
        (false, _) => "factor-here-ended",
    };
    [plain(kind), used, plain(here)].join(", ")
}

/// Where they are signed in, in this organization: browser, and when it was used.
pub async fn sessions(
    read: &mut Read,
    subject: &Subject,
    organization: &OrganizationRow,
    user: Uuid,
    visit: &Visit,
) -> Result<Vec<(String, String)>, Fault> {
    let policy = crate::policy_text::read(&organization.policy);
    let rows = session::list_in_organization(read, organization.id, user, visit.now, SESSIONS).await?;
    let alive = |row: &SessionRow| {
        let visits = row.visits_id.is_some();
        rules::session::alive(&policy, visits, row.created_at, row.last_used_at, visit.now)
    };
    let devices = device::list_for_user(read, user).await?;
    let epoch = subject.user.as_ref().map_or(0, |user| user.remember_epoch);
    let said = |at: Instant| when::said(at, visit.now, &organization.zone);
    let spared = |row: &SessionRow| {
        let device =
            devices.iter().find(|device| device.id == row.device_id && device.remember_epoch == epoch);
        device.and_then(|device| device.remembered_until).filter(|until| visit.now < *until)
    };
    Ok(rows
        .into_iter()
        .filter(alive)
        .map(|row| {
            let time = said(row.last_used_at);
            let mut line =
                words().plain("person-session-line", &[("time", &time), ("network", &row.network)]);
            if let Some(until) = spared(&row).filter(|_| policy.remember_device.is_some()) {
                let until = words().plain("person-session-remembered", &[("time", &said(until))]);
                line = format!("{line}; {until}");
            }
            (row.browser, line)
        })
        .collect())
}

/// Mails to them from this organization.
pub async fn mails(
    read: &mut Read,
    organization: &OrganizationRow,
    user: Uuid,
    visit: &Visit,
    listed: i64,
) -> Result<Vec<Happening>, Fault> {
    let rows = outbox::list_for_member(read, organization.id, user, listed).await?;
    Ok(rows.iter().map(|mail| mail_line(mail, visit, &organization.zone)).collect())
}

fn mail_line(mail: &outbox::OutboxRow, visit: &Visit, zone: &str) -> Happening {
    let (tone, detail) = fate(mail, visit, zone);
    Happening {
        at: when::said(mail.created_at, visit.now, zone),
        tone,
        what: words().plain(&format!("mail-kind-{}", mail.kind), &[]),
        detail,
        reference: mail.reference.clone(),
    }
}
