-- Whose lane it is, where it is somebody's: who is locked is found without looking through everybody.
alter table guesses add column user_id {{id}};
create index guesses_of_user on guesses (user_id) where user_id is not null;
