-- An organization's logo. Its name is made of its content and its size, so that browsers may keep it for ever.
create table logos (
    organization_id {{id}} primary key references organizations (id),
    name text not null,
    image {{bytes}} not null
);
create index logos_by_name on logos (name);
