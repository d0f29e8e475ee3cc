//! `/org/SLUG/people/ID`: can they get in now, what happened, and the few things an admin can do about it. Where to go
//! next: `person/known.rs`, for what else the page shows.

mod known;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use rules::forecast::End;
use rules::people::AdminAct;
use rules::remedy::{Reader, remedies};
use rules::{Cause, Role, Verdict};
use uuid::Uuid;

use super::{people, requests};
use crate::app::Shared;
use crate::flows::forecast::{self, Prospect};
use crate::flows::{self, Who, subject};
use crate::happening;
use crate::said;
use crate::step::{Step, read_cause};
use crate::store::journal;
use crate::store::organization::OrganizationRow;
use crate::store::people as store_people;
use crate::views::message::MessagePage;
use crate::views::people::{Action, Person, PersonPage};
use crate::views::{Refusal, Remedy, Section, Tone};
use crate::visit::Visit;
use crate::web::answer::{self, Answer, page, to};
use crate::web::entry::Asked;
use crate::web::who::Admin;
use crate::when;
use crate::words::words;

/// How many entries the page lists.
const LISTED: i64 = 15;

/// One person.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id)): Path<(String, Uuid)>,
    asked: Asked,
) -> Answer {
    let organization = &admin.organization;
    let mut read = app.store.read();
    let row = store_people::find(&mut read, organization.id, id).await?;
    let frame = admin.frame(&app, Section::People, asked.get("word")).await?;
    let Some(row) = row else {
        return Ok(answer::page_with(StatusCode::NOT_FOUND, &MessagePage::not_found(frame)));
    };
    let shut = people::listing::shut(&mut read).await?;
    let is_shut = shut.contains(app.address_key(&row.mailbox).as_slice());
    let status = people::listing::status_of(&row, organization, &visit, is_shut);
    let step = Step { wanted: Some(organization.id), ..Step::default() };
    let subject = subject::load(&mut read, &Who::User(id), &step, &visit).await?;
    let zone = organization.zone.as_str();
    let prospect = forecast::of(&mut read, &app, &subject, organization.id, &visit).await?;
    let (tone, answer, takes) = told(&prospect, &visit, zone);
    let journal = journal::list_for_member(&mut read, organization.id, id, row.joined_at, LISTED).await?;
    let mails = known::mails(&mut read, organization, id, &visit, LISTED).await?;
    let sessions = known::sessions(&mut read, &subject, organization, id, &visit).await?;
    let open = requests::open(&mut read, organization, &visit).await?;
    let refused = Step::open(&app, &visit, asked.get("s")).ok().and_then(|step| step.refusal);
    let mut person = people::person(&row, status, organization, &visit);
    if let Some(action) = pass_action(&subject, &row, organization, &person, &visit) {
        person.actions.push(action);
    }
    let undo = undo_of(asked.get("word")).map(|code| Action::of(code, person.called(), &organization.name));
    // Before somebody has joined, nothing of theirs is this organization's to see.
    let joined = row.joined_at.is_some();
    let view = PersonPage {
        page: frame,
        organization: admin.named(),
        person,
        tone,
        answer,
        takes,
        undo,
        happenings: journal.iter().map(|row| happening::of(row, visit.now, zone)).collect(),
        factors: if joined { known::factors(&subject, organization, &visit) } else { vec![] },
        sessions,
        mails,
        requests: open.into_iter().filter(|request| request.user == id.to_string()).collect(),
        refusal: refused.as_ref().and_then(|refused| refusal(refused, Some(&subject), &visit, organization)),
    };
    Ok(answer::showing(page(&view), refused.as_ref(), visit.now))
}

/// What takes back what was just done, where that makes sense. It goes through the same rule as everything else.
fn undo_of(word: &str) -> Option<&'static str> {
    Some(match word.strip_prefix("done-")? {
        "deactivate" => "reactivate",
        "reactivate" => "deactivate",
        "make-admin" => "make-member",
        "make-member" => "make-admin",
        "waive" => "end-waiver",
        "end-waiver" => "waive",
        "must-change" => "end-demand",
        "end-demand" => "must-change",
        "give-pass" => "take-pass-back",
        "contact" => "put-contact-back",
        _nothing_to_take_back => return None,
    })
}

/// A pass in advance, to give or to take back: for whoever has a second factor here and may come in at all.
fn pass_action(
    subject: &flows::Subject,
    row: &store_people::PersonRow,
    organization: &OrganizationRow,
    person: &Person,
    visit: &Visit,
) -> Option<Action> {
    let here = organization.id;
    let open =
        subject.ways_back.passes.iter().any(|pass| pass.organization_id == here && visit.now < pass.until);
    let has_second = subject.live_factors().any(|factor| subject.counts(factor, here));
    let usable = row.joined_at.is_some() && row.deactivated_at.is_none();
    let code = if open { "take-pass-back" } else { "give-pass" };
    (open || usable && has_second).then(|| Action::of(code, person.called(), &organization.name))
}

/// Can they get in now: how it stands, the answer in a few words, and what it takes, sentence by sentence.
pub(in crate::web) fn told(prospect: &Prospect, visit: &Visit, zone: &str) -> (Tone, String, Vec<String>) {
    let word = said::prospect::answer(&prospect.by_password, &prospect.by_mailbox);
    let tone = match word {
        "yes" => Tone::Good,
        "no" | "no-factor" => Tone::Bad,
        "deactivated" | "suspended" => Tone::Plain,
        _with_a_step_between => Tone::Warn,
    };
    let mut takes = Vec::new();
    if prospect.by_password.gets_in() || matches!(prospect.by_password.end, End::Stuck(_)) {
        takes.extend(said::prospect::asks(&prospect.by_password));
    }
    takes.extend(said::prospect::ends(&prospect.by_password, visit.now, zone));
    if !prospect.by_password.gets_in() && prospect.by_mailbox.gets_in() && word == "by-mail" {
        takes.extend(said::prospect::asks_by_mail(&prospect.by_mailbox));
    }
    let line = format!("prospect-{word}-line");
    if words().has(&line) {
        takes.push(words().plain(&line, &[]));
    }
    if prospect.has_passkey && prospect.by_password.gets_in() {
        takes.push(words().plain("prospect-passkey", &[]));
    }
    (tone, words().plain(&format!("prospect-{word}"), &[]), takes)
}

/// A refusal about somebody, for an admin of this organization: it names no other one that they are in.
pub(super) fn refusal(
    refused: &crate::step::Refused,
    subject: Option<&flows::Subject>,
    visit: &Visit,
    organization: &OrganizationRow,
) -> Option<Refusal> {
    let cause: Cause = read_cause(&refused.cause)?;
    let subject = subject.filter(|subject| subject.door(Some(organization.id)).is_some());
    let (slug, zone) = (organization.slug.as_str(), organization.zone.as_str());
    let list = format!("/org/{slug}/people");
    let button = |way: rules::Remedy| {
        Remedy::link(way.code(), said::remedy(way), place_of(way, slug, &list, &refused.reference))
    };
    Some(Refusal {
        reference: refused.reference.clone(),
        at: when::said(rules::Instant(refused.at), visit.now, zone),
        cause: Some(cause.code().to_owned()),
        heading: said::heading(&cause),
        lines: vec![said::cause(&cause, subject, Some(organization.id), visit.now)],
        // Everything that an admin can do about it stands on this page, or on that of somebody else in the list.
        remedies: remedies(&cause, Reader::Admin).iter().map(button).collect(),
    })
}

/// Where in the console a remedy's own button stands; most of them `here`.
pub(in crate::web) fn place_of(way: rules::Remedy, slug: &str, here: &str, reference: &str) -> String {
    match way {
        rules::Remedy::ContactSupport => format!("/contact?reference={reference}"),
        rules::Remedy::ConfirmHelp => format!("/org/{slug}/requests"),
        rules::Remedy::GiveGrant => format!("/org/{slug}/support"),
        rules::Remedy::Invite => format!("/org/{slug}/invite"),
        rules::Remedy::MendConnection => format!("/org/{slug}/sso/why/{reference}"),
        rules::Remedy::ConfirmIdentity | rules::Remedy::OpenSideDoor => format!("/org/{slug}/sso"),
        rules::Remedy::NameAnotherAdmin | rules::Remedy::AnotherAdmin => format!("/org/{slug}/people"),
        _stands_there => here.to_owned(),
    }
}

/// Does something to a membership; the page then says what was done.
pub async fn act(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((slug, id, act)): Path<(String, Uuid, String)>,
) -> Answer {
    let Some(wanted) = act_of(&act) else {
        return admin.not_found(&app).await;
    };
    let actor = admin.actor(&app, &visit).await?;
    let outcome = flows::people::act(&app, &visit, &admin.organization, &actor, id, wanted).await?;
    let back = format!("/org/{slug}/people/{id}");
    Ok(match &outcome.verdict {
        Verdict::Refused(cause) => {
            let step = Step { refusal: Some(answer::refused(&outcome, cause, &visit)), ..Step::default() };
            // Whoever is not there any more has no page; the list says so.
            let list = format!("/org/{slug}/people");
            let back = if *cause == Cause::NobodyThere { &list } else { &back };
            answer::refer(answer::to_step(&app, &visit, back, &step), outcome.reference.as_str())
        }
        Verdict::Challenge(_) => {
            super::help::stepping_up(&app, &visit, &admin, &format!("{back}?word=stepped-up")).await?
        }
        Verdict::Done(_) | Verdict::SignedIn(_) => match wanted {
            AdminAct::Remove => to(&format!("/org/{slug}/people?word=done-{act}")),
            _ => to(&format!("{back}?word=done-{act}")),
        },
    })
}

pub(super) fn act_of(code: &str) -> Option<AdminAct> {
    Some(match code {
        "re-invite" => AdminAct::SendReset,
        "reset" => AdminAct::SendReset,
        "waive" => AdminAct::Waive,
        "end-waiver" => AdminAct::EndWaiver,
        "must-change" => AdminAct::DemandChange,
        "end-demand" => AdminAct::EndDemand,
        "deactivate" => AdminAct::Deactivate,
        "reactivate" => AdminAct::Reactivate,
        "remove" | "withdraw" => AdminAct::Remove,
        "make-admin" => AdminAct::SetRole(Role::Admin),
        "make-member" => AdminAct::SetRole(Role::Member),
        "end-sessions" => AdminAct::EndSessions,
        "give-pass" => AdminAct::GivePass,
        "take-pass-back" => AdminAct::WithdrawPass,
        "put-contact-back" => AdminAct::PutContactBack,
        _ => return None,
    })
}
