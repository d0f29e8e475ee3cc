//! Every column that can hold somebody's id, address or name has a decision, and the decision is carried out: rows in
//! every table name a person, and after the erasure none does.
//!
//! A table or column that comes later fails here until somebody has decided what becomes of it.

use std::collections::BTreeSet;

use sqlx::{AssertSqlSafe, Connection, Row};
use uuid::Uuid;
use vestibule::flows::erase;
use vestibule::store::Kind;

use crate::world::{OPEN, World, beside, stories, visit};

stories![every_place_that_names_somebody_is_emptied];

/// Tables whose rows go with the person.
const GOES: &[&str] = &[
    "address_changes",
    "address_codes",
    "addresses",
    "arrivals",
    "devices",
    "erasures",
    "factor_words",
    "factors",
    "helps",
    "identities",
    "identity_proposals",
    "import_rows",
    "memberships",
    "outbox",
    "passes",
    "password_history",
    "recovery_codes",
    "recovery_sets",
    "requests",
    "sessions",
    "stuck",
    "tickets",
    "turned_away",
    "undos",
    "users",
    "waits",
];

/// Where rows of others name somebody: what becomes of it.
const OTHERS: &[(&str, &str)] = &[
    ("audit.actor_id", "a mark"),
    ("audit.subject_id", "a mark"),
    ("audit.before", "emptied, but for roles"),
    ("audit.after", "emptied, but for roles and times; an export of their lines says the mark"),
    ("audit.network", "emptied where they acted"),
    ("grants.given_by", "nobody's id"),
    ("grants.ended_by", "emptied"),
    ("setup_links.made_by", "nobody's id"),
    ("guesses.key", "the row goes"),
    ("guesses.user_id", "the row goes"),
    (
        "counters.key",
        "mails to them: the row goes; others are keyed hashes of more than them, and last two days",
    ),
    ("helps.closed_by", "emptied"),
    ("helps.taken_by", "emptied"),
    ("imports.added_by", "nobody's id"),
    ("imports.started_by", "nobody's id"),
    ("imports.browser", "emptied where they added or started it"),
    ("imports.network", "emptied where they added or started it"),
    ("journal.user_id", "emptied"),
    ("journal.address_key", "emptied"),
    ("journal.network", "emptied"),
    ("journal.browser", "says that it was somebody whose data was erased"),
    ("kits.made_by", "emptied; the operator's codes for them go"),
    ("kits.user_id", "the row goes"),
    ("kit_codes.spent_by", "emptied"),
    ("memberships.invited_by", "emptied"),
    ("notes.user_id", "the row goes, and so do notes on their cases"),
    ("notes.by_user", "nobody's id"),
    ("notes.by_name", "says that it was somebody whose data was erased"),
    ("notes.text", "goes with the row; what the desk wrote about others stays"),
    ("passes.given_by", "emptied"),
    ("requests.closed_by", "emptied"),
    ("requests.taken_by", "emptied"),
    ("erased.user_id", "kept: leads to nobody, and says whom a backup would bring back"),
];

/// What never holds somebody: words of ours, the organization's own, ids and hashes of other things.
const NEVER: &[(&str, &str)] = &[
    ("admissions.admin_groups", "an organization's"),
    ("admissions.claim_address", "an organization's"),
    ("admissions.claim_first_name", "an organization's"),
    ("admissions.claim_groups", "an organization's"),
    ("admissions.claim_last_name", "an organization's"),
    ("admissions.connection_id", "an organization's"),
    ("admissions.organization_id", "an organization's"),
    ("answered_questions.challenge", "a question's bytes"),
    ("article_answers.browser", "a keyed hash of a browser, another one for each article; leads to nobody"),
    ("article_answers.slug", "an article"),
    ("article_counts.slug", "an article"),
    ("audit.act", "a word"),
    ("audit.actor", "a word"),
    ("audit.id", "the line's"),
    ("audit.organization_id", "an organization"),
    ("connections.addresses", "an organization's"),
    ("connections.certificate", "an organization's"),
    ("connections.client_id", "an organization's"),
    ("connections.client_secret", "an organization's"),
    ("connections.described", "an organization's"),
    ("connections.described_at", "an organization's"),
    ("connections.id", "an organization's"),
    ("connections.issuer", "an organization's"),
    ("connections.keys", "an organization's"),
    ("connections.mode", "an organization's"),
    ("connections.name", "an organization's"),
    ("connections.organization_id", "an organization's"),
    ("connections.protocol", "an organization's"),
    ("connections.provider", "an organization's"),
    ("connections.second", "an organization's"),
    ("provider_health.connection_id", "an organization's"),
    ("provider_health.failed_as", "a word"),
    ("domains.domain", "an organization's"),
    ("domains.organization_id", "an organization's"),
    ("domains.token", "an organization's"),
    ("grants.id", "the grant's"),
    ("grants.organization_id", "an organization"),
    ("guesses.lane", "a word and a browser's hash; goes with the row"),
    ("imports.digest", "a keyed hash of a whole file"),
    ("imports.encoding", "a word"),
    ("imports.id", "the list's"),
    ("imports.name", "a file's name, given by the organization"),
    ("imports.organization_id", "an organization"),
    ("imports.state", "a word"),
    ("imports.why", "a word"),
    ("journal.act", "a word"),
    ("journal.caused_by", "a reference"),
    ("journal.cause", "a word"),
    ("journal.evidence", "words and numbers"),
    ("journal.organization_id", "an organization"),
    ("journal.reference", "leads to the entry, which names nobody any more"),
    ("journal.verdict", "a word"),
    ("kit_codes.hash", "a code's"),
    ("kit_codes.kit_id", "a kit's"),
    ("kits.id", "the kit's"),
    ("kits.organization_id", "an organization"),
    ("kits.salt", "random"),
    ("logos.image", "an organization's"),
    ("logos.name", "an organization's"),
    ("logos.organization_id", "an organization"),
    ("meta.key", "the house's"),
    ("meta.value", "the house's"),
    ("migrations.name", "the house's"),
    ("notes.id", "the note's"),
    ("notes.reference", "a case; notes on theirs go"),
    ("organizations.accent", "an organization's"),
    ("organizations.id", "an organization's"),
    ("organizations.name", "an organization's"),
    ("organizations.policy", "an organization's"),
    ("organizations.slug", "an organization's"),
    ("organizations.zone", "an organization's"),
    ("setup_links.code_hash", "a code's"),
    ("setup_links.connection_id", "an organization's"),
    ("setup_links.id", "the link's"),
    ("setup_links.organization_id", "an organization"),
    ("setup_links.token_hash", "random"),
];

/// Every column of a kind that could hold an id, an address or a name.
fn columns() -> BTreeSet<String> {
    let schema = include_str!("../../../migrations/schema.txt");
    let lines = schema.lines().filter_map(|line| line.strip_prefix("column "));
    let all = lines.filter_map(|line| {
        let mut words = line.split(' ');
        let (name, kind) = (words.next()?, words.next()?);
        matches!(kind, "bytes" | "text").then(|| name.to_owned())
    });
    all.collect()
}

#[test]
fn every_column_has_a_decision() {
    let columns = columns();
    let decided: Vec<&str> = OTHERS.iter().chain(NEVER).map(|(name, _)| *name).collect();
    let table = |name: &str| name.split('.').next().unwrap_or_default().to_owned();
    let missing: Vec<&String> = columns
        .iter()
        .filter(|name| !decided.contains(&name.as_str()) && !GOES.contains(&table(name).as_str()))
        .collect();
    assert!(missing.is_empty(), "what becomes of these when somebody is erased? {missing:#?}");
    let gone: Vec<&&str> = decided.iter().filter(|name| !columns.contains(**name)).collect();
    assert!(gone.is_empty(), "these are no columns any more: {gone:?}");
    let tables: BTreeSet<String> = columns.iter().map(|name| table(name)).collect();
    assert!(GOES.iter().all(|name| tables.contains(*name)));
}

/// A value as both databases are told it.
enum Cell<'a> {
    Id(Uuid),
    Bytes(&'a [u8]),
    Text(&'a str),
    Number(i64),
    Truth(bool),
}

fn literal(cell: &Cell<'_>, kind: Kind) -> String {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    match (cell, kind) {
        (Cell::Id(id), Kind::Sqlite) => format!("x'{}'", hex(id.as_bytes())),
        (Cell::Id(id), Kind::Postgres) => format!("'{id}'"),
        (Cell::Bytes(bytes), Kind::Sqlite) => format!("x'{}'", hex(bytes)),
        (Cell::Bytes(bytes), Kind::Postgres) => format!("'\\x{}'", hex(bytes)),
        (Cell::Text(text), _) => format!("'{text}'"),
        (Cell::Number(number), _) => number.to_string(),
        (Cell::Truth(truth), _) => truth.to_string(),
    }
}

/// A connection beside the store's own.
enum Other {
    Sqlite(rusqlite::Connection),
    Postgres(sqlx::PgConnection),
}

impl Other {
    async fn open(world: &World) -> Other {
        let url = &world.app.settings.database;
        match world.app.store.kind() {
            Kind::Sqlite => Other::Sqlite(beside(url)),
            Kind::Postgres => Other::Postgres(sqlx::PgConnection::connect(url).await.unwrap()),
        }
    }

    const fn kind(&self) -> Kind {
        match self {
            Other::Sqlite(_) => Kind::Sqlite,
            Other::Postgres(_) => Kind::Postgres,
        }
    }

    async fn put(&mut self, table: &str, row: &[(&str, Cell<'_>)]) {
        let sql = adding(table, row, self.kind());
        let done = match self {
            Other::Sqlite(link) => link.execute(&sql, []).map(drop).map_err(|error| error.to_string()),
            Other::Postgres(link) => {
                let done = sqlx::query(AssertSqlSafe(sql)).execute(link).await;
                done.map(drop).map_err(|error| error.to_string())
            }
        };
        done.unwrap_or_else(|error| panic!("{table}: {error}"));
    }

    /// Whether a column holds one of these, as text or as bytes.
    async fn holds(&mut self, column: &str, needles: &[String]) -> bool {
        let (table, name) = column.split_once('.').unwrap();
        let text = match self.kind() {
            Kind::Sqlite => format!("lower(quote(\"{name}\"))"),
            Kind::Postgres => format!("lower(\"{name}\"::text)"),
        };
        let any: Vec<String> = needles.iter().map(|needle| format!("{text} like '%{needle}%'")).collect();
        self.number(format!("select count(*) as found from {table} where {}", any.join(" or "))).await > 0
    }

    /// What a statement finds that gives one number, called `found`.
    async fn number(&mut self, sql: String) -> i64 {
        match self {
            Other::Sqlite(link) => link.query_row(&sql, [], |row| row.get("found")).unwrap(),
            Other::Postgres(link) => {
                sqlx::query(AssertSqlSafe(sql)).fetch_one(link).await.unwrap().get("found")
            }
        }
    }
}

fn adding(table: &str, row: &[(&str, Cell<'_>)], kind: Kind) -> String {
    let names: Vec<&str> = row.iter().map(|(name, _)| *name).collect();
    let cells: Vec<String> = row.iter().map(|(_, cell)| literal(cell, kind)).collect();
    format!("insert into {table} ({}) values ({})", names.join(", "), cells.join(", "))
}

/// Rows of everything that a long use leaves about somebody, beside what the world lays down.
async fn rows(other: &mut Other, world: &World, house: Uuid, ana: Uuid, bob: Uuid, address: &str) {
    use Cell::{Bytes, Id, Number, Text, Truth};
    let new = || Uuid::now_v7();
    let key = world.app.address_key(address);
    let owners = world.app.sealer.keyed_hash("mails to an owner", address.as_bytes());
    let reference = "VST-ERAS-ED00";
    let (device, kit, list) = (new(), new(), new());
    let there = || ("organization_id", Id(house));
    other
        .put("password_history", &[("user_id", Id(ana)), ("set_at", Number(1)), ("hash", Text("$argon2"))])
        .await;
    other
        .put(
            "devices",
            &[
                ("id", Id(device)),
                ("user_id", Id(ana)),
                ("first_seen", Number(1)),
                ("last_seen", Number(1)),
                ("browser", Text("Firefox")),
                ("remember_epoch", Number(0)),
            ],
        )
        .await;
    let session = [
        ("token_hash", Bytes(&[1; 32])),
        ("id", Id(new())),
        ("user_id", Id(ana)),
        ("device_id", Id(device)),
        ("created_at", Number(1)),
        ("last_used_at", Number(1)),
        ("browser", Text("Firefox")),
        ("network", Text("203.0.113.77")),
        ("expires_at", Number(2)),
    ];
    other.put("sessions", &session).await;
    let ticket = [
        ("id", Id(new())),
        ("kind", Text("reset")),
        ("user_id", Id(ana)),
        ("address", Text(address)),
        ("token_hash", Bytes(&[2; 32])),
        ("code_hash", Bytes(&[2; 32])),
        ("code_expires_at", Number(1)),
        ("expires_at", Number(1)),
        ("created_at", Number(1)),
        ("reference", Text(reference)),
    ];
    other.put("tickets", &ticket).await;
    let undo = [
        ("id", Id(new())),
        ("user_id", Id(ana)),
        ("kind", Text("password-changed")),
        ("at", Number(1)),
        ("device_id", Id(device)),
        ("browser", Text("Firefox")),
        ("network", Text("203.0.113.77")),
        ("address", Text(address)),
        ("token_hash", Bytes(&[3; 32])),
        ("code_hash", Bytes(&[3; 32])),
        ("expires_at", Number(1)),
        ("reference", Text(reference)),
    ];
    other.put("undos", &undo).await;
    for (whose, by) in [(ana, bob), (bob, ana)] {
        let help = [
            ("id", Id(new())),
            there(),
            ("user_id", Id(whose)),
            ("device_id", Id(device)),
            ("asked_at", Number(1)),
            ("until", Number(2)),
            ("browser", Text("Firefox")),
            ("network", Text(if whose == ana { "203.0.113.77" } else { "192.0.2.1" })),
            ("reference", Text(reference)),
            ("closed_by", Id(by)),
            ("taken_by", Id(by)),
        ];
        other.put("helps", &help).await;
        let pass = [
            ("id", Id(new())),
            there(),
            ("user_id", Id(whose)),
            ("kind", Text("advance")),
            ("given_by", Id(by)),
            ("given_at", Number(1)),
            ("until", Number(2)),
        ];
        other.put("passes", &pass).await;
        let request = [
            ("id", Id(new())),
            there(),
            ("user_id", Id(whose)),
            ("at", Number(1)),
            ("about", Text("asks to be let in")),
            ("closed_by", Id(by)),
            ("taken_by", Id(by)),
        ];
        other.put("requests", &request).await;
        let note = [
            ("id", Id(new())),
            ("user_id", Id(whose)),
            ("by_user", Id(by)),
            ("by_name", Text(if by == ana { "Ana Tester" } else { "Bob Tester" })),
            ("at", Number(1)),
            ("text", Text(if whose == ana { "ana@larkfield.example has called" } else { "has called" })),
        ];
        other.put("notes", &note).await;
    }
    let note = [
        ("id", Id(new())),
        ("reference", Text(reference)),
        ("by_user", Id(bob)),
        ("by_name", Text("Bob Tester")),
        ("at", Number(1)),
        ("text", Text("this is Ana Tester again")),
    ];
    other.put("notes", &note).await;
    let wait = [
        ("id", Id(new())),
        there(),
        ("user_id", Id(ana)),
        ("device_id", Id(device)),
        ("started_at", Number(1)),
        ("ripe_at", Number(1)),
        ("until", Number(1)),
        ("browser", Text("Firefox")),
        ("network", Text("203.0.113.77")),
        ("reference", Text(reference)),
    ];
    other.put("waits", &wait).await;
    let kit_of_house =
        [("id", Id(kit)), there(), ("salt", Bytes(&[4; 16])), ("made_by", Id(ana)), ("made_at", Number(1))];
    other.put("kits", &kit_of_house).await;
    let spent = [
        ("kit_id", Id(kit)),
        ("position", Number(0)),
        ("hash", Bytes(&[4; 32])),
        ("spent_at", Number(1)),
        ("spent_by", Id(ana)),
    ];
    other.put("kit_codes", &spent).await;
    let operators = new();
    let given = [
        ("id", Id(operators)),
        there(),
        ("user_id", Id(ana)),
        ("salt", Bytes(&[5; 16])),
        ("made_at", Number(1)),
    ];
    other.put("kits", &given).await;
    let code = [("kit_id", Id(operators)), ("position", Number(0)), ("hash", Bytes(&[5; 32]))];
    other.put("kit_codes", &code).await;
    let grant = [
        ("id", Id(new())),
        there(),
        ("given_by", Id(ana)),
        ("given_at", Number(1)),
        ("until", Number(2)),
        ("ended_at", Number(2)),
        ("ended_by", Id(ana)),
    ];
    other.put("grants", &grant).await;
    let import = [
        ("id", Id(list)),
        there(),
        ("digest", Bytes(&[6; 32])),
        ("name", Text("people.csv")),
        ("lines", Number(3)),
        ("added_by", Id(ana)),
        ("added_at", Number(1)),
        ("state", Text("done")),
        ("started_by", Id(ana)),
        ("browser", Text("Firefox of 203.0.113.77")),
        ("network", Text("203.0.113.77")),
    ];
    other.put("imports", &import).await;
    for (position, state, known) in [(1, "invited", true), (2, "mend", false)] {
        let mut row = vec![
            ("import_id", Id(list)),
            ("position", Number(position)),
            ("first_name", Text("Ana")),
            ("last_name", Text("Tester")),
            ("email", Text("Ana@larkfield.example")),
            ("role", Text("member")),
            ("state", Text(state)),
        ];
        if known {
            row.push(("address", Text(address)));
        }
        other.put("import_rows", &row).await;
    }
    let merged = [
        ("import_id", Id(list)),
        ("position", Number(3)),
        ("first_name", Text("Ana")),
        ("last_name", Text("Tester")),
        ("email", Text("ana@larkfield.example")),
        ("role", Text("member")),
        ("state", Text("merged")),
        ("merged_into", Number(1)),
    ];
    other.put("import_rows", &merged).await;
    let entry = [
        ("reference", Text(reference)),
        ("at", Number(1)),
        ("act", Text("password")),
        ("user_id", Id(ana)),
        there(),
        ("address_key", Bytes(&key)),
        ("verdict", Text("refused")),
        ("cause", Text("password-wrong")),
        ("evidence", Text("{}")),
        ("browser", Text("Firefox of 203.0.113.77")),
        ("network", Text("203.0.113.77")),
        ("known_device", Truth(false)),
    ];
    other.put("journal", &entry).await;
    let before_they_were_known = [
        ("reference", Text("VST-ERAS-ED01")),
        ("at", Number(1)),
        ("act", Text("password")),
        ("address_key", Bytes(&key)),
        ("verdict", Text("refused")),
        ("evidence", Text("{}")),
        ("browser", Text("Firefox")),
        ("network", Text("203.0.113.77")),
        ("known_device", Truth(false)),
    ];
    other.put("journal", &before_they_were_known).await;
    let line = |act, actor, subject, before, after| {
        vec![
            ("id", Id(Uuid::now_v7())),
            there(),
            ("at", Number(1)),
            ("actor", Text("admin")),
            ("actor_id", Id(actor)),
            ("act", Text(act)),
            ("subject_id", Id(subject)),
            ("before", Text(before)),
            ("after", Text(after)),
            ("network", Text(if actor == ana { "203.0.113.77" } else { "192.0.2.1" })),
        ]
    };
    let exported = format!("{{\"person\":\"{ana}\"}}");
    other.put("audit", &line("removed", bob, ana, "{\"name\":\"Ana Tester\"}", "")).await;
    other.put("audit", &line("request-declined", bob, ana, "", "Ana Tester has left")).await;
    other.put("audit", &line("role-changed", bob, ana, "member", "admin")).await;
    other.put("audit", &line("audit-exported", bob, ana, "", &exported)).await;
    other.put("audit", &line("deactivated", ana, bob, "", "")).await;
    let stuck = [
        ("id", Id(new())),
        ("user_id", Id(ana)),
        ("cause", Text("password-wrong")),
        ("reference", Text(reference)),
        ("refusals", Number(1)),
        ("began_at", Number(1)),
        ("last_at", Number(1)),
    ];
    other.put("stuck", &stuck).await;
    let guess = [
        ("key", Bytes(&key)),
        ("lane", Text("password")),
        ("failed", Number(3)),
        ("last_at", Number(1)),
        ("user_id", Id(ana)),
    ];
    other.put("guesses", &guess).await;
    other.put("counters", &[("key", Bytes(&owners)), ("started_at", Number(1)), ("count", Number(1))]).await;
    let letter = [
        ("id", Id(new())),
        ("created_at", Number(1)),
        ("user_id", Id(ana)),
        ("kind", Text("reset")),
        ("domain", Text("larkfield.example")),
        ("message_id", Text("x")),
        ("state", Text("refused")),
        ("attempts", Number(1)),
        ("next_at", Number(1)),
        ("reply", Text("550 no ana@larkfield.example here")),
        ("settled_at", Number(1)),
    ];
    other.put("outbox", &letter).await;
    let change = new();
    let moving = [
        ("id", Id(change)),
        ("user_id", Id(ana)),
        ("address_sealed", Bytes(address.as_bytes())),
        ("device_id", Id(device)),
        ("browser", Text("Firefox")),
        ("network", Text("203.0.113.77")),
        ("asked_at", Number(1)),
        ("until", Number(i64::MAX)),
        ("reference", Text(reference)),
    ];
    other.put("address_changes", &moving).await;
    let code = [
        ("id", Id(new())),
        ("change_id", Id(change)),
        ("mailbox", Text("new")),
        ("token_hash", Bytes(&[8; 32])),
        ("code_hash", Bytes(&[8; 32])),
        ("code_expires_at", Number(1)),
        ("created_at", Number(1)),
    ];
    other.put("address_codes", &code).await;
    let erasure = [
        ("id", Id(new())),
        ("user_id", Id(ana)),
        ("asked_at", Number(1)),
        ("due_at", Number(i64::MAX)),
        ("browser", Text("Firefox")),
        ("network", Text("203.0.113.77")),
        ("reference", Text(reference)),
        ("token_hash", Bytes(&[7; 32])),
        ("code_hash", Bytes(&[7; 32])),
    ];
    other.put("erasures", &erasure).await;
    came_through_a_provider(other, house, ana, bob, reference).await;
}

async fn came_through_a_provider(other: &mut Other, house: Uuid, ana: Uuid, bob: Uuid, reference: &str) {
    use Cell::{Bytes, Id, Number, Text, Truth};
    let new = || Uuid::now_v7();
    let there = || ("organization_id", Id(house));
    let connection = new();
    let words = ["name", "provider", "issuer", "client_id", "described", "keys"];
    let mut row = vec![
        ("id", Id(connection)),
        there(),
        ("mode", Text("off")),
        ("client_secret", Bytes(&[1])),
        ("second", Text("never")),
        ("addresses", Text("all")),
        ("fetched_at", Number(1)),
        ("added_at", Number(1)),
        ("changed_at", Number(1)),
    ];
    row.extend(words.map(|name| (name, Text("x"))));
    other.put("connections", &row).await;
    let through = || ("connection_id", Id(connection));
    let identity = [
        ("id", Id(new())),
        there(),
        through(),
        ("subject", Text("her key")),
        ("user_id", Id(ana)),
        ("linked_at", Number(1)),
        ("last_used_at", Number(1)),
    ];
    other.put("identities", &identity).await;
    for (user, closer) in [(ana, bob), (bob, ana)] {
        let proposal = [
            ("id", Id(new())),
            there(),
            through(),
            ("user_id", Id(user)),
            ("subject", Text("another")),
            ("reference", Text(reference)),
            ("at", Number(1)),
            ("closed_at", Number(2)),
            ("closed_by", Id(closer)),
        ];
        other.put("identity_proposals", &proposal).await;
    }
    let arrival = [
        ("id", Id(new())),
        there(),
        through(),
        ("reference", Text(reference)),
        ("at", Number(1)),
        ("user_id", Id(ana)),
        ("rehearsal", Truth(false)),
        ("sent", Bytes(&[2])),
    ];
    other.put("arrivals", &arrival).await;
    let refused = [through(), ("user_id", Id(ana)), ("at", Number(1))];
    other.put("turned_away", &refused).await;
    let link = [
        ("id", Id(new())),
        there(),
        through(),
        ("token_hash", Bytes(&[9; 32])),
        ("code_hash", Bytes(&[9; 32])),
        ("made_by", Id(ana)),
        ("made_at", Number(1)),
        ("expires_at", Number(2)),
        ("tries", Number(0)),
    ];
    other.put("setup_links", &link).await;
}

/// What says that it is her: her id in each way that it is written, her address and its hashes, her name, her network.
fn needles(world: &World, id: Uuid, address: &str) -> Vec<String> {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let owners = world.app.sealer.keyed_hash("mails to an owner", address.as_bytes());
    let words = ["ana tester", "tester ana", address, "203.0.113.77"].map(str::to_owned);
    let hashes = [hex(id.as_bytes()), hex(&world.app.address_key(address)), hex(&owners), id.to_string()];
    words.into_iter().chain(hashes).collect()
}

async fn every_place_that_names_somebody_is_emptied(world: World) {
    let house = world.organization("larkfield", OPEN).await;
    let ana = world.member_with_app("ana@larkfield.example", "larkfield").await;
    let bob = world.admin("bob@larkfield.example", "larkfield").await;
    let mut other = Other::open(&world).await;
    let vouched = {
        let mut read = world.app.store.read();
        let factors =
            vestibule::store::factor::list_for_user(&mut read, ana.id, rules::Instant(0)).await.unwrap();
        factors[0].id
    };
    rows(&mut other, &world, house, ana.id, bob.id, &ana.email).await;
    use Cell::{Id, Number, Text};
    let word = [
        ("factor_id", Id(vouched)),
        ("organization_id", Id(house)),
        ("word", Text("vouched")),
        ("at", Number(1)),
    ];
    other.put("factor_words", &word).await;
    invited_by(&world, house, bob.id, ana.id).await;

    let needles = needles(&world, ana.id, &ana.email);
    let before = named(&mut other, &needles).await;
    for (column, _) in OTHERS.iter().filter(|(name, _)| *name != "erased.user_id") {
        assert!(before.contains(*column), "the rows of this test do not name her in {column}");
    }
    let lines = count(&mut other, "audit").await;
    let entries = count(&mut other, "journal").await;

    let visit = visit(world.app.now());
    assert!(erase::at_once(&world.app, &visit, ana.id, false).await.unwrap().is_ok());

    let after = named(&mut other, &needles).await;
    assert_eq!(after, BTreeSet::from(["erased.user_id".to_owned()]));
    assert_eq!(count(&mut other, "audit").await, lines + 1, "every line is there, and that she was erased");
    assert_eq!(count(&mut other, "journal").await, entries, "every entry is there");
    assert!(other.holds("journal.cause", &["password-wrong".to_owned()]).await);
    assert!(other.holds("audit.after", &["admin".to_owned()]).await, "roles stay");
    // What hangs on others stays theirs.
    for table in ["grants", "imports", "helps", "passes", "requests"] {
        assert!(count(&mut other, table).await > 0, "{table}");
    }
    let bobs = [bob.id.to_string().replace('-', ""), bob.id.to_string()];
    assert!(other.holds("users.id", &bobs).await && other.holds("memberships.user_id", &bobs).await);
}

/// The organization's row says who invited.
async fn invited_by(world: &World, house: Uuid, whom: Uuid, by: Uuid) {
    let mut write = world.app.store.write().await.unwrap();
    let (at, until) = (world.app.now(), world.app.now());
    let set = vestibule::store::membership::set_invited(&mut write, house, whom, Some(by), at, until).await;
    assert!(set.unwrap());
    write.commit().await.unwrap();
}

async fn named(other: &mut Other, needles: &[String]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for column in columns() {
        if other.holds(&column, needles).await {
            found.insert(column);
        }
    }
    found
}

async fn count(other: &mut Other, table: &str) -> i64 {
    other.number(format!("select count(*) as found from {table}")).await
}
