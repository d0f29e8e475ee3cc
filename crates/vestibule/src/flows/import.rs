//! A list of people to invite: read, mended, sent, dropped. Nothing of it counts before it is sent.
//!
//! Reading is done outside of any transaction and off the threads that answer. What sends it is in `import/sending.rs`.
//! Never in here: what a cell may hold (`proofs::import`), what becomes of a row (`rules::people`).

pub mod sending;

use std::collections::HashMap;

use proofs::import::{Cells, List, ListFlaw, Row, judge};
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::audit::Author;
use super::people;
use crate::app::App;
use crate::fault::Fault;
use crate::store::audit::AuditRow;
use crate::store::import::{EntryRow, ImportRow};
use crate::store::organization::OrganizationRow;
use crate::store::{Write, audit, import, organization};
use crate::visit::Visit;

/// Files that are read at once: each may take as much memory as one may unpack to.
static READERS: Semaphore = Semaphore::const_new(2);
/// Rows written in one transaction, so that nobody waits behind a long list.
const ROWS_AT_ONCE: usize = 500;

/// An admin before a list of their organization.
pub struct Desk<'a> {
    /// The app.
    pub app: &'a App,
    /// The visit.
    pub visit: &'a Visit,
    /// Whose list.
    pub organization: &'a OrganizationRow,
    /// Who.
    pub by: Uuid,
}

/// What became of an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// A new list.
    New(Uuid),
    /// The same file was brought before.
    Known(Uuid),
}

/// Reads a file, or what was pasted.
pub async fn read(bytes: Vec<u8>) -> Result<Result<List, ListFlaw>, Fault> {
    let _turn = READERS.acquire().await.map_err(|_| Fault::broken("nobody reads lists any more"))?;
    let list = tokio::task::spawn_blocking(move || proofs::import::read(&bytes)).await;
    // A reader that gave up on a broken file has not read it.
    Ok(list.unwrap_or(Err(ListFlaw::NotAList)))
}

/// What the same file has in common.
pub fn digest(app: &App, organization: Uuid, bytes: &[u8]) -> [u8; 32] {
    app.sealer.keyed_hash("list of people", &[organization.as_bytes(), bytes].concat())
}

impl Desk<'_> {
    /// Keeps a list that was read, as a draft.
    pub async fn add(&self, name: &str, digest: &[u8; 32], list: List) -> Result<Added, Fault> {
        let known = import::find_by_content(&mut self.app.store.read(), self.organization.id, digest).await?;
        if let Some(row) = known {
            return Ok(Added::Known(row.id));
        }
        let id = self.app.new_id();
        let entries = entries(id, list.rows);
        let row = ImportRow {
            id,
            organization_id: self.organization.id,
            digest: digest.to_vec(),
            name: name.to_owned(),
            encoding: list.encoding.map(str::to_owned),
            lines: entries.len() as i64,
            added_by: self.by,
            added_at: self.visit.now,
            state: "arriving".to_owned(),
            started_by: None,
            started_at: None,
            browser: None,
            network: None,
            next_at: None,
            ended_at: None,
            why: None,
        };
        let mut write = self.app.store.write().await?;
        import::add(&mut write, &row).await?;
        write.commit().await?;
        for some in entries.chunks(ROWS_AT_ONCE) {
            let mut write = self.app.store.write().await?;
            for entry in some {
                import::add_entry(&mut write, entry).await?;
            }
            write.commit().await?;
        }
        self.arrive(id, digest).await
    }

    /// Two tabs that bring the same file at once end with one list.
    async fn arrive(&self, id: Uuid, digest: &[u8; 32]) -> Result<Added, Fault> {
        let mut write = self.app.store.write().await?;
        organization::lock(&mut write, self.organization.id).await?;
        let known = import::find_by_content(&mut write, self.organization.id, digest).await?;
        let added = match known {
            Some(row) => {
                import::any_remove(&mut write, id).await?;
                Added::Known(row.id)
            }
            None => {
                import::set_arrived(&mut write, id).await?;
                self.note(&mut write, "import-added", id).await?;
                Added::New(id)
            }
        };
        write.commit().await?;
        Ok(added)
    }

    /// Keeps what was typed into rows that need mending; those that are good now are ready to be sent.
    pub async fn mend(&self, id: Uuid, typed: &[(i64, Typed)]) -> Result<(), Fault> {
        let mut write = self.app.store.write().await?;
        organization::lock(&mut write, self.organization.id).await?;
        if import::find(&mut write, self.organization.id, id).await?.is_none() {
            return Ok(());
        }
        for (position, typed) in typed {
            let Some(row) = import::find_entry(&mut write, id, *position).await? else { continue };
            self.mend_one(&mut write, row, typed).await?;
        }
        write.commit().await
    }

    /// Whoever has a role that is not known is invited as a member.
    pub async fn as_members(&self, id: Uuid) -> Result<(), Fault> {
        let typed = Typed { role: Some(String::new()), ..Typed::default() };
        let mut after = i64::MIN;
        loop {
            let mut write = self.app.store.write().await?;
            organization::lock(&mut write, self.organization.id).await?;
            if import::find(&mut write, self.organization.id, id).await?.is_none() {
                return Ok(());
            }
            let rows = import::list_entries(&mut write, id, "mend", after, ROWS_AT_ONCE as i64).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.position;
            for row in rows {
                if judge(&cells(&row)).is_err_and(|flaws| flaws.role.is_some()) {
                    self.mend_one(&mut write, row, &typed).await?;
                }
            }
            write.commit().await?;
        }
    }

    async fn mend_one(&self, write: &mut Write, row: EntryRow, typed: &Typed) -> Result<(), Fault> {
        let kept = |typed: &Option<String>, before: String| {
            typed.as_ref().map_or(before, |text| text.chars().take(proofs::import::MOST_LETTERS).collect())
        };
        let mut row = EntryRow {
            first_name: kept(&typed.first_name, row.first_name),
            last_name: kept(&typed.last_name, row.last_name),
            email: kept(&typed.email, row.email),
            role: kept(&typed.role, row.role),
            ..row
        };
        if let Ok(invitee) = judge(&cells(&row)) {
            let address = invitee.address.as_str();
            let same = import::find_same(write, row.import_id, address).await?;
            row.address = Some(address.to_owned());
            row.merged_into = same.map(|same| same.position);
            row.state = if row.merged_into.is_some() { "merged" } else { "ready" }.to_owned();
        }
        import::set_entry(write, &row).await.map(drop)
    }

    /// Begins to send it; false where the admin is none any more, it runs already, or nothing is ready.
    pub async fn start(&self, id: Uuid) -> Result<bool, Fault> {
        let mut write = self.app.store.write().await?;
        organization::lock(&mut write, self.organization.id).await?;
        if !people::is_admin(&mut write, self.organization.id, self.by).await? {
            return Ok(false);
        }
        let network = self.visit.network_text();
        let from = (self.visit.browser.as_str(), network.as_str());
        if !import::start(&mut write, self.organization.id, id, self.by, from, self.visit.now).await? {
            return Ok(false);
        }
        self.note(&mut write, "import-started", id).await?;
        write.commit().await?;
        Ok(true)
    }

    /// Sends no more of it. What was sent was sent; the rest can be sent later.
    pub async fn stop(&self, id: Uuid) -> Result<(), Fault> {
        let mut write = self.app.store.write().await?;
        if import::end(&mut write, self.organization.id, id, "stopped", Some("admin"), self.visit.now).await?
        {
            self.note(&mut write, "import-stopped", id).await?;
            write.commit().await?;
        }
        Ok(())
    }

    /// Forgets a list that was not sent to its end; false where there is none.
    pub async fn remove(&self, id: Uuid) -> Result<bool, Fault> {
        let mut write = self.app.store.write().await?;
        if !import::remove(&mut write, self.organization.id, id).await? {
            return Ok(false);
        }
        self.note(&mut write, "import-dropped", id).await?;
        write.commit().await?;
        Ok(true)
    }

    async fn note(&self, write: &mut Write, act: &str, id: Uuid) -> Result<(), Fault> {
        let author = Author::of(Some(self.by), self.visit);
        note(self.app, write, author, self.organization.id, act, id).await
    }
}

/// What was typed into the cells of a row; `None` where the page had no field for it.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// The address.
    pub email: Option<String>,
    /// The role.
    pub role: Option<String>,
}

/// The cells of a row, as they are judged.
pub fn cells(row: &EntryRow) -> Cells {
    Cells {
        first_name: row.first_name.clone(),
        last_name: row.last_name.clone(),
        email: row.email.clone(),
        role: row.role.clone(),
    }
}

/// The rows as they are kept. Of two with the same address the one above counts.
fn entries(import_id: Uuid, rows: Vec<Row>) -> Vec<EntryRow> {
    let mut seen: HashMap<String, i64> = HashMap::new();
    let kept = rows.into_iter().map(|row| {
        let position = i64::from(row.number);
        let address = judge(&row.cells).ok().map(|invitee| invitee.address.as_str().to_owned());
        let above = address.as_ref().and_then(|address| seen.get(address).copied());
        let state = match (&address, above) {
            (None, _) => "mend",
            (Some(_), Some(_)) => "merged",
            (Some(address), None) => {
                seen.insert(address.clone(), position);
                "ready"
            }
        };
        let Cells { first_name, last_name, email, role } = row.cells;
        EntryRow {
            import_id,
            position,
            first_name,
            last_name,
            email,
            role,
            address,
            state: state.to_owned(),
            merged_into: above,
            cause: None,
            reference: None,
            settled_at: None,
        }
    });
    kept.collect()
}

/// A line of the audit log about a list.
async fn note(
    app: &App,
    write: &mut Write,
    author: Author,
    organization: Uuid,
    act: &str,
    id: Uuid,
) -> Result<(), Fault> {
    let after = Some(format!("{{\"import\":\"{id}\"}}"));
    audit::add(write, &AuditRow { after, ..author.line(app, organization, act) }).await
}
