//! What a page weighs with everything that it loads.

use std::collections::BTreeSet;

use crate::house::{PASSWORD, Server, email, network};
use crate::knock::Visitor;
use crate::tell;

const PAGES: [&str; 9] = [
    "/sign-in",
    "/reset",
    "/account",
    "/account/password",
    "/org/larkfield/people",
    "/org/larkfield/invite",
    "/org/larkfield/requests",
    "/stuck",
    "/contact",
];
const MOST: usize = 50_000;

pub async fn weigh(server: &Server) {
    println!("\npage with assets, uncompressed:");
    let mut visitor = Visitor::from(server.at, network(9000));
    let wrong = visitor.sign_in(&email(1), "a wrong one entirely").await.unwrap();
    let refused = wrong.location().to_owned();
    let waiting = visitor.post("/reset", &[("email", &email(1))]).await.unwrap().location().to_owned();
    let typed = visitor.post("/sign-in", &[("email", &email(0))]).await.unwrap().location().to_owned();
    let inside = visitor.sign_in(&email(0), PASSWORD).await.unwrap();
    assert!(inside.leads_to("/account"), "{inside:?}");
    let mut all: Vec<String> = PAGES.map(str::to_owned).into();
    all.extend([typed, refused, waiting]);
    for path in all {
        let page = visitor.get(&path).await.unwrap();
        let mut bytes = page.body.len();
        for asset in assets(&page.body) {
            bytes += visitor.get(&asset).await.unwrap().body.len();
        }
        let name = path.split('?').next().unwrap_or_default();
        let figure = format!("{} + {} bytes", page.body.len(), bytes - page.body.len());
        tell(&format!("  {} {name}", page.status), figure, Some(("< 50 kB", bytes < MOST)));
    }
    println!();
}

fn assets(html: &str) -> BTreeSet<String> {
    html.split('"').filter(|part| part.starts_with("/assets/")).map(str::to_owned).collect()
}
