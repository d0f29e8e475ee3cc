//! Who a provider's word is about, and what is known of that here.
//!
//! Reads only. What the connection says about names of claims is followed here and nowhere else. Never in here: what it is
//! worth (`rules::sso`). Where to go next: `newcomer.rs`, for whoever is nobody's here.

use proofs::address::Address;
use rules::Role;
use rules::attempt::{RoleBy, Said, SaidAddress, SaidRole};
use uuid::Uuid;

use super::reading::Claims;
use crate::app::App;
use crate::fault::Fault;
use crate::flows::hands::Arrived;
use crate::flows::people::Invitation;
use crate::flows::subject::Who;
use crate::flows::support;
use crate::step::Step;
use crate::store::admission::{AdmissionRow, find_role_by};
use crate::store::connection::ConnectionRow;
use crate::store::{Read, domain, identity, membership, user};

/// The longest name of a person that is kept.
const LONGEST_NAME: usize = 100;

/// Whom the word is about.
pub(super) struct Met {
    /// The user, or the address of nobody.
    pub who: Who,
    /// What it comes to.
    pub said: Said,
    /// What is kept of it.
    pub arrived: Arrived,
    /// As whom they would become a member, where it names an address.
    pub newcomer: Option<Invitation>,
}

/// The words of a claim by the name that the connection gives it, or by its own.
fn words<'c>(claims: &'c Claims, chosen: Option<&str>, own: &str) -> &'c [String] {
    let name = chosen.unwrap_or(own);
    claims.values.iter().find(|(claim, _)| claim == name).map_or(&[], |(_, values)| values.as_slice())
}

fn word(claims: &Claims, chosen: Option<&str>, own: &str) -> String {
    let found = words(claims, chosen, own).first().map(|word| word.trim()).unwrap_or_default();
    found.chars().take(LONGEST_NAME).collect()
}

/// First and last name: of their own claims, or the whole name taken apart, or what stands before the @.
fn names(claims: &Claims, admission: &AdmissionRow, address: &Address) -> (String, String) {
    let first = word(claims, admission.claim_first_name.as_deref(), "given_name");
    let last = word(claims, admission.claim_last_name.as_deref(), "family_name");
    if !first.is_empty() || !last.is_empty() {
        return (first, last);
    }
    let whole = word(claims, None, "name");
    if let Some((first, last)) = whole.rsplit_once(' ') {
        return (first.to_owned(), last.to_owned());
    }
    let local = address.as_str().split('@').next().unwrap_or_default();
    (if whole.is_empty() { local.to_owned() } else { whole }, String::new())
}

/// The address, and whether the provider says that it made sure of it: what it says of that is about its own claim.
fn address(claims: &Claims, admission: &AdmissionRow) -> (Option<Address>, bool) {
    let (text, verified) = match admission.claim_address.as_deref() {
        None => (claims.email.clone(), claims.email_verified),
        Some("email") => (claims.email.clone(), claims.email_verified),
        Some(chosen) => (words(claims, Some(chosen), "email").first().cloned(), false),
    };
    (text.and_then(|text| Address::parse(&text).ok()), verified)
}

/// Who the provider's word is about, and what is known of it here.
pub(super) async fn met(
    app: &App,
    row: &ConnectionRow,
    admission: &AdmissionRow,
    step: &Step,
    claims: &Claims,
) -> Result<Met, Fault> {
    let mut read = app.store.read();
    let (address, verified) = address(claims, admission);
    let linked = identity::find(&mut read, row.id, &claims.subject).await?;
    let by_address = match &address {
        Some(address) => user::find_by_address(&mut read, address.as_str()).await?.map(|found| found.user.id),
        None => None,
    };
    let user = linked.as_ref().map(|row| row.user_id).or(by_address);
    let known = match user {
        Some(user) => identity::any_list_of_user(&mut read, user).await?,
        None => vec![],
    };
    let here = |known: &identity::IdentityRow| known.connection_id == row.id && known.ended_at.is_none();
    let said = Said {
        linked: linked.is_some(),
        other_identity: linked.is_none() && known.iter().any(here),
        address: match &address {
            None => SaidAddress::None,
            Some(_) if verified || row.addresses == "all" => SaidAddress::Verified,
            Some(_) => SaidAddress::Unverified,
        },
        // Of an address that is not this user's, nothing follows for them.
        domain_proved: proved(&mut read, row, address.as_ref()).await?
            && (user.is_none() || by_address == user),
        as_asked: as_asked(&mut read, step, address.as_ref(), user).await?,
        second: second(row, claims),
        was_here: known.iter().any(|known| known.organization_id == row.organization_id),
        role: role(&mut read, row, admission, user, claims).await?,
    };
    let shown = address.as_ref().map(|address| address.as_str().to_owned());
    let vouched = shown.clone().filter(|_| said.address == SaidAddress::Verified);
    Ok(Met {
        who: match user {
            Some(user) => Who::User(user),
            None => Who::Address(shown.unwrap_or_else(|| step.address.clone())),
        },
        said,
        arrived: Arrived {
            organization: row.organization_id,
            connection: row.id,
            subject: claims.subject.clone(),
            address: vouched,
        },
        newcomer: address.map(|address| {
            let (first_name, last_name) = names(claims, admission, &address);
            Invitation { first_name, last_name, address, role: Role::Member }
        }),
    })
}

async fn proved(read: &mut Read, row: &ConnectionRow, address: Option<&Address>) -> Result<bool, Fault> {
    let Some((_, name)) = address.and_then(|address| address.as_str().rsplit_once('@')) else {
        return Ok(false);
    };
    let found = domain::any_find_proved(read, name).await?;
    Ok(found.is_some_and(|found| found.organization_id == row.organization_id))
}

async fn as_asked(
    read: &mut Read,
    step: &Step,
    address: Option<&Address>,
    user: Option<Uuid>,
) -> Result<bool, Fault> {
    match step.address.as_str() {
        "" => Ok(true),
        // Of whom nothing is said nobody knows whether it is somebody else.
        _typed if address.is_none() && user.is_none() => Ok(true),
        typed => {
            let owner = user::find_by_address(read, typed).await?.map(|found| found.user.id);
            Ok(address.is_some_and(|address| address.as_str() == typed) || (owner.is_some() && owner == user))
        }
    }
}

/// Whether the provider's own second factor is taken for one.
fn second(row: &ConnectionRow, claims: &Claims) -> bool {
    match row.second.as_str() {
        "always" => true,
        "when-said" => claims.second,
        _never => false,
    }
}

/// What their groups make of them, where the connection names groups of admins. No claim of groups is no group.
async fn role(
    read: &mut Read,
    row: &ConnectionRow,
    admission: &AdmissionRow,
    user: Option<Uuid>,
    claims: &Claims,
) -> Result<Option<SaidRole>, Fault> {
    let admins = admission.admins();
    // The support desk has no admins, whatever anybody says.
    if admins.is_empty() || support::is_desk(read, row.organization_id).await? {
        return Ok(None);
    }
    let groups = words(claims, admission.claim_groups.as_deref(), "groups");
    let role = if groups.iter().any(|group| admins.contains(group)) { Role::Admin } else { Role::Member };
    let found = match user {
        Some(user) => find_role_by(read, row.organization_id, user).await?,
        None => None,
    };
    let stands_by = match found.as_deref() {
        Some("provider") => RoleBy::Provider,
        // The connection says that the provider's groups are all that counts.
        _anybody if admission.over_hand => RoleBy::Provider,
        Some(_hand) => RoleBy::Hand,
        None => RoleBy::Beginning,
    };
    let last_admin = membership::count_admins(read, row.organization_id).await? <= 1;
    Ok(Some(SaidRole { role, stands_by, last_admin }))
}
