//! Caps on the invitations and resets that an admin has mailed: generous for people, an end for an account in wrong
//! hands. Whether one more fits is found out in `mail_caps.rs`.
//!
//! Never in here: what happens when one is reached (`rules::people`).

use rules::Span;
use uuid::Uuid;

use super::mail_caps::Cap;
use super::subject::Subject;
use crate::app::App;

/// Mails that all admins of one organization may cause in an hour.
const OF_AN_ORGANIZATION: i64 = 500;
/// Mails that one admin may cause in an hour.
const OF_AN_ADMIN: i64 = 300;
/// Mails of one organization's admins to one address in an hour; as many as can be asked for at the door.
const TO_AN_ADDRESS: i64 = 20;
/// Invitations that an organization may send from lists in a day: the longest list whole. A list is one deliberate act,
/// so it neither uses up what single acts may send nor waits for it; and an account in wrong hands sends one, not a
/// hundred.
pub const FROM_LISTS: i64 = 10_000;

/// The caps on what this admin has mailed to this subject.
pub fn caps(app: &App, organization: Uuid, admin: Uuid, subject: &Subject) -> [Cap; 3] {
    let key = |what: &str, whose: &[&[u8]]| app.sealer.keyed_hash(what, &whose.concat());
    let cap = |key, limit| Cap { key, window: Span::hours(1), limit };
    let (organization, address) = (organization.as_bytes().as_slice(), subject.address.as_bytes());
    [
        cap(key("mails by an organization", &[organization]), OF_AN_ORGANIZATION),
        cap(key("mails by an admin", &[organization, admin.as_bytes()]), OF_AN_ADMIN),
        cap(key("mails by admins to an address", &[organization, address]), TO_AN_ADDRESS),
    ]
}

/// The cap on what this organization sends from lists.
pub fn caps_of_lists(app: &App, organization: Uuid) -> [Cap; 1] {
    let key = app.sealer.keyed_hash("mails from lists", organization.as_bytes());
    [Cap { key, window: Span::days(1), limit: FROM_LISTS }]
}
