//! `vestibule user recover`: the operator's break-glass, the end of the line. One code that stands in once for the
//! second factor of one user in one organization; all its admins and the user are told.
//!
//! Never in here: whether it would help (`rules::kit::recovers`), what the code opens (`rules::factor`).

use proofs::address::Address;
use rules::kit::Useless;

use super::Said;
use super::open::visit;
use super::organization::find;
use super::user::unknown;
use crate::app::App;
use crate::fault::Fault;
use crate::flows::kit::{OperatorCode, give_operator_code};
use crate::store::address;
use crate::store::organization::OrganizationRow;
use crate::when;

/// Prints the code, or says why it would be of no use and what is.
pub async fn run(app: &App, address: &Address, slug: &str) -> Result<Said, Fault> {
    let organization = match find(app, slug).await? {
        Ok(organization) => organization,
        Err(unknown) => return Ok(unknown),
    };
    let Some(row) = address::find(&mut app.store.read(), address.as_str()).await? else {
        return Ok(unknown(address));
    };
    Ok(match give_operator_code(app, &visit(app), &organization, row.user_id).await? {
        Ok(OperatorCode { code, until }) => Said::Done(format!(
            "{code}\n\
             It stands in once for the second factor of {who} in {name}, until {until}, after their password.\n\
             Make sure who is asking, and read it out to them: not by mail. They sign in at {door}, type it where a \
             code is asked for, and set up a new authenticator.\n\
             All admins of {name} and {who} are told by mail, and it stands in the audit log.",
            who = row.shown,
            name = organization.name,
            until = when::in_full(until, &organization.zone),
            door = app.url("/sign-in"),
        )),
        Err(useless) => Said::Refused(said(useless, &row.shown, &organization)),
    })
}

fn said(useless: Useless, who: &str, organization: &OrganizationRow) -> String {
    let OrganizationRow { name, slug, .. } = organization;
    let why = match useless {
        Useless::NotAMember => {
            format!("{who} is not in {name}; `vestibule user show {who}` says where they are")
        }
        Useless::Invited => format!(
            "{who} has not accepted the invitation to {name}; `vestibule user invite {who} --org {slug} …` sends it again"
        ),
        Useless::Deactivated => {
            format!(
                "{who} is switched off in {name}; an admin there switches them on again (/org/{slug}/people)"
            )
        }
        Useless::Suspended => format!("{name} is suspended; `vestibule org resume {slug}` opens it again"),
        Useless::NoPassword => format!(
            "{who} has no password, and the code works only after one; `vestibule user reset {who} --org {slug}` mails \
             a way to set it"
        ),
        Useless::NoFactor => format!(
            "{who} has no second factor that counts in {name}, so none is asked for; if it is the password that is \
             missing: `vestibule user reset {who} --org {slug}`"
        ),
    };
    format!("no code is made: {why}")
}
