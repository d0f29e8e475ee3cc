-- One text for both databases; the migrator puts in what they spell differently:
--   {{id}}      a uuid of ours (blob of 16 bytes, or uuid)
--   {{bytes}}   raw bytes (blob, or bytea)
--   {{sorted}}  text that is put in order byte by byte, the same in both
-- Times are whole microseconds since 1970 in UTC. Nothing here has a default that reads a clock.

create table meta (
    key text primary key,
    value text not null
);

create table organizations (
    id {{id}} primary key,
    slug {{sorted}} not null unique,
    name text not null,
    accent text,
    zone text not null default 'UTC',
    suspended_at bigint,
    policy text not null,
    demand_since bigint,
    created_at bigint not null
);

create table users (
    id {{id}} primary key,
    revision bigint not null,
    first_name text not null,
    last_name text not null,
    password_hash text,
    password_at bigint,
    password_worth text not null check (password_worth in ('own', 'mailbox')),
    remember_epoch bigint not null,
    created_at bigint not null,
    codes_saved_at bigint
);

create table addresses (
    address {{sorted}} primary key,
    user_id {{id}} not null references users (id),
    shown text not null,
    is_primary boolean not null,
    added_at bigint not null
);
create index addresses_of_user on addresses (user_id);
create unique index addresses_one_primary on addresses (user_id) where is_primary;

create table password_history (
    user_id {{id}} not null references users (id),
    set_at bigint not null,
    hash text not null
);
create index password_history_of_user on password_history (user_id, set_at desc);

create table memberships (
    organization_id {{id}} not null references organizations (id),
    user_id {{id}} not null references users (id),
    first_name text not null,
    last_name text not null,
    role text not null check (role in ('member', 'admin')),
    invited_at bigint,
    invited_by {{id}} references users (id),
    invite_expires_at bigint,
    joined_at bigint,
    deactivated_at bigint,
    waived_until bigint,
    change_demanded_at bigint,
    last_active_at bigint,
    sort_name {{sorted}} not null,
    search {{sorted}} not null,
    primary key (organization_id, user_id)
);
create index memberships_of_user on memberships (user_id);
create index memberships_in_order on memberships (organization_id, sort_name, user_id);
create index memberships_admins on memberships (organization_id) where role = 'admin';

create table factors (
    id {{id}} primary key,
    user_id {{id}} not null references users (id),
    name text not null,
    secret {{bytes}} not null,
    label text not null,
    created_at bigint not null,
    confirmed_at bigint,
    last_step bigint,
    last_used_at bigint,
    ended_at bigint
);
create index factors_of_user on factors (user_id, created_at);
create index factors_ended on factors (ended_at) where ended_at is not null;

create table recovery_sets (
    id {{id}} primary key,
    user_id {{id}} not null references users (id),
    salt {{bytes}} not null,
    created_at bigint not null,
    saved_at bigint,
    ended_at bigint
);
create index recovery_sets_of_user on recovery_sets (user_id, created_at desc);

create table recovery_codes (
    set_id {{id}} not null references recovery_sets (id),
    position bigint not null,
    hash {{bytes}} not null,
    spent_at bigint,
    primary key (set_id, position)
);

create table tickets (
    id {{id}} primary key,
    kind text not null check (kind in ('reset', 'invitation', 'mailbox')),
    user_id {{id}} not null references users (id),
    organization_id {{id}} references organizations (id),
    address text not null,
    token_hash {{bytes}} not null unique,
    code_hash {{bytes}} not null,
    code_expires_at bigint not null,
    expires_at bigint not null,
    ask_id {{id}},
    created_at bigint not null,
    spent_at bigint,
    spent_how text,
    reference text not null
);
create index tickets_of_user on tickets (user_id, created_at desc);
create index tickets_of_ask on tickets (ask_id) where ask_id is not null;
create index tickets_by_end on tickets (expires_at);

create table sessions (
    token_hash {{bytes}} primary key,
    id {{id}} not null unique,
    user_id {{id}} not null references users (id),
    device_id {{id}} not null,
    created_at bigint not null,
    last_used_at bigint not null,
    password_at bigint,
    mailbox_at bigint,
    second_at bigint,
    second_kind text,
    organization_id {{id}} references organizations (id),
    browser text not null,
    network text not null,
    expires_at bigint not null,
    ended_at bigint,
    ended_why text
);
create index sessions_of_user on sessions (user_id, last_used_at desc);
create index sessions_by_end on sessions (expires_at);
create index sessions_ended on sessions (ended_at) where ended_at is not null;

create table devices (
    id {{id}} not null,
    user_id {{id}} not null references users (id),
    first_seen bigint not null,
    last_seen bigint not null,
    browser text not null,
    remembered_until bigint,
    remember_epoch bigint not null,
    primary key (id, user_id)
);
create index devices_of_user on devices (user_id, last_seen desc);
create index devices_by_age on devices (last_seen);

create table guesses (
    key {{bytes}} not null,
    lane text not null,
    failed bigint not null,
    last_at bigint not null,
    primary key (key, lane)
);
create index guesses_by_age on guesses (last_at);

create table counters (
    key {{bytes}} primary key,
    started_at bigint not null,
    count bigint not null
);
create index counters_by_age on counters (started_at);

-- The journal and the audit log refer to nothing: they outlive what they describe, and a row that
-- another transaction has not committed yet must not keep an entry from being written.
create table journal (
    reference text primary key,
    at bigint not null,
    act text not null,
    user_id {{id}},
    organization_id {{id}},
    address_key {{bytes}},
    verdict text not null,
    cause text,
    evidence text not null,
    browser text not null,
    network text,
    known_device boolean not null,
    caused_by text
);
create index journal_of_user on journal (user_id, at desc) where user_id is not null;
create index journal_of_organization on journal (organization_id, at desc) where organization_id is not null;
create index journal_of_address on journal (address_key, at desc) where address_key is not null;
create index journal_by_age on journal (at);
create index journal_with_network on journal (at) where network is not null;

create table audit (
    id {{id}} primary key,
    organization_id {{id}},
    at bigint not null,
    actor text not null,
    actor_id {{id}},
    act text not null,
    subject_id {{id}},
    before text,
    after text,
    network text
);
create index audit_of_organization on audit (organization_id, at desc, id desc);
create index audit_by_age on audit (at desc, id desc);

create table outbox (
    id {{id}} primary key,
    created_at bigint not null,
    organization_id {{id}} references organizations (id),
    user_id {{id}} references users (id),
    kind text not null,
    domain text not null,
    to_sealed {{bytes}},
    letter_sealed {{bytes}},
    message_id text not null,
    state text not null check (state in ('queued', 'accepted', 'refused', 'expired')),
    attempts bigint not null,
    next_at bigint not null,
    lease_until bigint,
    lease_by text,
    host text,
    reply text,
    settled_at bigint,
    reference text,
    ask_id {{id}}
);
create index outbox_due on outbox (state, next_at);
create index outbox_queue on outbox (created_at) where state = 'queued';
create index outbox_of_domain on outbox (domain, state, settled_at);
create index outbox_of_ask on outbox (ask_id) where ask_id is not null;
create index outbox_of_user on outbox (user_id, created_at);
create index outbox_of_message on outbox (message_id);
create index outbox_of_reference on outbox (reference) where reference is not null;
create index outbox_to_strangers on outbox (created_at) where user_id is null and to_sealed is not null;
create index outbox_settled on outbox (settled_at) where settled_at is not null;

create table requests (
    id {{id}} primary key,
    organization_id {{id}} not null references organizations (id),
    user_id {{id}} not null references users (id),
    at bigint not null,
    reference text,
    about text not null,
    closed_at bigint,
    closed_by {{id}} references users (id)
);
-- Asking twice for the same thing is asking once.
create unique index requests_once_open on requests (organization_id, user_id, about) where closed_at is null;
create index requests_of_organization on requests (organization_id, at);
