//! The letter to every member of an organization about its sign-on: what changes for them, and where it begins.
//!
//! Never in here: a sentence, or who may have it sent.

use super::super::{To, enqueue};
use crate::fault::Fault;
use crate::flows::run::Knock;
use crate::mail::Head;
use crate::mail::notices::sign_on_announced;
use crate::store::Write;
use crate::store::connection::ConnectionRow;
use crate::store::membership::MemberAddressRow;
use crate::store::organization::OrganizationRow;

/// One to each of them.
pub(in crate::flows) async fn announce(
    write: &mut Write,
    knock: &Knock<'_>,
    organization: &OrganizationRow,
    row: &ConnectionRow,
    admin: &str,
    all: &[MemberAddressRow],
) -> Result<(), Fault> {
    let app = knock.app;
    let reference = knock.reference.to_string();
    let head = Head {
        product: &app.settings.product,
        origin: &app.settings.base_url,
        organization: Some(&organization.name),
        accent: organization.accent.as_deref(),
        reference: Some(&reference),
    };
    let letter = sign_on_announced(&head, admin, &row.name, &app.url(&format!("/sso/{}", row.id)));
    for member in all {
        let to = To {
            address: member.address.clone(),
            user: Some(member.user_id),
            organization: Some(organization.id),
        };
        enqueue(write, knock, &to, &letter).await?;
    }
    Ok(())
}
