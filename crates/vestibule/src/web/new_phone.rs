//! `/account/new-phone`: from the old phone to the new one, while the old one still works. The new one is added and
//! tried like any other (`setup.rs`); then one click removes the old one, or both stay.

use axum::extract::State;

use super::account::authenticators;
use super::answer::{self, Answer, page, to};
use super::who::SignedIn;
use crate::app::Shared;
use crate::flows::{Guessing, Knock, Who};
use crate::views::account::NewPhonePage;
use crate::visit::Visit;

/// What is to do; or, when the new one has just been added in this session, the old ones.
pub async fn show(State(app): State<Shared>, visit: Visit, signed_in: SignedIn) -> Answer {
    let step = signed_in.step();
    let knock = Knock::new(&app, &visit, "account", step.clone(), Guessing::Second);
    let (subject, facts) = knock.look(&Who::User(signed_in.user())).await?;
    let just = |at: rules::Instant| visit.now.since(at) < rules::factor::RECENT;
    let given = subject.authenticators().find(|factor| Some(factor.id) == step.given.factor);
    let added = given.filter(|factor| factor.confirmed_at.is_some_and(just));
    let zone = subject.zone(step.wanted).to_owned();
    let all = authenticators(&subject, &facts, &visit, &zone);
    let new = added.map(|factor| factor.id.to_string());
    let others: Vec<_> = all.into_iter().filter(|one| Some(&one.id) != new.as_ref()).collect();
    if added.is_some() && others.is_empty() {
        return Ok(to("/account?word=authenticator-added"));
    }
    let view = NewPhonePage {
        page: answer::own_page(&app, &signed_in).await?,
        added: added.map(|factor| factor.name.clone()),
        others,
    };
    Ok(page(&view))
}
