//! A forecast in words, for an admin: whether somebody gets in now, and what they are asked for.
//!
//! Never in here: a judgement (`rules::forecast`).

use rules::forecast::{End, Forecast};
use rules::verdict::{Challenge, Why};
use rules::{Cause, Instant};

use crate::when;
use crate::words::words;

/// The word of the short answer, as in `prospect-WORD`.
pub fn answer(by_password: &Forecast, by_mailbox: &Forecast) -> &'static str {
    match by_mailbox.end {
        End::Refused(Cause::Deactivated) => return "deactivated",
        End::Refused(Cause::OrganizationSuspended) => return "suspended",
        End::SignedIn | End::Refused(_) | End::Stuck(_) => {}
    }
    if [by_password.end, by_mailbox.end].contains(&End::Refused(Cause::SsoRequired)) {
        return "through-sso";
    }
    match (by_password.end, by_mailbox.gets_in()) {
        (End::SignedIn, _) if by_password.asks("accept-invitation") => "accept",
        (End::SignedIn, _) if wants_new(by_password) => "new-password",
        (End::SignedIn, _) if by_password.asks("set-up-factor") => "set-up",
        (End::SignedIn, _) => "yes",
        (End::Refused(Cause::InvitationPending), _) => "invited",
        (End::Refused(Cause::InvitationExpired), true) => "invitation-over",
        (End::Refused(_) | End::Stuck(_), true) => "by-mail",
        (End::Stuck(_), false) => "no-factor",
        (End::Refused(_), false) => "no",
    }
}

fn wants_new(forecast: &Forecast) -> bool {
    forecast.asks("new-password-expired") || forecast.asks("new-password-demanded")
}

/// What they are asked for, in one sentence.
pub fn asks(forecast: &Forecast) -> Option<String> {
    things(forecast).map(|things| words().plain("prospect-asks", &[("things", &things)]))
}

/// The same, of a reset by mail.
pub fn asks_by_mail(forecast: &Forecast) -> Option<String> {
    things(forecast).map(|things| words().plain("prospect-asks-by-mail", &[("things", &things)]))
}

fn things(forecast: &Forecast) -> Option<String> {
    let mut said: Vec<String> = Vec::new();
    for challenge in &forecast.asked {
        let word = words().plain(&format!("asks-for-{}", word(*challenge)), &[]);
        if !said.contains(&word) {
            said.push(word);
        }
    }
    (!said.is_empty()).then(|| listed(&said))
}

/// How it ends where it does not end inside, and what helps.
pub fn ends(forecast: &Forecast, now: Instant, zone: &str) -> Option<String> {
    match forecast.end {
        End::SignedIn => None,
        End::Refused(Cause::GuessesSlowed { until: Some(until) }) => {
            Some(words().plain("prospect-slowed", &[("time", &when::said(until, now, zone))]))
        }
        End::Refused(Cause::GuessesSlowed { until: None }) => Some(words().plain("prospect-shut", &[])),
        End::Refused(_) => None,
        End::Stuck(_) => Some(words().plain("prospect-stuck", &[])),
    }
}

fn word(challenge: Challenge) -> &'static str {
    match challenge {
        Challenge::Password => "password",
        Challenge::SecondFactor => "second-factor",
        Challenge::NewPassword(_, Why::Expired) => "new-password-expired",
        Challenge::NewPassword(_, Why::Demanded) => "new-password-demanded",
        Challenge::NewPasswordByTicket => "new-password",
        Challenge::ProveMailbox => "mailbox",
        Challenge::SetUpFactor => "set-up",
        Challenge::SaveCodes => "codes",
        Challenge::AcceptInvitation(_) => "accept",
    }
}

/// One, one and another; or one, another, and a third.
pub fn listed(all: &[String]) -> String {
    match all {
        [] => String::new(),
        [one] => one.clone(),
        [one, other] => words().plain("list-two", &[("one", one), ("other", other)]),
        [front @ .., last] => {
            let front = front.join(words().plain("list-between", &[]).as_str());
            words().plain("list-last", &[("front", &front), ("last", last)])
        }
    }
}
