-- What the list of people is narrowed down by, in organizations of many thousands.
-- Whose password lane is shut until the mailbox is proved: few, and looked for whenever an admin opens the list.
create index guesses_shut on guesses (lane, key) where lane = 'password' and failed >= 100;
-- Who has a second factor that works.
create index factors_live on factors (user_id) where confirmed_at is not null and ended_at is null;
-- To whom mail of an organization did not go.
create index outbox_failed on outbox (organization_id, user_id) where state in ('refused', 'expired');
