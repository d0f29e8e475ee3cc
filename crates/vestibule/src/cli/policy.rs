//! `vestibule org policy`: shows what an organization demands, or changes it.
//!
//! Never in here: whether a policy can be saved (`rules::policy` says so; its objections get words here).

use std::fmt::Write;

use clap::{Args, ValueEnum};
use rules::Span;
use rules::policy::{Objection, Policy};

use super::Said;
use super::open::visit;
use crate::app::App;
use crate::fault::Fault;
use crate::flows::{organization as flow, policy_text};
use crate::store::organization::{self, OrganizationRow};
use crate::when;

/// What to change; without any of them the policy is shown.
#[derive(Args, Clone, Debug, Default)]
pub struct Changes {
    /// Whether everybody is asked for a second factor
    #[arg(long, value_enum)]
    second_factor: Option<Demand>,
    /// Whether a passkey can be somebody's first second factor, or only one beside an authenticator app
    #[arg(long, value_enum)]
    passkeys: Option<Passkeys>,
    /// How old a password may become, like 90d, or none
    #[arg(long, value_name = "SPAN|none", value_parser = rule)]
    password_max_age: Option<Rule>,
    /// How old a password must be before it can be changed from the account page, like 3h, or none
    #[arg(long, value_name = "SPAN|none", value_parser = rule)]
    password_min_age: Option<Rule>,
    /// How many earlier passwords are refused; 0 for none
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u8).range(0..=24))]
    password_history: Option<u8>,
    /// How long a browser can be spared the second factor, like 30d, or none
    #[arg(long, value_name = "SPAN|none", value_parser = rule)]
    remember_device: Option<Rule>,
    /// After how long without use a session ends, like 12h
    #[arg(long, value_name = "SPAN", value_parser = span)]
    session_idle: Option<Span>,
    /// After how long a session ends in any case, like 7d
    #[arg(long, value_name = "SPAN", value_parser = span)]
    session_absolute: Option<Span>,
    /// After how long a session ends that the organization's own provider opened, like 12h
    #[arg(long, value_name = "SPAN", value_parser = span)]
    session_visit: Option<Span>,
    /// How long an invitation stays open, like 30d
    #[arg(long, value_name = "SPAN", value_parser = span)]
    invitation_life: Option<Span>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Demand {
    Required,
    Optional,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Passkeys {
    Allowed,
    NotForSetup,
}

/// A rule that may be switched off.
#[derive(Clone, Copy, Debug)]
struct Rule(Option<Span>);

fn rule(text: &str) -> Result<Rule, String> {
    if text == "none" { Ok(Rule(None)) } else { span(text).map(|span| Rule(Some(span))) }
}

/// Reads `90d`, `3h`, `30m` or `45s`.
fn span(text: &str) -> Result<Span, String> {
    let remedy =
        || "write a number with d, h, m or s for days, hours, minutes or seconds, like 90d".to_owned();
    let (number, one) =
        [("d", Span::days(1)), ("h", Span::hours(1)), ("m", Span::minutes(1)), ("s", Span::seconds(1))]
            .into_iter()
            .find_map(|(unit, one)| text.strip_suffix(unit).map(|number| (number, one)))
            .ok_or_else(remedy)?;
    // Longer than ten years is a slip of the finger.
    let count: i64 = number.parse().ok().filter(|count| *count > 0).ok_or_else(remedy)?;
    count.checked_mul(one.0).map(Span).filter(|span| *span <= Span::days(3_650)).ok_or_else(remedy)
}

impl Changes {
    fn applied_to(&self, policy: Policy) -> Policy {
        let rule = |wanted: Option<Rule>, now| wanted.map_or(now, |wanted| wanted.0);
        Policy {
            second_factor: match self.second_factor {
                Some(Demand::Required) => true,
                Some(Demand::Optional) => false,
                None => policy.second_factor,
            },
            passkeys_for_setup: match self.passkeys {
                Some(Passkeys::Allowed) => true,
                Some(Passkeys::NotForSetup) => false,
                None => policy.passkeys_for_setup,
            },
            password_max_age: rule(self.password_max_age, policy.password_max_age),
            password_min_age: rule(self.password_min_age, policy.password_min_age),
            password_history: self.password_history.unwrap_or(policy.password_history),
            remember_device: rule(self.remember_device, policy.remember_device),
            session_idle: self.session_idle.unwrap_or(policy.session_idle),
            session_absolute: self.session_absolute.unwrap_or(policy.session_absolute),
            session_visit: self.session_visit.unwrap_or(policy.session_visit),
            invitation_life: self.invitation_life.unwrap_or(policy.invitation_life),
        }
    }
}

/// Shows the policy, or changes it.
pub async fn run(app: &App, row: &OrganizationRow, changes: &Changes) -> Result<Said, Fault> {
    let before = policy_text::read(&row.policy);
    let wanted = changes.applied_to(before);
    if wanted == before && changes.second_factor.is_none() {
        return Ok(Said::Done(printed(row)));
    }
    match flow::set_policy(app, &visit(app), row.id, wanted).await? {
        Ok(()) => {
            let saved = organization::find(&mut app.store.read(), row.id).await?;
            Ok(Said::Done(format!("Saved.\n{}", printed(saved.as_ref().unwrap_or(row)))))
        }
        Err(objection) => Ok(Said::Refused(said(objection, row))),
    }
}

fn said(objection: Objection, row: &OrganizationRow) -> String {
    let slug = &row.slug;
    match objection {
        Objection::NotAnAdmin | Objection::SecondFactor => {
            "nothing is saved: only an admin or the operator changes a policy".to_owned()
        }
        Objection::ShutsOutLastAdmin => format!(
            "nothing is saved: no admin of {} would have a way in any more. /org/{slug}/policy shows who is affected; \
             help one of them to a second factor that they can give (vestibule user recover), and say it again",
            row.name
        ),
        Objection::DemandNeedsRescue => format!(
            "nothing is saved: {} cannot demand second factors before the rescue is arranged for an admin who loses \
             theirs. Either invite a second admin (vestibule user invite ADDRESS --org {slug} --role admin …) and say \
             it again once they have joined; or let the admin make a recovery kit and try it (/org/{slug}/kit). Or add \
             --second-factor optional for now",
            row.name
        ),
        Objection::MinimumAboveMaximum => {
            "nothing is saved: a password would have to be replaced before it may be. Make --password-min-age \
             shorter than --password-max-age, or none"
                .to_owned()
        }
        Objection::TooShort("session") => {
            "nothing is saved: a session that short ends before anybody gets anything done. Write at least 1m for \
             --session-idle and 5m for --session-absolute and --session-visit"
                .to_owned()
        }
        Objection::TooShort("password") => {
            "nothing is saved: with passwords that short-lived nobody would be done choosing. Write at least 1d for \
             --password-max-age, or none"
                .to_owned()
        }
        Objection::TooShort(_invitation) => {
            "nothing is saved: nobody could answer an invitation in that time. Write at least 1h for \
             --invitation-life"
                .to_owned()
        }
    }
}

/// The policy in lines.
pub fn printed(row: &OrganizationRow) -> String {
    let policy = policy_text::read(&row.policy);
    let rule = |rule: Option<Span>| rule.map_or("none".to_owned(), when::span);
    let second = match (policy.second_factor, row.demand_since) {
        (false, _) => "optional".to_owned(),
        (true, Some(since)) => format!("required since {}", when::in_full(since, &row.zone)),
        (true, None) => "required as soon as a second admin is in, or the recovery kit was tried".to_owned(),
    };
    let history = match policy.password_history {
        0 => "none".to_owned(),
        count => count.to_string(),
    };
    let lines = [
        ("second factor", second),
        ("passkeys", if policy.passkeys_for_setup { "allowed" } else { "not for setup" }.to_owned()),
        ("password max age", rule(policy.password_max_age)),
        ("password min age", rule(policy.password_min_age)),
        ("password history", history),
        ("remember device", rule(policy.remember_device)),
        ("session idle", when::span(policy.session_idle)),
        ("session absolute", when::span(policy.session_absolute)),
        ("session visit", when::span(policy.session_visit)),
        ("invitation life", when::span(policy.invitation_life)),
    ];
    let mut text = format!("Policy of {}\n", row.name);
    for (name, value) in lines {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {name:<18} {value}");
    }
    text
}
