-- Ways back in: passkeys beside authenticators, what an organization vouches for, passes, live help, kits, and the
-- last admin's wait. Placeholders as in 0001.

-- A passkey has no secret of ours: its public key stands in plain text, so that it does not depend on our keys.
alter table factors add column kind text not null default 'totp' check (kind in ('totp', 'passkey'));
alter table factors add column own boolean not null default true;
alter table factors add column by_pass boolean not null default false;
alter table factors add column credential_id {{bytes}};
alter table factors add column passkey text;
alter table factors add column last_used_in text;
create unique index factors_by_credential on factors (credential_id) where credential_id is not null;
create index factors_passkeys on factors (label) where kind = 'passkey' and ended_at is null;

-- A question to a passkey takes one answer: what stands here was answered.
create table answered_questions (
    challenge {{bytes}} primary key,
    until bigint not null
);
create index answered_questions_by_age on answered_questions (until);

-- What an organization says of a factor: that it vouches for one that is not the user's own, or that one of the
-- user's own is gone there.
create table factor_words (
    factor_id {{id}} not null references factors (id),
    organization_id {{id}} not null references organizations (id),
    word text not null check (word in ('vouched', 'ended')),
    at bigint not null,
    primary key (factor_id, organization_id)
);

alter table recovery_sets add column by_pass boolean not null default false;

alter table sessions add column passkey_at bigint;
alter table sessions add column second_factor_id {{id}};
alter table sessions add column second_organization_id {{id}};
alter table sessions add column second_by_pass boolean not null default false;

-- A request for live help, bound to the browser that asked.
create table helps (
    id {{id}} primary key,
    organization_id {{id}} not null references organizations (id),
    user_id {{id}} not null references users (id),
    device_id {{id}} not null,
    asked_at bigint not null,
    until bigint not null,
    reached_at bigint,
    browser text not null,
    network text not null,
    reference text not null,
    closed_at bigint,
    ended_as text,
    closed_by {{id}} references users (id),
    reason text
);
create unique index helps_once_open on helps (organization_id, user_id) where closed_at is null;
create index helps_of_user on helps (user_id, asked_at desc);
create index helps_of_organization on helps (organization_id, asked_at desc);

create index helps_by_age on helps (asked_at);

create table passes (
    id {{id}} primary key,
    organization_id {{id}} not null references organizations (id),
    user_id {{id}} not null references users (id),
    kind text not null check (kind in ('live', 'advance')),
    device_id {{id}},
    given_by {{id}} references users (id),
    given_at bigint not null,
    until bigint not null,
    spent_at bigint,
    spent_how text
);
create unique index passes_once_open on passes (organization_id, user_id) where spent_at is null;
create index passes_of_user on passes (user_id, given_at desc);

create index passes_by_age on passes (given_at);

-- The last admin's waiting period, bound to the browser that began it.
create table waits (
    id {{id}} primary key,
    organization_id {{id}} not null references organizations (id),
    user_id {{id}} not null references users (id),
    device_id {{id}} not null,
    started_at bigint not null,
    ripe_at bigint not null,
    until bigint not null,
    stopped_at bigint,
    ended_at bigint,
    browser text not null,
    network text not null,
    reference text not null
);
create unique index waits_once_open on waits (organization_id, user_id) where ended_at is null;

create index waits_by_age on waits (started_at);

-- Codes that stand in once for a second factor: an organization's kit, or the operator's for one user.
create table kits (
    id {{id}} primary key,
    organization_id {{id}} not null references organizations (id),
    user_id {{id}} references users (id),
    salt {{bytes}} not null,
    made_by {{id}} references users (id),
    made_at bigint not null,
    tried_at bigint,
    expires_at bigint,
    ended_at bigint
);
create index kits_of_organization on kits (organization_id, made_at desc);
create index kits_ended on kits (ended_at) where ended_at is not null;
create index kits_by_expiry on kits (expires_at) where expires_at is not null;

create table kit_codes (
    kit_id {{id}} not null references kits (id),
    position bigint not null,
    hash {{bytes}} not null,
    spent_at bigint,
    spent_by {{id}} references users (id),
    primary key (kit_id, position)
);

-- "This wasn't me": what stands behind the link and the code of a notice. Bound to one change; opens nothing.
create table undos (
    id {{id}} primary key,
    user_id {{id}} not null references users (id),
    organization_id {{id}} references organizations (id),
    kind text not null check (kind in ('factor-added', 'factor-removed', 'codes-made', 'password-changed')),
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
create index undos_of_user on undos (user_id, at desc);
create index undos_by_end on undos (expires_at);
