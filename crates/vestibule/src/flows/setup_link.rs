//! The link for the person of a customer's IT who has no account here: an admin makes it for one connection and some days,
//! and tells its code apart. Whoever opened it fills in that one connection while it is off, and nothing else.
//!
//! Never in here: pages; switching anything on, which no link can. Where to go next: `connection.rs`.

use proofs::ticket::{self, Token};
use rules::{Instant, Span};
use uuid::Uuid;

use super::apply::Actor;
use super::change::Change;
use crate::app::{App, random};
use crate::fault::Fault;
use crate::store::connection::{self, ConnectionRow};
use crate::store::organization::{self, OrganizationRow};
use crate::store::setup_link::{self, SetupLinkRow};
use crate::store::{counter, membership};
use crate::visit::Visit;

/// How long a link holds: a week for somebody who has other things to do.
pub const LASTS: Span = Span::days(7);
/// So many links of one connection hold at once.
const MOST: i64 = 5;
/// So many wrong codes end a link.
const TRIES: i64 = 10;

/// What came of making one.
pub enum LinkMade {
    /// It is made: its token and its code, which are shown once.
    Done(Token, String),
    /// So many hold already.
    TooMany,
    /// The connection is gone.
    Gone,
    /// Whoever makes it is no admin any more.
    NotAnAdmin,
}

/// What came of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// It is the one.
    Yes,
    /// It is another.
    Wrong,
    /// The link does not hold any more, or too many codes were tried.
    Over,
}

/// A link that holds, with what it is for.
#[derive(Clone, Debug)]
pub struct Link {
    /// The link.
    pub row: SetupLinkRow,
    /// The one connection.
    pub connection: ConnectionRow,
    /// Whose.
    pub organization: OrganizationRow,
    /// The name of the admin who made it.
    pub by: String,
}

fn code_hash(app: &App, id: Uuid, code: &str) -> [u8; 32] {
    let about = [id.as_bytes().as_slice(), code.as_bytes()].concat();
    app.sealer.keyed_hash("code of a set-up link", &about)
}

/// Whether it can be opened.
pub const fn holds(row: &SetupLinkRow, now: Instant) -> bool {
    row.ended_at.is_none() && now.0 < row.expires_at.0 && row.tries < TRIES
}

/// Makes one.
pub async fn make(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    connection_id: Uuid,
) -> Result<LinkMade, Fault> {
    let Some(made_by) = actor.id else { return Ok(LinkMade::NotAnAdmin) };
    let Some(mut change) = Change::begin(app, visit, organization, actor).await? else {
        return Ok(LinkMade::NotAnAdmin);
    };
    let Some(row) = connection::find(&mut change.write, organization.id, connection_id).await? else {
        return Ok(LinkMade::Gone);
    };
    if setup_link::count_live(&mut change.write, row.id, visit.now).await? >= MOST {
        return Ok(LinkMade::TooMany);
    }
    let (id, token, code) = (app.new_id(), app.new_token(), ticket::make_code(random()));
    let link = SetupLinkRow {
        id,
        organization_id: organization.id,
        connection_id: row.id,
        token_hash: token.digest(),
        code_hash: code_hash(app, id, &code),
        made_by,
        made_at: visit.now,
        expires_at: visit.now.plus(LASTS),
        tries: 0,
        opened_at: None,
        ended_at: None,
    };
    setup_link::add(&mut change.write, &link).await?;
    change.line("setup-link-made", None, Some(&row.name)).await?;
    change.write.commit().await?;
    Ok(LinkMade::Done(token, ticket::shown_code(&code)))
}

/// Takes one back; whoever opened it is out at once. False where whoever does it is no admin any more.
pub async fn end(
    app: &App,
    visit: &Visit,
    organization: &OrganizationRow,
    actor: &Actor,
    connection: &ConnectionRow,
    id: Uuid,
) -> Result<bool, Fault> {
    let Some(mut change) = Change::begin(app, visit, organization, actor).await? else { return Ok(false) };
    if setup_link::end(&mut change.write, organization.id, connection.id, id, visit.now).await? {
        change.line("setup-link-ended", Some(&connection.name), None).await?;
    }
    change.write.commit().await?;
    Ok(true)
}

/// The link of that token, whether or not it still holds.
pub async fn find(app: &App, token: &str) -> Result<Option<Link>, Fault> {
    let Some(token) = Token::parse(token) else { return Ok(None) };
    let row = setup_link::any_find_by_token(&mut app.store.read(), &token.digest()).await?;
    with_connection(app, row).await
}

/// The link that was opened in a browser, where it still holds.
pub async fn find_open(app: &App, now: Instant, id: Uuid) -> Result<Option<Link>, Fault> {
    let row = setup_link::any_find(&mut app.store.read(), id).await?;
    with_connection(app, row.filter(|row| row.opened_at.is_some() && holds(row, now))).await
}

async fn with_connection(app: &App, row: Option<SetupLinkRow>) -> Result<Option<Link>, Fault> {
    let Some(row) = row else { return Ok(None) };
    let mut read = app.store.read();
    let connection = connection::find(&mut read, row.organization_id, row.connection_id).await?;
    let organization = organization::find(&mut read, row.organization_id).await?;
    let (Some(connection), Some(organization)) = (connection, organization) else { return Ok(None) };
    let maker = membership::find(&mut read, organization.id, row.made_by).await?;
    let by = maker.map(|row| proofs::full_name(&row.first_name, &row.last_name)).unwrap_or_default();
    // An organization that is switched off is set up by nobody.
    Ok(organization.suspended_at.is_none().then_some(Link { row, connection, organization, by }))
}

/// Somebody types the code that they were told.
pub async fn open(app: &App, visit: &Visit, link: &Link, typed: &str) -> Result<Opened, Fault> {
    let mut write = app.store.write().await?;
    if !setup_link::try_code(&mut write, link.row.id, TRIES, visit.now).await? {
        return Ok(Opened::Over);
    }
    // Whatever it is, the try is taken.
    write.commit().await?;
    let same = ticket::normalize_code(typed).is_some_and(|code| {
        let hash = code_hash(app, link.row.id, &code);
        aws_lc_rs::constant_time::verify_slices_are_equal(&hash, &link.row.code_hash).is_ok()
    });
    if !same {
        return Ok(if link.row.tries + 1 >= TRIES { Opened::Over } else { Opened::Wrong });
    }
    let Some(mut change) = Change::by_link(app, visit, &link.organization, &link.row).await? else {
        return Ok(Opened::Over);
    };
    setup_link::set_opened(&mut change.write, link.row.id, visit.now).await?;
    change.line("setup-link-opened", None, Some(&link.connection.name)).await?;
    change.write.commit().await?;
    Ok(Opened::Yes)
}

/// Writes down that the connection is tried out by a link; false where it does not hold any more.
pub async fn tries(app: &App, visit: &Visit, link: &Link) -> Result<bool, Fault> {
    let change = Change::by_link(app, visit, &link.organization, &link.row).await?;
    let Some(mut change) = change else { return Ok(false) };
    // One line a minute is enough for whoever presses often.
    let key = app.sealer.keyed_hash("tries of a link", link.row.id.as_bytes());
    let since = Instant(visit.now.0 - Span::minutes(1).0);
    if counter::take(&mut change.write, &key, since, visit.now, 1).await? {
        change.line("connection-tried", None, Some(&link.connection.name)).await?;
    }
    change.write.commit().await?;
    Ok(true)
}
