//! Promise 3: what a stranger sees is the same for every address of a domain, whatever stands behind it.
//!
//! Each state that an account can be in walks the same way through the public pages, in a browser that was never
//! here, and leaves a trace: status, headers and bytes of every answer. Reference, echoed address and sealed
//! values are masked, and each sealed value must have the same length as all others. Never in here: anything
//! that proves something.

use rules::policy::Policy;
use rules::{Role, Span};
use uuid::Uuid;

use crate::world::{ASKS_FOR_SECOND, Browser, OPEN, Page, World, stories};

stories![
    every_account_looks_alike_to_a_stranger,
    every_account_looks_alike_to_somebody_who_guesses_a_lot,
    asking_again_and_again_looks_alike,
    every_reference_is_alike,
    a_link_that_never_was_looks_like_any_other,
    the_trace_would_show_a_difference,
];

/// What every trace is compared with.
const UNKNOWN: &str = "unknown@acme.example";
/// Letters for letters: every local part has seven, so that only what is echoed differs.
const STATES: [&str; 9] = [
    "theactv@acme.example",
    "invited@acme.example",
    "expired@acme.example",
    "deactiv@acme.example",
    "removed@acme.example",
    "oldword@acme.example",
    "withapp@acme.example",
    "suspend@acme.example",
    "nowhere@acme.example",
];

/// Everybody in their state.
async fn everybody(world: &World) {
    let acme = world.organization("acme", OPEN).await;
    let short = Policy { password_max_age: Some(Span::days(10)), ..OPEN };
    world.organization("bygone", short).await;
    world.organization("careful", ASKS_FOR_SECOND).await;
    let shut = world.organization("shut", OPEN).await;
    world.member("theactv@acme.example", "acme").await;
    world.invite("expired@acme.example", "acme").await;
    world.pass(Span::days(40));
    world.invite("invited@acme.example", "acme").await;
    let off = world.member("deactiv@acme.example", "acme").await;
    world.set_deactivated(&off, acme, true).await;
    let removed = world.member("removed@acme.example", "acme").await;
    world.remove(&removed, acme).await;
    world.member("oldword@acme.example", "bygone").await;
    world.member_with_app("withapp@acme.example", "careful").await;
    world.member("suspend@acme.example", "shut").await;
    world.suspend(shut).await;
    let nobody = world.user_since("nowhere@acme.example", None).await;
    world.join(&nobody, "acme", Role::Member).await;
    // Their invitations have gone out.
    world.mails(UNKNOWN).await;
}

/// What a stranger sees, one line for each answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Trace(Vec<(String, String)>);

impl Trace {
    fn note(&mut self, step: &str, page: &Page, email: &str) {
        for (number, (status, headers)) in page.led.iter().enumerate() {
            let answer = format!("{status} {}", masked(&format!("{headers:?}"), email));
            self.0.push((format!("{step}, led on {number}"), answer));
        }
        let headers = masked(&format!("{:?}", page.headers), email);
        let place = masked(page.place(), email);
        let answer = format!("{} {place}\n{headers}\n{}", page.status, masked(&page.html, email));
        self.0.push((step.to_owned(), answer));
    }
}

/// Whatever stands for this visit alone: sealed values by their length, the address, references, the browser's id.
pub(crate) fn masked(text: &str, email: &str) -> String {
    let mut out = String::new();
    let (text, mut word) =
        (text.replace(email, "ADDRESS").replace(&email.replace('@', "%40"), "ADDRESS"), String::new());
    for letter in text.chars().chain(['\n']) {
        if letter.is_ascii_alphanumeric() || letter == '-' || letter == '_' {
            word.push(letter);
            continue;
        }
        out.push_str(&mask(&word));
        word.clear();
        out.push(letter);
    }
    out
}

fn mask(word: &str) -> String {
    if word.len() > 200 {
        return format!("SEALED-{}", word.len());
    }
    if word.parse::<Uuid>().is_ok() {
        return "ID".to_owned();
    }
    if let Some(start) = word.find("VST-").filter(|start| word.len() == start + 13) {
        return format!("{}REFERENCE", &word[..start]);
    }
    word.to_owned()
}

/// A stranger at every public page that an address can be typed into.
async fn stranger(world: &World, email: &str) -> Trace {
    let mut trace = Trace::default();
    let mut browser = fresh(world).await;
    trace.note("the address", browser.open("/sign-in").await, email);
    trace.note("the password's page", browser.fill(&[("email", email)]).await, email);
    trace.note("no password", browser.fill(&[("password", "")]).await, email);
    trace.note("a wrong password", browser.fill(&[("password", "not the one at all")]).await, email);
    let reference = browser.page.reference().expect("a refusal has a reference");
    assert_eq!((browser.page.cause(), browser.page.remedies()), (None, vec![]), "{email}");
    trace.note("mail me the answer", browser.fill(&[]).await, email);
    trace.note("why", browser.open(&format!("/why/{reference}")).await, email);
    trace.note("mail it to that mailbox", browser.press("/answer", &[]).await, email);
    trace.note("support", browser.open(&format!("/contact?reference={reference}")).await, email);
    browser.open("/reset").await;
    trace.note("a reset", browser.fill(&[("email", email)]).await, email);
    trace.note("no code", browser.fill(&[("code", "")]).await, email);
    trace.note("a wrong code", browser.fill(&[("code", "ABCD EFGH")]).await, email);
    trace.note("no code at all", browser.fill(&[("code", "?!")]).await, email);
    trace.note("once more", browser.press("/reset/again", &[]).await, email);
    trace.note("ask my admin", browser.press("/reset/ask-admin", &[]).await, email);
    browser.ask_for_reset(email).await;
    let sealed = browser.page.sealed();
    trace.note("the next one", browser.post_fields("/ticket/next", &[("s", &sealed)]).await, email);
    trace.note(
        "password",
        browser.post_fields("/password/choose", &[("s", &sealed), ("new_password", "x")]).await,
        email,
    );
    for path in
        ["/sign-in/second", "/mailbox", "/setup/authenticator", "/setup/codes", "/password/choose", "/invite"]
    {
        trace.note(path, browser.open(&format!("{path}?s={sealed}")).await, email);
    }
    trace
}

/// A browser that keeps cookies and was never here, in a network of its own.
async fn fresh(world: &World) -> Browser {
    let mut browser = world.browser();
    browser.open("/sign-in").await;
    browser
}

/// All pairs are named, each with the first place at which it shows.
fn compare(traces: &[(&str, Trace)]) {
    let (first, known) = &traces[0];
    let mut differing = Vec::new();
    for (other, trace) in &traces[1..] {
        let steps = known.0.iter().zip(&trace.0);
        let place = steps.into_iter().find(|(one, two)| one != two);
        if let Some(((step, one), (_, two))) = place {
            differing.push(format!("{first} and {other} at “{step}”:\n{}", difference(one, two)));
        } else if known.0.len() != trace.0.len() {
            differing.push(format!("{other} is led further than {first}"));
        }
    }
    assert!(differing.is_empty(), "a stranger can tell:\n{}", differing.join("\n"));
}

fn difference(one: &str, other: &str) -> String {
    let lines = one.lines().zip(other.lines()).filter(|(one, other)| one != other);
    lines.map(|(one, other)| format!("  - {one}\n  + {other}")).collect::<Vec<_>>().join("\n")
}

async fn every_account_looks_alike_to_a_stranger(world: World) {
    everybody(&world).await;
    let mut traces = vec![(UNKNOWN, stranger(&world, UNKNOWN).await)];
    for email in STATES {
        traces.push((email, stranger(&world, email).await));
    }
    compare(&traces);
}

async fn guesses(world: &World, email: &str) -> Trace {
    let mut trace = Trace::default();
    let mut browser = fresh(world).await;
    for number in 1..=6 {
        let page = browser.try_to_sign_in(email, "not the one at all").await;
        trace.note(&format!("guess {number}"), page, email);
    }
    assert_eq!(browser.page.status.as_u16(), 429, "{}", browser.page.told());
    assert!(browser.page.headers.contains_key("retry-after"));
    assert!(browser.page.offers("/reset"), "another way stands there: {}", browser.page.told());
    trace.note("a reset meanwhile", browser.ask_for_reset(email).await, email);
    for number in 1..=7 {
        let page = browser.fill(&[("code", &format!("ABCD EF{number}H"))]).await;
        trace.note(&format!("code {number}"), page, email);
    }
    trace
}

async fn every_account_looks_alike_to_somebody_who_guesses_a_lot(world: World) {
    everybody(&world).await;
    let mut traces = vec![(UNKNOWN, guesses(&world, UNKNOWN).await)];
    for email in STATES {
        traces.push((email, guesses(&world, email).await));
    }
    compare(&traces);
}

/// Unknown addresses get one mail a day, and known ones more: nobody may see that on the page.
async fn asking_again_and_again_looks_alike(world: World) {
    everybody(&world).await;
    let mut traces = Vec::new();
    for email in std::iter::once(UNKNOWN).chain(STATES) {
        let mut trace = Trace::default();
        let mut browser = fresh(&world).await;
        for number in 1..=25 {
            let page = browser.ask_for_reset(email).await;
            trace.note(&format!("reset {number}"), page, email);
            world.mails(email).await;
            // What became of the mail may not be seen either.
            world.pass(Span::seconds(40));
            let path = browser.page.path.clone();
            let page = browser.open(&path).await;
            trace.note(&format!("waiting {number}"), page, email);
        }
        traces.push((email, trace));
        // The next one begins where this one began: the office has just invited somebody.
        world.pass(Span::days(2));
        world.invite("another@acme.example", "acme").await;
        world.mails(UNKNOWN).await;
    }
    compare(&traces);
}

async fn every_reference_is_alike(world: World) {
    everybody(&world).await;
    let mut browser = fresh(&world).await;
    browser.try_to_sign_in("theactv@acme.example", "not the one at all").await;
    let real = browser.page.reference().expect("a reference");
    let mut traces = Vec::new();
    for reference in [real.as_str(), "VST-AAAA-BBBB", "VST-7K3M-Q2XP"] {
        let mut trace = Trace::default();
        trace.note("why", world.browser().open(&format!("/why/{reference}")).await, "");
        traces.push((reference, trace));
    }
    compare(&traces);
    assert_eq!(world.browser().open("/why/nothing").await.status.as_u16(), 404);
}

async fn a_link_that_never_was_looks_like_any_other(world: World) {
    let mut traces = Vec::new();
    for link in [
        "/r/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "/r/x",
        "/i/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ] {
        let mut browser = fresh(&world).await;
        let mut trace = Trace::default();
        trace.note("link", browser.open(link).await, "");
        assert_eq!(browser.page.status.as_u16(), 200);
        assert_eq!((browser.page.cause(), browser.page.remedies()), (None, vec![]));
        assert!(browser.page.offers("/reset"));
        traces.push((link, trace));
    }
    compare(&traces);
}

/// The comparison itself: whoever has proved something sees something else, and the trace says so.
async fn the_trace_would_show_a_difference(world: World) {
    everybody(&world).await;
    let mut one = Trace::default();
    let mut other = Trace::default();
    one.note(
        "page",
        world.browser().try_to_sign_in("deactiv@acme.example", "wrong").await,
        "deactiv@acme.example",
    );
    let mut browser = world.browser();
    let page = browser.try_to_sign_in("deactiv@acme.example", crate::world::PASSWORD).await;
    assert_eq!(page.cause().as_deref(), Some("deactivated"), "{}", page.told());
    other.note("page", page, "deactiv@acme.example");
    assert_ne!(one, other);
    assert_ne!(masked(&"a".repeat(300), ""), masked(&"a".repeat(301), ""));
}
