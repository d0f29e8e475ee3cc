//! Stories of people who want in and may not: each attack is tried as it would be, and comes to nothing.
//!
//! What they learn by looking stands in `stranger.rs`; here is what they do. Never in here: a way in.

mod codes;
mod console;
mod guesses;
mod mailbox;
mod once;
mod requests;
mod sessions;
mod steps;

use crate::world::{Browser, PASSWORD, Person, World};

/// The second factor is asked for, the code is typed.
async fn at_the_second_factor(world: &World, person: &Person) -> Browser {
    let mut browser = world.browser();
    browser.try_to_sign_in(&person.email, PASSWORD).await;
    assert_eq!(browser.page.place(), "/sign-in/second", "{}", browser.page.told());
    browser
}

/// The key on the page that sets up an app.
pub fn key_on(browser: &Browser) -> [u8; 20] {
    let (_, rest) = browser.page.html.split_once("<code class=\"key\">").expect("a key");
    let inner = rest.split("</code>").next().expect("its end");
    let plain: String =
        inner.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text)).collect();
    let key: String = plain.chars().filter(char::is_ascii_alphanumeric).collect();
    *proofs::totp::Secret::parse(&key).expect("a key in base 32").as_bytes()
}
