-- Which browser began the set-up of an authenticator: no other goes on with it.
alter table factors add column begun_in {{id}};
