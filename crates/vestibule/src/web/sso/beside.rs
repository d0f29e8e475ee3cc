//! A sign-on while somebody is signed in otherwise in the same browser: it is asked first, because any page can hold a link
//! there.
//!
//! Never in here: what the provider's word is worth.

use axum::response::Response;

use crate::app::App;
use crate::step::Step;
use crate::store::connection::ConnectionRow;
use crate::views::sso::GoingPage;
use crate::visit::Visit;
use crate::web::answer::{door_page, page};
use crate::web::who::SignedIn;
use crate::words::words;

/// Whether somebody's session in this browser is another one than a visit through this connection.
pub(super) fn is_beside(reader: &SignedIn, row: &ConnectionRow) -> bool {
    reader.row.session.connection_id != Some(row.id)
}

/// A link, anybody's, leads to a sign-on while somebody is signed in: it ends no session that nobody wanted ended.
pub(super) fn ask_first(
    app: &App,
    visit: &Visit,
    reader: &SignedIn,
    row: &ConnectionRow,
    step: &Step,
) -> Response {
    page(&GoingPage {
        page: door_page(app, None),
        href: format!("/sso/{}?s={}", row.id, step.seal(app, visit)),
        line: words().plain("sso-going-beside", &[("address", &reader.row.address)]),
        inside: super::ways::inside_app(app, visit),
        instead: "/account".to_owned(),
        instead_label: words().plain("sso-going-stay", &[]),
        name: row.name.clone(),
    })
}

/// Where it is asked whether the visit may take the place of the session.
pub(super) fn asking_path(app: &App, row: &ConnectionRow, step: &Step) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(step.next.iter().map(|next| ("target_link_uri", app.url(next))));
    format!("/sso/{}?{}", row.id, query.finish())
}
