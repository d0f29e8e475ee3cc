//! The people of an organization as its admins see them: a page of a list, everything that statuses are
//! derived from in one query.
//!
//! Only looks. What changes a membership is in `membership.rs`.

use rules::{Instant, Role};
use uuid::Uuid;

use super::Read;
use super::value::{Bind, rows, statements, values};
use crate::fault::Fault;

rows! {
    /// Somebody in an organization, with the facts that their status is derived from.
    pub struct PersonRow {
        /// Who.
        pub user_id: Uuid,
        /// First name.
        pub first_name: String,
        /// Last name.
        pub last_name: String,
        /// Their primary address, as typed.
        pub address: String,
        /// The same in its normal form.
        pub mailbox: String,
        /// What the organization writes as their contact address, where it is another one.
        pub contact: Option<String>,
        /// What they may do.
        pub role: Role,
        /// When they were last invited.
        pub invited_at: Option<Instant>,
        /// By whom.
        pub invited_by: Option<Uuid>,
        /// Until when the invitation holds.
        pub invite_expires_at: Option<Instant>,
        /// When they first got in.
        pub joined_at: Option<Instant>,
        /// Since when they are switched off.
        pub deactivated_at: Option<Instant>,
        /// Until when an admin waived what the policy would demand.
        pub waived_until: Option<Instant>,
        /// When they were last seen in this organization.
        pub last_active_at: Option<Instant>,
        /// Whether they have a password at all.
        pub has_password: bool,
        /// When it was set.
        pub password_at: Option<Instant>,
        /// What it is worth: `own` or `mailbox`.
        pub password_worth: String,
        /// An admin wants a new password by the next entry; satisfied by one set later.
        pub change_demanded_at: Option<Instant>,
        /// Whether they have a second factor that works.
        pub has_factor: bool,
        /// How their newest mail from this organization fares (the outbox's state).
        pub last_mail_state: Option<String>,
        /// Where this person stands in the list; goes into `After`.
        pub sort_name: String,
    }
}

/// The place in the list after which a page begins: the last person of the page before.
#[derive(Clone, Debug, PartialEq)]
pub struct After {
    /// That person's `sort_name`.
    pub sort_name: String,
    /// That person's id.
    pub user_id: Uuid,
}

macro_rules! person {
    () => {
        "select m.user_id, m.first_name, m.last_name, coalesce(a.shown, '') as address,
        coalesce(a.address, '') as mailbox, m.contact, m.role, m.invited_at,
        m.invited_by, m.invite_expires_at, m.joined_at, m.deactivated_at, m.waived_until, m.last_active_at,
        u.password_hash is not null as has_password, u.password_at, u.password_worth, m.change_demanded_at,
        exists (select 1 from factors f where f.user_id = m.user_id and f.confirmed_at is not null
            and f.ended_at is null) as has_factor,
        (select b.state from outbox b where b.user_id = m.user_id and b.organization_id = m.organization_id
            order by b.created_at desc limit 1) as last_mail_state,
        m.sort_name
        from memberships m join users u on u.id = m.user_id
        left join addresses a on a.user_id = m.user_id and a.is_primary
        where m.organization_id = $1"
    };
}

/// Who may have a status. `$7` is a moment.
macro_rules! may_be {
    (everybody) => {
        ""
    };
    (active) => {
        " and m.deactivated_at is null and m.joined_at is not null
        and (u.password_hash is null or u.password_at is null or u.password_at > $7)"
    };
    (deactivated) => {
        " and m.deactivated_at is not null"
    };
    (invite_pending) => {
        " and m.deactivated_at is null and m.joined_at is null and m.invite_expires_at > $7"
    };
    (invite_expired) => {
        " and m.deactivated_at is null and m.joined_at is null
        and (m.invite_expires_at is null or m.invite_expires_at <= $7)"
    };
    (password_expired) => {
        " and m.deactivated_at is null and m.joined_at is not null
        and u.password_hash is not null and u.password_at <= $7"
    };
    (no_factor) => {
        " and m.deactivated_at is null and m.joined_at is not null and not exists
        (select 1 from factors f where f.user_id = m.user_id and f.confirmed_at is not null and f.ended_at is null)"
    };
    // As many as `rules::throttle::MOST_GUESSES`; the index is made for this very number.
    (locked) => {
        " and m.deactivated_at is null and m.joined_at is not null
        and m.user_id in (select g.user_id from guesses g where g.lane = 'password' and g.failed >= 100)"
    };
    (mail_bouncing) => {
        " and m.deactivated_at is null and m.user_id in (select b.user_id from outbox b
        where b.organization_id = $1 and b.state in ('refused', 'expired')) and (select b.state from outbox b
        where b.user_id = m.user_id and b.organization_id = m.organization_id
        order by b.created_at desc limit 1) in ('refused', 'expired')"
    };
}

macro_rules! searched {
    () => {
        " and m.search like $2 escape '!' and ($5 = '' or m.role = $5)"
    };
}

// A statement for each: with all conditions in one, neither database finds the index that fits.
macro_rules! forward {
    ($who:ident) => {
        concat!(
            person!(),
            searched!(),
            may_be!($who),
            " and (m.sort_name, m.user_id) > ($3, $4) order by m.sort_name, m.user_id limit $6"
        )
    };
}

macro_rules! back {
    ($who:ident) => {
        concat!(
            person!(),
            searched!(),
            may_be!($who),
            " and (m.sort_name, m.user_id) < ($3, $4) order by m.sort_name desc, m.user_id desc limit $6"
        )
    };
}

statements! {
    LIST_EVERYBODY = forward!(everybody);
    BACK_EVERYBODY = back!(everybody);
    LIST_ACTIVE = forward!(active);
    BACK_ACTIVE = back!(active);
    LIST_DEACTIVATED = forward!(deactivated);
    BACK_DEACTIVATED = back!(deactivated);
    LIST_INVITE_PENDING = forward!(invite_pending);
    BACK_INVITE_PENDING = back!(invite_pending);
    LIST_INVITE_EXPIRED = forward!(invite_expired);
    BACK_INVITE_EXPIRED = back!(invite_expired);
    LIST_PASSWORD_EXPIRED = forward!(password_expired);
    BACK_PASSWORD_EXPIRED = back!(password_expired);
    LIST_NO_FACTOR = forward!(no_factor);
    BACK_NO_FACTOR = back!(no_factor);
    LIST_LOCKED = forward!(locked);
    BACK_LOCKED = back!(locked);
    LIST_MAIL_BOUNCING = forward!(mail_bouncing);
    BACK_MAIL_BOUNCING = back!(mail_bouncing);
    FIND = concat!(person!(), " and m.user_id = $2");
    COUNT_ALL = "select count(*) as value from memberships where organization_id = $1";
    COUNT = "select count(*) as value from memberships
        where organization_id = $1 and search like $2 escape '!' and ($3 = '' or role = $3)";
}

/// Whom a list is to show.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Whose names or address contain this.
    pub search: Option<&'a str>,
    /// Who has this role.
    pub role: Option<Role>,
    /// Who may have this status.
    pub who: MayBe,
}

impl Wanted<'_> {
    /// Everybody.
    pub const EVERYBODY: Wanted<'static> = Wanted { search: None, role: None, who: MayBe::Everybody };
}

/// Who may have a status: nobody is left out who has it, and the rules say who has it indeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MayBe {
    /// Any status.
    Everybody,
    /// In, with no password that was set then or before.
    Active(Instant),
    /// Switched off.
    Deactivated,
    /// Invited, and the invitation holds at that moment.
    InvitePending(Instant),
    /// Invited, and it does not hold any more.
    InviteExpired(Instant),
    /// With a password that was set then or before.
    PasswordExpired(Instant),
    /// Without a second factor.
    NoFactor,
    /// With a lane of passwords that strangers have shut.
    Locked,
    /// The newest mail did not arrive.
    MailBouncing,
}

impl MayBe {
    /// The statement forward, the one back, and the moment that it asks for.
    const fn statements(self) -> (&'static str, &'static str, Option<Instant>) {
        match self {
            MayBe::Everybody => (LIST_EVERYBODY, BACK_EVERYBODY, None),
            MayBe::Active(at) => (LIST_ACTIVE, BACK_ACTIVE, Some(at)),
            MayBe::Deactivated => (LIST_DEACTIVATED, BACK_DEACTIVATED, None),
            MayBe::InvitePending(at) => (LIST_INVITE_PENDING, BACK_INVITE_PENDING, Some(at)),
            MayBe::InviteExpired(at) => (LIST_INVITE_EXPIRED, BACK_INVITE_EXPIRED, Some(at)),
            MayBe::PasswordExpired(at) => (LIST_PASSWORD_EXPIRED, BACK_PASSWORD_EXPIRED, Some(at)),
            MayBe::NoFactor => (LIST_NO_FACTOR, BACK_NO_FACTOR, None),
            MayBe::Locked => (LIST_LOCKED, BACK_LOCKED, None),
            MayBe::MailBouncing => (LIST_MAIL_BOUNCING, BACK_MAIL_BOUNCING, None),
        }
    }
}

/// What `like` looks for: the words as they are, anywhere. `!` takes their meaning from `%` and `_`.
fn pattern(search: Option<&str>) -> String {
    let mut pattern = String::from("%");
    for letter in search.unwrap_or("").trim().to_lowercase().chars() {
        if matches!(letter, '!' | '%' | '_') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    if pattern.len() > 1 {
        pattern.push('%');
    }
    pattern
}

/// A page of people in the order of their last names: those after that place, or, going back, those before it (the
/// nearest first).
pub async fn list(
    read: &mut Read,
    organization_id: Uuid,
    wanted: &Wanted<'_>,
    place: Option<&After>,
    back: bool,
    limit: i64,
) -> Result<Vec<PersonRow>, Fault> {
    // Nobody's id is nil, so the first page begins after nobody.
    let (sort_name, user_id) = place.map_or(("", Uuid::nil()), |after| (&after.sort_name, after.user_id));
    let (forward, backward, moment) = wanted.who.statements();
    let role = wanted.role.map_or("", Role::word);
    let mut values = values![organization_id, pattern(wanted.search), sort_name, user_id, role, limit];
    values.extend(moment.map(|at| at.bind()));
    let statement = if back && place.is_some() { backward } else { forward };
    read.list(statement, values).await
}

/// One person of an organization, as they stand in the list.
pub async fn find(read: &mut Read, organization_id: Uuid, user_id: Uuid) -> Result<Option<PersonRow>, Fault> {
    read.one(FIND, values![organization_id, user_id]).await
}

/// How many people there are with that search and that role.
pub async fn count(
    read: &mut Read,
    organization_id: Uuid,
    search: Option<&str>,
    role: Option<Role>,
) -> Result<i64, Fault> {
    if search.is_none() && role.is_none() {
        // An index alone tells that.
        return read.value(COUNT_ALL, values![organization_id]).await;
    }
    read.value(COUNT, values![organization_id, pattern(search), role.map_or("", Role::word)]).await
}
