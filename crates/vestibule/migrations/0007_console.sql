-- The admins' console: the audit log is looked through by act and by person, and requests are taken, declined and
-- run out. Placeholders as in 0001.

create index audit_of_act on audit (organization_id, act, at desc, id desc);
create index audit_on_subject on audit (organization_id, subject_id, at desc, id desc) where subject_id is not null;
create index audit_by_actor on audit (organization_id, actor_id, at desc, id desc) where actor_id is not null;

-- What it is: somebody who is not in (`way-in`), a wish of somebody who is (`wish`), or "this wasn't me" (`not-me`).
alter table requests add column kind text not null default 'way-in' check (kind in ('way-in', 'wish', 'not-me'));
alter table requests add column taken_by {{id}};
alter table requests add column taken_at bigint;
alter table requests add column until bigint;
alter table requests add column ended_as text;
alter table requests add column reason text;
create index requests_by_end on requests (until) where closed_at is null and until is not null;
create index requests_closed on requests (organization_id, closed_at desc) where closed_at is not null;

alter table helps add column taken_by {{id}};
alter table helps add column taken_at bigint;
