-- Single sign-on: an organization's connections to its own providers, the domains that it has proved, who its people
-- are at a provider, and what providers sent. Placeholders as in 0001.

create table connections (
    id {{id}} primary key,
    organization_id {{id}} not null references organizations (id),
    name text not null,
    provider text not null,
    mode text not null check (mode in ('off', 'optional')),
    issuer text not null,
    client_id text not null,
    client_secret {{bytes}} not null,
    secret_ends_at bigint,
    second text not null check (second in ('always', 'when-said', 'never')),
    addresses text not null check (addresses in ('verified', 'all')),
    described text not null,
    keys text not null,
    fetched_at bigint not null,
    added_at bigint not null,
    changed_at bigint not null,
    tried_at bigint,
    told_days bigint
);
create index connections_of_organization on connections (organization_id, added_at);
create index connections_by_secret on connections (secret_ends_at) where secret_ends_at is not null;

-- A domain is one organization's: whoever has shown a record of its DNS that we asked for.
create table domains (
    organization_id {{id}} not null references organizations (id),
    domain {{sorted}} not null,
    token text not null,
    added_at bigint not null,
    asked_at bigint,
    proved_at bigint,
    missed_since bigint,
    primary key (organization_id, domain)
);
create unique index domains_proved_once on domains (domain) where proved_at is not null;
create index domains_to_ask on domains (asked_at) where proved_at is not null;

-- Who a provider's subject is here. An ended one stays, so that it can be told what was before.
create table identities (
    id {{id}} primary key,
    organization_id {{id}} not null references organizations (id),
    connection_id {{id}} not null references connections (id),
    subject text not null,
    user_id {{id}} not null references users (id),
    linked_at bigint not null,
    last_used_at bigint not null,
    ended_at bigint
);
create unique index identities_once on identities (connection_id, subject) where ended_at is null;
create unique index identities_one_each on identities (connection_id, user_id) where ended_at is null;
create index identities_of_user on identities (user_id);
create index identities_of_connection on identities (connection_id);
create index identities_ended on identities (ended_at) where ended_at is not null;

-- A new name that a provider gave somebody who is known: one admin says whether it is the same person.
create table identity_proposals (
    id {{id}} primary key,
    organization_id {{id}} not null references organizations (id),
    connection_id {{id}} not null references connections (id),
    user_id {{id}} not null references users (id),
    subject text not null,
    reference text not null,
    at bigint not null,
    closed_at bigint,
    closed_as text,
    closed_by {{id}}
);
create unique index identity_proposals_once_open on identity_proposals (connection_id, user_id) where closed_at is null;
create index identity_proposals_of_connection on identity_proposals (connection_id);
create index identity_proposals_open on identity_proposals (organization_id, at desc) where closed_at is null;
create index identity_proposals_of_user on identity_proposals (user_id);
create index identity_proposals_by_closer on identity_proposals (closed_by) where closed_by is not null;
create index identity_proposals_by_age on identity_proposals (at);

-- What a provider sent, for its organization's admins; sealed, and gone after a while.
create table arrivals (
    id {{id}} primary key,
    organization_id {{id}} not null references organizations (id),
    connection_id {{id}} not null references connections (id),
    reference text not null unique,
    at bigint not null,
    user_id {{id}},
    rehearsal boolean not null,
    cause text,
    sent {{bytes}} not null
);
create index arrivals_of_connection on arrivals (connection_id, at desc);
create index arrivals_by_age on arrivals (at);
create index arrivals_of_user on arrivals (user_id) where user_id is not null;

-- A session that a provider opened is in its organization alone.
alter table sessions add column visits_id {{id}};
alter table sessions add column connection_id {{id}};
alter table sessions add column vouched_at bigint;
alter table sessions add column vouched_second boolean not null default false;
create index sessions_of_connection on sessions (connection_id, user_id) where connection_id is not null;
