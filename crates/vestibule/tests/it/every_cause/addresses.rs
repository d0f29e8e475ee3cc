//! Causes met on the way to another address: by whoever changes theirs, and by an admin who invites one that was
//! changed.

use rules::Span;

use super::walk::{SLUG, Walk};
use crate::address::{changed, fjordbank, proved};
use crate::world::{ASKS_FOR_SECOND, OPEN, Person};

const NEW: &str = "eli@newmail.example";

pub async fn address_taken(walk: &mut Walk) {
    let (jo, eli) = walk.people(ASKS_FOR_SECOND).await;
    let (tim, _) = fjordbank(&walk.world).await;
    let mut browser = proved(&walk.world, &eli, NEW).await;
    changed(&walk.world, &tim, NEW).await;
    browser.open("/account/address").await;
    browser.fill(&[]).await;
    walk.refused(&browser.page.clone(), Some(&eli), Some(&jo)).await;
    walk.takes(&mut browser).await;
    // Meanwhile the second factor has grown old, or the next code is another one.
    walk.world.pass(Span::minutes(1));
    let (mut browser, eli) = changed(&walk.world, &eli, "eli@other.example").await;
    walk.is_in(&mut browser, &eli).await;
}

pub async fn address_held(walk: &mut Walk) {
    let jo = {
        walk.world.organization(SLUG, OPEN).await;
        walk.world.admin("jo@larkfield.example", SLUG).await
    };
    let (eli, _) = fjordbank(&walk.world).await;
    let (mut browser, now) = changed(&walk.world, &eli, NEW).await;
    let mut office = walk.world.browser();
    office.sign_in(&walk.world, &jo).await;
    office.open(&format!("/org/{SLUG}/invite")).await;
    let fields = [("first_name", "Eli"), ("last_name", "Tester"), ("role", "member")];
    office.fill(&[&fields[..], &[("email", eli.email.as_str())]].concat()).await;
    walk.refused(&office.page.clone(), None, None).await;
    walk.admin_invites(&mut office, &Person { email: NEW.to_owned(), ..eli }).await;
    browser.open("/account").await;
    browser.press("/account/join", &[("organization", SLUG)]).await;
    walk.is_in(&mut browser, &now).await;
}
