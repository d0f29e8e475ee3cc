-- Lists of people to invite. What was typed stays with its row until the list is swept, so that each row's outcome can
-- be told; nothing of it counts as a membership before the row was sent.
create table imports (
    id {{id}} primary key,
    organization_id {{id}} not null references organizations (id),
    digest {{bytes}} not null,
    name text not null,
    encoding text,
    lines bigint not null,
    added_by {{id}} not null references users (id),
    added_at bigint not null,
    state text not null check (state in ('arriving', 'draft', 'running', 'stopped', 'done')),
    started_by {{id}} references users (id),
    started_at bigint,
    browser text,
    network text,
    next_at bigint,
    ended_at bigint,
    why text
);
create index imports_of_organization on imports (organization_id, added_at desc, id desc);
create index imports_by_content on imports (organization_id, digest);
create index imports_running on imports (next_at) where state = 'running';
create index imports_by_age on imports (added_at);

create table import_rows (
    import_id {{id}} not null references imports (id),
    position bigint not null,
    first_name text not null,
    last_name text not null,
    email text not null,
    role text not null,
    address {{sorted}},
    state text not null check (state in ('mend', 'ready', 'merged', 'invited', 'member', 'waiting', 'refused')),
    merged_into bigint,
    cause text,
    reference text,
    settled_at bigint,
    primary key (import_id, position)
);
create index import_rows_by_state on import_rows (import_id, state, position);
create index import_rows_of_address on import_rows (import_id, address) where address is not null;
