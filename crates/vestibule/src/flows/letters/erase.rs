//! Letters about an erasure: to every address of the person, and to the admins of their organizations.
//!
//! Never in here: a sentence. Where to go next: `erase.rs` beside `letters.rs`, which has them written.

use proofs::ticket::Token;
use rules::Instant;
use uuid::Uuid;

use super::{To, enqueue};
use crate::fault::Fault;
use crate::flows::run::Knock;
use crate::mail::erase::{self, State};
use crate::mail::kinds::{Code, Way};
use crate::mail::notices::Place;
use crate::mail::{Head, Letter, Person};
use crate::store::address::AddressRow;
use crate::store::erasure::ErasureRow;
use crate::store::membership::MembershipWithOrganization;
use crate::store::{Write, address, membership};
use crate::when;

/// The zone in which somebody of these organizations is told the time.
pub(in crate::flows) fn zone(doors: &[MembershipWithOrganization]) -> &str {
    doors.first().map_or("UTC", |door| door.zone.as_str())
}

/// It concerns the account and no single organization, so the product speaks.
fn head<'a>(knock: &'a Knock<'_>, reference: &'a str) -> Head<'a> {
    let settings = &knock.app.settings;
    Head {
        product: &settings.product,
        origin: &settings.base_url,
        organization: None,
        accent: None,
        reference: Some(reference),
    }
}

/// It was asked for: with the link and the code that withdraw it.
pub(in crate::flows) async fn asked(
    write: &mut Write,
    knock: &Knock<'_>,
    doors: &[MembershipWithOrganization],
    row: &ErasureRow,
    token: &Token,
    code: &str,
) -> Result<(), Fault> {
    let due = when::in_full(row.due_at, zone(doors));
    let link = knock.app.url(&format!("/e/{}", token.text()));
    let at = when::said(knock.visit.now, knock.visit.now, zone(doors));
    let place = Place { at: &at, browser: &row.browser, network: Some(&row.network) };
    let stop = Way { link: &link, until: &due, code: Some(Code::OnItsPage { code }) };
    let reference = knock.reference.to_string();
    let letter = erase::asked(&head(knock, &reference), &place, &due, &stop);
    let addresses = address::list_for_user(write, row.user_id).await?;
    to_person(write, knock, Some(row.user_id), &addresses, &letter).await?;
    to_admins(write, knock, row.user_id, doors, &addresses, State::Asked, row.due_at).await
}

/// It was withdrawn.
pub(in crate::flows) async fn withdrawn(
    write: &mut Write,
    knock: &Knock<'_>,
    doors: &[MembershipWithOrganization],
    row: &ErasureRow,
) -> Result<(), Fault> {
    let at = when::said(knock.visit.now, knock.visit.now, zone(doors));
    let network = knock.visit.network_text();
    let place = Place { at: &at, browser: &knock.visit.browser, network: Some(&network) };
    let reference = knock.reference.to_string();
    let letter = erase::withdrawn(&head(knock, &reference), &place, &knock.app.url("/account"));
    let addresses = address::list_for_user(write, row.user_id).await?;
    to_person(write, knock, Some(row.user_id), &addresses, &letter).await?;
    to_admins(write, knock, row.user_id, doors, &addresses, State::Withdrawn, row.due_at).await
}

/// Its time has come, and these organizations would be left without an admin.
pub(in crate::flows) async fn held(
    write: &mut Write,
    knock: &Knock<'_>,
    held_by: &[MembershipWithOrganization],
    row: &ErasureRow,
) -> Result<(), Fault> {
    let names: Vec<&str> = held_by.iter().map(|door| door.name.as_str()).collect();
    let reference = knock.reference.to_string();
    let page = knock.app.url("/account/erase");
    let letter = erase::held(&head(knock, &reference), &names.join(", "), &page);
    let addresses = address::list_for_user(write, row.user_id).await?;
    to_person(write, knock, Some(row.user_id), &addresses, &letter).await
}

/// It is done. The rows of these letters belong to nobody, so that their addresses go with them, after a day at most.
pub(in crate::flows) async fn done(
    write: &mut Write,
    knock: &Knock<'_>,
    user: Uuid,
    doors: &[MembershipWithOrganization],
    addresses: &[AddressRow],
) -> Result<(), Fault> {
    let at = when::said(knock.visit.now, knock.visit.now, zone(doors));
    let reference = knock.reference.to_string();
    let letter = erase::done(&head(knock, &reference), &at, &knock.app.url("/contact"));
    to_person(write, knock, None, addresses, &letter).await?;
    to_admins(write, knock, user, doors, addresses, State::Done, knock.visit.now).await
}

async fn to_person(
    write: &mut Write,
    knock: &Knock<'_>,
    user: Option<Uuid>,
    addresses: &[AddressRow],
    letter: &Letter,
) -> Result<(), Fault> {
    for row in addresses {
        let to = To { address: row.address.clone(), user, organization: None };
        enqueue(write, knock, &to, letter).await?;
    }
    Ok(())
}

/// Each organization speaks for itself, and calls the person as it knows them.
async fn to_admins(
    write: &mut Write,
    knock: &Knock<'_>,
    user: Uuid,
    doors: &[MembershipWithOrganization],
    addresses: &[AddressRow],
    state: State,
    due: Instant,
) -> Result<(), Fault> {
    let reference = knock.reference.to_string();
    let known = addresses.iter().find(|row| row.is_primary).map(|row| row.shown.clone()).unwrap_or_default();
    for door in doors {
        let organization = door.membership.organization_id;
        let name = proofs::full_name(&door.membership.first_name, &door.membership.last_name);
        let who = Person { name, address: known.clone() };
        let link = knock.app.url(&format!("/org/{}/people", door.slug));
        let head = Head {
            organization: Some(&door.name),
            accent: door.accent.as_deref(),
            ..head(knock, &reference)
        };
        let letter = erase::to_admins(&head, &who, state, &when::in_full(due, &door.zone), &link);
        for admin in membership::list_admins(write, organization).await? {
            if admin.user_id != user {
                let to = To {
                    address: admin.address,
                    user: Some(admin.user_id),
                    organization: Some(organization),
                };
                enqueue(write, knock, &to, &letter).await?;
            }
        }
    }
    Ok(())
}
