//! Connections: an organization's ways to its own providers, with what each provider says about itself.
//!
//! The secret is sealed. What the provider publishes (its description and its keys) is text that only `flows/sso/reading`
//! has read. Never in here: whether somebody may come through one.

use rules::Instant;
use uuid::Uuid;

use super::value::{rows, statements, values};
use super::{Read, Write, sign_on};
use crate::fault::Fault;

rows! {
    /// A connection.
    pub struct ConnectionRow {
        /// Its id; part of the address that the provider sends people back to.
        pub id: Uuid,
        /// Whose.
        pub organization_id: Uuid,
        /// What people are shown.
        pub name: String,
        /// Which provider's words its pages use, like `entra`.
        pub provider: String,
        /// `off` or `optional`.
        pub mode: String,
        /// `oidc` or `saml`.
        pub protocol: String,
        /// The provider's name for itself: its issuer, or its entity id.
        pub issuer: String,
        /// Our name at the provider; empty with SAML, where it follows from the id.
        pub client_id: String,
        /// What we prove that with, sealed: the client secret, or our private key (PKCS #8).
        pub client_secret: Vec<u8>,
        /// When the client secret ends, as the admin wrote it down; with SAML, when the provider's last certificate does.
        pub secret_ends_at: Option<Instant>,
        /// When the provider's own second factor is taken: `always`, `when-said` or `never`.
        pub second: String,
        /// Which addresses the provider vouches for: those it marks as `verified` (with SAML, which has no mark, those of
        /// domains that the organization has proved), or `all`.
        pub addresses: String,
        /// What the provider says about itself (OpenID Connect Discovery 1.0, SAML metadata), as it sent it.
        pub described: String,
        /// Where SAML metadata came from; nothing where they were pasted.
        pub described_at: Option<String>,
        /// Its keys (RFC 7517), as it sent them; with SAML, certificates (PEM) beside those in its metadata.
        pub keys: String,
        /// When both were fetched.
        pub fetched_at: Instant,
        /// When it was made.
        pub added_at: Instant,
        /// When its settings were changed last.
        pub changed_at: Instant,
        /// When a rehearsal with these settings went well.
        pub tried_at: Option<Instant>,
        /// So many days before the secret's end its admins have been told.
        pub told_days: Option<i64>,
        /// Our certificate at a provider that speaks SAML (DER).
        pub certificate: Option<Vec<u8>>,
    }

    /// What is sealed of a connection.
    pub struct SealedConnection {
        /// Which.
        pub id: Uuid,
        /// The secret, sealed.
        pub client_secret: Vec<u8>,
    }
}

macro_rules! columns {
    () => {
        "id, organization_id, name, provider, mode, issuer, client_id, client_secret, secret_ends_at, second, addresses,
        described, keys, fetched_at, added_at, changed_at, tried_at, told_days, protocol, described_at, certificate"
    };
}

statements! {
    ADD = concat!("insert into connections (", columns!(), ")
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)");
    ANY_FIND = concat!("select ", columns!(), " from connections where id = $1");
    FIND = concat!("select ", columns!(), " from connections where organization_id = $1 and id = $2");
    LIST = concat!("select ", columns!(), " from connections where organization_id = $1 order by added_at, id");
    SET = "update connections set name = $2, issuer = $3, client_id = $4, client_secret = $5, secret_ends_at = $6,
        second = $7, addresses = $8, described = $9, keys = $10, fetched_at = $11, changed_at = $12, tried_at = $13,
        described_at = $14, told_days = null where id = $1";
    SET_MODE = "update connections set mode = $2, changed_at = $3 where id = $1 and mode <> $2";
    SET_PUBLISHED = "update connections set described = $2, keys = $3, fetched_at = $4
        where id = $1 and issuer = $5 and changed_at = $6 and fetched_at <= $4";
    SET_METADATA = "update connections set described = $2, fetched_at = $3, secret_ends_at = $4, told_days =
        case when secret_ends_at = $4 then told_days end where id = $1 and changed_at = $5";
    SET_TRIED = "update connections set tried_at = $2 where id = $1 and changed_at = $3";
    SET_UNTRIED = "update connections set tried_at = null where id = $1";
    SET_TOLD = "update connections set told_days = $2 where id = $1";
    ANY_LIST_ENDING = concat!("select ", columns!(), " from connections
        where secret_ends_at is not null and secret_ends_at < $1 and mode <> 'off' order by secret_ends_at limit $2");
    ANY_FIND_FOR_DOMAIN = concat!("select ", columns!(), " from connections where mode <> 'off' and organization_id =
        (select d.organization_id from domains d join organizations o on o.id = d.organization_id
        where d.domain = $1 and d.proved_at is not null and o.suspended_at is null) order by added_at, id limit 1");
    ANY_LIST_STALE = concat!("select ", columns!(), " from connections
        where id > $1 and fetched_at < $2 and mode <> 'off' and protocol = 'oidc' order by id limit $3");
    ANY_LIST_SEALED = "select id, client_secret from connections where id > $1 order by id limit $2";
    SET_SEALED = "update connections set client_secret = $3 where id = $1 and client_secret = $2";
    REMOVE = "delete from connections where id = $1";
    REMOVE_LINKS = "delete from setup_links where connection_id = $1";
    REMOVE_ADMISSION = "delete from admissions where connection_id = $1";
    REMOVE_PROPOSALS = "delete from identity_proposals where connection_id = $1";
    REMOVE_IDENTITIES = "delete from identities where connection_id = $1";
    REMOVE_ARRIVALS = "delete from arrivals where connection_id = $1";
}

/// Adds one.
pub async fn add(write: &mut Write, row: &ConnectionRow) -> Result<(), Fault> {
    let values = values![
        row.id,
        row.organization_id,
        row.name,
        row.provider,
        row.mode,
        row.issuer,
        row.client_id,
        row.client_secret,
        row.secret_ends_at,
        row.second,
        row.addresses,
        row.described,
        row.keys,
        row.fetched_at,
        row.added_at,
        row.changed_at,
        row.tried_at,
        row.told_days,
        row.protocol,
        row.described_at,
        row.certificate,
    ];
    write.run(ADD, values).await.map(drop)
}

/// By id, whosever it is: for somebody who stands before it.
pub async fn any_find(read: &mut Read, id: Uuid) -> Result<Option<ConnectionRow>, Fault> {
    read.one(ANY_FIND, values![id]).await
}

/// One of this organization's.
pub async fn find(read: &mut Read, organization_id: Uuid, id: Uuid) -> Result<Option<ConnectionRow>, Fault> {
    read.one(FIND, values![organization_id, id]).await
}

/// All of this organization's, the oldest first.
pub async fn list(read: &mut Read, organization_id: Uuid) -> Result<Vec<ConnectionRow>, Fault> {
    read.list(LIST, values![organization_id]).await
}

/// The connection that is on for addresses of that domain, if the domain is proved.
pub async fn any_find_for_domain(read: &mut Read, domain: &str) -> Result<Option<ConnectionRow>, Fault> {
    read.one(ANY_FIND_FOR_DOMAIN, values![domain]).await
}

/// Puts everything that an admin sets, and what the provider said to it, in place of what was.
pub async fn set(write: &mut Write, row: &ConnectionRow) -> Result<(), Fault> {
    let values = values![
        row.id,
        row.name,
        row.issuer,
        row.client_id,
        row.client_secret,
        row.secret_ends_at,
        row.second,
        row.addresses,
        row.described,
        row.keys,
        row.fetched_at,
        row.changed_at,
        row.tried_at,
        row.described_at,
    ];
    write.run(SET, values).await.map(drop)
}

/// Switches it; false where it stands so already.
pub async fn set_mode(write: &mut Write, id: Uuid, mode: &str, at: Instant) -> Result<bool, Fault> {
    write.change(SET_MODE, values![id, mode, at]).await
}

/// What the provider says about itself by now; false where the connection is not the one that was read any more.
pub async fn set_published(
    write: &mut Write,
    asked: &ConnectionRow,
    described: &str,
    keys: &str,
    at: Instant,
) -> Result<bool, Fault> {
    let values = values![asked.id, described, keys, at, asked.issuer, asked.changed_at];
    write.change(SET_PUBLISHED, values).await
}

/// A SAML provider's metadata by now, and when its last certificate ends; false where the settings are others by now.
pub async fn set_metadata(write: &mut Write, row: &ConnectionRow) -> Result<bool, Fault> {
    let values = values![row.id, row.described, row.fetched_at, row.secret_ends_at, row.changed_at];
    write.change(SET_METADATA, values).await
}

/// A rehearsal went well with the settings of that moment; false where they are others by now.
pub async fn set_tried(write: &mut Write, id: Uuid, at: Instant, changed_at: Instant) -> Result<bool, Fault> {
    write.change(SET_TRIED, values![id, at, changed_at]).await
}

/// It has to be tried again.
pub async fn set_untried(write: &mut Write, id: Uuid) -> Result<(), Fault> {
    write.run(SET_UNTRIED, values![id]).await.map(drop)
}

/// So many days before the end of its secret its admins have been told.
pub async fn set_told(write: &mut Write, id: Uuid, days: i64) -> Result<(), Fault> {
    write.run(SET_TOLD, values![id, days]).await.map(drop)
}

/// Those whose secret ends before that moment, the next one first.
pub async fn any_list_ending(
    read: &mut Read,
    before: Instant,
    limit: i64,
) -> Result<Vec<ConnectionRow>, Fault> {
    read.list(ANY_LIST_ENDING, values![before, limit]).await
}

/// Those that are on and whose provider was asked for its keys before that moment, in the order of ids after that one.
pub async fn any_list_stale(
    read: &mut Read,
    after: Uuid,
    before: Instant,
    limit: i64,
) -> Result<Vec<ConnectionRow>, Fault> {
    read.list(ANY_LIST_STALE, values![after, before, limit]).await
}

/// The sealed secrets of all connections, in the order of ids after that one.
pub async fn any_list_sealed(
    read: &mut Read,
    after: Uuid,
    limit: i64,
) -> Result<Vec<SealedConnection>, Fault> {
    read.list(ANY_LIST_SEALED, values![after, limit]).await
}

/// The same secret under another key; false where it is not what was read any more.
pub async fn set_sealed(write: &mut Write, id: Uuid, old: &[u8], new: &[u8]) -> Result<bool, Fault> {
    write.change(SET_SEALED, values![id, old, new]).await
}

/// Removes it with everything that hangs on it. Sessions that it opened are the caller's to end.
pub async fn remove(write: &mut Write, id: Uuid) -> Result<(), Fault> {
    sign_on::remove(write, id).await?;
    for statement in
        [REMOVE_LINKS, REMOVE_ADMISSION, REMOVE_PROPOSALS, REMOVE_IDENTITIES, REMOVE_ARRIVALS, REMOVE]
    {
        write.run(statement, values![id]).await?;
    }
    Ok(())
}
