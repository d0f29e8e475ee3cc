//! `vestibule doctor`: looks at what operators get wrong, and names for each fault the remedy.
//!
//! It looks and changes nothing: no database and no key file comes from it, no mail is sent. What it asks of the
//! network goes to the mail server, to name servers and to the base URL. Where to go next:
//! docs/operate.md, which says more about each remedy.

use std::fmt::Write;

use serde::Serialize;

use super::Said;
use crate::config::{Settings, Unworkable};
use crate::fault::Fault;

mod around;
pub mod certificate;
mod inside;
mod mail_domain;
mod rescue;

/// What was looked at, how it is, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub check: &'static str,
    /// `ok`, `note` or `fault`.
    pub state: &'static str,
    /// How it is.
    pub said: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

fn ok(check: &'static str, said: impl Into<String>) -> Finding {
    Finding { check, state: "ok", said: said.into(), remedy: None }
}

fn note(check: &'static str, said: impl Into<String>, remedy: impl Into<String>) -> Finding {
    Finding { check, state: "note", said: said.into(), remedy: Some(remedy.into()) }
}

fn fault(check: &'static str, said: impl Into<String>, remedy: impl Into<String>) -> Finding {
    Finding { check, state: "fault", said: said.into(), remedy: Some(remedy.into()) }
}

/// Where the settings themselves cannot work there is nothing more to look at.
pub fn of_unworkable(unworkable: &Unworkable, json: bool) -> Said {
    printed(&[fault("configuration", unworkable.place.clone(), unworkable.remedy.clone())], json)
}

/// Looks at everything.
pub async fn run(settings: &Settings, json: bool) -> Result<Said, Fault> {
    Ok(printed(&examine(settings).await, json))
}

/// Everything there is to find.
pub async fn examine(settings: &Settings) -> Vec<Finding> {
    let mut all = vec![ok("configuration", "understood")];
    let sealer = inside::keys(settings, &mut all);
    match inside::opened(settings).await {
        Ok(store) => {
            inside::database(&store, &mut all).await;
            all.push(or_fault("keys", inside::sealed(&store, sealer.as_ref(), settings).await));
            all.push(or_fault("passkeys", inside::passkeys(&store, settings).await));
            all.push(or_fault("outbox", inside::waiting(&store).await));
            all.push(or_fault("clock", inside::clock(&store).await));
            match rescue::look(&store).await {
                Ok(found) => all.extend(found),
                Err(broken) => all.push(or_fault("rescue", Err(broken))),
            }
            store.close().await;
        }
        Err(finding) => all.push(finding),
    }
    all.push(around::proxies(settings));
    all.push(around::name(settings).await);
    all.push(around::door(settings).await);
    all.extend(certificate::look(settings).await);
    all.push(around::mail(settings).await);
    all.extend(mail_domain::look(settings).await);
    all.push(around::hashing().await);
    all
}

fn or_fault(check: &'static str, found: Result<Finding, Fault>) -> Finding {
    found
        .unwrap_or_else(|broken| fault(check, broken.to_string(), "run `vestibule migrate`, then look again"))
}

fn printed(all: &[Finding], json: bool) -> Said {
    let well = all.iter().all(|finding| finding.state != "fault");
    let text = if json {
        serde_json::to_string_pretty(all).unwrap_or_default()
    } else {
        let mut text = String::new();
        for Finding { check, state, said, remedy } in all {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{state:<6} {check:<14} {said}");
            if let Some(remedy) = remedy {
                let _ = writeln!(text, "{:21} → {remedy}", "");
            }
        }
        text
    };
    if well { Said::Done(text) } else { Said::Unwell(text) }
}
