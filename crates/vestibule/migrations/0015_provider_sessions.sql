-- What stands for the provider's own session, so that the provider can end what came of it: a keyed hash of its name
-- there. What came back from a provider and had a token in it is kept apart from what anybody can bring. Placeholders
-- as in 0001.

alter table sessions add column vouched_session {{id}};
create index sessions_by_provider on sessions (connection_id, vouched_session) where vouched_session is not null;

alter table arrivals add column answered boolean not null default false;
drop index arrivals_of_connection;
create index arrivals_of_connection on arrivals (connection_id, answered, at desc);
