//! The rows of sessions, alone and with whom they are about.

use rules::{Instant, Role};
use uuid::Uuid;

use crate::fault::Fault;
use crate::store::engine::Row;
use crate::store::value::{FromRow, rows};

rows! {
    /// A session.
    pub struct SessionRow {
        /// SHA-256 of the cookie's token.
        pub token_hash: [u8; 32],
        /// Its name for lists and logs; opens nothing.
        pub id: Uuid,
        /// Who is signed in.
        pub user_id: Uuid,
        /// The browser.
        pub device_id: Uuid,
        /// When it began.
        pub created_at: Instant,
        /// When it was last used.
        pub last_used_at: Instant,
        /// When the password was given in it.
        pub password_at: Option<Instant>,
        /// When a mailbox was proved in it.
        pub mailbox_at: Option<Instant>,
        /// When a second factor was given in it.
        pub second_at: Option<Instant>,
        /// Which kind of second factor.
        pub second_kind: Option<String>,
        /// Which authenticator or passkey that was.
        pub second_factor_id: Option<Uuid>,
        /// The one organization that it holds for, where it was a code that stood in.
        pub second_organization_id: Option<Uuid>,
        /// A pass, a kit or the operator stands behind it.
        pub second_by_pass: bool,
        /// When a passkey signed in with nothing else.
        pub passkey_at: Option<Instant>,
        /// The organization that is looked at.
        pub organization_id: Option<Uuid>,
        /// The browser, in words for the owner.
        pub browser: String,
        /// The network address it began from.
        pub network: String,
        /// Until when it can live at most.
        pub expires_at: Instant,
        /// When it was ended.
        pub ended_at: Option<Instant>,
        /// Why.
        pub ended_why: Option<String>,
        /// The one organization that it is good for, where its provider opened it.
        pub visits_id: Option<Uuid>,
        /// Through which connection.
        pub connection_id: Option<Uuid>,
        /// When the provider vouched for the user.
        pub vouched_at: Option<Instant>,
        /// The provider's own second factor was taken.
        pub vouched_second: bool,
        /// What stands for the provider's own session that it came of: a keyed hash of its name there.
        pub vouched_session: Option<Uuid>,
    }
}

/// A session and whom it is about: all that a page needs.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionWithUser {
    /// The session.
    pub session: SessionRow,
    /// The user's revision.
    pub revision: i64,
    /// The user's first name.
    pub first_name: String,
    /// The user's last name.
    pub last_name: String,
    /// The user's primary address in its normal form; empty if there is none.
    pub address: String,
    /// The same as it was typed.
    pub shown_address: String,
    /// When the user's password was set.
    pub user_password_at: Option<Instant>,
    /// What the password is worth: `own` or `mailbox`.
    pub password_worth: String,
    /// The organization that is looked at, if the user (still) belongs to it.
    pub organization: Option<CurrentOrganization>,
}

/// The organization that a session looks at, and the user's place in it.
#[derive(Clone, Debug, PartialEq)]
pub struct CurrentOrganization {
    /// Its id.
    pub id: Uuid,
    /// Its short name.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Its colour.
    pub accent: Option<String>,
    /// The name of its logo.
    pub logo: Option<String>,
    /// Its IANA time zone.
    pub zone: String,
    /// Its policy, as JSON.
    pub policy: String,
    /// Since when it demands second factors.
    pub demand_since: Option<Instant>,
    /// Since when people have to come through its provider.
    pub sign_on_since: Option<Instant>,
    /// Since when nobody gets in.
    pub suspended_at: Option<Instant>,
    /// It is the support desk.
    pub desk: bool,
    /// What the user may do in it.
    pub role: Role,
    /// When the user first got in.
    pub joined_at: Option<Instant>,
    /// Since when the user is switched off in it.
    pub deactivated_at: Option<Instant>,
    /// Until when the policy's demand is waived for the user.
    pub waived_until: Option<Instant>,
}

/// What was proved just now; what is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proved {
    /// The password was given.
    pub password_at: Option<Instant>,
    /// A mailbox was proved.
    pub mailbox_at: Option<Instant>,
    /// A second factor was given.
    pub second_at: Option<Instant>,
    /// Which kind of second factor.
    pub second_kind: Option<String>,
    /// Which authenticator or passkey that was.
    pub second_factor_id: Option<Uuid>,
    /// The one organization that it holds for, where it was a code that stood in.
    pub second_organization_id: Option<Uuid>,
    /// A pass, a kit or the operator stands behind it.
    pub second_by_pass: bool,
    /// A passkey signed in with nothing else.
    pub passkey_at: Option<Instant>,
}

impl FromRow for SessionWithUser {
    fn from_row(row: &Row) -> Result<Self, Fault> {
        let organization = match row.get::<Option<Role>>("role")? {
            Some(role) => Some(CurrentOrganization::from_row(row, role)?),
            None => None,
        };
        Ok(SessionWithUser {
            session: SessionRow::from_row(row)?,
            revision: row.get("revision")?,
            first_name: row.get("first_name")?,
            last_name: row.get("last_name")?,
            address: row.get("address")?,
            shown_address: row.get("shown_address")?,
            user_password_at: row.get("user_password_at")?,
            password_worth: row.get("password_worth")?,
            organization,
        })
    }
}

impl CurrentOrganization {
    fn from_row(row: &Row, role: Role) -> Result<Self, Fault> {
        Ok(CurrentOrganization {
            id: row.get("organization_id")?,
            slug: row.get("slug")?,
            name: row.get("name")?,
            accent: row.get("accent")?,
            logo: row.get("logo")?,
            zone: row.get("zone")?,
            policy: row.get("policy")?,
            demand_since: row.get("demand_since")?,
            sign_on_since: row.get("sign_on_since")?,
            suspended_at: row.get("suspended_at")?,
            desk: row.get("desk")?,
            role,
            joined_at: row.get("joined_at")?,
            deactivated_at: row.get("deactivated_at")?,
            waived_until: row.get("waived_until")?,
        })
    }
}
