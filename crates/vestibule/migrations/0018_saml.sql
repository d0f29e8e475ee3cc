-- A connection speaks OpenID Connect or SAML 2.0. Of the latter: its provider's metadata are in `described`, certificates
-- beside theirs in `keys`, our private key in `client_secret`, and `secret_ends_at` is when the provider's last
-- certificate ends. Placeholders as in 0001.

alter table connections add column protocol text not null default 'oidc' check (protocol in ('oidc', 'saml'));
-- Where the metadata came from; nothing where they were pasted.
alter table connections add column described_at text;
-- Our own certificate, which providers know us by and encrypt for.
alter table connections add column certificate {{bytes}};
