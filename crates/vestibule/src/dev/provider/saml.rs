//! `/dev/provider/saml`: the practice provider in SAML 2.0. The question comes by redirect, the answer goes back in a form.
//!
//! It believes of a question what it needs for an answer: its id, and where to go, if that is a page of ours. Never in
//! here: the choice of a person, which `authorize.rs` has; XML, which `pen.rs` writes.

use std::sync::{Arc, OnceLock};

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64;
use proofs::saml::{Carried, Kind};

use super::super::Answer;
use super::super::stories;
use super::authorize::{choices, in_directory, leads_to_us, manners, trouble};
use super::pen::{self, Pen};
use super::{Manner, PATH, page};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::views::dev::provider::{ChoosePage, PassingOnPage};
use crate::web::answer;
use crate::web::entry::Fields;

/// The sign-in without a second factor.
const PASSWORD: &str = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";
/// The one with.
const SECOND: &str = "https://refeds.org/profile/mfa";

/// The pen that it shows, and one that it doesn't.
#[derive(Default)]
pub struct Pens(OnceLock<(Pen, Pen)>);

impl Pens {
    fn both(&self, app: &App) -> Result<&(Pen, Pen), Fault> {
        if self.0.get().is_none() {
            let made = (Pen::new("Lumen & Co", app.now())?, Pen::new("Lumen & Co, hidden", app.now())?);
            // Whoever else made some meanwhile was first, and theirs count.
            drop(self.0.set(made));
        }
        self.0.get().ok_or_else(|| Fault::broken("the practice provider's keys"))
    }
}

/// Its entity id, and the address of its metadata.
pub fn entity_id(app: &App) -> String {
    app.url(&format!("{PATH}/saml/metadata"))
}

/// `GET /dev/provider/saml/metadata`
pub async fn metadata(State(app): State<Shared>, Extension(pens): Extension<Arc<Pens>>) -> Answer {
    let pens = pens.both(&app)?;
    let xml = Pen::metadata(&[&pens.0], &entity_id(&app), &app.url(&format!("{PATH}/saml")));
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/samlmetadata+xml"))];
    Ok((kind, xml).into_response())
}

/// What a question is about, as far as an answer needs it.
struct Question {
    id: String,
    acs: String,
    audience: String,
}

/// Reads one that our own pages asked; all that it takes out is plain.
fn question(app: &App, message: &str) -> Option<Question> {
    let part = |name: &str| {
        let after = message.split_once(&format!(" {name}=\""))?.1;
        Some(after.split_once('"')?.0.to_owned())
    };
    let (id, acs) = (part("ID")?, part("AssertionConsumerServiceURL")?);
    let audience = message.split_once("<saml:Issuer>")?.1.split_once("</saml:Issuer>")?.0.to_owned();
    let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let ours = |address: &str| leads_to_us(app, address) && !address.contains(['"', '<', '>', '&', '\'']);
    (plain && id.len() < 100 && ours(&acs) && ours(&audience)).then_some(Question { id, acs, audience })
}

/// `GET /dev/provider/saml`
pub async fn show(State(app): State<Shared>, RawQuery(query): RawQuery) -> Response {
    let Ok(carried) = Carried::redirected(&query.unwrap_or_default()) else {
        return trouble("provider-saml-unread");
    };
    let message = String::from_utf8_lossy(&carried.xml).into_owned();
    if carried.kind != Kind::Request || question(&app, &message).is_none() {
        return trouble("provider-saml-unread");
    }
    answer::page(&ChoosePage {
        page: page(),
        action: format!("{PATH}/saml"),
        people: choices(""),
        manners: manners(Manner::of_saml),
        sent_along: vec![("message", message), ("relay_state", carried.relay_state.unwrap_or_default())],
    })
}

/// `POST /dev/provider/saml`: the question once more, and `who`, `second`, `manner`.
pub async fn submit(
    State(app): State<Shared>,
    Extension(pens): Extension<Arc<Pens>>,
    form: Fields,
) -> Answer {
    let Some(question) = question(&app, form.get("message")) else {
        return Ok(trouble("provider-saml-unread"));
    };
    let Some(who) = stories::find(form.get("who")).filter(|story| in_directory(story)) else {
        return Ok(trouble("provider-nobody"));
    };
    let manner = Manner::parse(form.get("manner"));
    let mut says = pen::Response {
        issuer: entity_id(&app),
        recipient: question.acs.clone(),
        acs: question.acs,
        audience: question.audience,
        request: Some(question.id),
        name: manner.subject(who.key),
        format: "persistent",
        attributes: vec![
            ("email", who.email.to_owned()),
            ("firstName", who.first_name.to_owned()),
            ("lastName", who.last_name.to_owned()),
        ],
        context: if form.ticked("second") { SECOND } else { PASSWORD },
        now: manner.says(app.now()),
    };
    match manner {
        Manner::Audience => says.audience = "https://another.example/saml".to_owned(),
        Manner::Issuer => says.issuer = format!("{}/another", entity_id(&app)),
        Manner::Nonce => says.request = Some("_another".to_owned()),
        Manner::Recipient => says.recipient = "https://another.example/acs".to_owned(),
        Manner::NoEmail => says.attributes.retain(|(name, _)| *name != "email"),
        Manner::Transient => says.format = "transient",
        _the_rest => {}
    }
    let xml = written(pens.both(&app)?, &says, manner).ok_or_else(|| Fault::broken("a signature"))?;
    Ok(answer::page(&PassingOnPage {
        page: page(),
        action: says.acs.clone(),
        message: BASE64.encode(xml.as_bytes()),
        relay_state: form.get("relay_state").to_owned(),
    }))
}

fn written((shown, hidden): &(Pen, Pen), says: &pen::Response, manner: Manner) -> Option<String> {
    if let Some((inner, words)) = manner.status() {
        return shown.signed(&says.refusal("Responder", inner, words));
    }
    match manner {
        Manner::Unsigned => Some(says.around(&says.assertion())),
        Manner::Key => Some(says.around(&hidden.signed(&says.assertion())?)),
        Manner::Encrypted => Some(says.encrypted_for(hidden)),
        _signed_by_the_one_that_is_known => Some(says.around(&shown.signed(&says.assertion())?)),
    }
}
