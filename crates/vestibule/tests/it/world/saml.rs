//! An identity provider of an organization's own that speaks SAML 2.0: it writes with the demo's pen, and a story spoils
//! what it wrote. Providers that others wrote are in the tests of `proofs`.

use std::sync::LazyLock;

use data_encoding::BASE64;
use proofs::saml::{Carried, Kind};
use rules::Instant;
use uuid::Uuid;
use vestibule::dev::provider::pen::{Pen, Response};
use vestibule::flows::connection::{self, Saved, Switched, Wanted};
use vestibule::store::{self, organization};

use super::provider::actor;
use super::{Browser, Page, Person, World, visit};

/// Its own, the next one, and a stranger's.
static PENS: LazyLock<[Pen; 3]> = LazyLock::new(|| {
    let began = Instant(1_795_737_600_000_000);
    ["Own", "Next", "Stranger"].map(|name| Pen::new(name, began).expect("a key"))
});
/// How people sign in there, where nothing else is said.
pub const PASSWORD: &str = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";

/// A provider.
#[derive(Clone, Debug)]
pub struct SamlProvider {
    /// Its entity id.
    pub entity: String,
    /// Where its sign-ins begin.
    pub place: String,
}

/// A message in its form's encoding.
pub fn packed(xml: &str) -> String {
    BASE64.encode(xml.as_bytes())
}

impl SamlProvider {
    pub fn new() -> SamlProvider {
        SamlProvider::named("idp.larkfield.example")
    }

    pub fn named(host: &str) -> SamlProvider {
        SamlProvider { entity: format!("https://{host}/idp"), place: format!("https://{host}/sso?tenant=1") }
    }

    pub fn own(&self) -> &'static Pen {
        &PENS[0]
    }

    pub fn next(&self) -> &'static Pen {
        &PENS[1]
    }

    pub fn stranger(&self) -> &'static Pen {
        &PENS[2]
    }

    /// What it says about itself, with these certificates.
    pub fn metadata(&self, pens: &[&Pen]) -> String {
        Pen::metadata(pens, &self.entity, &self.place)
    }

    /// Goes where a page of ours sends the browser: what it would answer about somebody, and what goes along with it.
    pub async fn goes(
        &self,
        world: &World,
        browser: &mut Browser,
        href: &str,
        email: &str,
    ) -> (Response, String) {
        let page = browser.ask("GET", href, None).await;
        let location = page.headers.get("location").and_then(|to| to.to_str().ok());
        let location = location.unwrap_or_else(|| panic!("sent nowhere: {}", page.told())).to_owned();
        self.asked(world, &location, email)
    }

    /// What it would answer to the question in an address.
    pub fn asked(&self, world: &World, location: &str, email: &str) -> (Response, String) {
        let query = location.strip_prefix(&format!("{}&", self.place));
        let query = query.unwrap_or_else(|| panic!("not there: {location}"));
        assert!(query.contains("&SigAlg=") && query.contains("&Signature="), "{query}");
        let carried = Carried::redirected(query).expect("a message");
        assert_eq!(carried.kind, Kind::Request);
        let xml = String::from_utf8(carried.xml).expect("text");
        let part = |start: &str, end: &str| {
            let after = xml.split_once(start).unwrap_or_else(|| panic!("{start}: {xml}")).1;
            after.split_once(end).expect("an end").0.to_owned()
        };
        let acs = part("AssertionConsumerServiceURL=\"", "\"");
        let audience = part("<saml:Issuer>", "</saml:Issuer>");
        let request = Some(part(" ID=\"", "\""));
        let says = Response { request, ..self.says(world, &acs, &audience, email) };
        (says, carried.relay_state.expect("what belongs to the question"))
    }

    /// What it would say unasked.
    pub fn says(&self, world: &World, acs: &str, audience: &str, email: &str) -> Response {
        Response {
            issuer: self.entity.clone(),
            acs: acs.to_owned(),
            recipient: acs.to_owned(),
            audience: audience.to_owned(),
            request: None,
            name: format!("key of {email}"),
            format: "persistent",
            attributes: vec![("email", email.to_owned())],
            context: PASSWORD,
            now: world.app.now(),
        }
    }

    /// The response with a signed assertion.
    pub fn signed(&self, says: &Response) -> String {
        says.around(&self.own().signed(&says.assertion()).expect("a signature"))
    }

    /// All of it: there, somebody, and back.
    pub async fn signs_in<'b>(
        &self,
        world: &World,
        browser: &'b mut Browser,
        href: &str,
        email: &str,
    ) -> &'b Page {
        let (says, state) = self.goes(world, browser, href, email).await;
        browser.brings(&says.acs, &self.signed(&says), &state).await
    }
}

impl Browser {
    /// Sends a form from another site's page: this browser keeps our cookies back, and gets none.
    pub async fn sends_from_elsewhere(&mut self, path: &str, fields: &[(&str, &str)]) -> &Page {
        let keeps = std::mem::replace(&mut self.keeps_cookies, false);
        self.headers.push(("sec-fetch-site", "cross-site".to_owned()));
        self.post_fields(path, fields).await;
        self.headers.pop();
        self.keeps_cookies = keeps;
        &self.page
    }

    /// Comes from a provider's page with a message, and goes on from ours as its script or its button does.
    pub async fn brings(&mut self, acs: &str, xml: &str, state: &str) -> &Page {
        let fields = [("SAMLResponse", packed(xml)), ("RelayState", state.to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let page = self.sends_from_elsewhere(acs, &fields).await;
        assert!(page.status == 200 && page.html.contains("data-at-once"), "{}", page.told());
        assert!(page.headers.get("set-cookie").is_none(), "{:?}", page.headers);
        self.fill(&[]).await
    }
}

impl World {
    /// A connection of that organization to the provider, tried and switched on.
    pub async fn connect_saml(&self, provider: &SamlProvider, slug: &str, admin: &Person) -> Uuid {
        let house = organization::find_by_slug(&mut self.app.store.read(), slug).await.unwrap().expect("it");
        let wanted = Wanted {
            provider: "saml".to_owned(),
            protocol: "saml".to_owned(),
            name: format!("{slug} sign-on"),
            metadata: provider.metadata(&[provider.own()]),
            second: "when-said".to_owned(),
            addresses: "verified".to_owned(),
            ..Wanted::default()
        };
        let (app, visit) = (&self.app, visit(self.app.now()));
        let id = match connection::add(app, &visit, &house, &actor(admin), &wanted).await.unwrap() {
            Saved::Done(id) => id,
            other => panic!("{other:?}"),
        };
        let row = store::connection::any_find(&mut app.store.read(), id).await.unwrap().expect("it");
        let mut write = app.store.write().await.unwrap();
        assert!(store::connection::set_tried(&mut write, id, app.now(), row.changed_at).await.unwrap());
        write.commit().await.unwrap();
        let came = connection::switch(app, &visit, &house, &actor(admin), id, true).await.unwrap();
        assert_eq!(came, Switched::Done);
        id
    }
}
