//! The demo's identity provider, asked over a real connection as one asks a stranger's: the whole way of a code, and
//! every way in which it can be made to fail, told apart by what verifies its tokens.

mod saml;

use std::future::IntoFuture;
use std::net::{IpAddr, SocketAddr};

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode, header};
use axum::{Router, middleware};
use proofs::oidc::{
    Claims, Discovery, Expected, Flaw, Keys, challenge_of, discovery_at, read_discovery, read_keys, verify,
};
use rules::Span;
use serde_json::Value;
use tokio::net::TcpListener;
use tower::ServiceExt;
use vestibule::dev::provider::{CLIENT_ID, Manner, client_secret};
use vestibule::dev::stories::CAST;
use vestibule::outside::fetch::{Answer, Fetch};
use vestibule::web::entry;

use crate::world::World;

const NONCE: &str = "what-we-asked";
const VERIFIER: &str = "a verifier that is as long as it has to be, 43 letters";
const STATE: &str = "a state & more";

/// The demo's side door on a port of this machine, and somebody who wants to be let in by it.
struct Practice {
    world: World,
    router: Router,
    fetch: Fetch,
    base: String,
}

impl Practice {
    async fn new() -> Practice {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let world = World::set(|settings| settings.base_url.clone_from(&base)).await;
        let around = middleware::from_fn_with_state(world.app.clone(), entry::around);
        let router = vestibule::dev::router().layer(around).with_state(world.app.clone());
        let service = router.clone().into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(axum::serve(listener, service).into_future());
        Practice { world, router, fetch: Fetch::new(true), base }
    }

    fn issuer(&self) -> String {
        format!("{}/dev/provider", self.base)
    }

    fn callback(&self) -> String {
        format!("{}/sso/callback?connection=1", self.base)
    }

    async fn discovery(&self) -> Discovery {
        let at = discovery_at(&self.issuer()).expect("an issuer on this machine");
        let told = self.fetch.get(&at).await.unwrap();
        read_discovery(&told.body, &self.issuer()).unwrap()
    }

    async fn keys(&self) -> Keys {
        read_keys(&self.fetch.get(&self.discovery().await.keys_at).await.unwrap().body).unwrap()
    }

    /// What the browser is sent along with, with some of it changed.
    fn question(&self, changes: &[(&str, &str)]) -> String {
        let (callback, challenge) = (self.callback(), challenge_of(VERIFIER));
        let mut all = vec![
            ("client_id", CLIENT_ID),
            ("redirect_uri", &callback),
            ("response_type", "code"),
            ("scope", "openid email profile"),
            ("state", STATE),
            ("nonce", NONCE),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        for change in changes {
            all.retain(|(name, _)| *name != change.0);
            all.push(*change);
        }
        form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish()
    }

    async fn show(&self, changes: &[(&str, &str)]) -> (StatusCode, Option<String>, String) {
        let path = format!("/dev/provider/authorize?{}", self.question(changes));
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    async fn send(&self, request: Request<Body>) -> (StatusCode, Option<String>, String) {
        let response: Response<Body> = self.router.clone().oneshot(request).await.unwrap();
        let to = response.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (status, to, String::from_utf8(bytes.to_vec()).unwrap())
    }

    /// Chooses on the page, and gives what stands in the address one is sent back to.
    async fn choose(&self, who: &str, manner: Manner, second: bool) -> Vec<(String, String)> {
        let mut changes = vec![("who", who), ("manner", manner.word())];
        if second {
            changes.push(("second", "yes"));
        }
        let form = Request::post("/dev/provider/authorize")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        let (status, to, _) = self.send(form.body(Body::from(self.question(&changes))).unwrap()).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let to = to.unwrap();
        let query = to.strip_prefix(&format!("{}&", self.callback())).expect("back where it was asked");
        form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    async fn code(&self, who: &str, manner: Manner) -> String {
        value(&self.choose(who, manner, true).await, "code").expect("a code").to_owned()
    }

    async fn exchange(&self, basic: Option<(&str, &str)>, changes: &[(&str, &str)]) -> Answer {
        let callback = self.callback();
        let mut all = vec![
            ("grant_type", "authorization_code"),
            ("redirect_uri", callback.as_str()),
            ("code_verifier", VERIFIER),
        ];
        for change in changes {
            all.retain(|(name, _)| *name != change.0);
            all.push(*change);
        }
        let at = self.discovery().await.token_endpoint;
        self.fetch.post_form(&at, basic, &all).await.unwrap()
    }

    /// The whole way, as an app walks it.
    async fn tokens(&self, who: &str, manner: Manner) -> Value {
        let code = self.code(who, manner).await;
        let secret = client_secret(&self.world.app);
        let told = self.exchange(Some((CLIENT_ID, &secret)), &[("code", &code)]).await;
        assert_eq!(told.status, 200, "{}", String::from_utf8_lossy(&told.body));
        assert_eq!(told.date, Some(self.world.app.now().0 / 1_000_000), "its clock is the demo's");
        serde_json::from_slice(&told.body).unwrap()
    }

    async fn verified(&self, who: &str, manner: Manner) -> Result<Claims, Flaw> {
        let tokens = self.tokens(who, manner).await;
        let (issuer, now) = (self.issuer(), self.world.app.now());
        let expected = Expected { issuer: &issuer, client_id: CLIENT_ID, nonce: NONCE, now };
        verify(tokens["id_token"].as_str().unwrap(), &self.keys().await, &expected)
    }
}

fn value<'a>(all: &'a [(String, String)], name: &str) -> Option<&'a str> {
    all.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

fn error_of(told: &Answer) -> (u16, String) {
    let body: Value = serde_json::from_slice(&told.body).unwrap();
    (told.status, body["error"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn it_describes_itself_as_the_standard_wants_it() {
    let practice = Practice::new().await;
    let told = practice.discovery().await;
    assert_eq!(told.issuer, practice.issuer());
    assert_eq!((told.by_post, told.names_itself), (false, true));
    assert!(told.userinfo_endpoint.is_some() && told.end_session_endpoint.is_some());
    assert_eq!(practice.keys().await.names(), ["lumen-1"]);
    // What has to be typed where it is set up stands on a page.
    let page = Request::get("/dev/provider").body(Body::empty()).unwrap();
    let (status, _, html) = practice.send(page).await;
    assert_eq!(status, StatusCode::OK);
    for told in [&practice.issuer(), CLIENT_ID, &client_secret(&practice.world.app)] {
        assert!(html.contains(told), "{told} is missing: {html}");
    }
    let look = practice.fetch.get(&format!("{}/look.css", practice.issuer())).await.unwrap();
    assert_eq!(look.status, 200);
    assert!(html.contains("/dev/provider/look.css"));
}

#[tokio::test]
async fn a_code_becomes_a_token_that_holds() {
    let practice = Practice::new().await;
    let (status, _, html) = practice.show(&[("login_hint", "Pia@strictly.example")]).await;
    assert_eq!(status, StatusCode::OK);
    // Whoever is asked for stands there chosen, and colleagues besides.
    assert!(html.contains("value=\"pia@strictly.example\" checked"), "{html}");
    assert!(html.contains("una@strictly.example") && !html.contains("vera@desk.example"), "{html}");
    assert!(html.contains("name=\"state\" value=\"a state &#38; more\""), "{html}");

    let told = practice.choose("pia@strictly.example", Manner::Well, true).await;
    assert_eq!(value(&told, "state"), Some(STATE));
    assert_eq!(value(&told, "iss"), Some(practice.issuer().as_str()));
    assert_eq!(value(&told, "error"), None);

    let claims = practice.verified("pia@strictly.example", Manner::Well).await.unwrap();
    assert_eq!(claims.email.as_deref(), Some("pia@strictly.example"));
    assert!(claims.email_verified);
    assert_eq!((claims.given_name.as_deref(), claims.family_name.as_deref()), (Some("Pia"), Some("Holm")));
    assert_eq!(claims.methods, ["pwd", "otp", "mfa"]);
    assert_eq!(claims.groups, ["Staff"]);
    assert_eq!(claims.signed_in_at, Some(practice.world.app.now()));
    assert!(claims.session.is_some());
    let again = practice.verified("pia@strictly.example", Manner::Well).await.unwrap();
    assert_eq!(again.subject, claims.subject, "the same person, the same subject");
    let jo = practice.verified("jo@larkfield.example", Manner::Well).await.unwrap();
    assert_eq!(jo.groups, ["Admins", "Staff"]);
    assert_ne!(jo.subject, claims.subject);
}

#[tokio::test]
async fn everybody_whom_the_page_shows_can_be_chosen() {
    let practice = Practice::new().await;
    let (_, _, html) = practice.show(&[]).await;
    let shown: Vec<&str> = CAST
        .iter()
        .map(|one| one.email)
        .filter(|email| html.contains(&format!("value=\"{email}\"")))
        .collect();
    assert!(shown.len() >= 6, "{shown:?}");
    for email in shown {
        assert_eq!(practice.verified(email, Manner::Well).await.unwrap().email.as_deref(), Some(email));
    }
    let of_saml = [Manner::Unsigned, Manner::Recipient, Manner::Encrypted, Manner::Transient];
    for manner in Manner::ALL.into_iter().filter(|manner| !of_saml.contains(manner)) {
        assert!(html.contains(&format!("name=\"manner\" value=\"{}\"", manner.word())), "{manner:?}");
    }
    assert!(!html.contains('⟨'), "a sentence is missing: {html}");
}

#[tokio::test]
async fn without_a_second_factor_it_says_so() {
    let practice = Practice::new().await;
    let told = practice.choose("kim@larkfield.example", Manner::Well, false).await;
    let secret = client_secret(&practice.world.app);
    let code = value(&told, "code").unwrap();
    let told = practice.exchange(Some((CLIENT_ID, &secret)), &[("code", code)]).await;
    let tokens: Value = serde_json::from_slice(&told.body).unwrap();
    let (issuer, now) = (practice.issuer(), practice.world.app.now());
    let expected = Expected { issuer: &issuer, client_id: CLIENT_ID, nonce: NONCE, now };
    let claims = verify(tokens["id_token"].as_str().unwrap(), &practice.keys().await, &expected).unwrap();
    assert_eq!(claims.methods, ["pwd"]);
}

#[tokio::test]
async fn each_way_of_failing_is_told_from_the_others() {
    let practice = Practice::new().await;
    let ana = "ana@larkfield.example";
    let ours = |came: &str| came.to_owned();
    for manner in Manner::ALL {
        let expected = match manner {
            Manner::Expired => Flaw::Expired { by_seconds: 3600 },
            Manner::ClockAhead => Flaw::NotYet { by_seconds: 600 },
            Manner::Audience => {
                Flaw::Audience { came: vec![ours("another-application")], expected: ours(CLIENT_ID) }
            }
            Manner::Issuer => {
                let came = format!("{}/another", practice.issuer());
                Flaw::Issuer { came, expected: practice.issuer() }
            }
            Manner::Nonce => Flaw::Nonce,
            Manner::Key => Flaw::KeyUnknown { came: Some(ours("lumen-2")), known: vec![ours("lumen-1")] },
            Manner::Well | Manner::NoEmail | Manner::UnverifiedEmail | Manner::AnotherSubject => {
                let claims = practice.verified(ana, manner).await.unwrap();
                assert_eq!(claims.email.is_none(), manner == Manner::NoEmail, "{manner:?}");
                let verified = matches!(manner, Manner::Well | Manner::AnotherSubject);
                assert_eq!(claims.email_verified, verified, "{manner:?}");
                let again = practice.verified(ana, manner).await.unwrap();
                assert_eq!(again.subject == claims.subject, manner != Manner::AnotherSubject, "{manner:?}");
                continue;
            }
            Manner::Unsigned | Manner::Recipient | Manner::Encrypted | Manner::Transient => continue,
            Manner::NotAssigned | Manner::Refused | Manner::Trouble => {
                let told = practice.choose(ana, manner, true).await;
                let (error, description) = manner.error().unwrap();
                assert_eq!(value(&told, "error"), Some(error));
                assert_eq!(value(&told, "error_description"), Some(description));
                assert_eq!((value(&told, "state"), value(&told, "code")), (Some(STATE), None));
                assert_eq!(value(&told, "iss"), Some(practice.issuer().as_str()));
                continue;
            }
        };
        assert_eq!(practice.verified(ana, manner).await, Err(expected), "{manner:?}");
    }
}

#[tokio::test]
async fn a_code_is_worth_something_once_and_for_five_minutes() {
    let practice = Practice::new().await;
    let secret = client_secret(&practice.world.app);
    let basic = Some((CLIENT_ID, secret.as_str()));
    let denied = (400, "invalid_grant".to_owned());
    let code = practice.code("kim@larkfield.example", Manner::Well).await;
    assert_eq!(practice.exchange(basic, &[("code", &code)]).await.status, 200);
    assert_eq!(error_of(&practice.exchange(basic, &[("code", &code)]).await), denied, "twice");

    let code = practice.code("kim@larkfield.example", Manner::Well).await;
    practice.world.pass(Span::minutes(5));
    assert_eq!(error_of(&practice.exchange(basic, &[("code", &code)]).await), denied, "too late");
    let elsewhere = format!("{}/elsewhere", practice.base);
    for wrong in [("code_verifier", "another verifier"), ("code_verifier", ""), ("redirect_uri", &elsewhere)]
    {
        let code = practice.code("kim@larkfield.example", Manner::Well).await;
        let told = practice.exchange(basic, &[("code", &code), wrong]).await;
        assert_eq!(error_of(&told), denied, "{wrong:?}");
        let told = practice.exchange(basic, &[("code", &code)]).await;
        assert_eq!(error_of(&told), denied, "after {wrong:?} it is spent");
    }
    let told = practice.exchange(basic, &[("code", "made up")]).await;
    assert_eq!(error_of(&told), denied);
    let told = practice.exchange(basic, &[("code", "x"), ("grant_type", "password")]).await;
    assert_eq!(error_of(&told), (400, "unsupported_grant_type".to_owned()));
}

#[tokio::test]
async fn only_its_client_gets_tokens() {
    let practice = Practice::new().await;
    let secret = client_secret(&practice.world.app);
    let code = practice.code("kim@larkfield.example", Manner::Well).await;
    let denied = (401, "invalid_client".to_owned());
    for basic in
        [None, Some((CLIENT_ID, "guessed")), Some(("another", secret.as_str())), Some((CLIENT_ID, ""))]
    {
        assert_eq!(error_of(&practice.exchange(basic, &[("code", &code)]).await), denied, "{basic:?}");
    }
    let wrong = [("code", code.as_str()), ("client_id", CLIENT_ID), ("client_secret", "guessed")];
    assert_eq!(error_of(&practice.exchange(None, &wrong).await), denied);
    // None of that has spent the code, and the secret may stand in the form too.
    let right = [("code", code.as_str()), ("client_id", CLIENT_ID), ("client_secret", &secret)];
    assert_eq!(practice.exchange(None, &right).await.status, 200);
}

#[tokio::test]
async fn an_access_token_says_who_it_stands_for() {
    let practice = Practice::new().await;
    let tokens = practice.tokens("ida@fjordbank.example", Manner::Well).await;
    let ask = |token: &str| {
        let request =
            Request::get("/dev/provider/userinfo").header(header::AUTHORIZATION, format!("Bearer {token}"));
        practice.send(request.body(Body::empty()).unwrap())
    };
    let token = tokens["access_token"].as_str().unwrap();
    let (status, _, told) = ask(token).await;
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((status, told["email"].as_str()), (StatusCode::OK, Some("ida@fjordbank.example")));
    let (status, _, _) = ask("made up").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    practice.world.pass(Span::minutes(10));
    let (status, _, _) = ask(token).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "it has ended");
}

#[tokio::test]
async fn nobody_is_sent_to_an_address_that_is_not_ours() {
    let practice = Practice::new().await;
    let base = practice.base.clone();
    let elsewhere = [
        "https://attacker.example/".to_owned(),
        format!("{base}.attacker.example/"),
        format!("{base}@attacker.example/"),
        base.clone(),
        format!("{base}/\\attacker"),
        format!("{base}/#x"),
        String::new(),
    ];
    for address in &elsewhere {
        let (status, to, html) = practice.show(&[("redirect_uri", address)]).await;
        assert_eq!((status, to), (StatusCode::BAD_REQUEST, None), "{address}");
        assert!(html.contains("address that is not this demo"), "{html}");
        let path = format!("/dev/provider/logout?post_logout_redirect_uri={address}");
        if let Ok(request) = Request::get(path).body(Body::empty()) {
            let (status, to, _) = practice.send(request).await;
            // What stands behind a # does not reach a server.
            assert!(address.contains('#') || (status, to) == (StatusCode::OK, None), "{address}");
        }
    }
    let (status, to, _) = practice.show(&[("client_id", "another")]).await;
    assert_eq!((status, to), (StatusCode::BAD_REQUEST, None));
    let (status, to, _) = practice.show(&[("state", &"x".repeat(3000))]).await;
    assert_eq!((status, to), (StatusCode::BAD_REQUEST, None));
    let path = format!("/dev/provider/logout?post_logout_redirect_uri={base}/signed-out&state=5");
    let (_, to, _) = practice.send(Request::get(path).body(Body::empty()).unwrap()).await;
    assert_eq!(to, Some(format!("{base}/signed-out?state=5")));
}

#[tokio::test]
async fn what_it_cannot_do_is_said_to_whoever_asked() {
    let practice = Practice::new().await;
    for (change, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("scope", "email"), "invalid_scope"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("prompt", "none"), "login_required"),
    ] {
        let (status, to, _) = practice.show(&[change]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let to = to.unwrap();
        assert!(to.starts_with(&format!("{}&error={error}", practice.callback())), "{to}");
        assert!(to.contains("state=a+state+%26+more"), "{to}");
    }
    // Nobody is let in whom the directory does not have.
    for who in ["nobody@larkfield.example", "vera@desk.example", ""] {
        let form = practice.question(&[("who", who)]);
        let request = Request::post("/dev/provider/authorize").body(Body::from(form)).unwrap();
        let (status, to, _) = practice.send(request).await;
        assert_eq!((status, to), (StatusCode::BAD_REQUEST, None), "{who}");
    }
    // And no other site's page chooses for anybody.
    let form = practice.question(&[("who", "jo@larkfield.example")]);
    let request = Request::post("/dev/provider/authorize").header("sec-fetch-site", "cross-site");
    let (status, to, _) = practice.send(request.body(Body::from(form)).unwrap()).await;
    assert_eq!((status, to), (StatusCode::FORBIDDEN, None));
}

#[tokio::test]
async fn it_is_there_in_the_demo_alone() {
    let practice = Practice::new().await;
    let mut browser = practice.world.browser();
    browser.network = IpAddr::from([127, 0, 0, 1]);
    for path in ["/dev/provider", "/dev/provider/keys", "/dev/provider/authorize"] {
        assert_eq!(browser.open(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
