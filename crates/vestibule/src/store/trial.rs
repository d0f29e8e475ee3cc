//! Everybody in one organization, many at a time, with what decides whether they get in there: for a trial of its
//! policy.
//!
//! Only looks, and only at what this organization may know: words of other organizations about a factor are not read.

use rules::{Instant, Role};
use uuid::Uuid;

use super::Read;
use super::value::{rows, statements, values};
use crate::fault::Fault;

rows! {
    /// A member, with what is known of their password.
    pub struct MemberRow {
        /// Who.
        pub user_id: Uuid,
        /// First name, as this organization writes it.
        pub first_name: String,
        /// Last name, as this organization writes it.
        pub last_name: String,
        /// Their primary address, as typed.
        pub address: String,
        /// What they may do.
        pub role: Role,
        /// Until when the invitation holds.
        pub invite_expires_at: Option<Instant>,
        /// When they first got in.
        pub joined_at: Option<Instant>,
        /// Since when they are switched off.
        pub deactivated_at: Option<Instant>,
        /// Until when the minimum age is waived.
        pub waived_until: Option<Instant>,
        /// An admin wants a new password by the next entry.
        pub change_demanded_at: Option<Instant>,
        /// Whether they have a password at all.
        pub has_password: bool,
        /// When it was set.
        pub password_at: Option<Instant>,
        /// What it is worth: `own` or `mailbox`.
        pub password_worth: String,
        /// Whether their recovery codes are put away.
        pub codes_saved: bool,
        /// Until when a browser of theirs is spared the second factor.
        pub remembered_until: Option<Instant>,
    }

    /// A second factor that counts in the organization.
    pub struct MemberFactorRow {
        /// Its id.
        pub id: Uuid,
        /// Whose.
        pub user_id: Uuid,
        /// `totp` or `passkey`.
        pub kind: String,
        /// Sealed; empty for a passkey.
        pub secret: Vec<u8>,
    }

    /// Recovery codes that somebody has left.
    pub struct MemberCodesRow {
        /// Whose.
        pub user_id: Uuid,
        /// How many.
        pub codes: i64,
    }

    /// A pass for the organization.
    pub struct MemberPassRow {
        /// Whose.
        pub user_id: Uuid,
        /// `live` or `advance`.
        pub kind: String,
        /// Until when.
        pub until: Instant,
    }

    /// A session that is in the organization.
    pub struct MemberSessionRow {
        /// Whose.
        pub user_id: Uuid,
        /// The organization's own provider opened it.
        pub visits: bool,
        /// When it began.
        pub created_at: Instant,
        /// When it was last used.
        pub last_used_at: Instant,
    }
}

statements! {
    LIST = "select m.user_id, m.first_name, m.last_name, coalesce(a.shown, '') as address, m.role,
        m.invite_expires_at, m.joined_at, m.deactivated_at, m.waived_until, m.change_demanded_at,
        u.password_hash is not null as has_password, u.password_at, u.password_worth,
        u.codes_saved_at is not null as codes_saved,
        (select max(d.remembered_until) from devices d where d.user_id = m.user_id
            and d.remember_epoch = u.remember_epoch) as remembered_until
        from memberships m join users u on u.id = m.user_id
        left join addresses a on a.user_id = m.user_id and a.is_primary
        where m.organization_id = $1 and m.user_id > $2 order by m.user_id limit $3";
    FACTORS = "select f.id, f.user_id, f.kind, f.secret from memberships m
        join factors f on f.user_id = m.user_id
        left join factor_words w on w.factor_id = f.id and w.organization_id = m.organization_id
        where m.organization_id = $1 and m.user_id > $2 and m.user_id <= $3
        and f.confirmed_at is not null and f.ended_at is null
        and ((f.own and coalesce(w.word, '') <> 'ended') or (not f.own and coalesce(w.word, '') = 'vouched'))";
    CODES = "select s.user_id, count(*) as codes from memberships m
        join recovery_sets s on s.user_id = m.user_id
        join recovery_codes c on c.set_id = s.id
        where m.organization_id = $1 and m.user_id > $2 and m.user_id <= $3
        and s.ended_at is null and c.spent_at is null group by s.user_id";
    PASSES = "select p.user_id, p.kind, p.until from memberships m
        join passes p on p.user_id = m.user_id and p.organization_id = m.organization_id
        where m.organization_id = $1 and m.user_id > $2 and m.user_id <= $3 and p.spent_at is null";
    SESSIONS = "select s.user_id, s.visits_id is not null as visits, s.created_at, s.last_used_at from memberships m
        join sessions s on s.user_id = m.user_id and s.organization_id = m.organization_id
        where m.organization_id = $1 and m.user_id > $2 and m.user_id <= $3
        and s.ended_at is null and s.expires_at > $4";
}

/// Some of the members in the order of their ids, after that one.
pub async fn list(
    read: &mut Read,
    organization_id: Uuid,
    after: Uuid,
    limit: i64,
) -> Result<Vec<MemberRow>, Fault> {
    read.list(LIST, values![organization_id, after, limit]).await
}

/// Which of the members, by their ids: those after one, up to and with another.
#[derive(Clone, Copy, Debug)]
pub struct Those {
    /// Of this organization.
    pub organization_id: Uuid,
    /// After this one.
    pub after: Uuid,
    /// Up to this one.
    pub until: Uuid,
}

/// Their second factors that count in the organization.
pub async fn list_factors(read: &mut Read, those: Those) -> Result<Vec<MemberFactorRow>, Fault> {
    read.list(FACTORS, values![those.organization_id, those.after, those.until]).await
}

/// What they have left of recovery codes.
pub async fn list_codes(read: &mut Read, those: Those) -> Result<Vec<MemberCodesRow>, Fault> {
    read.list(CODES, values![those.organization_id, those.after, those.until]).await
}

/// Their open passes for the organization.
pub async fn list_passes(read: &mut Read, those: Those) -> Result<Vec<MemberPassRow>, Fault> {
    read.list(PASSES, values![those.organization_id, those.after, those.until]).await
}

/// Their sessions that are in the organization.
pub async fn list_sessions(
    read: &mut Read,
    those: Those,
    now: Instant,
) -> Result<Vec<MemberSessionRow>, Fault> {
    read.list(SESSIONS, values![those.organization_id, those.after, those.until, now]).await
}
