//! Stories of the support desk: a case is found, understood, helped with and handed over; what was looked at stands in
//! the organization's audit log. The attacks on it are in `support/attacks.rs`, the numbers in `support/numbers.rs`.

mod attacks;
mod grants;
mod numbers;

use rules::{Cause, Role, Span};
use uuid::Uuid;
use vestibule::cli::Said;
use vestibule::cli::open::visit;
use vestibule::cli::support::{Wanted, run};
use vestibule::flows::support;
use vestibule::store::audit::{self, AuditRow};
use vestibule::store::{journal, organization};

use crate::world::{Browser, OPEN, PASSWORD, Page, Person, World, stories};

stories![
    a_case_is_found_by_the_reference_that_is_read_out_and_handed_over,
    somebody_is_found_by_address_with_everything_that_happened_anywhere,
    an_address_that_nobody_has_is_found_by_what_was_tried_with_it,
    an_organization_is_found_by_its_name_or_its_short_name,
    the_mail_that_fits_goes_to_the_mailbox,
    the_answer_to_a_case_goes_to_its_owner,
    a_look_stands_in_the_audit_log_once_an_hour,
    a_timeline_goes_on_page_by_page_and_day_by_day,
    the_operator_says_who_works_there,
    the_command_line_names_lists_and_ends,
    every_cause_has_its_case_with_something_to_do,
    what_readers_say_of_an_article_is_told_per_article,
];

/// Somebody at the desk, with an authenticator.
pub async fn supporter(world: &World, email: &str) -> Person {
    let desk = support::desk(&world.app, &visit(&world.app)).await.unwrap();
    let mut person = world.user(email).await;
    world.join(&person, &desk.slug, Role::Member).await;
    world.give_app(&mut person).await;
    person
}

/// The same, signed in.
pub async fn at_the_desk(world: &World) -> Browser {
    let vera = supporter(world, "vera@desk.example").await;
    let mut browser = world.browser();
    browser.sign_in(world, &vera).await;
    assert_eq!(browser.page.organization().as_deref(), Some("support"), "{}", browser.page.told());
    browser
}

/// Types it into the field.
pub async fn find<'a>(browser: &'a mut Browser, typed: &str) -> &'a Page {
    browser.open("/support").await;
    assert_eq!(browser.page.status.as_u16(), 200, "{}", browser.page.told());
    browser.fill(&[("q", typed)]).await
}

/// An organization's audit log, the newest line first.
pub async fn log(world: &World, slug: &str) -> Vec<AuditRow> {
    let mut read = world.app.store.read();
    let row = organization::find_by_slug(&mut read, slug).await.unwrap().expect("the organization");
    audit::list(&mut read, row.id, 100, None).await.unwrap()
}

/// How often support did that, by the organization's audit log.
pub async fn logged(world: &World, slug: &str, act: &str) -> usize {
    log(world, slug).await.iter().filter(|row| row.actor == "support" && row.act == act).count()
}

/// Somebody types a wrong password; the reference of it.
pub async fn wrong_password(world: &World, email: &str) -> String {
    let mut browser = world.browser();
    let page = browser.try_to_sign_in(email, "not the password at all").await;
    page.reference().unwrap_or_else(|| panic!("a refusal: {}", page.told()))
}

async fn a_case_is_found_by_the_reference_that_is_read_out_and_handed_over(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    let reference = wrong_password(&world, &kim.email).await;
    let mut desk = at_the_desk(&world).await;
    // As somebody hears it on the phone.
    let sloppy = reference.trim_start_matches("VST-").to_lowercase().replace('-', " ").replace('0', "o");
    let page = find(&mut desk, &sloppy).await;
    assert_eq!(page.place(), format!("/support/case/{reference}"), "{}", page.told());
    assert_eq!(page.cause().as_deref(), Some("password-wrong"));
    assert!(page.says("Kim Tester") && page.says(&kim.email) && page.says("Larkfield"), "{}", page.told());
    assert!(page.says("Password wrong"), "what each step found: {}", page.told());
    for remedy in ["send-fitting", "mail-answer", "hand-over"] {
        assert!(page.remedies().contains(&remedy.to_owned()), "{remedy}: {:?}", page.remedies());
    }

    let page = desk.open(&format!("/why/{reference}")).await;
    assert_eq!(
        page.place(),
        format!("/support/case/{reference}"),
        "a link to it leads there: {}",
        page.told()
    );
    let note = "Kim's keyboard types y for z.\nPlease <b>call</b> & ask.";
    let hand_over = format!("/support/people/{}/hand-over", kim.id);
    let page = desk.press(&hand_over, &[("organization", "larkfield"), ("note", note)]).await;
    assert!(page.says("have it now, with your note"), "{}", page.told());
    assert!(page.says("Support handed the case to the admins"), "what came after: {}", page.told());
    assert_eq!(logged(&world, "larkfield", "support-looked").await, 1);
    assert_eq!(logged(&world, "larkfield", "support-handed-over").await, 1);

    let mail = world.mail(&jo.email).await;
    assert!(mail.text.contains("Kim's keyboard types y for z."), "{}", mail.text);
    assert!(mail.text.contains("Vera Tester of support"), "{}", mail.text);
    let mut admin = world.browser();
    admin.sign_in(&world, &jo).await;
    let page = admin.open("/org/larkfield/requests").await;
    assert!(page.says("Please <b>call</b> & ask.") && !page.html.contains("<b>call"), "{}", page.told());
    assert!(page.html.contains(&reference), "the request leads to the case: {}", page.told());
    let page = admin.post_fields(&format!("/org/larkfield/people/{}/reset", kim.id), &[]).await;
    assert_eq!(page.status.as_u16(), 200, "{}", page.told());
    let mut browser = world.browser();
    let link = world.link(&kim.email).await;
    browser.open(&link).await;
    let page = browser.fill(&[("new_password", crate::world::ANOTHER)]).await;
    assert_eq!(page.user().as_deref(), Some(kim.email.as_str()), "{}", page.told());
}

async fn somebody_is_found_by_address_with_everything_that_happened_anywhere(world: World) {
    world.organization("larkfield", OPEN).await;
    world.organization("fjordbank", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let eli = world.member_with_app("eli@fjordbank.example", "fjordbank").await;
    world.join(&eli, "larkfield", Role::Member).await;
    let reference = wrong_password(&world, &eli.email).await;
    let mut admin = world.browser();
    admin.sign_in(&world, &jo).await;
    admin.post_fields(&format!("/org/larkfield/people/{}/waive", eli.id), &[]).await;
    world.mails(&eli.email).await;
    let mut desk = at_the_desk(&world).await;
    let page = find(&mut desk, " Eli@Fjordbank.example ").await;
    assert_eq!(page.place(), format!("/support/people/{}", eli.id), "{}", page.told());
    for words in [
        "Eli Tester",
        "Larkfield",
        "Fjordbank",
        "The password was wrong",
        &reference,
        "Minimum age waived",
        "Jo Tester (admin)",
        "Phone",
        "10 left",
        "Refused once",
        "Signing in with the password now would ask for",
    ] {
        assert!(page.says(words), "{words}: {}", page.told());
    }
    assert!(!page.path.contains("eli@"), "no address in the address bar");
    // Nothing that opens a door, and no hash of one.
    let code = eli.code(&world);
    for secret in [code.as_str(), eli.sheet[0].as_str(), "$argon2"] {
        assert!(!page.html.contains(secret), "{secret}");
    }
    assert_eq!(logged(&world, "larkfield", "support-looked").await, 1);
    assert_eq!(logged(&world, "fjordbank", "support-looked").await, 1);
    assert_eq!(logged(&world, "support", "support-searched").await, 1);
}

async fn an_address_that_nobody_has_is_found_by_what_was_tried_with_it(world: World) {
    world.organization("larkfield", OPEN).await;
    let reference = wrong_password(&world, "nobody@larkfield.example").await;
    let mut browser = world.browser();
    browser.ask_for_reset("nobody@larkfield.example").await;
    world.mails("nobody@larkfield.example").await;
    let mut desk = at_the_desk(&world).await;
    let page = find(&mut desk, "nobody@larkfield.example").await;
    assert_eq!(page.place(), "/support/address", "{}", page.told());
    assert!(page.says("Nobody here has this address") && page.says(&reference), "{}", page.told());
    assert!(page.says("inbox.demo took the mail"), "what became of the mail: {}", page.told());
    let page = desk.open(&format!("/support/case/{reference}")).await;
    assert_eq!(page.cause().as_deref(), Some("address-unknown"), "{}", page.told());
    assert!(!page.says("nobody@larkfield.example"), "the journal never held it: {}", page.told());
    let page =
        desk.press(&format!("/support/case/{reference}/note"), &[("note", "They used another one.")]).await;
    assert!(page.says("They used another one."), "{}", page.told());
    assert_eq!(logged(&world, "support", "support-noted").await, 1);
}

async fn an_organization_is_found_by_its_name_or_its_short_name(world: World) {
    world.organization("larkfield", OPEN).await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    let reference = wrong_password(&world, &kim.email).await;
    let mut desk = at_the_desk(&world).await;
    for typed in ["larkfield", "LARKFIELD", "Larkfield"] {
        let page = find(&mut desk, typed).await;
        assert_eq!(page.place(), "/support/organizations/larkfield", "{typed}: {}", page.told());
        assert!(page.says(&reference), "{}", page.told());
    }
    assert_eq!(logged(&world, "larkfield", "support-looked").await, 1);
    let page = find(&mut desk, "Lark").await;
    assert!(page.place() == "/support" && page.says("Nothing here has that"), "{}", page.told());
}

async fn the_mail_that_fits_goes_to_the_mailbox(world: World) {
    let house = world.organization("larkfield", OPEN).await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    let off = world.member("off@larkfield.example", "larkfield").await;
    world.set_deactivated(&off, house, true).await;
    world.invite("noor@larkfield.example", "larkfield").await;
    world.mails("noor@larkfield.example").await;
    let mut desk = at_the_desk(&world).await;
    for (address, subject) in [
        (kim.email.as_str(), "new password"),
        (off.email.as_str(), "switched your account off"),
        ("noor@larkfield.example", "invitation"),
    ] {
        let before = world.mails(address).await.len();
        let there = find(&mut desk, address).await.place().to_owned();
        let page = desk.press(&format!("{there}/send-fitting"), &[]).await;
        assert!(page.says("on its way to their mailbox"), "{}", page.told());
        let mails = world.mails(address).await;
        assert_eq!(mails.len(), before + 1);
        let text = format!("{} {}", mails[0].subject, mails[0].text).to_lowercase();
        assert!(text.contains(subject), "{subject}: {text}");
        // What the mail says stays between us and the mailbox.
        for link in &mails[0].links {
            assert!(!desk.page.html.contains(link.as_str()) || link.ends_with("/stuck"), "{link}");
        }
    }
    assert_eq!(logged(&world, "larkfield", "support-mailed").await, 3);
    // It works as one that was asked for.
    let link = world.link(&kim.email).await;
    let mut browser = world.browser();
    browser.open(&link).await;
    let page = browser.fill(&[("new_password", crate::world::ANOTHER)]).await;
    assert_eq!(page.user().as_deref(), Some(kim.email.as_str()), "{}", page.told());
    // And has an end.
    for _ in 0..25 {
        desk.post_fields(&format!("/support/people/{}/send-fitting", off.id), &[]).await;
    }
    assert_eq!(desk.page.cause().as_deref(), Some("mails-capped"), "{}", desk.page.told());
    assert!(world.mails(&off.email).await.len() <= 21);
}

async fn the_answer_to_a_case_goes_to_its_owner(world: World) {
    world.organization("larkfield", OPEN).await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    let reference = wrong_password(&world, &kim.email).await;
    let mut desk = at_the_desk(&world).await;
    desk.open(&format!("/support/case/{reference}")).await;
    let page = desk.press(&format!("/support/people/{}/send-answer", kim.id), &[]).await;
    assert!(page.says("on their way to their mailbox"), "{}", page.told());
    let mail = world.mail(&kim.email).await;
    assert!(mail.text.contains(&reference) && mail.text.contains("isn't the one"), "{}", mail.text);
    assert_eq!(logged(&world, "larkfield", "support-mailed").await, 1);
}

async fn a_look_stands_in_the_audit_log_once_an_hour(world: World) {
    world.organization("larkfield", OPEN).await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    let bo = world.member("bo@larkfield.example", "larkfield").await;
    let mut desk = at_the_desk(&world).await;
    for _ in 0..3 {
        desk.open(&format!("/support/people/{}", kim.id)).await;
    }
    assert_eq!(logged(&world, "larkfield", "support-looked").await, 1);
    desk.open(&format!("/support/people/{}", bo.id)).await;
    assert_eq!(logged(&world, "larkfield", "support-looked").await, 2, "somebody else is another look");
    world.pass(Span::minutes(59));
    desk.open("/support").await;
    world.pass(Span::minutes(2));
    desk.open(&format!("/support/people/{}", kim.id)).await;
    assert_eq!(desk.page.status.as_u16(), 200, "{}", desk.page.told());
    assert_eq!(logged(&world, "larkfield", "support-looked").await, 3, "an hour later it is another look");
    let line = &log(&world, "larkfield").await[0];
    assert_eq!((line.subject_id, line.organization_id.is_some()), (Some(kim.id), true));
}

async fn a_timeline_goes_on_page_by_page_and_day_by_day(world: World) {
    world.organization("larkfield", OPEN).await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    let first = wrong_password(&world, &kim.email).await;
    let template = journal::find(&mut world.app.store.read(), &first).await.unwrap().unwrap();
    let mut write = world.app.store.write().await.unwrap();
    let mut all = vec![first];
    for place in 0..70 {
        let reference = world.app.new_reference().to_string();
        // Several in one moment: none may fall between two pages.
        let at = rules::Instant(template.at.0 - Span::hours(place / 7).0);
        let row = journal::JournalRow { reference: reference.clone(), at, ..template.clone() };
        assert!(journal::add(&mut write, &row).await.unwrap());
        all.push(reference);
    }
    write.commit().await.unwrap();
    let mut desk = at_the_desk(&world).await;
    let mut path = format!("/support/people/{}", kim.id);
    let mut seen = Vec::new();
    for _ in 0..5 {
        let page = desk.open(&path).await.clone();
        seen.extend(
            page.html
                .split("/support/case/")
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
                .map(str::to_owned),
        );
        let Some((before, _)) = page.html.split_once("\" rel=\"next\"") else { break };
        path = before.rsplit('"').next().unwrap_or_default().replace("&#38;", "&").replace("&amp;", "&");
    }
    seen.retain(|reference| all.contains(reference));
    assert_eq!(seen.len(), all.len(), "each once");
    seen.sort();
    all.sort();
    assert_eq!(seen, all);
    let page = desk.open(&format!("/support/people/{}?from=2020-01-01&to=2020-12-31", kim.id)).await;
    assert!(page.says("Nothing happened in these days"), "{}", page.told());
    for odd in ["from=x&to=%00", "after=1", "after=x.y", "after=99999999999999999999.A", "from=2026-13-45"] {
        let page = desk.open(&format!("/support/people/{}?{odd}", kim.id)).await;
        assert_eq!(page.status.as_u16(), 200, "{odd}: {}", page.told());
    }
}

async fn the_operator_says_who_works_there(world: World) {
    let desk = support::desk(&world.app, &visit(&world.app)).await.unwrap();
    let again = support::desk(&world.app, &visit(&world.app)).await.unwrap();
    assert_eq!(desk.id, again.id, "there is one desk");
    let look = vestibule::flows::organization::Look {
        slug: "support-desk".to_owned(),
        name: "Support".to_owned(),
        accent: None,
        zone: "UTC".to_owned(),
    };
    let made = vestibule::flows::organization::add(&world.app, &visit(&world.app), &look).await.unwrap();
    assert!(made.is_none(), "nobody else is called like the desk");
    // Invited as an admin, one is a member there all the same.
    let invitation = vestibule::flows::people::Invitation {
        first_name: "Max".to_owned(),
        last_name: "Power".to_owned(),
        address: proofs::address::Address::parse("max@desk.example").unwrap(),
        role: Role::Admin,
    };
    let operator = vestibule::cli::open::operator(&world.app);
    let done =
        vestibule::flows::people::invite(&world.app, &visit(&world.app), &desk, &operator, &invitation).await;
    assert!(matches!(done.unwrap().verdict, rules::Verdict::Done(_)));
    let mut browser = world.browser();
    let link = world.link("max@desk.example").await;
    browser.open(&link).await;
    browser.fill(&[("new_password", PASSWORD)]).await;
    assert_eq!(
        browser.page.user(),
        None,
        "a second factor is asked for from the first day: {}",
        browser.page.told()
    );
    assert!(browser.page.place().starts_with("/setup/"), "{}", browser.page.told());
    let row = vestibule::store::address::find(&mut world.app.store.read(), "max@desk.example").await.unwrap();
    let id: Uuid = row.unwrap().user_id;
    let row = vestibule::store::membership::find(&mut world.app.store.read(), desk.id, id).await.unwrap();
    assert_eq!(row.unwrap().role, Role::Member);
}

async fn the_command_line_names_lists_and_ends(world: World) {
    let wanted = |address: Option<&str>, named: bool, end: bool| Wanted {
        address: address.map(str::to_owned),
        first_name: named.then(|| "Max".to_owned()),
        last_name: named.then(|| "Power".to_owned()),
        end,
    };
    let max = Some("max@desk.example");
    let says = |said: Said, words: &str| match said {
        Said::Done(text) | Said::Refused(text) | Said::Unwell(text) => {
            assert!(text.contains(words), "{words}: {text}");
        }
    };
    says(run(&world.app, wanted(None, false, false)).await.unwrap(), "Nobody works at the support desk yet");
    says(run(&world.app, wanted(max, false, true)).await.unwrap(), "nobody here has the address");
    says(run(&world.app, wanted(max, false, false)).await.unwrap(), "--first-name");
    says(run(&world.app, wanted(Some("max"), true, false)).await.unwrap(), "write an e-mail address");
    says(
        run(&world.app, wanted(max, true, false)).await.unwrap(),
        "vestibule user recover max@desk.example --org support",
    );
    says(run(&world.app, wanted(None, false, false)).await.unwrap(), "Max Power: invited");
    assert!(world.mail("max@desk.example").await.subject.contains("invitation"));
    says(
        run(&world.app, wanted(max, false, true)).await.unwrap(),
        "does not work at the support desk any more",
    );
    says(run(&world.app, wanted(max, false, true)).await.unwrap(), "does not work at the support desk");
    // Whoever is taken away is out at once.
    let vera = supporter(&world, "vera@desk.example").await;
    let mut browser = world.browser();
    browser.sign_in(&world, &vera).await;
    assert_eq!(browser.open("/support").await.status.as_u16(), 200);
    says(run(&world.app, wanted(Some("vera@desk.example"), false, true)).await.unwrap(), "any more");
    let page = browser.open("/support").await;
    assert_eq!(page.status.as_u16(), 403, "{}", page.told());
}

async fn every_cause_has_its_case_with_something_to_do(world: World) {
    world.organization("larkfield", OPEN).await;
    let kim = world.member("kim@larkfield.example", "larkfield").await;
    let first = wrong_password(&world, &kim.email).await;
    let template = journal::find(&mut world.app.store.read(), &first).await.unwrap().unwrap();
    let mut desk = at_the_desk(&world).await;
    for cause in Cause::ALL {
        let reference = world.app.new_reference().to_string();
        let cause_as_kept = Some(vestibule::step::write_cause(&cause));
        let row =
            journal::JournalRow { reference: reference.clone(), cause: cause_as_kept, ..template.clone() };
        let mut write = world.app.store.write().await.unwrap();
        assert!(journal::add(&mut write, &row).await.unwrap());
        write.commit().await.unwrap();
        let page = find(&mut desk, &reference).await;
        assert_eq!(page.cause().as_deref(), Some(cause.code()), "{}", page.told());
        assert_eq!(page.reference().as_deref(), Some(reference.as_str()));
        assert!(!page.remedies().is_empty(), "{}: {}", cause.code(), page.told());
        assert!(!page.html.contains('⟨'), "{}: {}", cause.code(), page.told());
    }
}

async fn what_readers_say_of_an_article_is_told_per_article(world: World) {
    let slug = &vestibule::article::all()[0].slug;
    let mut write = world.app.store.write().await.unwrap();
    for (browser, helped) in [([1; 32], true), ([2; 32], false), ([3; 32], false), ([3; 32], true)] {
        vestibule::store::article::set_answer(&mut write, slug, &browser, helped, world.app.now())
            .await
            .unwrap();
    }
    write.commit().await.unwrap();
    let mut desk = at_the_desk(&world).await;
    let page = desk.open("/support/articles").await;
    assert_eq!(page.attribute("data-article").as_deref(), Some(slug.as_str()), "{}", page.told());
    assert_eq!(
        (page.attribute("data-yes").as_deref(), page.attribute("data-no").as_deref()),
        (Some("2"), Some("1"))
    );
    assert!(page.says("2 yes, 1 no."), "{}", page.told());
    assert_eq!(page.html.matches("data-article=").count(), vestibule::article::all().len());
}
