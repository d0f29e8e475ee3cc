//! `vestibule user erase` and `erased`: erases somebody at once, for whoever cannot sign in to ask for it, and tells
//! whom a backup that is put back would bring back.
//!
//! Never in here: whether it may be done (`rules::erase`), what is erased (`store/erase.rs`).

use std::path::{Path, PathBuf};

use clap::Args;
use proofs::address::Address;
use rules::erase::Objection;
use uuid::Uuid;

use super::Said;
use super::open::visit;
use super::user::unknown;
use crate::app::App;
use crate::fault::Fault;
use crate::flows::erase;
use crate::store::membership::MembershipWithOrganization;
use crate::store::{DatabaseUrl, Read, Store, address, erasure, membership, user};

/// How many ids are read at once.
const PAGE: i64 = 500;
/// The step with which a database knows who was erased.
const KNOWN_SINCE: i64 = 9;

/// Whom to erase.
#[derive(Args)]
pub struct Erase {
    /// Their address
    pub address: String,
    /// Do it; without this it is only said what would go
    #[arg(long)]
    yes: bool,
    /// Although an organization is left without an admin
    #[arg(long)]
    even_last_admin: bool,
}

/// Those who were erased.
#[derive(Args)]
pub struct Erased {
    /// Erase again those whose ids stand in this file, one a line, and who are back because of a backup
    #[arg(long, value_name = "FILE")]
    again: Option<PathBuf>,
}

/// Erases somebody, or says what that would take.
pub async fn run(app: &App, wanted: &Erase, address: &Address) -> Result<Said, Fault> {
    let mut read = app.store.read();
    let Some(row) = address::find(&mut read, address.as_str()).await? else { return Ok(unknown(address)) };
    if !wanted.yes {
        return Ok(Said::Refused(would_go(&mut read, row.user_id, address).await?));
    }
    drop(read);
    let shown = row.shown;
    Ok(match erase::at_once(app, &visit(app), row.user_id, wanted.even_last_admin).await? {
        Ok(()) => Said::Done(format!(
            "Everything kept about {shown} is erased; `vestibule serve` sends them a last mail that says so, and the \
             admins of their organizations are told.\nBackups from before still have them: one that is put back is \
             erased again as docs/operate.md says."
        )),
        Err((Objection::LastAdmin(left), doors)) => Said::Refused(last_admin(&shown, &left, &doors)),
        Err((_, _)) => Said::Refused(format!("{shown} is gone already")),
    })
}

async fn would_go(read: &mut Read, id: Uuid, address: &Address) -> Result<String, Fault> {
    let who = user::get(read, id).await?;
    let addresses: Vec<String> =
        address::list_for_user(read, id).await?.into_iter().map(|row| row.shown).collect();
    let doors = membership::list_with_organizations(read, id).await?;
    let doors: Vec<&str> = doors.iter().map(|door| door.slug.as_str()).collect();
    Ok(format!(
        "this would erase {} ({}), their password, second factors and sessions, and their place in: {}. It cannot be \
         taken back. Make sure that they want it, and add --yes: vestibule user erase {} --yes",
        proofs::full_name(&who.first_name, &who.last_name),
        addresses.join(", "),
        if doors.is_empty() { "no organization".to_owned() } else { doors.join(", ") },
        address.shown()
    ))
}

fn last_admin(shown: &str, left: &[u128], doors: &[MembershipWithOrganization]) -> String {
    let held = doors.iter().filter(|door| left.contains(&door.membership.organization_id.as_u128()));
    let held: Vec<&str> = held.map(|door| door.slug.as_str()).collect();
    let one = held.first().copied().unwrap_or_default();
    format!(
        "{shown} is the only admin of: {}. Invite another one first (`vestibule user invite ADDRESS --org {one} --role \
         admin …`), close it (`vestibule org suspend {one}`), or add --even-last-admin",
        held.join(", ")
    )
}

/// Lists the ids of those who were erased, or erases those of a file again.
pub async fn erased(app: &App, wanted: &Erased) -> Result<Said, Fault> {
    let Some(file) = &wanted.again else {
        let ids = list(&app.store).await?;
        return Ok(Said::Done(ids.iter().map(|id| format!("{id}\n")).collect()));
    };
    let ids = match read_ids(file) {
        Ok(ids) => ids,
        Err(why) => return Ok(Said::Refused(why)),
    };
    let mut write = app.store.write().await?;
    erase::bring_over(&mut write, &ids, app.now()).await?;
    write.commit().await?;
    let again = erase::again(app).await?;
    Ok(Said::Done(format!(
        "{} ids are known as erased; {again} of them were back and are erased again.",
        ids.len()
    )))
}

fn read_ids(file: &Path) -> Result<Vec<Uuid>, String> {
    let shown = file.display();
    let text = std::fs::read_to_string(file).map_err(|error| format!("{shown} cannot be read: {error}"))?;
    let lines = text.lines().map(str::trim).enumerate().filter(|(_, line)| !line.is_empty());
    lines
        .map(|(place, line)| line.parse().map_err(|_| format!("{shown}, line {}: this is no id", place + 1)))
        .collect()
}

async fn list(store: &Store) -> Result<Vec<Uuid>, Fault> {
    let (mut all, mut last) = (Vec::new(), Uuid::nil());
    loop {
        let some = erasure::any_list_erased(&mut store.read(), last, PAGE).await?;
        match some.last() {
            Some(id) => last = *id,
            None => return Ok(all),
        }
        all.extend(some);
    }
}

/// Tells a database that takes another one's place whom that one knows as erased; says how many that are.
pub async fn carry_over(from: &DatabaseUrl, to: &DatabaseUrl, now: rules::Instant) -> Result<usize, Fault> {
    let old = Store::open(from).await?;
    let known = old.schema().await?.applied >= KNOWN_SINCE;
    let ids = if known { list(&old).await } else { Ok(vec![]) };
    old.close().await;
    let ids = ids?;
    if ids.is_empty() {
        return Ok(0);
    }
    let new = Store::open(to).await?;
    new.migrate().await?;
    let mut write = new.write().await?;
    erase::bring_over(&mut write, &ids, now).await?;
    write.commit().await?;
    new.close().await;
    Ok(ids.len())
}
