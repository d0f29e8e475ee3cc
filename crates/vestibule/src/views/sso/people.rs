//! `/org/SLUG/sso/ID/people`: what an organization makes of what its provider says of people, and whom a connection
//! touches.

use askama::Template;

use crate::views::{Field, Organization, Page};

/// Posts to the same; and to `/people/tell`.
#[derive(Template)]
#[template(path = "sso/people.html")]
pub struct PeoplePage {
    /// What every page has.
    pub page: Page,
    /// Which organization.
    pub organization: Organization,
    /// The connection's id.
    pub id: String,
    /// What people are shown.
    pub name: String,
    /// Sealed: a second factor was given for this.
    pub s: String,
    /// Whoever is new becomes a member by coming.
    pub newcomers: bool,
    /// The names of claims: which one, and what was typed.
    pub claims: Vec<(&'static str, Field)>,
    /// The groups whose people are admins, one a line.
    pub admin_groups: Field,
    /// They count for those as well whose role was given here.
    pub over_hand: bool,
    /// What the provider really sent last: when and of whom, said; each name with its value, and what it is used as.
    pub sent: Option<(String, Vec<SentLine>)>,
    /// How many members have addresses outside of the proved domains, said.
    pub affected: String,
    /// Those of them that are named: the path of their page, their name, their address.
    pub outside: Vec<(String, String, String)>,
    /// So many more, said.
    pub more: Option<String>,
    /// Why all members cannot be told now, said; else they can.
    pub not_now: Option<String>,
}

/// One thing that the provider sent.
pub struct SentLine {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// What it is used as, said.
    pub used: Option<String>,
}
