//! A policy as it stands in the database: JSON with spans in seconds. What is missing has its default.

use rules::Span;
use rules::policy::Policy;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(default)]
struct Text {
    second_factor: bool,
    passkeys_for_setup: bool,
    password_max_age_seconds: Option<i64>,
    password_min_age_seconds: Option<i64>,
    password_history: u8,
    remember_device_seconds: Option<i64>,
    session_idle_seconds: i64,
    session_absolute_seconds: i64,
    session_visit_seconds: i64,
    invitation_life_seconds: i64,
}

impl Default for Text {
    fn default() -> Text {
        Text::of(&Policy::DEFAULT)
    }
}

impl Text {
    fn of(policy: &Policy) -> Text {
        Text {
            second_factor: policy.second_factor,
            passkeys_for_setup: policy.passkeys_for_setup,
            password_max_age_seconds: policy.password_max_age.map(Span::as_seconds),
            password_min_age_seconds: policy.password_min_age.map(Span::as_seconds),
            password_history: policy.password_history,
            remember_device_seconds: policy.remember_device.map(Span::as_seconds),
            session_idle_seconds: policy.session_idle.as_seconds(),
            session_absolute_seconds: policy.session_absolute.as_seconds(),
            session_visit_seconds: policy.session_visit.as_seconds(),
            invitation_life_seconds: policy.invitation_life.as_seconds(),
        }
    }
}

/// Reads it; a text that cannot be read is the default, which demands the most.
pub fn read(text: &str) -> Policy {
    let text: Text = serde_json::from_str(text).unwrap_or_default();
    Policy {
        second_factor: text.second_factor,
        passkeys_for_setup: text.passkeys_for_setup,
        password_max_age: text.password_max_age_seconds.map(Span::seconds),
        password_min_age: text.password_min_age_seconds.map(Span::seconds),
        password_history: text.password_history,
        remember_device: text.remember_device_seconds.map(Span::seconds),
        session_idle: Span::seconds(text.session_idle_seconds),
        session_absolute: Span::seconds(text.session_absolute_seconds),
        session_visit: Span::seconds(text.session_visit_seconds),
        invitation_life: Span::seconds(text.invitation_life_seconds),
    }
}

/// Writes it.
pub fn write(policy: &Policy) -> String {
    serde_json::to_string(&Text::of(policy)).unwrap_or_default()
}

/// Writes it as bare numbers, for where room is short.
pub fn write_short(policy: &Policy) -> String {
    let rule = |span: Option<Span>| span.map_or(String::new(), |span| span.as_seconds().to_string());
    let all = [
        u8::from(policy.second_factor).to_string(),
        u8::from(policy.passkeys_for_setup).to_string(),
        rule(policy.password_max_age),
        rule(policy.password_min_age),
        policy.password_history.to_string(),
        rule(policy.remember_device),
        rule(Some(policy.session_idle)),
        rule(Some(policy.session_absolute)),
        rule(Some(policy.session_visit)),
        rule(Some(policy.invitation_life)),
    ];
    all.join(",")
}

/// Reads that back; nothing else is a policy.
pub fn read_short(text: &str) -> Option<Policy> {
    let parts: Vec<&str> = text.split(',').collect();
    let [second, passkeys, most, least, history, remember, idle, absolute, visit, life] = parts.as_slice()
    else {
        return None;
    };
    let span = |text: &str| text.parse().ok().map(Span::seconds);
    let rule = |text: &str| if text.is_empty() { Some(None) } else { span(text).map(Some) };
    Some(Policy {
        second_factor: *second == "1",
        passkeys_for_setup: *passkeys == "1",
        password_max_age: rule(most)?,
        password_min_age: rule(least)?,
        password_history: history.parse().ok()?,
        remember_device: rule(remember)?,
        session_idle: span(idle)?,
        session_absolute: span(absolute)?,
        session_visit: span(visit)?,
        invitation_life: span(life)?,
    })
}
