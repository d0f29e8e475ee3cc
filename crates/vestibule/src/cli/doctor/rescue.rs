//! Organizations whose only admin would have nobody but the operator: no second admin, no kit that works, and a
//! password that is worth no more than the mailbox, so that not even the waiting period is open to them.
//!
//! Looks and changes nothing. Where to go next: `recover.rs` beside the doctor, the operator's break-glass.

use super::{Finding, note, ok};
use crate::fault::Fault;
use crate::flows::kit;
use crate::store::{Read, Store, membership, organization, user};

/// How many organizations are read at once.
const PAGE: i64 = 200;
/// How many are named; whoever has more of them begins with these.
const NAMED: usize = 20;

pub(super) async fn look(store: &Store) -> Result<Vec<Finding>, Fault> {
    let (mut all, mut more, mut after) = (Vec::new(), 0, String::new());
    loop {
        let rows = organization::any_list(&mut store.read(), &after, PAGE).await?;
        let Some(last) = rows.last() else { break };
        after.clone_from(&last.slug);
        for row in rows.iter().filter(|row| row.suspended_at.is_none()) {
            let Some(admin) = alone(&mut store.read(), row.id).await? else { continue };
            if all.len() == NAMED {
                more += 1;
                continue;
            }
            let slug = &row.slug;
            all.push(note(
                "rescue",
                format!("{} ({slug}): {admin}, its only admin, would have only the operator", row.name),
                format!("have a second admin invited, or a recovery kit made and tried at /org/{slug}/kit"),
            ));
        }
    }
    if more > 0 {
        all.push(note("rescue", format!("the same of {more} more organizations"), "begin with those above"));
    }
    if all.is_empty() {
        all.push(ok("rescue", "no only admin would have nobody but the operator"));
    }
    Ok(all)
}

/// The only admin's address, where nothing but the operator would bring them back.
async fn alone(read: &mut Read, organization_id: uuid::Uuid) -> Result<Option<String>, Fault> {
    if kit::rescue(read, organization_id).await?.arranged() {
        return Ok(None);
    }
    let admins = membership::list_admins(read, organization_id).await?;
    let [admin] = admins.as_slice() else { return Ok(None) };
    // Whoever has no second factor yet cannot lose one.
    let worth = user::get(read, admin.user_id).await?.password_worth;
    Ok((admin.has_factor && worth != "own").then(|| admin.address.clone()))
}
