//! The admins' console beside the policy: the audit log, requests, and one person's page.

mod audit;
mod person;
mod requests;
