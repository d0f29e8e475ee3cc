//! What all rows have in common: the reference is taken off the page that refuses, every reader reads, somebody takes the
//! remedy from the page on which it stands, and the person is in. A row that leaves one of these out fails at its end.

use rules::policy::Policy;
use rules::remedy::{Reader, remedies};
use rules::{Cause, Remedy, Role, Span};
use vestibule::cli::{Said, why};
use vestibule::store::address;

use super::readers::{Log, Readers};
use crate::support::at_the_desk;
use crate::world::provider::{Provider, Says};
use crate::world::{Browser, OPEN, PASSWORD, Page, Person, World};

/// The organization of all rows.
pub const SLUG: &str = "larkfield";

/// One row on its way.
pub struct Walk {
    /// Where it happens.
    pub world: World,
    /// Why somebody is refused.
    pub cause: Cause,
    pub(super) readers: Readers,
    has: (Reader, Remedy),
    pub(super) log: Log,
    pub(super) desk: Option<Browser>,
    /// An admin's browser, at the reference's page, once somebody was refused and an admin may read about it.
    pub office: Option<Browser>,
    pub(super) reference: Option<String>,
    taken: bool,
    inside: bool,
}

impl Walk {
    /// Begins a row.
    pub fn begin(world: World, name: &str, readers: Readers, has: (Reader, Remedy)) -> Walk {
        let mut all = Cause::ALL.into_iter();
        let cause = all.find(|cause| super::row_of(cause) == name).expect("a cause");
        let offered = remedies(&cause, has.0).iter().any(|remedy| remedy == has.1);
        assert!(offered, "{has:?} is no remedy of {cause:?}");
        let log = Log::begin();
        let (desk, office, reference) = (None, None, None);
        Walk { world, cause, readers, has, log, desk, office, reference, taken: false, inside: false }
    }

    /// An organization with an admin and a member, who have an app where the organization asks for one.
    pub async fn people(&self, policy: Policy) -> (Person, Person) {
        self.world.organization(SLUG, policy).await;
        let (jo, eli) = ("jo@larkfield.example", "eli@larkfield.example");
        if policy.second_factor {
            return (self.world.admin_with_app(jo, SLUG).await, self.world.member_with_app(eli, SLUG).await);
        }
        (self.world.admin(jo, SLUG).await, self.world.member(eli, SLUG).await)
    }

    /// Another admin, with an app.
    pub async fn another_admin(&self) -> Person {
        self.world.admin_with_app("una@larkfield.example", SLUG).await
    }

    /// An organization whose only admin this is, with an app.
    pub async fn only_admin(&self) -> Person {
        self.world.organization(SLUG, crate::world::ASKS_FOR_SECOND).await;
        self.world.admin_with_app("jo@larkfield.example", SLUG).await
    }

    /// Somebody who is invited, and has no password.
    pub async fn invited(&self) -> (Person, Person) {
        self.world.organization(SLUG, OPEN).await;
        let jo = self.world.admin("jo@larkfield.example", SLUG).await;
        let email = "noor@larkfield.example";
        self.world.invite(email, SLUG).await;
        let row = address::find(&mut self.world.app.store.read(), email).await.unwrap().expect("an address");
        let noor = Person {
            id: row.user_id,
            email: email.to_owned(),
            password: PASSWORD.to_owned(),
            key: [0; 20],
            sheet: vec![],
        };
        (jo, noor)
    }

    /// The desk, with somebody at it.
    pub async fn desk(&mut self) -> &mut Browser {
        if self.desk.is_none() {
            self.desk = Some(at_the_desk(&self.world).await);
            // An app's next code is another one.
            self.world.pass(Span::minutes(1));
        }
        self.desk.as_mut().expect("it is there now")
    }

    /// Somebody stands before the page that refuses: everybody who may read about it finds it by its reference.
    pub async fn refused(&mut self, page: &Page, who: Option<&Person>, admin: Option<&Person>) {
        let reference = page.reference().unwrap_or_else(|| panic!("no refusal: {}", page.told()));
        if let Some(told) = page.cause() {
            assert_eq!(told, self.cause.code(), "{}", page.told());
            let named = page.remedies();
            let first = |reader: Reader| remedies(&self.cause, reader).first.code().to_owned();
            let for_its_reader = Reader::ALL.into_iter().any(|reader| named.contains(&first(reader)));
            assert!(for_its_reader, "{named:?} on {}", page.told());
        }
        self.refused_under(reference, who, admin).await;
    }

    /// The same where no page stands for it.
    pub async fn refused_under(&mut self, reference: String, who: Option<&Person>, admin: Option<&Person>) {
        self.reference = Some(reference);
        self.everybody_reads(who, admin).await;
    }

    /// The reference.
    pub fn reference(&self) -> &str {
        self.reference.as_deref().expect("somebody was refused")
    }

    /// Somebody takes the row's remedy from the page before them, which names it.
    pub async fn takes(&mut self, browser: &mut Browser) {
        browser.take(self.has.1.code()).await;
        self.taken = true;
    }

    /// Somebody takes the row's remedy from the page before them, which leads to their organization's provider.
    pub async fn goes_to_provider(&mut self, browser: &mut Browser, provider: &Provider, says: Says) {
        let named = browser.page.remedies();
        assert!(named.contains(&self.has.1.code().to_owned()), "{named:?} on {}", browser.page.told());
        let crate::world::Remedy::Link(href) = browser.page.remedy(self.has.1.code()) else {
            panic!("no link: {}", browser.page.told())
        };
        provider.signs_in(&self.world, browser, &href, says).await;
        self.taken = true;
    }

    /// A page for strangers names no remedy, and has its link all the same.
    pub async fn takes_link(&mut self, browser: &mut Browser, path: &str) {
        assert_eq!(
            browser.page.cause(),
            None,
            "a page that names causes names remedies: {}",
            browser.page.told()
        );
        browser.follow_to(path).await;
        self.taken = true;
    }

    /// The same with a button.
    pub async fn takes_button(&mut self, browser: &mut Browser, action: &str) {
        assert_eq!(
            browser.page.cause(),
            None,
            "a page that names causes names remedies: {}",
            browser.page.told()
        );
        browser.press(action, &[]).await;
        self.taken = true;
    }

    /// What was typed wrong is typed right, in the field that the refusal stands beside.
    pub async fn types_again(&mut self, browser: &mut Browser, fields: &[(&str, &str)]) {
        assert_eq!(self.has.1, Remedy::TryAgain);
        browser.fill(fields).await;
        self.taken = true;
    }

    /// An admin invites somebody by what the page before them leads to.
    pub async fn admin_invites(&mut self, office: &mut Browser, person: &Person) {
        assert_eq!(self.has, (Reader::Admin, Remedy::Invite));
        match office.page.cause() {
            Some(_) => office.take(self.has.1.code()).await,
            None => office.follow_to(&format!("/org/{SLUG}/invite")).await,
        };
        let name = [("first_name", "Eli"), ("last_name", "Tester"), ("role", "member")];
        let page = office.fill(&[&name[..], &[("email", person.email.as_str())]].concat()).await;
        assert_eq!(page.cause(), None, "{}", page.told());
        self.taken = true;
    }

    /// An admin takes it from the reference's page, which leads to where its button stands.
    pub async fn admin_takes(&mut self) -> &mut Browser {
        assert_eq!(self.has.0, Reader::Admin);
        let office = self.office.as_mut().expect("an admin read about it");
        office.open(&format!("/why/{}", self.reference.as_deref().unwrap_or_default())).await;
        office.take(self.has.1.code()).await;
        self.taken = true;
        office
    }

    /// The same, and presses that button on the person's page.
    pub async fn admin_does(&mut self, person: &Person, act: &str) {
        let there = format!("/org/{SLUG}/people/{}", person.id);
        let office = self.admin_takes().await;
        assert_eq!(office.page.place(), there, "{}", office.page.told());
        let page = office.press(&format!("{there}/{act}"), &[]).await;
        assert_eq!(page.cause(), None, "{}", page.told());
    }

    /// The operator reads which command it is.
    pub async fn operator_takes(&mut self, command: &str) {
        assert_eq!(self.has.0, Reader::Operator);
        let said = why::run(&self.world.app, self.reference()).await.unwrap();
        let Said::Done(text) = said else { panic!("{said:?}") };
        assert!(text.contains(command), "{command}: {text}");
        self.taken = true;
    }

    /// The person is in, and sees there what happened.
    pub async fn is_in(&mut self, browser: &mut Browser, person: &Person) {
        let page = browser.open("/account").await;
        assert_eq!(page.user().as_deref(), Some(person.email.as_str()), "{}", page.told());
        self.reads_inside(browser, person).await;
        self.inside = true;
    }

    /// Nothing was left out.
    pub fn ends(self) {
        assert!(self.reference.is_some(), "somebody was refused");
        assert!(self.taken, "the remedy was taken");
        assert!(self.inside, "the person is in");
    }
}

/// Puts somebody into another organization, where nobody else is.
pub async fn elsewhere(world: &World, person: &Person, slug: &str, policy: Policy) -> uuid::Uuid {
    let id = world.organization(slug, policy).await;
    world.join(person, slug, Role::Member).await;
    id
}
