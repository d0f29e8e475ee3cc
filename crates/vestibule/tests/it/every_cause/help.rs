//! Causes met around live help, and by a last admin whom nobody can help: the kit, the wait, the operator.

use rules::Span;

use super::codes::at_the_field;
use super::walk::{SLUG, Walk};
use crate::help::{asks, confirms, request, sets_up, shown};
use crate::rescue::kit::kit;
use crate::rescue::operator::code;
use crate::rescue::wait::begin;
use crate::world::{ANOTHER, ASKS_FOR_SECOND, Browser};

/// Comes back to the page with the characters once they were typed, and sets up the next phone.
async fn goes_on(walk: &Walk, browser: &mut Browser) {
    let path = browser.page.path.clone();
    browser.open(&path).await;
    sets_up(&walk.world, browser).await;
}

pub async fn nobody_to_help(walk: &mut Walk) {
    let jo = walk.only_admin().await;
    let paper = kit(&walk.world, &jo, SLUG).await;
    let mut browser = at_the_field(walk, &jo).await;
    browser.press("/help-me", &[]).await;
    walk.refused(&browser.page.clone(), Some(&jo), None).await;
    walk.takes(&mut browser).await;
    browser.fill(&[("code", &paper[1])]).await;
    walk.is_in(&mut browser, &jo).await;
}

pub async fn help_closed(walk: &mut Walk) {
    let (jo, eli) = walk.people(ASKS_FOR_SECOND).await;
    let mut browser = walk.world.browser();
    let characters = asks(&walk.world, &mut browser, &eli).await;
    let mut at_jo = walk.world.browser();
    at_jo.sign_in(&walk.world, &jo).await;
    let path = request(&mut at_jo, SLUG).await;
    at_jo.open(&path).await;
    browser.press("/help-me/withdraw", &[]).await;
    at_jo.fill(&[("code", &characters)]).await;
    walk.refused(&at_jo.page.clone(), Some(&eli), Some(&jo)).await;
    // Asked once more, it stands in the list that the admin's remedy leads to.
    browser.press("/help-me", &[]).await;
    let again = shown(&browser.page);
    let office = walk.admin_takes().await;
    let path = request(office, SLUG).await;
    office.follow_to(&path).await;
    office.fill(&[("code", &again)]).await;
    goes_on(walk, &mut browser).await;
    walk.is_in(&mut browser, &eli).await;
}

pub async fn help_code_wrong(walk: &mut Walk) {
    let (jo, eli) = walk.people(ASKS_FOR_SECOND).await;
    let mut browser = walk.world.browser();
    let characters = asks(&walk.world, &mut browser, &eli).await;
    let mut at_jo = confirms(&walk.world, &jo, SLUG, "AAAA BBBB").await;
    walk.refused(&at_jo.page.clone(), Some(&eli), Some(&jo)).await;
    walk.takes(&mut at_jo).await;
    at_jo.fill(&[("code", &characters)]).await;
    goes_on(walk, &mut browser).await;
    walk.is_in(&mut browser, &eli).await;
}

pub async fn own_request(walk: &mut Walk) {
    let (jo, _) = walk.people(ASKS_FOR_SECOND).await;
    let una = walk.another_admin().await;
    // Signed in at the desk in the office, and stuck with the laptop.
    let mut at_jo = walk.world.browser();
    at_jo.sign_in(&walk.world, &jo).await;
    let mut browser = walk.world.browser();
    let characters = asks(&walk.world, &mut browser, &jo).await;
    let path = request(&mut at_jo, SLUG).await;
    // Its page has no field for it; a form from elsewhere is refused.
    let page = at_jo.post_fields(&format!("{path}/confirm"), &[("code", &characters)]).await.clone();
    walk.refused(&page, Some(&jo), Some(&una)).await;
    let office = walk.admin_takes().await;
    let path = request(office, SLUG).await;
    office.open(&path).await;
    office.fill(&[("code", &characters)]).await;
    goes_on(walk, &mut browser).await;
    walk.is_in(&mut browser, &jo).await;
}

pub async fn pass_missing(walk: &mut Walk) {
    let (jo, eli) = walk.people(ASKS_FOR_SECOND).await;
    let mut browser = walk.world.browser();
    asks(&walk.world, &mut browser, &eli).await;
    let s = browser.page.form("/help-me/withdraw").fields[0].1.clone();
    browser.post_fields("/help-me/extend", &[("s", &s)]).await;
    walk.refused(&browser.page.clone(), Some(&eli), Some(&jo)).await;
    walk.takes(&mut browser).await;
    let characters = shown(&browser.page);
    walk.world.pass(Span::minutes(1));
    confirms(&walk.world, &jo, SLUG, &characters).await;
    goes_on(walk, &mut browser).await;
    walk.is_in(&mut browser, &eli).await;
}

pub async fn password_by_mail(walk: &mut Walk) {
    let jo = walk.only_admin().await;
    let paper = kit(&walk.world, &jo, SLUG).await;
    let mut browser = walk.world.browser();
    browser.ask_for_reset(&jo.email).await;
    browser.open(&walk.world.link(&jo.email).await).await;
    browser.fill(&[("new_password", ANOTHER)]).await;
    browser.press("/help-me/wait", &[("organization", SLUG)]).await;
    walk.refused(&browser.page.clone(), Some(&jo), None).await;
    walk.takes(&mut browser).await;
    browser.fill(&[("code", &paper[1])]).await;
    walk.is_in(&mut browser, &jo).await;
}

pub async fn wait_stopped(walk: &mut Walk) {
    let jo = walk.only_admin().await;
    let mut own = walk.world.browser();
    own.sign_in(&walk.world, &jo).await;
    let mut browser = at_the_field(walk, &jo).await;
    begin(&walk.world, &mut browser, &jo).await;
    own.open("/account").await;
    own.press("/help-me/wait/stop", &[("organization", SLUG)]).await;
    let mut browser = at_the_field(walk, &jo).await;
    browser.press("/help-me/wait", &[("organization", SLUG)]).await;
    walk.refused(&browser.page.clone(), Some(&jo), None).await;
    walk.operator_takes("vestibule user recover jo@larkfield.example --org larkfield").await;
    let code = code(&walk.world, &jo.email, SLUG).await;
    let mut browser = at_the_field(walk, &jo).await;
    browser.fill(&[("code", &code)]).await;
    walk.is_in(&mut browser, &jo).await;
}

pub async fn wait_not_over(walk: &mut Walk) {
    let jo = walk.only_admin().await;
    let mut browser = at_the_field(walk, &jo).await;
    begin(&walk.world, &mut browser, &jo).await;
    assert_eq!(browser.page.place(), "/help-me/wait", "{}", browser.page.told());
    // An older page of the set-up, in another tab of the same browser.
    let s = browser.page.path.split_once("s=").expect("a sealed step").1.to_owned();
    let fields = [("s", s.as_str()), ("code", "123456"), ("name", "Next phone")];
    browser.post_fields("/setup/authenticator", &fields).await;
    walk.refused(&browser.page.clone(), Some(&jo), None).await;
    walk.takes(&mut browser).await;
    assert_eq!(browser.page.place(), "/help-me/wait", "{}", browser.page.told());
    walk.world.pass(Span::hours(73));
    browser.try_to_sign_in(&jo.email, &jo.password).await;
    sets_up(&walk.world, &mut browser).await;
    walk.is_in(&mut browser, &jo).await;
}
