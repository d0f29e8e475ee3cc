//! The letter to somebody whose request an admin declined.
//!
//! Never in here: a sentence. Where to go next: `request.rs` beside `letters.rs`, which has it written.

use super::{To, enqueue};
use crate::fault::Fault;
use crate::flows::run::Knock;
use crate::flows::subject::Subject;
use crate::mail::Head;
use crate::mail::notices::help_declined;
use crate::store::Write;
use crate::store::organization::OrganizationRow;
use crate::when;

/// Tells the person who asked.
pub(in crate::flows) async fn declined(
    write: &mut Write,
    knock: &Knock<'_>,
    organization: &OrganizationRow,
    subject: &Subject,
    admin: &str,
    reason: &str,
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
    let at = when::said(knock.visit.now, knock.visit.now, &organization.zone);
    let letter = help_declined(&head, admin, &at, reason, &app.url("/sign-in"));
    let to = To {
        address: subject.address.clone(),
        user: subject.user.as_ref().map(|user| user.id),
        organization: Some(organization.id),
    };
    enqueue(write, knock, &to, &letter).await
}
