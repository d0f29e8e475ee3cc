//! The lists of several organizations in one order: by last name, then by person, then by organization.
//!
//! Each list is asked for one page in its own order, which its index gives; nothing looks at all people of all
//! organizations. Never in here: who may see which list.

use rules::status::Status;
use uuid::Uuid;

use crate::fault::Fault;
use crate::store::Read;
use crate::store::organization::OrganizationRow;
use crate::store::people::{After, PersonRow};
use crate::web::console::people::listing::{Listing, Place};

/// One line: somebody in one organization.
pub struct One<'a> {
    /// The person, as that organization knows them.
    pub row: PersonRow,
    /// How they stand there.
    pub status: Status,
    /// In which organization.
    pub there: &'a OrganizationRow,
}

/// A place between two lines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    sort_name: String,
    person: Uuid,
    there: Uuid,
}

impl At {
    /// Where that line is.
    pub fn of(one: &One<'_>) -> At {
        At { sort_name: one.row.sort_name.clone(), person: one.row.user_id, there: one.there.id }
    }

    /// As it stands in an address.
    pub fn text(&self) -> String {
        format!("{} {} {}", self.person, self.there, self.sort_name)
    }

    /// Read back.
    pub fn parse(text: &str) -> Option<At> {
        let mut parts = text.splitn(3, ' ');
        let (person, there) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some(At { sort_name: parts.next()?.to_owned(), person, there })
    }

    /// The same place in the list of one organization, whose lines have no organization in their order. A line of the
    /// same person in that list may stand on either side: then the place is moved by one id.
    fn within(&self, organization: Uuid, back: bool) -> After {
        let id = self.person.as_u128();
        let beyond = match (back, organization > self.there, organization < self.there) {
            (false, true, _) => id.saturating_sub(1),
            (true, _, true) => id.saturating_add(1),
            _ => id,
        };
        After { sort_name: self.sort_name.clone(), user_id: Uuid::from_u128(beyond) }
    }
}

/// Where to begin, and which way to go.
#[derive(Clone, Debug)]
pub enum Where {
    /// After this line, or at the beginning.
    After(Option<At>),
    /// Before this line.
    Before(At),
}

/// Some of the lines, in order.
pub struct Found<'a> {
    /// The lines.
    pub people: Vec<One<'a>>,
    /// There are more in the direction that was gone.
    pub more: bool,
}

/// Up to `most` lines from that place on.
pub async fn some<'a>(
    read: &mut Read,
    listings: &[Listing<'a>],
    place: &Where,
    most: usize,
) -> Result<Found<'a>, Fault> {
    let (mut people, mut more) = (Vec::new(), false);
    for listing in listings {
        let there = listing.organization;
        let place = match place {
            Where::After(at) => Place::After(at.as_ref().map(|at| at.within(there.id, false))),
            Where::Before(at) => Place::Before(at.within(there.id, true)),
        };
        let found = listing.some(read, &place, most).await?;
        more |= found.more;
        people.extend(found.people.into_iter().map(|(row, status)| One { row, status, there }));
    }
    people.sort_by_cached_key(At::of);
    more |= people.len() > most;
    match place {
        Where::After(_) => people.truncate(most),
        Where::Before(_) => drop(people.drain(..people.len().saturating_sub(most))),
    }
    Ok(Found { people, more })
}
