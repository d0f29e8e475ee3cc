-- Another address for one's account. Placeholders as in 0001.

-- The old address of a change is held, and neither signs in nor gets mail, until the change can't be taken back.
alter table addresses add column held_until bigint;
-- Since when mails go there, where that is later than when the user first had it.
alter table addresses add column mails_since bigint;
create index addresses_held on addresses (held_until) where held_until is not null;

-- What an organization writes as somebody's contact address: shown and looked for there, and nothing else.
alter table memberships add column contact text;
alter table memberships add column contact_before text;
alter table memberships add column contact_at bigint;

-- A change of address that was begun. The new address stands sealed until the change is done or over: nobody has
-- proved it before.
create table address_changes (
    id {{id}} primary key,
    user_id {{id}} not null references users (id),
    address_sealed {{bytes}},
    session_id {{id}},
    device_id {{id}} not null,
    browser text not null,
    network text not null,
    asked_at bigint not null,
    until bigint not null,
    old_proved_at bigint,
    new_proved_at bigint,
    ended_at bigint,
    ended_as text,
    reference text not null
);
create unique index address_changes_once_open on address_changes (user_id) where ended_at is null;
create index address_changes_open on address_changes (until) where ended_at is null;
create index address_changes_of_user on address_changes (user_id, asked_at desc);
create index address_changes_by_age on address_changes (asked_at);

-- The links and codes that went to its two mailboxes: as many as were asked for, and each works.
create table address_codes (
    id {{id}} primary key,
    change_id {{id}} not null references address_changes (id),
    mailbox text not null check (mailbox in ('old', 'new')),
    token_hash {{bytes}} not null unique,
    code_hash {{bytes}} not null,
    code_expires_at bigint not null,
    created_at bigint not null
);
create index address_codes_of_change on address_codes (change_id, created_at desc);

-- "This wasn't me" knows one more kind of change. A check cannot be altered in both databases: the table is made anew.
create table undos_anew (
    id {{id}} primary key,
    user_id {{id}} not null references users (id),
    organization_id {{id}} references organizations (id),
    kind text not null check
        (kind in ('factor-added', 'factor-removed', 'codes-made', 'password-changed', 'address-changed')),
    at bigint not null,
    factor_id {{id}},
    set_id {{id}},
    session_id {{id}},
    device_id {{id}} not null,
    browser text not null,
    network text not null,
    address text not null,
    token_hash {{bytes}} not null unique,
    code_hash {{bytes}} not null,
    expires_at bigint not null,
    spent_at bigint,
    reference text not null
);
insert into undos_anew (id, user_id, organization_id, kind, at, factor_id, set_id, session_id, device_id, browser,
    network, address, token_hash, code_hash, expires_at, spent_at, reference)
    select id, user_id, organization_id, kind, at, factor_id, set_id, session_id, device_id, browser,
    network, address, token_hash, code_hash, expires_at, spent_at, reference from undos;
drop table undos;
alter table undos_anew rename to undos;
create index undos_of_user on undos (user_id, at desc);
create index undos_by_end on undos (expires_at);
