-- Erasure of what is kept about somebody: what was asked for and waits, and which ids were erased. Placeholders as in
-- 0001.

create table erasures (
    id {{id}} primary key,
    user_id {{id}} not null references users (id),
    asked_at bigint not null,
    due_at bigint not null,
    browser text not null,
    network text not null,
    reference text not null,
    token_hash {{bytes}} not null unique,
    code_hash {{bytes}} not null,
    held_at bigint,
    withdrawn_at bigint
);
create unique index erasures_once_open on erasures (user_id) where withdrawn_at is null;
create index erasures_of_user on erasures (user_id);
create index erasures_due on erasures (due_at) where withdrawn_at is null;
create index erasures_withdrawn on erasures (withdrawn_at) where withdrawn_at is not null;

-- Ids of users who are gone. They lead to nobody here; in a backup that is put back they do, and are erased again.
create table erased (
    user_id {{id}} primary key,
    at bigint not null
);
create index erased_by_age on erased (at);

-- Where others' rows name somebody: few, so these cost next to nothing, and an erasure finds them without going through
-- whole tables.
create index audit_of_actor on audit (actor_id) where actor_id is not null;
create index memberships_by_inviter on memberships (invited_by) where invited_by is not null;
create index passes_by_giver on passes (given_by) where given_by is not null;
create index helps_by_closer on helps (closed_by) where closed_by is not null;
create index helps_by_taker on helps (taken_by) where taken_by is not null;
create index requests_by_closer on requests (closed_by) where closed_by is not null;
create index requests_by_taker on requests (taken_by) where taken_by is not null;
create index kits_by_maker on kits (made_by) where made_by is not null;
create index kits_of_user on kits (user_id) where user_id is not null;
create index kit_codes_by_spender on kit_codes (spent_by) where spent_by is not null;
create index grants_by_giver on grants (given_by);
create index grants_by_ender on grants (ended_by) where ended_by is not null;
create index imports_by_adder on imports (added_by);
create index imports_by_starter on imports (started_by) where started_by is not null;
create index import_rows_by_address on import_rows (address) where address is not null;
create index notes_by_writer on notes (by_user);
create index stuck_of_user on stuck (user_id);
create index waits_of_user on waits (user_id);
create index import_rows_to_mend on import_rows (lower(email)) where state = 'mend';
