//! `/org/SLUG/policy`: what the organization asks of everybody who enters, in plain words. What is filled in is tried
//! on everybody first (`/policy/trial`) and saved from there, as it was tried.
//!
//! Never in here: whether it can be saved (`rules::policy`), what it does to somebody (`rules::trial`).

use axum::extract::State;
use axum::response::Response;
use rules::Span;
use rules::people::ActorSecond;
use rules::policy::{Objection, Policy};

use super::help::stepping_up;
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::policy::{self as flow, Proposal, Saved};
use crate::flows::policy_text;
use crate::flows::trial::{Named, Trial};
use crate::said;
use crate::views::policy::{Affected, PolicyPage, SpanField, TrialPage};
use crate::views::{Section, Tone};
use crate::visit::Visit;
use crate::web::answer::{self, Answer, page, to};
use crate::web::entry::{Asked, Fields};
use crate::web::who::Admin;
use crate::when;
use crate::words::words;

/// How many people a trial names in one list.
const NAMED: usize = 40;
/// Longer than ten years is a slip of the finger.
const LONGEST: Span = Span::days(3_650);

fn path(admin: &Admin) -> String {
    format!("/org/{}/policy", admin.organization.slug)
}

/// The form, with what is in force or what was proposed.
pub async fn show(State(app): State<Shared>, visit: Visit, admin: Admin, asked: Asked) -> Answer {
    let here = &admin.organization;
    let proposed = Proposal::open(&app, &visit, admin.signed_in.user(), here.id, asked.get("p"));
    let policy = proposed.map_or_else(|| policy_text::read(&here.policy), |proposal| proposal.policy);
    let form = Form::of(&policy);
    Ok(page(&form_page(&app, &visit, &admin, form, asked.get("word")).await?))
}

async fn form_page(
    app: &App,
    visit: &Visit,
    admin: &Admin,
    form: Form,
    word: &str,
) -> Result<PolicyPage, Fault> {
    Ok(PolicyPage {
        page: admin.frame(app, Section::Policy, word).await?,
        organization: admin.named(),
        second_factor: form.second_factor,
        demand: demand(visit, admin),
        passkeys: form.passkeys,
        spans: form.spans,
        history: form.history,
        history_error: form.history_error,
    })
}

/// How the demand for second factors stands.
fn demand(visit: &Visit, admin: &Admin) -> Option<(Tone, String)> {
    let here = &admin.organization;
    let demanded = policy_text::read(&here.policy).second_factor;
    match (demanded, here.demand_since) {
        (true, Some(since)) => {
            let time = when::said(since, visit.now, &here.zone);
            Some((Tone::Good, words().plain("policy-demand-since", &[("time", &time)])))
        }
        (true, None) => Some((Tone::Warn, words().plain("policy-demand-waits", &[]))),
        (false, _) => None,
    }
}

/// What is filled in is proposed, and tried.
pub async fn submit(State(app): State<Shared>, visit: Visit, admin: Admin, fields: Fields) -> Answer {
    let here = &admin.organization;
    let mut form = Form::typed(&fields);
    let Some(policy) = form.policy(&fields) else {
        return Ok(page(&form_page(&app, &visit, &admin, form, "").await?));
    };
    if policy == policy_text::read(&here.policy) {
        return Ok(to(&format!("{}?word=policy-same", path(&admin))));
    }
    let proposal = Proposal::instead_of(&app, here, policy);
    Ok(to(&trial_path(&app, &visit, &admin, &proposal, "")))
}

fn trial_path(app: &App, visit: &Visit, admin: &Admin, proposal: &Proposal, word: &str) -> String {
    let sealed = proposal.seal(app, visit, admin.signed_in.user(), admin.organization.id);
    let word = if word.is_empty() { String::new() } else { format!("&word={word}") };
    format!("{}/trial?p={sealed}{word}", path(admin))
}

/// What it would do, to whom.
pub async fn show_trial(State(app): State<Shared>, visit: Visit, admin: Admin, asked: Asked) -> Answer {
    let here = &admin.organization;
    let opened = Proposal::open(&app, &visit, admin.signed_in.user(), here.id, asked.get("p"));
    let Some(proposal) = opened else { return Ok(to(&format!("{}?word=policy-stale", path(&admin)))) };
    if !proposal.stands(&app, here) {
        // Tried anew against what is in force by now.
        let anew = Proposal::instead_of(&app, here, proposal.policy);
        return Ok(to(&trial_path(&app, &visit, &admin, &anew, "policy-changed-meanwhile")));
    }
    let (tried, accepted) = flow::try_out(&app, &visit, here, proposal.policy).await?;
    let before = policy_text::read(&here.policy);
    let changes = said::policy::changes(&before, &proposal.policy);
    let recent = admin.actor(&app, &visit).await?.second == ActorSecond::Recent;
    let mut own = admin.frame(&app, Section::Policy, asked.get("word")).await?;
    if let Some(notice) = own.notice.as_mut().filter(|_| asked.get("word") == "policy-changed-meanwhile") {
        notice.tone = Tone::Warn;
    }
    Ok(page(&TrialPage {
        page: own,
        organization: admin.named(),
        p: proposal.seal(&app, &visit, admin.signed_in.user(), here.id),
        changes: changes.into_iter().map(|one| (one.rule, one.before, one.after)).collect(),
        tried: words().plain("trial-tried", &[("count", &tried.members.to_string())]),
        affected: affected(tried),
        objection: accepted.err().map(said::policy::objection),
        recent,
    }))
}

/// Whom it affects, the gravest first.
fn affected(tried: Trial) -> Vec<Affected> {
    let total = tried.members.to_string();
    let lists = [
        ("shut-out", Tone::Bad, true, tried.shut_out),
        ("set-up", Tone::Warn, false, tried.set_up),
        ("new-password", Tone::Warn, false, tried.new_password),
        ("asked-again", Tone::Plain, false, tried.asked_again),
        ("sessions-end", Tone::Plain, false, tried.sessions_end),
        ("wait-to-change", Tone::Plain, false, tried.wait_to_change),
        ("stuck-before", Tone::Plain, false, tried.stuck_before),
    ];
    let some = lists.into_iter().filter(|(_, _, _, people)| !people.is_empty());
    some.map(|(code, tone, open, people)| {
        let count = people.len();
        let values = [("count", count.to_string()), ("total", total.clone())];
        let lent: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Affected {
            code,
            tone,
            line: words().plain(&format!("trial-{code}"), &lent),
            people: people.into_iter().take(NAMED).map(shown).collect(),
            more: count.saturating_sub(NAMED),
            open,
        }
    })
    .collect()
}

fn shown(named: Named) -> (String, String) {
    (named.name, named.user_id.to_string())
}

/// Saves what was tried.
pub async fn save(State(app): State<Shared>, visit: Visit, admin: Admin, fields: Fields) -> Answer {
    let here = &admin.organization;
    let opened = Proposal::open(&app, &visit, admin.signed_in.user(), here.id, fields.get("p"));
    let Some(proposal) = opened else { return Ok(to(&format!("{}?word=policy-stale", path(&admin)))) };
    let actor = admin.actor(&app, &visit).await?;
    let again = |word: &str| trial_path(&app, &visit, &admin, &proposal, word);
    Ok(match flow::save(&app, &visit, &actor, here.id, &proposal).await? {
        Saved::Done(0) => to(&format!("{}?word=policy-saved", path(&admin))),
        Saved::Done(_) => to(&format!("/org/{}/requests?word=policy-saved-requests", here.slug)),
        Saved::Changed => to(&again("")),
        Saved::No(objection) => refused(&app, &visit, &admin, objection, &again("stepped-up")).await?,
    })
}

async fn refused(
    app: &App,
    visit: &Visit,
    admin: &Admin,
    objection: Objection,
    trial: &str,
) -> Result<Response, Fault> {
    match objection {
        Objection::NotAnAdmin => Ok(answer::not_an_admin(app, visit, &admin.signed_in).await),
        Objection::SecondFactor => stepping_up(app, visit, admin, trial).await,
        // The trial says why.
        Objection::ShutsOutLastAdmin
        | Objection::DemandNeedsRescue
        | Objection::MinimumAboveMaximum
        | Objection::TooShort(_) => Ok(to(trial.trim_end_matches("&word=stepped-up"))),
    }
}

/// What stands in the form.
struct Form {
    second_factor: bool,
    passkeys: bool,
    spans: Vec<SpanField>,
    history: String,
    history_error: Option<String>,
}

/// The spans: name, and whether the rule may be left out.
const SPANS: [(&str, bool); 7] = [
    ("remember_device", true),
    ("session_idle", false),
    ("session_absolute", false),
    ("session_visit", false),
    ("invitation_life", false),
    ("password_max_age", true),
    ("password_min_age", true),
];

impl Form {
    fn of(policy: &Policy) -> Form {
        let values = [
            policy.remember_device,
            Some(policy.session_idle),
            Some(policy.session_absolute),
            Some(policy.session_visit),
            Some(policy.invitation_life),
            policy.password_max_age,
            policy.password_min_age,
        ];
        let spans = SPANS.iter().zip(values).map(|((name, optional), value)| {
            let (number, unit) = value.map_or((String::new(), "days"), in_units);
            span_field(name, *optional, number, unit.to_owned())
        });
        Form {
            second_factor: policy.second_factor,
            passkeys: policy.passkeys_for_setup,
            spans: spans.collect(),
            history: policy.password_history.to_string(),
            history_error: None,
        }
    }

    fn typed(fields: &Fields) -> Form {
        let spans = SPANS.iter().map(|(name, optional)| {
            let unit = fields.get(&format!("{name}_unit")).to_owned();
            let number = fields.get(name).trim().chars().take(9).collect();
            span_field(name, *optional, number, unit)
        });
        Form {
            second_factor: fields.ticked("second_factor"),
            passkeys: fields.ticked("passkeys_for_setup"),
            spans: spans.collect(),
            history: fields.get("password_history").trim().chars().take(3).collect(),
            history_error: None,
        }
    }

    /// The policy that is filled in; `None` where a field has something wrong, which is said beside it.
    fn policy(&mut self, fields: &Fields) -> Option<Policy> {
        let mut values = [None; 7];
        for (value, field) in values.iter_mut().zip(&mut self.spans) {
            match length(field) {
                Ok(span) => *value = span,
                Err(key) => field.error = Some(words().plain(key, &[])),
            }
        }
        let history = self.history.parse().ok().filter(|count: &u8| *count <= 24);
        if history.is_none() {
            self.history_error = Some(words().plain("policy-history-wrong", &[]));
        }
        if self.spans.iter().any(|field| field.error.is_some()) {
            return None;
        }
        let [remember_device, idle, absolute, visit, life, password_max_age, password_min_age] = values;
        Some(Policy {
            second_factor: fields.ticked("second_factor"),
            passkeys_for_setup: fields.ticked("passkeys_for_setup"),
            password_max_age,
            password_min_age,
            password_history: history?,
            remember_device,
            session_idle: idle?,
            session_absolute: absolute?,
            session_visit: visit?,
            invitation_life: life?,
        })
    }
}

fn span_field(name: &'static str, optional: bool, number: String, unit: String) -> SpanField {
    let key = format!("policy-rule-{}", name.replace('_', "-"));
    SpanField { name, key, number, unit, optional, error: None }
}

const UNITS: [(&str, Span); 4] = [
    ("days", Span::days(1)),
    ("hours", Span::hours(1)),
    ("minutes", Span::minutes(1)),
    ("seconds", Span::seconds(1)),
];

/// In the largest unit that it is a whole number of.
fn in_units(span: Span) -> (String, &'static str) {
    let whole = UNITS.iter().find(|(_, one)| span.0 % one.0 == 0).unwrap_or(&UNITS[3]);
    ((span.0 / whole.1.0).to_string(), whole.0)
}

fn length(field: &SpanField) -> Result<Option<Span>, &'static str> {
    if field.number.is_empty() {
        return if field.optional { Ok(None) } else { Err("policy-span-missing") };
    }
    let unit = UNITS.iter().find(|(word, _)| *word == field.unit).map(|(_, one)| one.0);
    let count: Option<i64> = field.number.parse().ok().filter(|count| *count > 0);
    let span = count.zip(unit).and_then(|(count, one)| count.checked_mul(one)).map(Span);
    span.filter(|span| *span <= LONGEST).map(Some).ok_or("policy-span-wrong")
}
