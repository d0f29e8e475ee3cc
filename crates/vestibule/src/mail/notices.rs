//! One constructor per notice: mails that say what has been done, to whoever should know.
//!
//! They leave from the outbox after the transaction that they describe. Never in here: a sentence, a
//! decision, a ticket that could open anything (what takes a change back opens nothing). Where to go next: `kinds.rs`, `letter.rs`.

use rules::Role;

use super::clean::{line, name};
use super::kind::Kind;
use super::kinds::Way;
use super::letter::{Head, Letter, Person};
use crate::words::words;

/// When and from where something was done.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// When, with the zone.
    pub at: &'a str,
    /// The browser in plain words: "Firefox on Windows".
    pub browser: &'a str,
    /// The network address, if it may be told.
    pub network: Option<&'a str>,
}

impl Place<'_> {
    pub(super) fn say(&self) -> String {
        let (at, browser) = (line(self.at), line(self.browser));
        match self.network {
            Some(network) => words()
                .plain("mail-from-place", &[("at", &at), ("browser", &browser), ("network", &line(network))]),
            None => words().plain("mail-from-browser", &[("at", &at), ("browser", &browser)]),
        }
    }
}

/// The line "if that wasn't you" and the way to a new password.
fn or_reset(letter: Letter, reset_link: &str) -> Letter {
    letter.says("mail-wasnt-me-reset", &[]).button("mail-set-password-button", reset_link)
}

/// The same with the way to take that one change back; its page asks for the code, because scanners press buttons.
fn or_not_me(letter: Letter, head: &Head, not_me: &Way) -> Letter {
    letter.says("mail-wasnt-me", &[]).way("mail-wasnt-me-button", head, not_me)
}

/// The password was changed; says what became of the other sessions.
pub fn password_changed(head: &Head, place: &Place, others_ended: bool, not_me: &Way) -> Letter {
    let others = if others_ended { "mail-password-changed-ended" } else { "mail-password-changed-kept" };
    let letter = Letter::new(Kind::PasswordChanged, head, &[("place", &place.say())]).says(others, &[]);
    or_not_me(letter, head, not_me)
}

/// A second factor was added under this name; `kind` is `passkey` or `authenticator`.
pub fn factor_added(head: &Head, factor: &str, kind: &str, place: &Place, not_me: &Way) -> Letter {
    let values = [("name", name(factor)), ("kind", kind.to_owned()), ("place", place.say())];
    or_not_me(Letter::new(Kind::FactorAdded, head, &lend(&values)), head, not_me)
}

/// A second factor was removed, everywhere or in this organization only.
pub fn factor_removed(head: &Head, factor: &str, here_only: bool, place: &Place, not_me: &Way) -> Letter {
    let within = if here_only { "here" } else { "everywhere" };
    let values = [("name", name(factor)), ("where", within.to_owned()), ("place", place.say())];
    or_not_me(Letter::new(Kind::FactorRemoved, head, &lend(&values)), head, not_me)
}

/// The organization vouched for a factor that another one stood behind.
pub fn factor_vouched(head: &Head, place: &Place, reset_link: &str) -> Letter {
    or_reset(Letter::new(Kind::FactorVouched, head, &[("place", &place.say())]), reset_link)
}

/// To the admins: somebody who can use none of their second factors asks for live help.
pub fn help_asked(head: &Head, who: &Person, place: &Place, link: &str) -> Letter {
    let values = [("name", name(&who.name)), ("address", line(&who.address)), ("place", place.say())];
    Letter::new(Kind::HelpAsked, head, &lend(&values)).button("mail-help-asked-button", link)
}

/// An admin confirmed the reader's request: the browser that asked can add one factor.
pub fn help_confirmed(head: &Head, admin: &str, at: &str, until: &str, account_link: &str) -> Letter {
    let values = [("admin", name(admin)), ("at", line(at)), ("until", line(until))];
    Letter::new(Kind::HelpConfirmed, head, &lend(&values)).button("mail-account-button", account_link)
}

/// An admin declined it, with what they wrote.
pub fn help_declined(head: &Head, admin: &str, at: &str, reason: &str, sign_in_link: &str) -> Letter {
    let values = [("admin", name(admin)), ("at", line(at)), ("reason", line(reason))];
    Letter::new(Kind::HelpDeclined, head, &lend(&values)).button("mail-sign-in-button", sign_in_link)
}

/// An admin gave the reader a pass in advance.
pub fn pass_given(head: &Head, admin: &str, until: &str, sign_in_link: &str) -> Letter {
    let values = [("admin", name(admin)), ("until", line(until))];
    Letter::new(Kind::PassGiven, head, &lend(&values)).button("mail-sign-in-button", sign_in_link)
}

/// An admin took it back.
pub fn pass_withdrawn(head: &Head, admin: &str, at: &str, account_link: &str) -> Letter {
    let values = [("admin", name(admin)), ("at", line(at))];
    Letter::new(Kind::PassWithdrawn, head, &lend(&values)).button("mail-account-button", account_link)
}

/// To all admins: a code of the kit (`kit`) or of the operator (`operator`) stood in for a second factor.
pub fn stood_in(head: &Head, who: &Person, kind: &str, place: &Place, person_link: &str) -> Letter {
    let values = [
        ("name", name(&who.name)),
        ("address", line(&who.address)),
        ("kind", kind.to_owned()),
        ("place", place.say()),
    ];
    Letter::new(Kind::StandIn, head, &lend(&values)).button("mail-person-button", person_link)
}

/// To everybody concerned: the last admin's waiting period began and is over then.
pub fn wait_started(head: &Head, who: &Person, place: &Place, until: &str, account_link: &str) -> Letter {
    let values = [
        ("name", name(&who.name)),
        ("address", line(&who.address)),
        ("place", place.say()),
        ("until", line(until)),
    ];
    Letter::new(Kind::WaitStarted, head, &lend(&values)).button("mail-account-button", account_link)
}

/// To the same: it was stopped.
pub fn wait_stopped(head: &Head, who: &Person, place: &Place, account_link: &str) -> Letter {
    let values = [("name", name(&who.name)), ("address", line(&who.address)), ("place", place.say())];
    Letter::new(Kind::WaitStopped, head, &lend(&values)).button("mail-account-button", account_link)
}

/// To all admins: a recovery kit was made.
pub fn kit_made(head: &Head, admin: &str, place: &Place, kit_link: &str) -> Letter {
    let values = [("admin", name(admin)), ("place", place.say())];
    Letter::new(Kind::KitMade, head, &lend(&values)).button("mail-kit-button", kit_link)
}

/// To all admins: it has proved to work, and so many codes are left.
pub fn kit_tried(head: &Head, admin: &str, place: &Place, left: i64, kit_link: &str) -> Letter {
    let values = [("admin", name(admin)), ("place", place.say()), ("left", left.to_string())];
    Letter::new(Kind::KitTried, head, &lend(&values)).button("mail-kit-button", kit_link)
}

/// To all admins: the policy was changed; each change is a line.
pub fn policy_changed(head: &Head, by: &str, place: &Place, changes: &[String], policy_link: &str) -> Letter {
    let values = [("admin", name(by)), ("place", place.say()), ("changes", line(&changes.join(" ")))];
    Letter::new(Kind::PolicyChanged, head, &lend(&values)).button("mail-policy-button", policy_link)
}

/// An organization's provider opens that organization for the reader from now on; names who can help where it was
/// somebody else who came by it.
pub fn identity_linked(
    head: &Head,
    connection: &str,
    place: &Place,
    admins: &[Person],
    account_link: &str,
) -> Letter {
    let values = [("connection", name(connection)), ("place", place.say())];
    Letter::new(Kind::IdentityLinked, head, &lend(&values))
        .says("mail-identity-linked-not-me", &[])
        .button("mail-account-button", account_link)
        .admins(admins)
}

/// To every member: what the organization's sign-on changes for them.
pub fn sign_on_announced(head: &Head, admin: &str, connection: &str, start: &str) -> Letter {
    let values = [("admin", name(admin)), ("connection", name(connection))];
    Letter::new(Kind::SignOnAnnounced, head, &lend(&values)).button("mail-sign-on-announced-button", start)
}

/// To all admins: somebody became a member by coming through the organization's sign-on, the first one that day.
pub fn newcomer(head: &Head, who: &Person, through: &str, at: &str, people_link: &str) -> Letter {
    let values = [
        ("name", name(&who.name)),
        ("address", line(&who.address)),
        ("connection", name(through)),
        ("at", line(at)),
    ];
    Letter::new(Kind::Newcomer, head, &lend(&values)).button("mail-people-button", people_link)
}

/// To all admins: somebody added, changed, switched or removed a connection. `what` is a sentence of ours.
pub fn connection_changed(
    head: &Head,
    admin: &str,
    connection: &str,
    place: &Place,
    what: &str,
    link: &str,
) -> Letter {
    let values = [("admin", name(admin)), ("connection", name(connection)), ("place", place.say())];
    Letter::new(Kind::ConnectionChanged, head, &lend(&values)).adds(what).button("mail-sso-button", link)
}

/// To all admins: the client secret of a connection, or its provider's certificate, ends on that day.
pub fn secret_ends(head: &Head, connection: &str, protocol: &str, day: &str, link: &str) -> Letter {
    let values = [("connection", name(connection)), ("protocol", protocol.to_owned()), ("day", line(day))];
    Letter::new(Kind::SecretEnds, head, &lend(&values)).button("mail-sso-button", link)
}

/// To all admins: people have to come through the provider from now on, or may choose again.
pub fn sign_on_required(head: &Head, by: &str, place: &Place, on: bool, link: &str) -> Letter {
    let kind = if on { Kind::SignOnRequired } else { Kind::SignOnOptional };
    let values = [("admin", name(by)), ("place", place.say())];
    Letter::new(kind, head, &lend(&values)).button("mail-sign-on-button", link)
}

/// To all admins: the door beside the provider is open until then, or shut.
pub fn side_door(head: &Head, by: &str, place: &Place, until: Option<&str>, link: &str) -> Letter {
    let kind = if until.is_some() { Kind::SideDoorOpened } else { Kind::SideDoorShut };
    let values = [("admin", name(by)), ("place", place.say()), ("until", line(until.unwrap_or_default()))];
    Letter::new(kind, head, &lend(&values)).button("mail-sign-on-button", link)
}

/// To all admins: their provider does not answer since then.
pub fn provider_down(head: &Head, connection: &str, since: &str, link: &str) -> Letter {
    let values = [("connection", name(connection)), ("since", line(since))];
    Letter::new(Kind::ProviderDown, head, &lend(&values)).button("mail-sign-on-button", link)
}

/// To all admins: support may act in an admin's place until then.
pub fn grant_given(head: &Head, admin: &str, place: &Place, until: &str, link: &str) -> Letter {
    let values = [("admin", name(admin)), ("place", place.say()), ("until", line(until))];
    Letter::new(Kind::GrantGiven, head, &lend(&values)).button("mail-grant-button", link)
}

/// To all admins: it may not any more.
pub fn grant_ended(head: &Head, admin: &str, place: &Place, link: &str) -> Letter {
    let values = [("admin", name(admin)), ("place", place.say())];
    Letter::new(Kind::GrantEnded, head, &lend(&values)).button("mail-grant-button", link)
}

/// To all admins and the user: the operator gave out a code that stands in once for the user's second factor.
pub fn operator_code(head: &Head, who: &Person, at: &str, until: &str, account_link: &str) -> Letter {
    let values = [
        ("name", name(&who.name)),
        ("address", line(&who.address)),
        ("at", line(at)),
        ("until", line(until)),
    ];
    Letter::new(Kind::OperatorCode, head, &lend(&values)).button("mail-account-button", account_link)
}

/// A new set of recovery codes was made; the older ones are void.
pub fn recovery_codes_made(head: &Head, place: &Place, not_me: &Way) -> Letter {
    or_not_me(Letter::new(Kind::RecoveryCodesMade, head, &[("place", &place.say())]), head, not_me)
}

/// A recovery code was used; says how many are left.
pub fn recovery_code_used(head: &Head, place: &Place, left: u32, reset_link: &str) -> Letter {
    let values = [("place", place.say()), ("left", left.to_string())];
    or_reset(Letter::new(Kind::RecoveryCodeUsed, head, &lend(&values)), reset_link)
}

/// The reader is in one more organization.
pub fn joined_organization(head: &Head, at: &str, account_link: &str) -> Letter {
    Letter::new(Kind::Joined, head, &[("at", &line(at))]).button("mail-account-button", account_link)
}

/// To the inviter: the invitation was accepted.
pub fn invitation_accepted(head: &Head, who: &Person, at: &str, people_link: &str) -> Letter {
    let values = [("name", name(&who.name)), ("address", line(&who.address)), ("at", line(at))];
    Letter::new(Kind::InvitationAccepted, head, &lend(&values)).button("mail-people-button", people_link)
}

/// To the admins: somebody who never had one has set up a second factor.
pub fn first_factor_told_admins(head: &Head, who: &Person, place: &Place, person_link: &str) -> Letter {
    let values = [("name", name(&who.name)), ("address", line(&who.address)), ("place", place.say())];
    Letter::new(Kind::FirstFactor, head, &lend(&values)).button("mail-person-button", person_link)
}

/// The reader's role was changed.
pub fn role_changed(head: &Head, admin: &str, role: Role, at: &str, account_link: &str) -> Letter {
    let says = match role {
        Role::Admin => "mail-role-changed-admin",
        Role::Member => "mail-role-changed-member",
    };
    let values = [("admin", name(admin)), ("at", line(at))];
    Letter::new(Kind::RoleChanged, head, &[])
        .says(says, &lend(&values))
        .button("mail-account-button", account_link)
}

/// The reader's membership was switched off; names who can switch it on.
pub fn deactivated(head: &Head, admin: &str, at: &str, admins: &[Person], link: &str) -> Letter {
    let values = [("admin", name(admin)), ("at", line(at))];
    Letter::new(Kind::SwitchedOff, head, &lend(&values))
        .button("mail-switched-off-button", link)
        .admins(admins)
}

/// The reader's membership was switched on again.
pub fn reactivated(head: &Head, admin: &str, at: &str, sign_in_link: &str) -> Letter {
    let values = [("admin", name(admin)), ("at", line(at))];
    Letter::new(Kind::SwitchedOn, head, &lend(&values)).button("mail-sign-in-button", sign_in_link)
}

/// The reader was removed from the organization; names who can invite them again.
pub fn removed_from_organization(
    head: &Head,
    admin: &str,
    at: &str,
    admins: &[Person],
    link: &str,
) -> Letter {
    let values = [("admin", name(admin)), ("at", line(at))];
    Letter::new(Kind::Removed, head, &lend(&values)).button("mail-removed-button", link).admins(admins)
}

/// An admin waived the minimum age: the password may be changed before it ends.
pub fn waived(head: &Head, admin: &str, until: &str, account_link: &str) -> Letter {
    let values = [("admin", name(admin)), ("until", line(until))];
    Letter::new(Kind::Waived, head, &lend(&values)).button("mail-waived-button", account_link)
}

/// An admin took the waiver back: the minimum age holds again.
pub fn waiver_ended(head: &Head, admin: &str, at: &str, account_link: &str) -> Letter {
    let values = [("admin", name(admin)), ("at", line(at))];
    Letter::new(Kind::WaiverEnded, head, &lend(&values)).button("mail-account-button", account_link)
}

/// An admin does not ask for a new password any more.
pub fn demand_ended(head: &Head, admin: &str, at: &str, account_link: &str) -> Letter {
    let values = [("admin", name(admin)), ("at", line(at))];
    Letter::new(Kind::DemandEnded, head, &lend(&values)).button("mail-account-button", account_link)
}

/// An admin asks for a new password at the next sign-in.
pub fn must_change_password(head: &Head, admin: &str, sign_in_link: &str) -> Letter {
    Letter::new(Kind::MustChange, head, &[("admin", &name(admin))])
        .button("mail-sign-in-button", sign_in_link)
}

/// An admin ended the reader's sessions in the organization.
pub fn sessions_ended(head: &Head, admin: &str, at: &str, sign_in_link: &str) -> Letter {
    let values = [("admin", name(admin)), ("at", line(at))];
    Letter::new(Kind::SessionsEnded, head, &lend(&values)).button("mail-sign-in-button", sign_in_link)
}

/// To the other admins: one of them, or somebody who became one, was acted on.
pub fn admin_acted_on(head: &Head, admin: &str, who: &Person, at: &str, person_link: &str) -> Letter {
    let values = [
        ("admin", name(admin)),
        ("name", name(&who.name)),
        ("address", line(&who.address)),
        ("at", line(at)),
    ];
    Letter::new(Kind::AdminActedOn, head, &lend(&values)).button("mail-person-button", person_link)
}

/// To an admin: a member asks for help. `about` is a sentence of ours that says with what.
pub fn request_to_admin(head: &Head, who: &Person, at: &str, about: &str, link: &str) -> Letter {
    let values = [
        ("name", name(&who.name)),
        ("address", line(&who.address)),
        ("at", line(at)),
        ("about", line(about)),
    ];
    Letter::new(Kind::Request, head, &lend(&values)).button("mail-request-button", link)
}

fn lend<'v, const N: usize>(values: &'v [(&'static str, String); N]) -> [(&'static str, &'v str); N] {
    values.each_ref().map(|(key, value)| (*key, value.as_str()))
}
