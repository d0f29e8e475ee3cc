//! `/people/invite`: one person into several organizations with one form. Each is an invitation of its own, judged by
//! that organization's rules as a single one is.

use axum::extract::State;
use axum::response::Response;
use proofs::address::Address;
use rules::{Done, Role, Verdict};

use super::Several;
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::people::{self, Invitation};
use crate::flows::{Outcome, Who, subject};
use crate::said;
use crate::step::{Step, read_cause, write_cause};
use crate::store::organization::OrganizationRow;
use crate::views::several::{Came, SeveralInvitePage};
use crate::views::{Field, Tone};
use crate::visit::Visit;
use crate::web::answer::{self, Answer, page, to};
use crate::web::console::invite::name;
use crate::web::entry::{Asked, Fields};
use crate::web::sign_in::address_error;
use crate::words::words;

/// How many organizations one form invites into.
const MOST: usize = 20;

struct Form {
    first_name: Field,
    last_name: Field,
    email: Field,
    role: Role,
    ticked: Vec<String>,
    houses_error: Option<String>,
}

/// The form; with what came of the last one.
pub async fn show(State(app): State<Shared>, visit: Visit, several: Several, asked: Asked) -> Answer {
    let step = Step::open(&app, &visit, asked.get("s")).unwrap_or_default();
    let own = several.signed_in.step();
    let word = step.word.filter(|_| step.session == own.session);
    let form = Form {
        first_name: Field::default(),
        last_name: Field::default(),
        email: Field::of(word.as_ref().map_or("", |_| step.address.as_str())),
        role: Role::Member,
        ticked: vec![],
        houses_error: None,
    };
    let came = match &word {
        Some(word) => came(&app, &visit, &several, word).await?,
        None => vec![],
    };
    let response = form_page(&app, &several, form, came).await?;
    let reference = word.as_deref().and_then(first_reference);
    Ok(match reference {
        Some(reference) => answer::refer(response, reference),
        None => response,
    })
}

async fn form_page(app: &App, several: &Several, form: Form, came: Vec<Came>) -> Result<Response, Fault> {
    let ticked = |row: &OrganizationRow| form.ticked.contains(&row.slug);
    Ok(page(&SeveralInvitePage {
        page: several.frame(app, "").await?,
        houses: several.open().map(|row| (answer::named(row), ticked(row))).collect(),
        first_name: form.first_name,
        last_name: form.last_name,
        email: form.email,
        role: form.role.word().to_owned(),
        houses_error: form.houses_error,
        came,
    }))
}

/// Invites. What came of it is told for each organization.
pub async fn submit(State(app): State<Shared>, visit: Visit, several: Several, fields: Fields) -> Answer {
    let wanted: Vec<&OrganizationRow> =
        several.open().filter(|row| fields.ticked(&format!("to-{}", row.slug))).collect();
    let (first, last) = (name(fields.get("first_name")), name(fields.get("last_name")));
    let address = Address::parse(fields.get("email"));
    let role = Role::parse(fields.get("role")).unwrap_or(Role::Member);
    let houses_error = match wanted.len() {
        0 => Some(words().plain("several-where-none", &[])),
        count if count > MOST => Some(words().plain("several-where-many", &[("most", &MOST.to_string())])),
        _ => None,
    };
    let (Ok(first_name), Ok(last_name), Ok(address), None) = (&first, &last, &address, &houses_error) else {
        let kept = |part: Result<String, Field>| part.map_or_else(|field| field, Field::of);
        let email = match address {
            Ok(_) => Field::of(fields.get("email")),
            Err(flaw) => Field::wrong(fields.get("email"), address_error(flaw)),
        };
        let ticked = wanted.iter().map(|row| row.slug.clone()).collect();
        let form = Form { first_name: kept(first), last_name: kept(last), email, role, ticked, houses_error };
        return Ok(form_page(&app, &several, form, vec![]).await?);
    };
    let mut word = Vec::new();
    for there in wanted {
        let invitation = Invitation {
            first_name: first_name.clone(),
            last_name: last_name.clone(),
            address: address.clone(),
            role,
        };
        let actor = several.actor(&app, &visit, there).await?;
        let outcome = people::invite(&app, &visit, there, &actor, &invitation).await?;
        word.push(format!("{}={}", there.slug, result(&outcome)));
    }
    let session = several.signed_in.step().session;
    let step = Step { session, word: Some(word.join(";")), ..Step::for_address(address.shown()) };
    Ok(to(&format!("/people/invite?s={}", step.seal(&app, &visit))))
}

/// What came of it, on its way to the page.
fn result(outcome: &Outcome) -> String {
    match &outcome.verdict {
        Verdict::Refused(cause) => format!("{} {}", outcome.reference, write_cause(cause)),
        Verdict::Done(Done::AlreadySo) => "already".to_owned(),
        Verdict::Done(_) | Verdict::SignedIn(_) | Verdict::Challenge(_) => "invited".to_owned(),
    }
}

fn first_reference(word: &str) -> Option<&str> {
    let refused = word.split(';').filter_map(|one| one.split_once('=')?.1.split_once(' '));
    refused.map(|(reference, _)| reference).next()
}

/// The same in words, of organizations that the reader administers still.
async fn came(app: &App, visit: &Visit, several: &Several, word: &str) -> Result<Vec<Came>, Fault> {
    let who = Who::User(several.signed_in.user());
    let own = subject::load(&mut app.store.read(), &who, &several.signed_in.step(), visit).await?;
    let said = |(slug, result): (&str, &str)| {
        let name = several.houses.iter().find(|house| house.organization.slug == slug)?;
        let name = name.organization.name.clone();
        Some(match result.split_once(' ') {
            Some((reference, cause)) => Came {
                name,
                tone: Tone::Bad,
                line: read_cause(cause)
                    .map(|cause| said::cause(&cause, Some(&own), None, visit.now))
                    .unwrap_or_default(),
                reference: Some(reference.to_owned()),
            },
            None => Came {
                name,
                tone: if result == "invited" { Tone::Good } else { Tone::Plain },
                line: words().plain(&format!("several-came-{result}"), &[]),
                reference: None,
            },
        })
    };
    Ok(word.split(';').filter_map(|one| one.split_once('=')).filter_map(said).collect())
}
