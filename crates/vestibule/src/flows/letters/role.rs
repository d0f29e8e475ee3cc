//! Letters about a role that somebody's groups at their organization's provider gave them: to them, and to the other
//! admins, as after an admin's act.
//!
//! Never in here: a sentence. Where to go next: `others.rs`.

use rules::Role;
use uuid::Uuid;

pub(in crate::flows) mod sign_on;

use super::{To, enqueue};
use crate::fault::Fault;
use crate::flows::run::Knock;
use crate::flows::subject::Subject;
use crate::mail::notices::{admin_acted_on, role_changed};
use crate::mail::{Head, Person};
use crate::store::organization;
use crate::store::{Write, membership};
use crate::when;

/// Tells the person, and every admin but them.
pub(in crate::flows) async fn tell(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    organization: Uuid,
    through: &str,
    role: Role,
) -> Result<(), Fault> {
    let (Some(user), Some(house)) = (&subject.user, organization::find(write, organization).await?) else {
        return Ok(());
    };
    let app = knock.app;
    let reference = knock.reference.to_string();
    let head = Head {
        product: &app.settings.product,
        origin: &app.settings.base_url,
        organization: Some(&house.name),
        accent: house.accent.as_deref(),
        reference: Some(&reference),
    };
    let at = when::said(knock.visit.now, knock.visit.now, &house.zone);
    let to = |address: &str, user| To {
        address: address.to_owned(),
        user: Some(user),
        organization: Some(organization),
    };
    let own = role_changed(&head, through, role, &at, &app.url("/account"));
    enqueue(write, knock, &to(&subject.address, user.id), &own).await?;
    let row = membership::find(write, organization, user.id).await?;
    let name = row.map_or(String::new(), |row| proofs::full_name(&row.first_name, &row.last_name));
    let who = Person { name, address: subject.address.clone() };
    let link = app.url(&format!("/org/{}/people/{}", house.slug, user.id));
    for admin in membership::list_admins(write, organization).await? {
        if admin.user_id != user.id {
            let letter = admin_acted_on(&head, through, &who, &at, &link);
            enqueue(write, knock, &to(&admin.address, admin.user_id), &letter).await?;
        }
    }
    Ok(())
}
