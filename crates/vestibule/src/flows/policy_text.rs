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
        invitation_life: Span::seconds(text.invitation_life_seconds),
    }
}

/// Writes it.
pub fn write(policy: &Policy) -> String {
    serde_json::to_string(&Text::of(policy)).unwrap_or_default()
}
