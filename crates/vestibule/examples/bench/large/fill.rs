//! Fills a database as years of use would: people of every status, sign-ins, refusals, lines of the audit log, mails.
//!
//! In statements of its own, because ten million rows would take hours by way of the product.

use rules::policy::Policy;
use rules::{Role, Span};
use sqlx::{Connection, Executor, PgConnection, Row};
use vestibule::app::App;
use vestibule::cli::{self, start};
use vestibule::flows::subject::seal_secret;
use vestibule::store::factor::{self, FactorRow};
use vestibule::store::{organization, user};

use crate::house::{self, PASSWORD, Place};

/// How many people are in one organization.
pub const PEOPLE: usize = 50_000;
/// How many entries the journal has.
pub const ENTRIES: u64 = 10_000_000;
/// How many lines the audit log has.
const LINES: u64 = 1_000_000;
/// How many mails went out.
const MAILS: u64 = 200_000;
/// How many spells of being stuck there were; the first two thousand have not ended.
const SPELLS: u64 = 50_000;
/// How many rows are written in one transaction.
const AT_A_TIME: u64 = 500_000;
/// Those who are left as they are: who is measured, and who signs in meanwhile.
const OTHERS: &str = "number >= 100 and not (number >= 20000 and number < 21000)";
/// Who works at the support desk.
pub const SUPPORT: &str = "desk@support.example";
/// The key of their authenticator app.
pub const KEY: [u8; 20] = [23; 20];
/// Who administers a second organization, too.
pub const OF_BOTH: &str = "both@branch.example";

/// A connection of its own; what is written differently on the two databases.
enum Hand {
    Sqlite(rusqlite::Connection),
    Postgres(PgConnection),
}

impl Hand {
    async fn of(place: &Place) -> Hand {
        match place.database.strip_prefix("sqlite:") {
            Some(path) => Hand::Sqlite(rusqlite::Connection::open(path).unwrap()),
            None => Hand::Postgres(PgConnection::connect(&place.database).await.unwrap()),
        }
    }

    /// Runs statements in which `{id}` is an id made of the number `i`, and `{key}` 32 bytes made of `user_id`.
    async fn run(&mut self, sql: &str) {
        match self {
            Hand::Sqlite(hand) => {
                let sql = sql.replace("{id}", "cast(printf('%016d', i) as blob)");
                let sql = sql.replace("{key}", "cast(user_id || user_id as blob)");
                hand.execute_batch(&sql).unwrap();
            }
            Hand::Postgres(hand) => {
                let sql = sql.replace("{id}", "lpad(to_hex(i), 32, '0')::uuid");
                let sql = sql.replace("{key}", "uuid_send(user_id) || uuid_send(user_id)");
                hand.execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
            }
        }
    }

    async fn texts(&mut self, sqlite: &'static str, postgres: &'static str) -> Vec<(String, String)> {
        match self {
            Hand::Sqlite(hand) => {
                let mut texts = hand.prepare(sqlite).unwrap();
                let rows = texts.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
                rows.map(Result::unwrap).collect()
            }
            Hand::Postgres(hand) => {
                let rows = hand.fetch_all(postgres).await.unwrap();
                rows.iter().map(|row| (row.get(0), row.get(1))).collect()
            }
        }
    }

    /// Writes so many rows of a table, its indexes aside meanwhile: sorting them once is much faster.
    async fn pour(&mut self, table: &str, count: u64, insert: &str) {
        let all = self
            .texts(
                "select name, sql || ';' || tbl_name from sqlite_master where type = 'index' and sql is not null",
                "select indexname::text, indexdef || ';' || tablename from pg_indexes
                where schemaname = current_schema() and indexname not in (select conname from pg_constraint)",
            )
            .await;
        let indexes: Vec<_> = all
            .iter()
            .filter_map(|(name, sql)| Some((name, sql.strip_suffix(table)?.strip_suffix(';')?)))
            .collect();
        for (name, _) in &indexes {
            self.run(&format!("drop index {name}")).await;
        }
        let mut from = 0;
        while from < count {
            let until = count.min(from + AT_A_TIME);
            self.run(&insert.replace(
                "{rows}",
                &format!(
                    "with recursive n(i) as (select cast({from} as bigint) union all
                    select i + 1 from n where i + 1 < {until})"
                ),
            ))
            .await;
            from = until;
        }
        for (_, sql) in &indexes {
            self.run(sql).await;
        }
    }
}

/// A reference for each number: a multiplication by an odd number loses nothing in forty bits.
fn reference() -> String {
    let letter = |at: u32| {
        format!(
            "substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', cast((i * 628719793 % 1099511627776) / {} % 32 as integer) + 1, 1)",
            32_u64.pow(at)
        )
    };
    let four = |from: u32| (from..from + 4).map(letter).collect::<Vec<_>>().join(" || ");
    format!("'VST-' || {} || '-' || {}", four(0), four(4))
}

/// Everybody and everything.
pub async fn all(place: &Place) {
    let policy = Policy { second_factor: false, password_max_age: Some(Span::days(90)), ..Policy::DEFAULT };
    house::build(place, PEOPLE, &policy).await;
    let app = start::start(house::settings(place)).await.unwrap();
    desk(&app).await;
    branch(&app, &policy).await;
    let now = app.now().0;
    app.store.close().await;
    let mut hand = Hand::of(place).await;
    hand.run(
        "create table bench_people as select row_number() over (order by a.added_at, a.address) - 1 as number,
            m.user_id, m.organization_id, {key} as address_key
            from memberships m join addresses a using (user_id) join organizations o on o.id = m.organization_id
            where o.slug = 'larkfield'",
    )
    .await;
    hand.run("create unique index bench_people_by_number on bench_people (number)").await;
    statuses(&mut hand, now).await;
    happened(&mut hand, now).await;
    hand.run("drop table bench_people").await;
    hand.run("analyze").await;
}

/// Somebody administers a small organization and the large one.
async fn branch(app: &App, policy: &Policy) {
    let large = organization::find_by_slug(&mut app.store.read(), "larkfield").await.unwrap().unwrap();
    let small = house::organization(app, "branch", "Branch", policy);
    let hash = proofs::password::hash(&mut proofs::password::Buffer::new(), PASSWORD, [7; 16]);
    let mut write = app.store.write().await.unwrap();
    organization::add(&mut write, &small).await.unwrap();
    let name = ["Of".to_owned(), "Both".to_owned()];
    let user_id = house::add(&mut write, app, small.id, OF_BOTH, &name, Role::Admin, &hash).await;
    let [first, last] = &name;
    house::join(&mut write, app, large.id, user_id, OF_BOTH, [first, last], Role::Admin).await;
    write.commit().await.unwrap();
}

/// Somebody works at the support desk, with an authenticator app.
async fn desk(app: &App) {
    let now = app.now();
    let desk = vestibule::flows::support::desk(app, &cli::open::visit(app)).await.unwrap();
    let hash = proofs::password::hash(&mut proofs::password::Buffer::new(), PASSWORD, [7; 16]);
    let mut write = app.store.write().await.unwrap();
    let name = ["Support".to_owned(), "Desk".to_owned()];
    let user_id = house::add(&mut write, app, desk.id, SUPPORT, &name, Role::Member, &hash).await;
    let id = app.new_id();
    let row = FactorRow {
        confirmed_at: Some(now),
        ..FactorRow::app(id, user_id, "Phone".to_owned(), seal_secret(app, id, &KEY), SUPPORT.to_owned(), now)
    };
    factor::add(&mut write, &row).await.unwrap();
    user::set_codes_saved(&mut write, user_id, Some(now)).await.unwrap();
    write.commit().await.unwrap();
}

/// Every status that the list of people knows, beside those who are simply in.
async fn statuses(hand: &mut Hand, now: i64) {
    let ago = |days: i64| now - Span::days(days).0;
    for (which, change) in [
        ("number % 500 = 0", "role = 'admin'".to_owned()),
        (
            "number % 10 = 9",
            format!(
                "joined_at = null, last_active_at = null, invited_at = {}, invite_expires_at = {}",
                ago(5),
                now + Span::days(25).0
            ),
        ),
        ("number % 100 = 9", format!("invite_expires_at = {}", ago(1))),
        ("number % 1000 = 7", format!("deactivated_at = {}", ago(30))),
    ] {
        let whose = format!("user_id in (select user_id from bench_people where {OTHERS} and {which})");
        hand.run(&format!("update memberships set {change} where {whose}")).await;
    }
    hand.run(&format!(
        "update users set password_at = {} where id in
            (select user_id from bench_people where {OTHERS} and number % 7 = 3)",
        ago(200)
    ))
    .await;
    hand.pour(
        "factors",
        PEOPLE as u64,
        &format!(
            "insert into factors (id, user_id, name, secret, label, created_at, confirmed_at, kind, own, by_pass)
            {{rows}} select {{id}}, user_id, 'Phone', {{key}}, 'Bench', {at}, {at}, 'totp', true, false
            from n join bench_people on number = i where {OTHERS} and number % 3 > 0",
            at = ago(100)
        ),
    )
    .await;
    hand.run(&format!(
        "insert into guesses (lane, key, failed, last_at, user_id)
            select 'password', address_key, 100, {}, user_id from bench_people
            where {OTHERS} and number % 10000 = 1",
        ago(1)
    ))
    .await;
}

/// Two months of attempts, acts of admins, mails and spells of being stuck. One person in a thousand is at the
/// door far more often than the others.
async fn happened(hand: &mut Hand, now: i64) {
    let gap = Span::days(60).0 / ENTRIES as i64;
    let reference = reference();
    let who = format!("case when i % 50 = 0 then (i / 50 * 1000) % {PEOPLE} else (i * 7919) % {PEOPLE} end");
    hand.pour(
        "journal",
        ENTRIES,
        &format!(
            "insert into journal (reference, at, act, user_id, organization_id, address_key, verdict, cause, evidence,
                browser, network, known_device)
            {{rows}} select {reference}, {now} - ({ENTRIES} - i) * {gap}, 'password',
                case when i % 20 > 0 then user_id end, case when i % 20 > 0 then organization_id end, address_key,
                case when i % 9 = 0 then 'refused' else 'signed-in' end,
                case when i % 9 = 0 then 'password-wrong' end, '{{}}', 'Firefox on Linux',
                '203.0.113.' || (i % 250), i % 3 = 0
            from n join bench_people on number = {who}"
        ),
    )
    .await;
    let gap = Span::days(60).0 / LINES as i64;
    hand.pour(
        "audit",
        LINES,
        &format!(
            "insert into audit (id, organization_id, at, actor, actor_id, act, subject_id, network)
            {{rows}} select {{id}}, p.organization_id, {now} - ({LINES} - i) * {gap}, 'user', a.user_id,
                case i % 4 when 0 then 'signed-in' when 1 then 'reset-sent' when 2 then 'role-changed'
                    else 'password-saved' end,
                p.user_id, '203.0.113.' || (i % 250)
            from n join bench_people p on p.number = {who} join bench_people a on a.number = i % 100 * 500"
        ),
    )
    .await;
    hand.pour(
        "outbox",
        MAILS,
        &format!(
            "insert into outbox (id, created_at, organization_id, user_id, kind, domain, message_id, state, attempts,
                next_at, host, reply, settled_at)
            {{rows}} select {{id}}, {now} - ({MAILS} - i) * {gap}, organization_id, user_id, 'reset',
                'larkfield.example', i || '@bench', case when number % 5000 = 4 then 'refused' else 'accepted' end, 1,
                0, 'mx.larkfield.example', '250 ok', {now} - ({MAILS} - i) * {gap}
            from n join bench_people on number = (i * 7919) % {PEOPLE}"
        ),
    )
    .await;
    hand.pour(
        "stuck",
        SPELLS,
        &format!(
            "insert into stuck (id, user_id, cause, reference, refusals, began_at, last_at, ended_at, ended_by, lasted)
            {{rows}} select {{id}}, user_id, 'password-wrong', {reference}, 2, {now} - {hour} - i * 1000000,
                {now} - {hour} - i * 1000000, case when i >= 2000 then {now} - i * 1000000 end,
                case when i >= 2000 then 'new-password' end, case when i >= 2000 then {hour} end
            from n join bench_people on number = i % {PEOPLE}",
            hour = Span::hours(1).0
        ),
    )
    .await;
}
