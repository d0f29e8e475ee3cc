//! Stories of the contact address that an organization writes for somebody: in its own lists and nowhere else.

use rules::{Role, Span};
use vestibule::store::membership;

use super::{fjordbank, mail_about};
use crate::world::{Browser, OPEN, PASSWORD, Person, World, stories};

stories![
    an_admin_writes_it_and_puts_it_back_within_a_week,
    it_signs_nobody_in_and_gets_no_mail,
    other_organizations_and_members_neither_see_nor_write_it,
    a_typo_in_an_invitation_is_withdrawn_and_invited_anew,
    what_is_typed_runs_nowhere,
];

const CONTACT: &str = "eli@office.example";

async fn office(world: &World, admin: &Person) -> Browser {
    let mut browser = world.browser();
    browser.sign_in(world, admin).await;
    browser
}

async fn writes(browser: &mut Browser, slug: &str, person: &Person, contact: &str) {
    browser.open(&format!("/org/{slug}/people/{}/contact", person.id)).await;
    browser.fill(&[("email", contact)]).await;
}

async fn contact_of(world: &World, slug: &str, person: &Person) -> Option<String> {
    let mut read = world.app.store.read();
    let house = vestibule::store::organization::find_by_slug(&mut read, slug).await.unwrap().unwrap();
    membership::find_contact(&mut read, house.id, person.id).await.unwrap().and_then(|row| row.contact)
}

async fn an_admin_writes_it_and_puts_it_back_within_a_week(world: World) {
    let (eli, ida) = fjordbank(&world).await;
    let mut browser = office(&world, &ida).await;
    let person = format!("/org/fjordbank/people/{}", eli.id);
    let page = browser.open(&person).await;
    assert!(page.offers(&format!("{person}/contact")), "{}", page.told());
    let page = browser.open(&format!("{person}/contact")).await;
    assert!(page.says("signs nobody in, gets no mail of ours"), "it says so beforehand: {}", page.told());
    let page = browser.fill(&[("email", CONTACT)]).await;
    assert!(page.says("The contact address is written") && page.says(CONTACT), "{}", page.told());
    assert!(page.says(&eli.email), "what signs in stands there as well: {}", page.told());
    // In the list, the search and the file.
    let page = browser.open("/org/fjordbank/people?q=office").await;
    assert!(page.says(CONTACT), "{}", page.told());
    let page = browser.open("/org/fjordbank/people?q=eli%40fjordbank").await;
    assert!(page.says("Eli"), "the other one finds them, too: {}", page.told());
    let file = browser.ask("GET", "/org/fjordbank/people.csv", None).await;
    assert!(file.html.contains(CONTACT) && file.html.contains(&eli.email), "{}", file.html);
    // The person is told at their own address, and sees it in the account.
    let mail = mail_about(&world, &eli.email, "your contact address there").await.expect("it came");
    assert!(mail.text.contains(CONTACT) && mail.text.contains("Ida"), "{mail:?}");
    world.pass(Span::minutes(1));
    let mut own = world.browser();
    own.sign_in(&world, &eli).await;
    let page = own.open("/account").await;
    assert!(page.says(&format!("Writes {CONTACT} as your contact address")), "{}", page.told());
    // Twice is once; and another one, put back again.
    writes(&mut browser, "fjordbank", &eli, CONTACT).await;
    assert!(browser.page.says("stands there already"), "{}", browser.page.told());
    writes(&mut browser, "fjordbank", &eli, "eli@typo.example").await;
    world.pass(Span::days(6));
    browser.sign_in(&world, &ida).await;
    let page = browser.open(&format!("{person}/contact")).await;
    assert!(page.says("before, it was eli@office.example"), "{}", page.told());
    browser.press(&format!("{person}/put-contact-back"), &[]).await;
    assert_eq!(contact_of(&world, "fjordbank", &eli).await.as_deref(), Some(CONTACT));
    let page = browser.open("/org/fjordbank/audit").await;
    assert!(page.says("Contact address put back") && page.says("eli@typo.example"), "{}", page.told());
    // After a week there is nothing to put back.
    writes(&mut browser, "fjordbank", &eli, "").await;
    assert_eq!(contact_of(&world, "fjordbank", &eli).await, None);
    world.pass(Span::days(7));
    browser.sign_in(&world, &ida).await;
    browser.post_fields(&format!("{person}/put-contact-back"), &[]).await;
    assert_eq!(contact_of(&world, "fjordbank", &eli).await, None);
    // The address that signs in is no contact address of its own.
    writes(&mut browser, "fjordbank", &eli, &eli.email).await;
    assert!(browser.page.says("stands there already"), "{}", browser.page.told());
}

async fn it_signs_nobody_in_and_gets_no_mail(world: World) {
    let (eli, ida) = fjordbank(&world).await;
    let mut browser = office(&world, &ida).await;
    writes(&mut browser, "fjordbank", &eli, CONTACT).await;
    assert_eq!(world.browser().try_to_sign_in(CONTACT, PASSWORD).await.place(), "/sign-in/refused");
    world.browser().ask_for_reset(CONTACT).await;
    let mails = world.mails(CONTACT).await;
    assert!(mails.iter().all(|mail| !mail.links.iter().any(|link| link.contains("/r/"))), "{mails:?}");
    browser.press(&format!("/org/fjordbank/people/{}/reset", eli.id), &[]).await;
    assert!(world.mail(&eli.email).await.links.iter().any(|link| link.contains("/r/")));
    assert_eq!(world.mails(CONTACT).await.len(), mails.len());
    // It keeps nobody from having it.
    world.invite(CONTACT, "fjordbank").await;
    assert!(world.link(CONTACT).await.starts_with("/i/"));
}

async fn other_organizations_and_members_neither_see_nor_write_it(world: World) {
    let (eli, ida) = fjordbank(&world).await;
    world.organization("millwork", OPEN).await;
    let jo = world.admin("jo@millwork.example", "millwork").await;
    world.join(&eli, "millwork", Role::Member).await;
    let outsider = world.member("outsider@fjordbank.example", "fjordbank").await;
    let mut browser = office(&world, &ida).await;
    writes(&mut browser, "fjordbank", &eli, CONTACT).await;
    let mut other = office(&world, &jo).await;
    for path in ["/org/millwork/people?q=eli", "/org/millwork/people.csv", "/org/millwork/audit"] {
        let page = other.ask("GET", path, None).await;
        assert!(!page.html.contains(CONTACT), "{path}");
    }
    let page = other.open("/org/millwork/people?q=office").await;
    assert!(!page.says("Eli"), "{}", page.told());
    // By another organization's path, for somebody who is not there, or as a member: nothing is written.
    let path = format!("/org/fjordbank/people/{}/contact", eli.id);
    assert_eq!(other.open(&path).await.status.as_u16(), 403);
    other.post_fields(&path, &[("email", "thief@elsewhere.example")]).await;
    let path = format!("/org/millwork/people/{}/contact", outsider.id);
    assert_eq!(other.open(&path).await.status.as_u16(), 404);
    let page = other.post_fields(&path, &[("email", "thief@elsewhere.example")]).await;
    assert_eq!(page.status.as_u16(), 404, "{}", page.told());
    assert_eq!(contact_of(&world, "fjordbank", &eli).await.as_deref(), Some(CONTACT));
    assert_eq!(contact_of(&world, "fjordbank", &outsider).await, None);
    // Another organization may write another one.
    writes(&mut other, "millwork", &eli, "eli@mill.example").await;
    assert_eq!(contact_of(&world, "millwork", &eli).await.as_deref(), Some("eli@mill.example"));
    assert_eq!(contact_of(&world, "fjordbank", &eli).await.as_deref(), Some(CONTACT));
}

async fn a_typo_in_an_invitation_is_withdrawn_and_invited_anew(world: World) {
    let (_, ida) = fjordbank(&world).await;
    world.invite("noor@tpyo.example", "fjordbank").await;
    let row = vestibule::store::address::find(&mut world.app.store.read(), "noor@tpyo.example").await;
    let id = row.unwrap().unwrap().user_id;
    let mut browser = office(&world, &ida).await;
    let path = format!("/org/fjordbank/people/{id}/contact");
    let page = browser.open(&path).await;
    assert_eq!(page.title(), "A typo in the invitation?");
    assert!(page.offers("/org/fjordbank/invite"), "{}", page.told());
    let page = browser.post_fields(&path, &[("email", "noor@typo.example")]).await;
    assert_eq!(page.cause().as_deref(), Some("invitation-pending"), "{}", page.told());
    browser.open(&path).await;
    browser.fill(&[]).await;
    let page = browser.open("/org/fjordbank/people?q=noor").await;
    assert!(!page.says("noor@tpyo.example"), "{}", page.told());
}

async fn what_is_typed_runs_nowhere(world: World) {
    let (eli, ida) = fjordbank(&world).await;
    let mut browser = office(&world, &ida).await;
    for typed in
        ["=cmd|' /C calc'!A0@x.example", "a@b.example\r\nBcc: c@d.example", "<script>@x.example", "nothing"]
    {
        writes(&mut browser, "fjordbank", &eli, typed).await;
        let stands = contact_of(&world, "fjordbank", &eli).await.unwrap_or_default();
        assert!(!stands.contains(['\r', '\n', '<', ' ']), "{stands}");
    }
    writes(&mut browser, "fjordbank", &eli, "=1+1@x.example").await;
    if contact_of(&world, "fjordbank", &eli).await.is_some() {
        let file = browser.ask("GET", "/org/fjordbank/people.csv", None).await;
        assert!(!file.html.contains(",=1+1"), "{}", file.html);
    }
}
