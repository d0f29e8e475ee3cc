# Refusals that are met by looking (flows/refused.rs): what the journal calls them.

happened-link-opened = Link from a mail opened
happened-page-opened = Page opened
