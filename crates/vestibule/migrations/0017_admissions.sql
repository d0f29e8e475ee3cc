-- What an organization makes of what its provider says of people. Placeholders as in 0001.

create table admissions (
    connection_id {{id}} primary key references connections (id),
    organization_id {{id}} not null references organizations (id),
    newcomers boolean not null,
    claim_address text,
    claim_first_name text,
    claim_last_name text,
    claim_groups text,
    admin_groups text not null,
    over_hand boolean not null,
    changed_at bigint not null
);
create index admissions_of_organization on admissions (organization_id);

-- Whose word a role is: an admin's who chose it, or the provider's; else that of the invitation.
alter table memberships add column role_by text;
