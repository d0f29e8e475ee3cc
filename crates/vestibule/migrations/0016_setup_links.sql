-- Links for somebody who has no account here and sets one connection up: good for that alone, with a code that is told
-- apart, for some days. Placeholders as in 0001.

create table setup_links (
    id {{id}} primary key,
    organization_id {{id}} not null references organizations (id),
    connection_id {{id}} not null references connections (id),
    token_hash {{bytes}} not null unique,
    code_hash {{bytes}} not null,
    made_by {{id}} not null,
    made_at bigint not null,
    expires_at bigint not null,
    tries bigint not null,
    opened_at bigint,
    ended_at bigint
);
create index setup_links_of_connection on setup_links (connection_id, made_at desc);
create index setup_links_by_maker on setup_links (made_by);
create index setup_links_by_age on setup_links (expires_at);
