//! `/account` for somebody whom a provider vouched for.
//!
//! Never in here: what is the user's own, which the provider's word does not open.

use super::own_way;
use crate::app::App;
use crate::happening;
use crate::step::Step;
use crate::store::{connection, journal};
use crate::views::sso::VisitingPage;
use crate::views::{Organization, Section};
use crate::visit::Visit;
use crate::web::answer::{self, Answer, page};
use crate::web::who::SignedIn;
use crate::words::words;

/// How many attempts are looked through for those in the organization.
const ATTEMPTS: i64 = 40;

/// `/account` for somebody whom a provider vouched for: where they are, and how they get to what is their own.
pub async fn visiting(app: &App, visit: &Visit, signed_in: &SignedIn, word: &str) -> Answer {
    let mut own = answer::own_page(app, signed_in).await?;
    own.section = Section::Account;
    own.notice = answer::notice(crate::views::Tone::Good, &format!("notice-{word}"));
    let here = signed_in.organization();
    let connection = match signed_in.row.session.connection_id {
        Some(id) => connection::any_find(&mut app.store.read(), id).await?,
        None => None,
    };
    let session = &signed_in.row.session;
    let second = match (session.second_at, session.vouched_second) {
        (Some(_), _) => "sso-visiting-second-own",
        (None, true) => "sso-visiting-second-theirs",
        (None, false) => "sso-visiting-second-none",
    };
    let organization = here.map_or("", |here| here.name.as_str());
    let through = connection.as_ref().map_or("", |row| row.name.as_str());
    let mut lately = journal::list_for_user(&mut app.store.read(), signed_in.user(), ATTEMPTS).await?;
    lately.retain(|row| row.organization_id.is_some() && row.organization_id == signed_in.visits());
    let zone = here.map_or("UTC", |here| here.zone.as_str());
    Ok(page(&VisitingPage {
        attempts: lately.iter().map(|row| happening::of(row, visit.now, zone)).collect(),
        line: words().plain("sso-visiting-line", &[("organization", organization), ("name", through)]),
        second: words().plain(second, &[]),
        console: here
            .filter(|here| here.role == rules::Role::Admin)
            .map(|here| Organization { name: here.name.clone(), slug: here.slug.clone() }),
        own: own_way(app, visit, Step::for_address(&signed_in.row.address)),
        page: own,
    }))
}
