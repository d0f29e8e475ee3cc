-- The support desk: which organization it is, its notes, what organizations grant it, and who is stuck.
-- Placeholders as in 0001.

-- Set for one organization, and for no other.
alter table organizations add column desk boolean;
create unique index organizations_one_desk on organizations (desk);
create index organizations_by_name on organizations (lower(name));

-- What support writes down about somebody or about one case; no organization reads it. Like the journal it refers to
-- nothing.
create table notes (
    id {{id}} primary key,
    user_id {{id}},
    reference text,
    by_user {{id}} not null,
    by_name text not null,
    at bigint not null,
    text text not null
);
create index notes_of_user on notes (user_id, at desc) where user_id is not null;
create index notes_of_reference on notes (reference, at desc) where reference is not null;
create index notes_by_age on notes (at);

-- What an organization lets support do in an admin's place, until then.
create table grants (
    id {{id}} primary key,
    organization_id {{id}} not null references organizations (id),
    given_by {{id}} not null references users (id),
    given_at bigint not null,
    until bigint not null,
    ended_at bigint,
    ended_by {{id}} references users (id)
);
create unique index grants_once_open on grants (organization_id) where ended_at is null;
create index grants_of_organization on grants (organization_id, given_at desc);
create index grants_by_age on grants (given_at);

-- Spells of being stuck: from the first refusal to the next sign-in. Written beside the journal, so it refers to nothing.
create table stuck (
    id {{id}} primary key,
    user_id {{id}} not null,
    cause text not null,
    reference text not null,
    refusals bigint not null,
    began_at bigint not null,
    last_at bigint not null,
    support_at bigint,
    ended_at bigint,
    ended_by text,
    lasted bigint
);
create unique index stuck_once_open on stuck (user_id) where ended_at is null;
create index stuck_by_cause on stuck (ended_at, cause);
create index stuck_open_by_age on stuck (last_at) where ended_at is null;
create index stuck_by_end on stuck (ended_at, ended_by) where ended_at is not null;
create index stuck_by_length on stuck (lasted, ended_at) where lasted is not null;

create index audit_of_subject on audit (subject_id, at desc, id desc) where subject_id is not null;
create index requests_of_user on requests (user_id, at desc);
