//! `/people`: the people of all organizations that the reader administers and that this session opens, on one page.
//!
//! Each organization's part is the very list of that organization (`listing.rs`), put into one order here. What is done
//! from here is judged by the organization's own rules, as from its console. Where to go next: `several/invite.rs`.

mod invite;
mod merged;

use axum::Router;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use rules::{Cause, Verdict};
use uuid::Uuid;

use self::merged::{At, Where};
use super::listing::{self, Listing};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::people as flow;
use crate::flows::several::{self, Age, House};
use crate::flows::{Actor, Who, subject};
use crate::spreadsheet;
use crate::step::{Refused, Step, read_cause};
use crate::store::organization::OrganizationRow;
use crate::views::people::PeopleList;
use crate::views::several::SeveralPage;
use crate::views::{Page, Refusal, Section};
use crate::visit::Visit;
use crate::web::answer::{self, Answer, Broken, to};
use crate::web::console::person;
use crate::web::entry::{Asked, Fields};
use crate::web::sign_in::enter;
use crate::web::who::SignedIn;

/// Where it is.
const PATH: &str = "/people";
/// How many lines stand on one page: each weighs more than one of a single organization's list.
const ON_A_PAGE: usize = 10;

/// Its routes.
pub fn router() -> Router<Shared> {
    Router::new()
        .route("/people", get(show))
        .route("/people.csv", get(export))
        .route("/people/open", post(open))
        .route("/people/act", post(act))
        .route("/people/invite", get(invite::show).post(invite::submit))
}

/// An admin of more than one organization, with those organizations and no others.
pub struct Several {
    /// Who.
    pub signed_in: SignedIn,
    /// What they administer.
    pub houses: Vec<House>,
    left_out: usize,
}

impl Several {
    /// Those that this session opens.
    pub fn open(&self) -> impl Iterator<Item = &OrganizationRow> {
        self.houses.iter().filter(|house| house.opens).map(|house| &house.organization)
    }

    /// The one of that name, if this session opens it.
    pub fn named(&self, slug: &str) -> Option<&OrganizationRow> {
        self.open().find(|organization| organization.slug == slug)
    }

    /// The frame of the page, with the word of what was just done.
    pub async fn frame(&self, app: &App, word: &str) -> Result<Page, Fault> {
        answer::frame(app, &self.signed_in, Section::Several, word).await
    }

    /// Who acts in that organization, with what their session has proved there.
    pub async fn actor(&self, app: &App, visit: &Visit, there: &OrganizationRow) -> Result<Actor, Fault> {
        let step = self.signed_in.step();
        flow::admin(app, visit, &step, self.signed_in.name(), there.id).await
    }
}

impl FromRequestParts<Shared> for Several {
    type Rejection = Response;

    /// Whoever administers one has that one's list, and whoever administers none gets the page that says what to do.
    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, app).await?;
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        let session = &signed_in.row.session;
        let age = Age { begun: session.created_at, used: session.last_used_at };
        let found = several::administered(app, &visit, signed_in.user(), &signed_in.step(), age).await;
        let found = found.map_err(|fault| Broken::from(fault).into_response())?;
        match found.all.as_slice() {
            [] => Err(answer::not_an_admin(app, &visit, &signed_in).await),
            [only] => Err(to(&format!("/org/{}/people", only.organization.slug))),
            _several => Ok(Several { signed_in, houses: found.all, left_out: found.left_out }),
        }
    }
}

/// The lists that are asked for: of one organization, or of all that are open.
async fn listings<'a>(
    app: &'a App,
    visit: &'a Visit,
    several: &'a Several,
    asked: &Asked,
) -> Result<Vec<Listing<'a>>, Fault> {
    let shut = listing::shut(&mut app.store.read()).await?;
    let wanted = several.named(asked.get("organization"));
    let all = several.open().filter(|row| wanted.is_none_or(|wanted| wanted.id == row.id));
    Ok(all.map(|row| Listing::of(app, row, visit, asked, shut.clone())).collect())
}

/// The part of an address that asks for the same.
fn query(listing: &Listing<'_>, house: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(listing.query());
    query.append_pair("organization", house);
    query.finish()
}

/// The list.
async fn show(State(app): State<Shared>, visit: Visit, several: Several, asked: Asked) -> Answer {
    let listings = listings(&app, &visit, &several, &asked).await?;
    let frame = several.frame(&app, asked.get("word")).await?;
    let (refused, refusal) = refused(&app, &visit, &several, asked.get("s")).await?.unzip();
    let view = SeveralPage {
        page: frame,
        list: list(&app, &visit, &several, &listings, &asked).await?,
        closed: several
            .houses
            .iter()
            .filter(|house| !house.opens)
            .map(|house| answer::named(&house.organization))
            .collect(),
        left_out: several.left_out,
        refusal,
    };
    // As in each organization's own list: whoever was asked for is not there.
    let gone = refused.as_ref().is_some_and(|refused| read_cause(&refused.cause) == Some(Cause::NobodyThere));
    let status = if gone { StatusCode::NOT_FOUND } else { StatusCode::OK };
    Ok(answer::showing(answer::page_with(status, &view), refused.as_ref(), visit.now))
}

/// What was refused just now, in the words of the organization in which it was tried.
async fn refused(
    app: &App,
    visit: &Visit,
    several: &Several,
    sealed: &str,
) -> Result<Option<(Refused, Refusal)>, Fault> {
    let Ok(step) = Step::open(app, visit, sealed) else { return Ok(None) };
    let there = several.open().find(|row| Some(row.id) == step.wanted);
    let (Some(refused), Some(there), Some(whom)) = (step.refusal, there, step.user) else {
        return Ok(None);
    };
    let step = Step { wanted: Some(there.id), ..Step::default() };
    let subject = subject::load(&mut app.store.read(), &Who::User(whom), &step, visit).await?;
    Ok(person::refusal(&refused, Some(&subject), visit, there).map(|refusal| (refused, refusal)))
}

async fn list(
    app: &App,
    visit: &Visit,
    several: &Several,
    listings: &[Listing<'_>],
    asked: &Asked,
) -> Result<PeopleList, Fault> {
    let house = several.named(asked.get("organization")).map_or("", |row| row.slug.as_str());
    let Some(first) = listings.first() else {
        // No organization is open in this session.
        return Ok(PeopleList { path: PATH.to_owned(), ..PeopleList::default() });
    };
    let place = match At::parse(asked.get("before")) {
        Some(before) => Where::Before(before),
        None => Where::After(At::parse(asked.get("after"))),
    };
    let mut read = app.store.read();
    let found = merged::some(&mut read, listings, &place, ON_A_PAGE).await?;
    let mut total = 0;
    for listing in listings {
        total += listing.count(&mut read).await?;
    }
    drop(read);
    let (has_before, has_after) = match &place {
        Where::After(after) => (after.is_some(), found.more),
        Where::Before(_) => (found.more, true),
    };
    let query = query(first, house);
    let edge = |word: &str, at: Option<At>| {
        at.map(|at| {
            let mut query = form_urlencoded::Serializer::new(query.clone());
            query.append_pair(word, &at.text());
            format!("{PATH}?{}", query.finish())
        })
    };
    let people = found.people.iter().map(|one| super::person(&one.row, one.status, one.there, visit));
    Ok(PeopleList {
        people: people.collect(),
        houses: several.open().map(answer::named).collect(),
        house: house.to_owned(),
        before: edge("before", found.people.first().filter(|_| has_before).map(At::of)),
        after: edge("after", found.people.last().filter(|_| has_after).map(At::of)),
        file: format!("{PATH}.csv?{query}"),
        query: query.clone(),
        ..super::bare(first, PATH.to_owned(), total)
    })
}

/// Everybody whom the list with the same search and filters shows, as a file.
async fn export(State(app): State<Shared>, visit: Visit, several: Several, asked: Asked) -> Answer {
    let listings = listings(&app, &visit, &several, &asked).await?;
    let first = crate::words::words().plain("several-organization", &[]);
    let mut table = vec![[vec![first], super::heads()].concat()];
    let mut place = Where::After(None);
    loop {
        let found = merged::some(&mut app.store.read(), &listings, &place, super::IN_A_PIECE).await?;
        let line = |one: &merged::One<'_>| {
            [vec![one.there.name.clone()], super::line(&one.row, one.status)].concat()
        };
        table.extend(found.people.iter().map(line));
        match found.people.last().filter(|_| found.more) {
            Some(last) => place = Where::After(Some(At::of(last))),
            None => break,
        }
    }
    let bytes = spreadsheet::csv(table)?;
    Ok((spreadsheet::attached(spreadsheet::CSV, "people.csv"), bytes).into_response())
}

/// Opens an organization in this session, and somebody's page in it. Whatever it still asks for comes first.
async fn open(State(app): State<Shared>, visit: Visit, several: Several, fields: Fields) -> Answer {
    let wanted = fields.get("organization");
    let Some(house) = several.houses.iter().find(|house| house.organization.slug == wanted) else {
        return answer::not_found(&app, &several.signed_in).await;
    };
    let next = match fields.get("person").parse::<Uuid>() {
        Ok(id) => format!("/org/{}/people/{id}", house.organization.slug),
        Err(_) => PATH.to_owned(),
    };
    let step = Step { next: Some(next), ..several.signed_in.step() };
    enter(&app, &visit, &several.signed_in, house.organization.id, step).await
}

/// Back to the same list: its own fields and no others.
fn back(list: &str, more: &[(&str, &str)]) -> String {
    let own = ["q", "role", "status", "organization"];
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(
        form_urlencoded::parse(list.as_bytes()).filter(|(name, _)| own.contains(&name.as_ref())),
    );
    query.extend_pairs(more);
    format!("{PATH}?{}", query.finish())
}

/// The one help that stands in the list, done in that organization.
async fn act(State(app): State<Shared>, visit: Visit, several: Several, fields: Fields) -> Answer {
    let there = several.named(fields.get("organization"));
    let known = (there, fields.get("person").parse::<Uuid>(), person::act_of(fields.get("act")));
    let (Some(there), Ok(id), Some(wanted)) = known else {
        return answer::not_found(&app, &several.signed_in).await;
    };
    let actor = several.actor(&app, &visit, there).await?;
    let outcome = flow::act(&app, &visit, there, &actor, id, wanted).await?;
    Ok(match &outcome.verdict {
        Verdict::Refused(cause) => {
            let refusal = Some(answer::refused(&outcome, cause, &visit));
            let step = Step { refusal, user: Some(id), wanted: Some(there.id), ..Step::default() };
            let back = back(fields.get("list"), &[("s", &step.seal(&app, &visit))]);
            answer::refer(to(&back), outcome.reference.as_str())
        }
        // What is that dangerous is done on the person's own page.
        Verdict::Challenge(_) => {
            let next = Some(format!("/org/{}/people/{id}", there.slug));
            let step = Step { next, ..several.signed_in.step() };
            enter(&app, &visit, &several.signed_in, there.id, step).await?
        }
        Verdict::Done(_) | Verdict::SignedIn(_) => {
            let word = format!("done-{}", fields.get("act"));
            to(&back(fields.get("list"), &[("word", &word)]))
        }
    })
}
