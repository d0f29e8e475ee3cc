-- Where people have to come through the provider, and the door beside it.
alter table organizations add column sign_on_since bigint;
alter table organizations add column side_door_until bigint;
create index organizations_required on organizations (sign_on_since) where sign_on_since is not null;

-- How our own talk with a provider went of late.
create table provider_health (
    connection_id {{id}} primary key references connections (id),
    asked_at bigint not null,
    failing_since bigint,
    failed_at bigint,
    failed_as text,
    told_at bigint
);

-- Whom a provider sent back with a no: the door beside it does not open to them.
create table turned_away (
    connection_id {{id}} not null references connections (id),
    user_id {{id}} not null references users (id),
    at bigint not null,
    primary key (connection_id, user_id)
);
create index turned_away_of_user on turned_away (user_id);
create index turned_away_by_age on turned_away (at);
