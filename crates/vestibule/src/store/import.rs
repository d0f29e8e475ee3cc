//! Lists of people to invite, and what became of each row.
//!
//! A row that was settled stays settled: that is one conditional statement. Never in here: whether a row is good
//! (`proofs::import`), whether it may be sent (`rules::people`).

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write};
use crate::fault::Fault;

rows! {
    /// A list.
    pub struct ImportRow {
        /// Its id.
        pub id: Uuid,
        /// The organization it belongs to.
        pub organization_id: Uuid,
        /// A keyed hash of the file: the same file is recognised by it.
        pub digest: Vec<u8>,
        /// What the file is called.
        pub name: String,
        /// How its letters were read, where it was text.
        pub encoding: Option<String>,
        /// How many rows it has, those that were merged included.
        pub lines: i64,
        /// Who brought it.
        pub added_by: Uuid,
        /// When.
        pub added_at: Instant,
        /// `arriving`, `draft`, `running`, `stopped` or `done`.
        pub state: String,
        /// Who sent it.
        pub started_by: Option<Uuid>,
        /// When.
        pub started_at: Option<Instant>,
        /// With which browser.
        pub browser: Option<String>,
        /// From which network address.
        pub network: Option<String>,
        /// When the job looks at it next.
        pub next_at: Option<Instant>,
        /// When it came to its end, or to a stop.
        pub ended_at: Option<Instant>,
        /// Why it stopped before its end.
        pub why: Option<String>,
    }

    /// A row of a list.
    pub struct EntryRow {
        /// The list.
        pub import_id: Uuid,
        /// The row's number in the sheet.
        pub position: i64,
        /// First name, as typed.
        pub first_name: String,
        /// Last name, as typed.
        pub last_name: String,
        /// Address, as typed.
        pub email: String,
        /// Role, as typed.
        pub role: String,
        /// The address in its one spelling, where the row is good.
        pub address: Option<String>,
        /// `mend`, `ready`, `merged`, `invited`, `member`, `waiting` or `refused`.
        pub state: String,
        /// The row that has the same address and stands above.
        pub merged_into: Option<i64>,
        /// Why it was refused.
        pub cause: Option<String>,
        /// The reference of the attempt.
        pub reference: Option<String>,
        /// When it was settled.
        pub settled_at: Option<Instant>,
    }

    /// How many rows are in one state.
    pub struct StateCount {
        /// The state.
        pub state: String,
        /// How many.
        pub count: i64,
    }

    /// How many good rows meet one kind of membership.
    pub struct StandingCount {
        /// There is a membership.
        pub known: bool,
        /// They are in.
        pub joined: bool,
        /// They were switched off.
        pub deactivated: bool,
        /// Their invitation is open.
        pub waiting: bool,
        /// How many.
        pub count: i64,
    }
}

macro_rules! columns {
    () => {
        "id, organization_id, digest, name, encoding, lines, added_by, added_at, state, started_by, started_at, browser,
        network, next_at, ended_at, why"
    };
}
macro_rules! cells {
    () => {
        "import_id, position, first_name, last_name, email, role, address, state, merged_into, cause, reference,
        settled_at"
    };
}

statements! {
    ADD = concat!("insert into imports (", columns!(), ") values
        ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)");
    ADD_ENTRY = concat!("insert into import_rows (", cells!(), ") values
        ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
    FIND = concat!("select ", columns!(), " from imports
        where organization_id = $1 and id = $2 and state <> 'arriving'");
    FIND_BY_CONTENT = concat!("select ", columns!(), " from imports
        where organization_id = $1 and digest = $2 and state <> 'arriving' limit 1");
    LIST = concat!("select ", columns!(), " from imports
        where organization_id = $1 and state <> 'arriving' order by added_at desc, id desc limit $2");
    COUNT_STATES = "select state, count(*) as count from import_rows where import_id = $1 group by state";
    COUNT_STANDINGS = "select m.user_id is not null as known, m.joined_at is not null as joined,
        m.deactivated_at is not null as deactivated, coalesce(m.invite_expires_at, 0) > $3 as waiting,
        count(*) as count
        from import_rows r left join addresses a on a.address = r.address and a.held_until is null
        left join memberships m on m.user_id = a.user_id and m.organization_id = $1
        where r.import_id = $2 and r.state = 'ready' group by 1, 2, 3, 4";
    LIST_ENTRIES = concat!("select ", cells!(), " from import_rows
        where import_id = $1 and state = $2 and position > $3 order by position limit $4");
    LIST_ALL = concat!("select ", cells!(), " from import_rows
        where import_id = $1 and position > $2 order by position limit $3");
    FIND_ENTRY = concat!("select ", cells!(), " from import_rows where import_id = $1 and position = $2");
    FIND_SAME = concat!("select ", cells!(), " from import_rows
        where import_id = $1 and address = $2 and state not in ('mend', 'merged') order by position limit 1");
    SET_ENTRY = "update import_rows set first_name = $3, last_name = $4, email = $5, role = $6, address = $7,
        state = $8, merged_into = $9 where import_id = $1 and position = $2 and state = 'mend'";
    SETTLE = "update import_rows set state = $3, cause = $4, reference = $5, settled_at = $6
        where import_id = $1 and position = $2 and state = 'ready'";
    ARRIVED = "update imports set state = 'draft' where id = $1 and state = 'arriving'";
    START = "update imports set state = 'running', started_by = $3, started_at = $4, browser = $5, network = $6,
        next_at = $4, ended_at = null, why = null
        where organization_id = $1 and id = $2 and state in ('draft', 'stopped', 'done')
        and exists (select 1 from import_rows r where r.import_id = $2 and r.state = 'ready')";
    END = "update imports set state = $3, ended_at = $4, why = $5
        where organization_id = $1 and id = $2 and state = 'running'";
    TAKE = "update imports set next_at = $3 where id = $1 and state = 'running' and next_at <= $2";
    PAUSE = "update imports set next_at = $2 where id = $1 and state = 'running'";
    ANY_LIST_DUE = concat!("select ", columns!(), " from imports
        where state = 'running' and next_at <= $1 order by next_at limit $2");
    LOCK_DRAFT = "update imports set next_at = null
        where organization_id = $1 and id = $2 and state in ('draft', 'stopped')";
    REMOVE_ENTRIES = "delete from import_rows where import_id = $1";
    REMOVE = "delete from imports where id = $1";
    ANY_LIST_OLD = "select id as value from imports where added_at < $1 and (state = 'arriving'
        or (state = 'draft' and added_at < $2) or (state in ('stopped', 'done') and added_at < $3)) limit $4";
}

/// Adds a list without its rows.
pub async fn add(write: &mut Write, row: &ImportRow) -> Result<(), Fault> {
    let values = values![
        row.id,
        row.organization_id,
        row.digest,
        row.name,
        row.encoding,
        row.lines,
        row.added_by,
        row.added_at,
        row.state,
        row.started_by,
        row.started_at,
        row.browser,
        row.network,
        row.next_at,
        row.ended_at,
        row.why,
    ];
    write.run(ADD, values).await.map(drop)
}

/// Adds a row.
pub async fn add_entry(write: &mut Write, row: &EntryRow) -> Result<(), Fault> {
    let values = values![
        row.import_id,
        row.position,
        row.first_name,
        row.last_name,
        row.email,
        row.role,
        row.address,
        row.state,
        row.merged_into,
        row.cause,
        row.reference,
        row.settled_at,
    ];
    write.run(ADD_ENTRY, values).await.map(drop)
}

/// All its rows are there: from now on it exists for people.
pub async fn set_arrived(write: &mut Write, id: Uuid) -> Result<bool, Fault> {
    write.change(ARRIVED, values![id]).await
}

/// A list of that organization.
pub async fn find(read: &mut Read, organization_id: Uuid, id: Uuid) -> Result<Option<ImportRow>, Fault> {
    read.one(FIND, values![organization_id, id]).await
}

/// The list that was made of the same file.
pub async fn find_by_content(
    read: &mut Read,
    organization_id: Uuid,
    digest: &[u8],
) -> Result<Option<ImportRow>, Fault> {
    read.one(FIND_BY_CONTENT, values![organization_id, digest]).await
}

/// The newest lists of an organization.
pub async fn list(read: &mut Read, organization_id: Uuid, limit: i64) -> Result<Vec<ImportRow>, Fault> {
    read.list(LIST, values![organization_id, limit]).await
}

/// How many rows are in which state.
pub async fn count_states(read: &mut Read, id: Uuid) -> Result<Vec<StateCount>, Fault> {
    read.list(COUNT_STATES, values![id]).await
}

/// How the good rows stand in the organization before they are sent.
pub async fn count_standings(
    read: &mut Read,
    organization_id: Uuid,
    id: Uuid,
    now: Instant,
) -> Result<Vec<StandingCount>, Fault> {
    read.list(COUNT_STANDINGS, values![organization_id, id, now]).await
}

/// Rows in one state, after that position.
pub async fn list_entries(
    read: &mut Read,
    id: Uuid,
    state: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<EntryRow>, Fault> {
    read.list(LIST_ENTRIES, values![id, state, after, limit]).await
}

/// Rows in any state, after that position.
pub async fn list_all(read: &mut Read, id: Uuid, after: i64, limit: i64) -> Result<Vec<EntryRow>, Fault> {
    read.list(LIST_ALL, values![id, after, limit]).await
}

/// One row.
pub async fn find_entry(read: &mut Read, id: Uuid, position: i64) -> Result<Option<EntryRow>, Fault> {
    read.one(FIND_ENTRY, values![id, position]).await
}

/// A row with that address that counts.
pub async fn find_same(read: &mut Read, id: Uuid, address: &str) -> Result<Option<EntryRow>, Fault> {
    read.one(FIND_SAME, values![id, address]).await
}

/// What was mended in a row; false where it needs no mending any more.
pub async fn set_entry(write: &mut Write, row: &EntryRow) -> Result<bool, Fault> {
    let values = values![
        row.import_id,
        row.position,
        row.first_name,
        row.last_name,
        row.email,
        row.role,
        row.address,
        row.state,
        row.merged_into,
    ];
    write.change(SET_ENTRY, values).await
}

/// What became of a row that was ready; false where that was known before.
pub async fn settle(
    write: &mut Write,
    (id, position): (Uuid, i64),
    state: &str,
    cause: Option<&str>,
    reference: Option<&str>,
    at: Instant,
) -> Result<bool, Fault> {
    write.change(SETTLE, values![id, position, state, cause, reference, at]).await
}

/// Begins to send it, or what is left of it; false where it runs already or nothing is ready.
pub async fn start(
    write: &mut Write,
    organization_id: Uuid,
    id: Uuid,
    by: Uuid,
    (browser, network): (&str, &str),
    at: Instant,
) -> Result<bool, Fault> {
    write.change(START, values![organization_id, id, by, at, browser, network]).await
}

/// It has come to its end (`done`), or to a stop for a reason; false where it does not run.
pub async fn end(
    write: &mut Write,
    organization_id: Uuid,
    id: Uuid,
    state: &str,
    why: Option<&str>,
    at: Instant,
) -> Result<bool, Fault> {
    write.change(END, values![organization_id, id, state, at, why]).await
}

/// Takes a list that is due, until then; false where another worker was faster.
pub async fn take(write: &mut Write, id: Uuid, now: Instant, until: Instant) -> Result<bool, Fault> {
    write.change(TAKE, values![id, now, until]).await
}

/// When a list that runs is looked at next.
pub async fn pause(write: &mut Write, id: Uuid, until: Instant) -> Result<bool, Fault> {
    write.change(PAUSE, values![id, until]).await
}

/// The lists of all organizations that have something to be sent.
pub async fn any_list_due(read: &mut Read, now: Instant, limit: i64) -> Result<Vec<ImportRow>, Fault> {
    read.list(ANY_LIST_DUE, values![now, limit]).await
}

/// Takes a list away with its rows, unless it runs or has come to its end; false where that was so.
pub async fn remove(write: &mut Write, organization_id: Uuid, id: Uuid) -> Result<bool, Fault> {
    if !write.change(LOCK_DRAFT, values![organization_id, id]).await? {
        return Ok(false);
    }
    any_remove(write, id).await.map(|()| true)
}

/// Takes a list of whichever organization away with its rows.
pub async fn any_remove(write: &mut Write, id: Uuid) -> Result<(), Fault> {
    write.run(REMOVE_ENTRIES, values![id]).await?;
    write.run(REMOVE, values![id]).await.map(drop)
}

/// Lists that have served their time: never arrived, never sent, or ended, before these moments.
pub async fn any_list_old(
    read: &mut Read,
    arriving_before: Instant,
    drafts_before: Instant,
    ended_before: Instant,
    limit: i64,
) -> Result<Vec<Uuid>, Fault> {
    let rows = read.all(ANY_LIST_OLD, values![arriving_before, drafts_before, ended_before, limit]).await?;
    rows.iter().map(|row| row.get("value")).collect()
}
