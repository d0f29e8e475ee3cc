//! A refusal on the page that shows it: in words and with its remedies for whoever may know the cause, or its
//! reference alone.
//!
//! Never in here: who may know it. That was decided by what they have proved.

use rules::remedy::{Reader, remedies};
use rules::{Cause, Instant};

use crate::app::App;
use crate::flows::Subject;
use crate::said;
use crate::step::{Refused, Step, read_cause};
use crate::views::{Refusal, Remedy, Way};
use crate::visit::Visit;
use crate::when;

/// A refusal in words for the person concerned, who may know its cause.
pub fn told(
    app: &App,
    visit: &Visit,
    step: &Step,
    subject: Option<&Subject>,
    refused: &Refused,
) -> Option<Refusal> {
    let cause = read_cause(&refused.cause)?;
    let zone = subject.map_or("UTC", |subject| subject.zone(step.wanted));
    let sealed = step.seal(app, visit);
    let ways = remedies(&cause, Reader::User).iter();
    Some(Refusal {
        reference: refused.reference.clone(),
        at: when::said(Instant(refused.at), visit.now, zone),
        cause: Some(cause.code().to_owned()),
        heading: said::heading(&cause),
        lines: vec![said::cause(&cause, subject, step.wanted, visit.now)],
        remedies: ways.map(|remedy| button(remedy, &cause, &sealed, &refused.reference)).collect(),
    })
}

/// On a page that has not the field which a remedy means: the remedies lead to the page that has it.
pub fn elsewhere(mut refusal: Refusal, app: &App, visit: &Visit, step: &Step) -> Refusal {
    for remedy in &mut refusal.remedies {
        let Way::Link(href) = &mut remedy.way else { continue };
        let there = match (href.as_str(), step.session) {
            ("#new_password", Some(_)) => "/account/password".to_owned(),
            ("#new_password", None) => "/reset".to_owned(),
            ("#code", None) => format!("/sign-in/second?s={}", step.seal(app, visit)),
            ("#code" | "#password" | "#email", Some(_)) => "/account".to_owned(),
            ("#password" | "#email", None) => "/sign-in".to_owned(),
            _a_page_already => continue,
        };
        *href = there;
    }
    refusal
}

/// Beside the code of a mail that has no next: another one cannot be sent.
pub fn of_one_mail(mut refusal: Refusal) -> Refusal {
    refusal.remedies.retain(|way| way.code != "send-next");
    refusal
}

/// A refusal to somebody who may not know its cause, beside a field that says what everybody there is told: its
/// reference, and nothing else.
pub fn reference_only(refused: &Refused, visit: &Visit) -> Refusal {
    Refusal {
        reference: refused.reference.clone(),
        at: when::said(Instant(refused.at), visit.now, "UTC"),
        cause: None,
        heading: String::new(),
        lines: vec![],
        remedies: vec![],
    }
}

/// The button of a remedy, for the person concerned.
fn button(remedy: rules::Remedy, cause: &Cause, sealed: &str, reference: &str) -> Remedy {
    use rules::Remedy as Do;
    let post =
        |action: &str| Way::Post { action: action.to_owned(), sealed: sealed.to_owned(), fields: vec![] };
    let link = |href: &str| Way::Link(href.to_owned());
    let way = match remedy {
        Do::TryAgain if matches!(cause, Cause::PasswordWrong) => link("#password"),
        Do::TryAgain if matches!(cause, Cause::MailsCapped { .. }) => link("#email"),
        Do::TryAgain | Do::UseRecoveryCode | Do::UseOwnFactor => link("#code"),
        // Also from the page of a refusal that has no field.
        Do::UseKit => link(&format!("/sign-in/second?s={sealed}")),
        Do::UsePassword => link("/sign-in"),
        Do::AskHelp => post("/help-me"),
        Do::StartWait => post("/help-me/wait"),
        Do::Wait => link(&format!("/help-me/wait?s={sealed}")),
        Do::ResetByMail => link("/reset"),
        Do::SendNext => post("/ticket/next"),
        Do::MailAnswer => post("/answer"),
        Do::SignIn => link("/sign-in"),
        Do::UseAnotherAccount => post("/sign-out"),
        Do::AskAdmin => post("/ask-admin"),
        Do::UseSso => link(&format!("/sso?s={sealed}")),
        // `sso.rs` knows which one.
        Do::AskProviderAgain | Do::SwitchAtProvider => link("/sign-in"),
        Do::ContactSupport => link(&format!("/contact?reference={reference}")),
        Do::ChooseAnother if matches!(cause, Cause::AddressTaken) => link("/account/address"),
        Do::ChooseAnother => link("#new_password"),
        Do::AddAuthenticator => link("/setup/authenticator"),
        Do::NameAnotherAdmin
        | Do::GoToAccount
        | Do::Reinvite
        | Do::SendReset
        | Do::WaiveMinimumAge
        | Do::Reactivate
        | Do::Invite
        | Do::ConfirmHelp
        | Do::GivePass
        | Do::GiveGrant
        | Do::MendConnection
        | Do::OpenSideDoor
        | Do::ConfirmIdentity
        | Do::AnotherAdmin
        | Do::OpenPerson => link("/account"),
        Do::SendFitting
        | Do::HandOver
        | Do::MakeSupportUser
        | Do::LookUp
        | Do::RestoreKeys
        | Do::ResumeOrganization
        | Do::RecoverUser => link(&format!("/why/{reference}")),
    };
    Remedy {
        code: remedy.code().to_owned(),
        label: said::remedy(remedy),
        explanation: said::remedy_line(remedy),
        way,
    }
}
