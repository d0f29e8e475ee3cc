//! Letters about what belongs to an organization and to nobody in it: its recovery kit, its grant to support, and a
//! code that the operator gives out. Every admin is told, whoever acted.
//!
//! Never in here: a sentence. Where to go next: `kit.rs` beside `letters.rs`, which has them written.

use rules::Instant;

use super::{To, enqueue};
use crate::fault::Fault;
use crate::flows::apply::Actor;
use crate::flows::run::Knock;
use crate::flows::subject::Subject;
use crate::mail::notices::{
    Place, connection_changed, grant_ended, grant_given, kit_made, kit_tried, newcomer, operator_code,
    policy_changed, provider_down, secret_ends, side_door, sign_on_required,
};
use crate::mail::{Head, Letter, Person};
use crate::said;
use crate::store::organization::OrganizationRow;
use crate::store::{Write, membership};
use crate::when;
use crate::words::words;

/// What is told.
pub(in crate::flows) enum About<'a> {
    /// A kit was made.
    KitMade {
        /// By whom.
        by: &'a str,
    },
    /// It has proved to work.
    KitTried {
        /// Who typed one of its codes.
        by: &'a str,
        /// How many are left.
        left: i64,
    },
    /// The policy was changed.
    PolicyChanged {
        /// By whom.
        by: &'a Actor,
        /// What was changed, said.
        changes: &'a [said::policy::Change],
    },
    /// A connection was added, changed, switched or removed.
    ConnectionChanged {
        /// By whom.
        by: &'a Actor,
        /// What it is called.
        name: &'a str,
        /// What was done, as in `connection-added`.
        act: &'a str,
        /// What stood there, and what stands there now.
        change: (Option<&'a str>, Option<&'a str>),
    },
    /// Somebody became a member by coming through a connection.
    Newcomer {
        /// Who.
        who: &'a str,
        /// Their address.
        address: &'a str,
        /// What the connection is called.
        through: &'a str,
    },
    /// The client secret of a connection ends, or its provider's certificate.
    SecretEnds {
        /// What the connection is called.
        name: &'a str,
        /// `oidc` or `saml`.
        protocol: &'a str,
        /// When.
        at: Instant,
        /// The path of its form.
        path: &'a str,
    },
    /// People have to come through the provider, or may choose again.
    SignOnRequired {
        /// By whom.
        by: &'a str,
        /// They have to.
        on: bool,
    },
    /// The side door was opened until then, or shut.
    SideDoor {
        /// By whom.
        by: &'a str,
        /// Until when.
        until: Option<Instant>,
    },
    /// A provider through which people have to come does not answer.
    ProviderDown {
        /// What its connection is called.
        name: &'a str,
        /// Since when.
        since: Instant,
    },
    /// Support may act in an admin's place.
    GrantGiven {
        /// Who granted it.
        by: &'a str,
        /// Until when.
        until: Instant,
    },
    /// It may not any more.
    GrantEnded {
        /// Who ended the grant.
        by: &'a str,
    },
    /// The operator gave out a code.
    OperatorCode {
        /// For whose second factor.
        subject: &'a Subject,
        /// Until when it works.
        until: Instant,
    },
}

/// Tells every admin; of the operator's code, the user whom it is for as well.
pub(in crate::flows) async fn tell(
    write: &mut Write,
    knock: &Knock<'_>,
    organization: &OrganizationRow,
    about: &About<'_>,
) -> Result<(), Fault> {
    let letter = letter(knock, organization, about);
    let mut all: Vec<To> = membership::list_admins(write, organization.id)
        .await?
        .into_iter()
        .map(|row| To { address: row.address, user: Some(row.user_id), organization: Some(organization.id) })
        .collect();
    if let About::OperatorCode { subject, .. } = about {
        let user = subject.user.as_ref().map(|user| user.id);
        if !all.iter().any(|to| to.user == user) {
            all.push(To { address: subject.address.clone(), user, organization: Some(organization.id) });
        }
    }
    for to in all {
        enqueue(write, knock, &to, &letter).await?;
    }
    Ok(())
}

fn letter(knock: &Knock<'_>, organization: &OrganizationRow, about: &About<'_>) -> Letter {
    let app = knock.app;
    let reference = knock.reference.to_string();
    let head = Head {
        product: &app.settings.product,
        origin: &app.settings.base_url,
        organization: Some(&organization.name),
        accent: organization.accent.as_deref(),
        reference: Some(&reference),
    };
    let said = |at| when::said(at, knock.visit.now, &organization.zone);
    let (at, network) = (said(knock.visit.now), knock.visit.network_text());
    let place = Place { at: &at, browser: &knock.visit.browser, network: Some(&network) };
    let kit = app.url(&format!("/org/{}/kit", organization.slug));
    let sso = app.url(&format!("/org/{}/sso", organization.slug));
    let grants = app.url(&format!("/org/{}/support", organization.slug));
    match about {
        About::PolicyChanged { by, changes } => {
            let lines: Vec<String> = changes.iter().map(said::policy::Change::line).collect();
            let policy = app.url(&format!("/org/{}/policy", organization.slug));
            // From where the operator works is nobody's.
            let place = Place { network: place.network.filter(|_| by.id.is_some()), ..place };
            policy_changed(&head, &by.name, &place, &lines, &policy)
        }
        About::KitMade { by } => kit_made(&head, by, &place, &kit),
        About::KitTried { by, left } => kit_tried(&head, by, &place, *left, &kit),
        About::ConnectionChanged { by, name, act, change: (before, after) } => {
            let place = Place { network: place.network.filter(|_| by.id.is_some()), ..place };
            let values = [("before", before.unwrap_or("–")), ("after", after.unwrap_or("–"))];
            let what = words().plain(&format!("mail-{act}-what"), &values);
            let link = app.url(&format!("/org/{}/sso", organization.slug));
            connection_changed(&head, &by.name, name, &place, &what, &link)
        }
        About::Newcomer { who, address, through } => {
            let who = Person { name: (*who).to_owned(), address: (*address).to_owned() };
            newcomer(&head, &who, through, &at, &app.url(&format!("/org/{}/people", organization.slug)))
        }
        About::SecretEnds { name, protocol, at, path } => {
            secret_ends(&head, name, protocol, &when::day(*at, &organization.zone), &app.url(path))
        }
        About::SignOnRequired { by, on } => sign_on_required(&head, by, &place, *on, &sso),
        About::SideDoor { by, until } => side_door(&head, by, &place, until.map(said).as_deref(), &sso),
        About::ProviderDown { name, since } => provider_down(&head, name, &said(*since), &sso),
        About::GrantGiven { by, until } => grant_given(&head, by, &place, &said(*until), &grants),
        About::GrantEnded { by } => grant_ended(&head, by, &place, &grants),
        About::OperatorCode { subject, until } => {
            let door = subject.door(Some(organization.id));
            let name = door.map_or(String::new(), |door| {
                proofs::full_name(&door.membership.first_name, &door.membership.last_name)
            });
            let who = Person { name, address: subject.address.clone() };
            operator_code(&head, &who, &at, &said(*until), &app.url("/account"))
        }
    }
}
