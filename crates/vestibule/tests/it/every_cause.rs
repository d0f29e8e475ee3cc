//! Promise 2, walked for every cause: somebody is refused as people are; the refusal's reference is found by each reader
//! who there is; the remedy is pressed by the one who has it, where it stands; and the person is in.
//!
//! One row per cause, told by a story that does what is peculiar to it; what all have in common is `walk.rs`, and what
//! each reader must find is `readers.rs`. A new cause does not compile before it has its row here.

mod acts;
mod addresses;
mod codes;
mod door;
mod help;
mod mails;
mod passkeys;
mod passwords;
mod readers;
mod several;
mod sso;
mod walk;

use rules::cause::{PasswordFlaw, SsoFlaw};
use rules::remedy::Reader;
use rules::{Cause, Remedy};

use crate::world::{World, stories};
use readers::Readers::{self, Everybody, NoAdmin, Nobody};
use walk::Walk;

/// The rows: the cause with hyphens as underscores; its pattern; who can read about it; who has which remedy; the story.
macro_rules! every_cause_has_its_row {
    ($($name:ident, $cause:pat, $readers:expr, $by:ident has $remedy:ident, $story:path;)*) => {
        // "Not covered" here means: a cause is new. Give it a row in the table below, and a story that meets it.
        const fn row_of(cause: &Cause) -> &'static str {
            match cause {
                $($cause => stringify!($name),)*
            }
        }

        $(async fn $name(world: World) {
            let readers: Readers = $readers;
            let mut walk = Walk::begin(world, stringify!($name), readers, (Reader::$by, Remedy::$remedy));
            $story(&mut walk).await;
            walk.ends();
        })*

        stories![$($name),*];
    };
}

const NEVER_MET: &str =
    "nobody who is known here; the mailbox of the typed address gets the answer from the page";
const SHUT: &str = "the organization is shut for its admins, too";
const LAST_ADMIN: &str = "the person is the organization's only admin, and stands outside";
const HELD: &str = "whoever had the address has another one by now, and is not who was invited";
const UNASKED: &str = "the browser forgot whose it was; it stands on the connection's page";
const NOBODYS: &str = "nobody here has that address; it stands on the connection's page";
const GONE: &str = "the person is no member any more, so that they are no admin's to read about";

every_cause_has_its_row! {
    address_unknown, Cause::AddressUnknown, Nobody(NEVER_MET), User has TryAgain, door::address_unknown;
    password_wrong, Cause::PasswordWrong, Everybody, Admin has SendReset, door::password_wrong;
    password_not_set, Cause::PasswordNotSet, Everybody, User has ResetByMail, door::password_not_set;
    invitation_pending, Cause::InvitationPending, Everybody, Admin has Reinvite, door::invitation_pending;
    invitation_expired, Cause::InvitationExpired, Everybody, User has SendNext, mails::invitation_expired;
    deactivated, Cause::Deactivated, Everybody, Admin has Reactivate, door::deactivated;
    not_a_member, Cause::NotAMember, NoAdmin(GONE), Admin has Invite, door::not_a_member;
    organization_suspended, Cause::OrganizationSuspended, NoAdmin(SHUT), Operator has ResumeOrganization,
        door::organization_suspended;
    guesses_slowed, Cause::GuessesSlowed { .. }, Everybody, User has ResetByMail, door::guesses_slowed;
    code_wrong, Cause::CodeWrong, Everybody, User has UseRecoveryCode, codes::code_wrong;
    code_replayed, Cause::CodeReplayed, Everybody, User has TryAgain, codes::code_replayed;
    code_from_old_entry, Cause::CodeFromOldEntry, Everybody, User has TryAgain, codes::code_from_old_entry;
    code_clock_off, Cause::CodeClockOff { .. }, Everybody, User has TryAgain, codes::code_clock_off;
    recovery_code_spent, Cause::RecoveryCodeSpent, Everybody, User has UseRecoveryCode, codes::recovery_code_spent;
    authenticator_unreadable, Cause::AuthenticatorUnreadable, Everybody, User has UseRecoveryCode,
        codes::authenticator_unreadable;
    kit_code_spent, Cause::KitCodeSpent, NoAdmin(LAST_ADMIN), User has UseKit, codes::kit_code_spent;
    passkey_unknown, Cause::PasskeyUnknown, Everybody, User has UsePassword, passkeys::passkey_unknown;
    passkey_wrong, Cause::PasskeyWrong, Everybody, User has TryAgain, passkeys::passkey_wrong;
    passkey_unverified, Cause::PasskeyUnverified, Everybody, User has UsePassword, passkeys::passkey_unverified;
    factor_elsewhere, Cause::FactorElsewhere, Everybody, User has UseOwnFactor, codes::factor_elsewhere;
    nobody_to_help, Cause::NobodyToHelp, NoAdmin(LAST_ADMIN), User has UseKit, help::nobody_to_help;
    help_closed, Cause::HelpClosed, Everybody, Admin has ConfirmHelp, help::help_closed;
    help_code_wrong, Cause::HelpCodeWrong, Everybody, Admin has ConfirmHelp, help::help_code_wrong;
    own_request, Cause::OwnRequest, Everybody, Admin has AnotherAdmin, help::own_request;
    pass_missing, Cause::PassMissing, Everybody, User has AskHelp, help::pass_missing;
    password_by_mail, Cause::PasswordByMail, NoAdmin(LAST_ADMIN), User has UseKit, help::password_by_mail;
    wait_stopped, Cause::WaitStopped, NoAdmin(LAST_ADMIN), Operator has RecoverUser, help::wait_stopped;
    wait_not_over, Cause::WaitNotOver { .. }, NoAdmin(LAST_ADMIN), User has Wait, help::wait_not_over;
    mailed_code_wrong, Cause::MailedCodeWrong, Everybody, User has TryAgain, mails::mailed_code_wrong;
    mailed_code_too_old, Cause::MailedCodeTooOld, Everybody, User has SendNext, mails::mailed_code_too_old;
    ticket_expired, Cause::TicketExpired, Everybody, User has SendNext, mails::ticket_expired;
    ticket_spent, Cause::TicketSpent { .. }, Everybody, User has SignIn, mails::ticket_spent;
    ticket_unknown, Cause::TicketUnknown, Nobody(NEVER_MET), User has ResetByMail, mails::ticket_unknown;
    password_too_short, Cause::PasswordRule(PasswordFlaw::TooShort { .. }), Everybody, User has ChooseAnother,
        passwords::password_too_short;
    password_too_long, Cause::PasswordRule(PasswordFlaw::TooLong { .. }), Everybody, User has ChooseAnother,
        passwords::password_too_long;
    password_listed, Cause::PasswordRule(PasswordFlaw::Listed), Everybody, User has ChooseAnother,
        passwords::password_listed;
    password_expected, Cause::PasswordRule(PasswordFlaw::Expected), Everybody, User has ChooseAnother,
        passwords::password_expected;
    password_reused, Cause::PasswordReused, Everybody, User has ChooseAnother, passwords::password_reused;
    password_too_soon, Cause::PasswordTooSoon { .. }, Everybody, Admin has WaiveMinimumAge,
        passwords::password_too_soon;
    proof_missing, Cause::ProofMissing, Everybody, User has SignIn, door::proof_missing;
    session_ended, Cause::SessionEnded, Everybody, User has SignIn, door::session_ended;
    not_an_admin, Cause::NotAnAdmin, Everybody, Admin has OpenPerson, acts::not_an_admin;
    last_admin, Cause::LastAdmin, Everybody, Admin has NameAnotherAdmin, acts::last_admin;
    factor_demanded, Cause::FactorDemanded, Everybody, User has AddAuthenticator, acts::factor_demanded;
    mails_capped, Cause::MailsCapped { .. }, Everybody, Admin has TryAgain, acts::mails_capped;
    address_taken, Cause::AddressTaken, Everybody, User has ChooseAnother, addresses::address_taken;
    address_held, Cause::AddressHeld { .. }, Nobody(HELD), Admin has Invite, addresses::address_held;
    nobody_there, Cause::NobodyThere, NoAdmin(GONE), Admin has Invite, acts::nobody_there;
    not_support, Cause::NotSupport, Everybody, Operator has MakeSupportUser, acts::not_support;
    support_needs_grant, Cause::SupportNeedsGrant, Everybody, Admin has GiveGrant, acts::support_needs_grant;
    sso_required, Cause::SsoRequired, Everybody, User has UseSso, sso::required;
    sso_expired, Cause::Sso(SsoFlaw::Expired { .. }), Everybody, User has AskProviderAgain, sso::expired;
    sso_not_yet_valid, Cause::Sso(SsoFlaw::NotYetValid { .. }), Everybody, User has AskProviderAgain, sso::not_yet_valid;
    sso_audience, Cause::Sso(SsoFlaw::Audience), Everybody, Admin has MendConnection, sso::audience;
    sso_recipient, Cause::Sso(SsoFlaw::Recipient), Everybody, Admin has MendConnection, sso::recipient;
    sso_issuer, Cause::Sso(SsoFlaw::Issuer), Everybody, Admin has MendConnection, sso::issuer;
    sso_unsigned, Cause::Sso(SsoFlaw::Unsigned), Everybody, Admin has MendConnection, sso::unsigned;
    sso_key, Cause::Sso(SsoFlaw::Key), Everybody, Admin has MendConnection, sso::key;
    sso_signature, Cause::Sso(SsoFlaw::Signature), Everybody, Admin has MendConnection, sso::signature;
    sso_algorithm, Cause::Sso(SsoFlaw::Algorithm), Everybody, Admin has MendConnection, sso::algorithm;
    sso_encrypted, Cause::Sso(SsoFlaw::Encrypted), Everybody, Admin has MendConnection, sso::encrypted;
    sso_unasked, Cause::Sso(SsoFlaw::Unasked), Everybody, User has AskProviderAgain, sso::unasked;
    sso_used_twice, Cause::Sso(SsoFlaw::UsedTwice), Everybody, User has AskProviderAgain, sso::used_twice;
    sso_state_lost, Cause::Sso(SsoFlaw::StateLost), Nobody(UNASKED), User has AskProviderAgain, sso::state_lost;
    sso_not_assigned, Cause::Sso(SsoFlaw::NotAssigned), Everybody, Admin has MendConnection, sso::not_assigned;
    sso_declined, Cause::Sso(SsoFlaw::Declined), Everybody, User has AskProviderAgain, sso::declined;
    sso_no_subject, Cause::Sso(SsoFlaw::NoSubject), Everybody, Admin has MendConnection, sso::no_subject;
    sso_no_address, Cause::Sso(SsoFlaw::NoAddress), Everybody, Admin has MendConnection, sso::no_address;
    sso_address_unverified, Cause::Sso(SsoFlaw::AddressUnverified), Everybody, Admin has MendConnection, sso::address_unverified;
    sso_domain_unproved, Cause::Sso(SsoFlaw::DomainUnproved), Nobody(NOBODYS), Admin has Invite, sso::domain_unproved;
    sso_another_person, Cause::Sso(SsoFlaw::AnotherPerson), Everybody, User has SwitchAtProvider, sso::another_person;
    sso_nobody_here, Cause::Sso(SsoFlaw::NobodyHere), Nobody(NOBODYS), Admin has Invite, sso::nobody_here;
    sso_subject_changed, Cause::Sso(SsoFlaw::SubjectChanged), Everybody, Admin has ConfirmIdentity, sso::subject_changed;
    sso_provider_said, Cause::Sso(SsoFlaw::ProviderSaid), Everybody, User has AskProviderAgain, sso::provider_said;
    sso_unreadable, Cause::Sso(SsoFlaw::Unreadable), Everybody, Admin has MendConnection, sso::unreadable;
    sso_unreachable, Cause::Sso(SsoFlaw::Unreachable), Everybody, User has UsePassword, sso::unreachable;
    sso_secret_refused, Cause::Sso(SsoFlaw::SecretRefused), Everybody, Admin has MendConnection, sso::secret_refused;
    sso_switched_off, Cause::Sso(SsoFlaw::SwitchedOff), Everybody, User has UsePassword, sso::switched_off;
    only_visiting, Cause::OnlyVisiting, Everybody, User has SignIn, sso::only_visiting;
}

#[test]
fn every_row_is_named_after_its_cause() {
    for cause in Cause::ALL {
        assert_eq!(row_of(&cause), cause.code().replace('-', "_"), "{cause:?}");
    }
}
