//! Causes met on the way through an organization's own provider.

use super::walk::{SLUG, Walk};
use vestibule::dev::provider::pen::Response;

use crate::world::provider::{Provider, Says, Wrong};
use crate::world::saml::SamlProvider;
use crate::world::{Browser, OPEN, Person};

/// Larkfield with its provider; Eli is a member, Jo its admin.
struct Scene {
    jo: Person,
    eli: Person,
    provider: Provider,
    start: String,
}

async fn begin(walk: &Walk) -> Scene {
    walk.world.organization(SLUG, OPEN).await;
    let jo = walk.world.admin_with_app("jo@larkfield.example", SLUG).await;
    let eli = walk.world.member("eli@larkfield.example", SLUG).await;
    let provider = Provider::begin().await;
    let connection = walk.world.connect(&provider, SLUG, &jo).await;
    walk.world.prove_domain(SLUG, &jo, "larkfield.example").await;
    Scene { jo, eli, provider, start: format!("/sso/{connection}") }
}

impl Scene {
    /// Eli types the address, goes to the provider, and comes back with that.
    async fn comes(&self, walk: &Walk, browser: &mut Browser, says: Says) {
        browser.open("/sign-in").await;
        let page = browser.fill(&[("email", &self.eli.email)]).await;
        let href = page.link_to("/sso/").unwrap_or_else(|| panic!("no way: {}", page.told()));
        self.provider.signs_in(&walk.world, browser, &href, says).await;
    }

    fn says(&self) -> Says {
        Says::of(&self.eli.email)
    }

    /// The page that refuses is read by everybody.
    async fn refused(&self, walk: &mut Walk, browser: &Browser) {
        walk.refused(&browser.page.clone(), Some(&self.eli), Some(&self.jo)).await;
    }
}

/// What asking again heals.
async fn again(walk: &mut Walk, wrong: Wrong) {
    let scene = begin(walk).await;
    let mut browser = walk.world.browser();
    scene.comes(walk, &mut browser, scene.says().wrong(wrong)).await;
    scene.refused(walk, &browser).await;
    walk.goes_to_provider(&mut browser, &scene.provider, scene.says()).await;
    walk.is_in(&mut browser, &scene.eli).await;
}

/// What an admin mends, at the provider or here, by what the connection's page says.
async fn mended(walk: &mut Walk, says: impl Fn(Says) -> Says) {
    let scene = begin(walk).await;
    let mut browser = walk.world.browser();
    scene.comes(walk, &mut browser, says(scene.says())).await;
    scene.refused(walk, &browser).await;
    let reference = walk.reference().to_owned();
    let office = walk.admin_takes().await;
    assert_eq!(
        office.page.place(),
        format!("/org/{SLUG}{}/{reference}", scene.start),
        "{}",
        office.page.told()
    );
    assert!(office.page.html.contains("data-mend"), "{}", office.page.told());
    scene.comes(walk, &mut browser, scene.says()).await;
    walk.is_in(&mut browser, &scene.eli).await;
}

macro_rules! told {
    ($($name:ident = $how:ident($($what:expr),*);)*) => {
        $(pub async fn $name(walk: &mut Walk) {
            $how(walk, $($what),*).await;
        })*
    };
}

told! {
    expired = again(Wrong::Ended(300));
    not_yet_valid = again(Wrong::Ahead(420));
    declined = again(Wrong::Says("access_denied", "cancelled"));
    provider_said = again(Wrong::Says("server_error", "out of order"));
    unasked = again(Wrong::Nonce);
    audience = mended(|says| says.wrong(Wrong::Audience));
    issuer = mended(|says| says.wrong(Wrong::Issuer));
    unsigned = mended(|says| says.wrong(Wrong::Unsigned));
    key = mended(|says| says.wrong(Wrong::Key));
    signature = mended(|says| says.wrong(Wrong::Changed));
    algorithm = mended(|says| says.wrong(Wrong::Secret));
    unreadable = mended(|says| says.wrong(Wrong::Nonsense));
    secret_refused = mended(|says| says.wrong(Wrong::Forgets));
    not_assigned = mended(|says| says.wrong(Wrong::Says("access_denied", "User is not assigned")));
    no_address = mended(|says| Says { email: None, ..says });
    address_unverified = mended(|says| Says { verified: false, ..says });
}

/// The same by a provider that speaks SAML, which alone can be wrong in these ways.
async fn mended_by_saml(walk: &mut Walk, wrong: impl Fn(&SamlProvider, &mut Response) -> Option<String>) {
    walk.world.organization(SLUG, OPEN).await;
    let jo = walk.world.admin_with_app("jo@larkfield.example", SLUG).await;
    let eli = walk.world.member("eli@larkfield.example", SLUG).await;
    let provider = SamlProvider::new();
    let connection = walk.world.connect_saml(&provider, SLUG, &jo).await;
    walk.world.prove_domain(SLUG, &jo, "larkfield.example").await;
    let start = format!("/sso/{connection}");
    let mut browser = walk.world.browser();
    browser.open("/sign-in").await;
    let href = browser.fill(&[("email", &eli.email)]).await.link_to("/sso/").expect("the way");
    let (mut says, state) = provider.goes(&walk.world, &mut browser, &href, &eli.email).await;
    let xml = wrong(&provider, &mut says).unwrap_or_else(|| provider.signed(&says));
    browser.brings(&says.acs, &xml, &state).await;
    walk.refused(&browser.page.clone(), Some(&eli), Some(&jo)).await;
    let reference = walk.reference().to_owned();
    let office = walk.admin_takes().await;
    assert_eq!(office.page.place(), format!("/org/{SLUG}{start}/{reference}"), "{}", office.page.told());
    assert!(office.page.html.contains("data-mend"), "{}", office.page.told());
    provider.signs_in(&walk.world, &mut browser, &start, &eli.email).await;
    walk.is_in(&mut browser, &eli).await;
}

pub async fn recipient(walk: &mut Walk) {
    mended_by_saml(walk, |_, says| {
        says.recipient = "https://another.example/acs".to_owned();
        None
    })
    .await;
}

pub async fn encrypted(walk: &mut Walk) {
    mended_by_saml(walk, |provider, says| Some(says.encrypted_for(provider.stranger()))).await;
}

pub async fn no_subject(walk: &mut Walk) {
    mended_by_saml(walk, |_, says| {
        says.format = "transient";
        None
    })
    .await;
}

/// The provider is out of order, and the password is not.
pub async fn unreachable(walk: &mut Walk) {
    let scene = begin(walk).await;
    let mut browser = walk.world.browser();
    scene.comes(walk, &mut browser, scene.says().wrong(Wrong::Down)).await;
    scene.refused(walk, &browser).await;
    by_password(walk, &scene, &mut browser).await;
}

async fn by_password(walk: &mut Walk, scene: &Scene, browser: &mut Browser) {
    walk.takes(browser).await;
    assert_eq!(browser.page.place(), "/sign-in/password", "{}", browser.page.told());
    browser.fill(&[("password", &scene.eli.password)]).await;
    walk.is_in(browser, &scene.eli).await;
}

pub async fn switched_off(walk: &mut Walk) {
    let scene = begin(walk).await;
    let mut browser = walk.world.browser();
    browser.open("/sign-in").await;
    let page = browser.fill(&[("email", &scene.eli.email)]).await;
    let href = page.link_to("/sso/").expect("the way");
    let back = scene.provider.goes(&walk.world, &mut browser, &href, scene.says()).await;
    let mut office = walk.world.browser();
    office.sign_in(&walk.world, &scene.jo).await;
    office.open(&format!("/org/{SLUG}{}", scene.start)).await;
    office.press(&format!("/org/{SLUG}{}/switch", scene.start), &[("to", "off")]).await;
    // An app's next code is another one.
    walk.world.pass(rules::Span::minutes(1));
    browser.open(&back).await;
    scene.refused(walk, &browser).await;
    by_password(walk, &scene, &mut browser).await;
}

/// The same answer in the same browser again, which has signed out meanwhile.
pub async fn used_twice(walk: &mut Walk) {
    let scene = begin(walk).await;
    let mut browser = walk.world.browser();
    browser.open("/sign-in").await;
    let page = browser.fill(&[("email", &scene.eli.email)]).await;
    let href = page.link_to("/sso/").expect("the way");
    let back = scene.provider.goes(&walk.world, &mut browser, &href, scene.says()).await;
    let before = browser.cookies.clone();
    browser.open(&back).await;
    browser.cookies = before;
    browser.open(&back).await;
    scene.refused(walk, &browser).await;
    walk.goes_to_provider(&mut browser, &scene.provider, scene.says()).await;
    walk.is_in(&mut browser, &scene.eli).await;
}

/// Cookies were cleared at the provider: nobody knows any more whose it was.
pub async fn state_lost(walk: &mut Walk) {
    let scene = begin(walk).await;
    let mut browser = walk.world.browser();
    let back = scene.provider.goes(&walk.world, &mut browser, &scene.start, scene.says()).await;
    browser.cookies.retain(|name, _| !name.contains("ask-"));
    browser.open(&back).await;
    walk.refused(&browser.page.clone(), None, None).await;
    walk.goes_to_provider(&mut browser, &scene.provider, scene.says()).await;
    walk.is_in(&mut browser, &scene.eli).await;
}

pub async fn another_person(walk: &mut Walk) {
    let scene = begin(walk).await;
    let mut browser = walk.world.browser();
    scene.comes(walk, &mut browser, Says::of(&scene.jo.email)).await;
    scene.refused(walk, &browser).await;
    walk.goes_to_provider(&mut browser, &scene.provider, scene.says()).await;
    walk.is_in(&mut browser, &scene.eli).await;
}

/// The provider vouches for somebody who is nobody's here: an admin invites the address, and they come again.
async fn invited(walk: &mut Walk, email: &str) {
    let scene = begin(walk).await;
    let mut browser = walk.world.browser();
    scene.provider.signs_in(&walk.world, &mut browser, &scene.start, Says::of(email)).await;
    walk.refused(&browser.page.clone(), None, None).await;
    let person = Person { email: email.to_owned(), ..scene.eli.clone() };
    let mut office = walk.world.browser();
    office.sign_in(&walk.world, &scene.jo).await;
    office.open(&format!("/org/{SLUG}/people")).await;
    walk.admin_invites(&mut office, &person).await;
    scene.provider.signs_in(&walk.world, &mut browser, &scene.start, Says::of(email)).await;
    walk.is_in(&mut browser, &person).await;
}

pub async fn nobody_here(walk: &mut Walk) {
    invited(walk, "new@larkfield.example").await;
}

pub async fn domain_unproved(walk: &mut Walk) {
    invited(walk, "kim@contractor.example").await;
}

pub async fn subject_changed(walk: &mut Walk) {
    let scene = begin(walk).await;
    let mut browser = walk.world.browser();
    scene.comes(walk, &mut browser, scene.says()).await;
    browser.post_fields("/sign-out", &[]).await;
    let anew = Says { subject: "made anew".to_owned(), ..scene.says() };
    let mut other = walk.world.browser();
    scene.comes(walk, &mut other, anew.clone()).await;
    scene.refused(walk, &other).await;
    let office = walk.admin_takes().await;
    office.press(&format!("/org/{SLUG}/sso/proposal"), &[("answer", "yes")]).await;
    scene.comes(walk, &mut other, anew).await;
    walk.is_in(&mut other, &scene.eli).await;
}

/// Whoever came through the provider opens what is their own.
pub async fn only_visiting(walk: &mut Walk) {
    let scene = begin(walk).await;
    let mut browser = walk.world.browser();
    scene.comes(walk, &mut browser, scene.says()).await;
    browser.open("/account/password").await;
    scene.refused(walk, &browser).await;
    walk.takes(&mut browser).await;
    assert_eq!(browser.page.place(), "/sign-in/password", "{}", browser.page.told());
    browser.fill(&[("password", &scene.eli.password)]).await;
    walk.is_in(&mut browser, &scene.eli).await;
}

pub async fn required(walk: &mut Walk) {
    let scene = begin(walk).await;
    let mut browser = walk.world.browser();
    browser.sign_in(&walk.world, &scene.eli).await;
    walk.world.require_sign_on(SLUG, &scene.jo).await;
    browser.open("/sign-in/choose").await;
    browser.press("/sign-in/choose", &[("organization", SLUG)]).await;
    assert_eq!(browser.page.place(), "/sign-in/refused", "{}", browser.page.told());
    scene.refused(walk, &browser).await;
    walk.goes_to_provider(&mut browser, &scene.provider, scene.says()).await;
    walk.is_in(&mut browser, &scene.eli).await;
}
