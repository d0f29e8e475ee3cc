//! What an organization makes of what its provider says of people, and whom a connection touches: who is new, which claim
//! is what, whose groups are admins; and the letter to all members.
//!
//! Never in here: what becomes of somebody who comes (`rules::sso`). Where to go next: `flows/admission.rs`.

use axum::extract::{Path, State};

use super::form::{opened, sealed};
use super::{found, path, recent, stepping_up};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::admission::{self as flow, Affected, Came};
use crate::flows::sso::{Record, list_records};
use crate::store::admission::{self, AdmissionRow};
use crate::store::connection::ConnectionRow;
use crate::store::membership;
use crate::views::sso::people::{PeoplePage, SentLine};
use crate::views::{Field, Section};
use crate::visit::Visit;
use crate::web::answer::{self, Answer, page, to};
use crate::web::entry::{Asked, Fields};
use crate::web::who::Admin;
use crate::when;
use crate::words::words;

/// How many people outside of the domains are named.
const NAMED: usize = 50;
/// How far back a message with claims is looked for.
const LOOKED: i64 = 20;
/// The longest name of a claim, and of a group.
const LONGEST: usize = 200;
/// So many groups.
const MOST_GROUPS: usize = 50;
/// The claims that can have another name: ours for them, and theirs by themselves.
const CLAIMS: [(&str, &str); 4] =
    [("address", "email"), ("first-name", "given_name"), ("last-name", "family_name"), ("groups", "groups")];

/// What stands in the form.
struct Filled {
    wanted: AdmissionRow,
    too_many: bool,
}

fn claim<'a>(row: &'a AdmissionRow, what: &str) -> Option<&'a str> {
    match what {
        "address" => row.claim_address.as_deref(),
        "first-name" => row.claim_first_name.as_deref(),
        "last-name" => row.claim_last_name.as_deref(),
        _groups => row.claim_groups.as_deref(),
    }
}

impl Filled {
    fn typed(fields: &Fields) -> Filled {
        let text = |name: &str| {
            let text: String = fields.get(name).trim().chars().take(LONGEST).collect();
            Some(text).filter(|text| !text.is_empty())
        };
        let mut groups: Vec<String> = vec![];
        for line in fields.get("admin_groups").lines() {
            let group: String = line.trim().chars().take(LONGEST).collect();
            if !group.is_empty() && !groups.contains(&group) {
                groups.push(group);
            }
        }
        let wanted = AdmissionRow {
            newcomers: fields.get("newcomers") == "yes",
            claim_address: text("claim_address"),
            claim_first_name: text("claim_first-name"),
            claim_last_name: text("claim_last-name"),
            claim_groups: text("claim_groups"),
            admin_groups: groups.join("\n"),
            over_hand: fields.ticked("over_hand") && !groups.is_empty(),
            ..AdmissionRow::default()
        };
        Filled { wanted, too_many: groups.len() > MOST_GROUPS }
    }
}

async fn form_page(
    app: &App,
    visit: &Visit,
    admin: &Admin,
    row: &ConnectionRow,
    filled: Filled,
    word: &str,
) -> Result<PeoplePage, Fault> {
    let wanted = filled.wanted;
    let affected = flow::affected(app, admin.organization.id).await?;
    let (outside, more) = named(app, admin, &affected).await?;
    let values = [("outside", affected.outside.len().to_string()), ("members", affected.members.to_string())];
    let [outsiders, members] = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    let not_now = match row.tried_at {
        None => Some("admission-tell-untried"),
        Some(_) if affected.members > flow::TOLD_AT_MOST => Some("admission-tell-too-many"),
        Some(_) => None,
    };
    Ok(PeoplePage {
        page: admin.frame(app, Section::Sso, word).await?,
        organization: admin.named(),
        id: row.id.to_string(),
        name: row.name.clone(),
        s: sealed(app, visit, admin, None),
        newcomers: wanted.newcomers,
        claims: CLAIMS.map(|(what, _)| (what, Field::of(claim(&wanted, what).unwrap_or_default()))).to_vec(),
        sent: sent(app, visit, admin, row, &wanted).await?,
        admin_groups: Field {
            value: wanted.admin_groups,
            error: filled.too_many.then(|| words().plain("admission-groups-too-many", &[])),
        },
        over_hand: wanted.over_hand,
        affected: words().plain("admission-affected-line", &[outsiders, members]),
        outside,
        more,
        not_now: not_now.map(|key| words().plain(key, &[])),
    })
}

/// What the provider sent last, and what each of it is used as.
async fn sent(
    app: &App,
    visit: &Visit,
    admin: &Admin,
    row: &ConnectionRow,
    wanted: &AdmissionRow,
) -> Result<Option<(String, Vec<SentLine>)>, Fault> {
    let lately = list_records(app, row.id, LOOKED).await?;
    let Some(record) = lately.into_iter().find(|record: &Record| !record.sent.claims.is_empty()) else {
        return Ok(None);
    };
    let used = |name: &str| {
        let is = |(what, own): &&(&str, &str)| claim(wanted, what).unwrap_or(own) == name;
        CLAIMS.iter().find(is).map(|(what, _)| words().plain(&format!("admission-used-{what}"), &[]))
    };
    let time = when::said(record.at, visit.now, &admin.organization.zone);
    let line = words().plain("admission-sent-line", &[("time", &time)]);
    let all = record.sent.claims.into_iter().map(|(name, value)| SentLine { used: used(&name), name, value });
    Ok(Some((line, all.collect())))
}

type Named = (Vec<(String, String, String)>, Option<String>);

async fn named(app: &App, admin: &Admin, affected: &Affected) -> Result<Named, Fault> {
    let here = &admin.organization;
    let mut all = Vec::new();
    for (user, address) in affected.outside.iter().take(NAMED) {
        let row = membership::find(&mut app.store.read(), here.id, *user).await?;
        let name = row.map_or(String::new(), |row| proofs::full_name(&row.first_name, &row.last_name));
        all.push((format!("/org/{}/people/{user}", here.slug), name, address.clone()));
    }
    let left = affected.outside.len().saturating_sub(NAMED);
    let more = (left > 0).then(|| words().plain("admission-more", &[("count", &left.to_string())]));
    Ok((all, more))
}

/// The page, after a second factor: nothing typed is lost by being asked for one.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id)): Path<(String, String)>,
    asked: Asked,
) -> Answer {
    let Some(row) = found(&app, &admin, &id).await? else { return admin.not_found(&app).await };
    let actor = admin.actor(&app, &visit).await?;
    if !recent(&actor) {
        let back = format!("{}/{}/people", path(&admin), row.id);
        return Ok(stepping_up(&app, &visit, &admin, &back).await?);
    }
    let wanted = admission::find(&mut app.store.read(), row.id).await?.unwrap_or_default();
    let filled = Filled { wanted, too_many: false };
    Ok(page(&form_page(&app, &visit, &admin, &row, filled, asked.get("word")).await?))
}

/// Saves it.
pub async fn submit(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id)): Path<(String, String)>,
    fields: Fields,
) -> Answer {
    let Some(row) = found(&app, &admin, &id).await? else { return admin.not_found(&app).await };
    let here = format!("{}/{}/people", path(&admin), row.id);
    if opened(&app, &visit, &admin, fields.get("s")).is_none() {
        return Ok(stepping_up(&app, &visit, &admin, &here).await?);
    }
    let filled = Filled::typed(&fields);
    if filled.too_many {
        return Ok(page(&form_page(&app, &visit, &admin, &row, filled, "").await?));
    }
    let actor = admin.actor(&app, &visit).await?;
    let came = flow::set(&app, &visit, &admin.organization, &actor, row.id, filled.wanted).await?;
    after(&app, &visit, &admin, came, &here, "admission-saved").await
}

/// Has all members told.
pub async fn tell(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id)): Path<(String, String)>,
) -> Answer {
    let Some(row) = found(&app, &admin, &id).await? else { return admin.not_found(&app).await };
    let here = format!("{}/{}/people", path(&admin), row.id);
    let actor = admin.actor(&app, &visit).await?;
    if !recent(&actor) {
        return Ok(stepping_up(&app, &visit, &admin, &here).await?);
    }
    let came = flow::announce(&app, &visit, &admin.organization, &actor, row.id).await?;
    after(&app, &visit, &admin, came, &here, "admission-told").await
}

async fn after(app: &App, visit: &Visit, admin: &Admin, came: Came, here: &str, done: &str) -> Answer {
    let word = match came {
        Came::Done => done,
        Came::ToldLately => "admission-told-lately",
        Came::TooMany | Came::Gone => return Ok(to(here)),
        Came::NotAnAdmin => return Ok(answer::not_an_admin(app, visit, &admin.signed_in).await),
    };
    Ok(to(&format!("{here}?word={word}")))
}
