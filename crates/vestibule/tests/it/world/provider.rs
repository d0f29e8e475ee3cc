//! An identity provider of an organization's own, on this machine: as small as one can be, and as bad as a story wants.
//!
//! It signs with ECDSA and keeps to OpenID Connect Core; what it does wrong is told by [`Wrong`]. Providers that others
//! wrote are in the browser's stories.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};
use uuid::Uuid;
use vestibule::flows::connection::{self, Saved, Switched, Wanted};
use vestibule::flows::{domain, sign_on};
use vestibule::store::{self, organization};

use super::{Browser, Page, Person, World, visit};

/// What it does wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing.
    #[default]
    Nothing,
    /// Its clock is so many seconds ahead.
    Ahead(i64),
    /// What it says has ended so many seconds ago.
    Ended(i64),
    /// It means another application.
    Audience,
    /// It calls itself otherwise in what it says.
    Issuer,
    /// It calls itself otherwise on the way back.
    Named,
    /// It signs nothing.
    Unsigned,
    /// It signs with the client's secret.
    Secret,
    /// It signs with a key that it does not publish.
    Key,
    /// What it signed was changed.
    Changed,
    /// It answers another question.
    Nonce,
    /// It sends something else than a token.
    Nonsense,
    /// It doesn't know our secret any more.
    Forgets,
    /// It is out of order.
    Down,
    /// On the way back: an error and its words.
    Says(&'static str, &'static str),
}

/// Who it says somebody is.
#[derive(Clone, Debug)]
pub struct Says {
    /// Its key for them.
    pub subject: String,
    /// Their address, if it says one.
    pub email: Option<String>,
    /// It has made sure of that.
    pub verified: bool,
    /// How they proved themselves there.
    pub methods: Vec<&'static str>,
    /// What it calls their session there.
    pub session: Option<String>,
    /// What else it says, name by name.
    pub more: Vec<(&'static str, Value)>,
    /// What it does wrong.
    pub wrong: Wrong,
}

impl Says {
    /// All is well.
    pub fn of(email: &str) -> Says {
        Says {
            subject: format!("key of {email}"),
            email: Some(email.to_owned()),
            verified: true,
            methods: vec!["pwd"],
            session: Some(format!("the session there of {email}")),
            more: vec![],
            wrong: Wrong::Nothing,
        }
    }

    /// The same, and in these groups there.
    pub fn in_groups(mut self, groups: &[&str]) -> Says {
        self.more.push(("groups", json!(groups)));
        self
    }

    /// The same, done wrong.
    pub fn wrong(self, wrong: Wrong) -> Says {
        Says { wrong, ..self }
    }
}

/// The only client's secret.
const SECRET: &str = "a secret of the client: +%&";
/// The only client.
const CLIENT: &str = "vestibule";

struct Asked {
    says: Says,
    nonce: String,
    challenge: String,
    back: String,
    now: i64,
}

/// What it signs with, and what it says of that.
#[derive(Clone, Copy, Debug)]
pub struct Signing {
    /// Which of its two keys it signs with.
    pub key: usize,
    /// What it calls that key.
    pub name: Option<&'static str>,
    /// Which one it publishes.
    pub published: usize,
    /// It publishes anything.
    pub publishes: bool,
}

struct Inside {
    issuer: String,
    gone: AtomicBool,
    keys: [EcdsaKeyPair; 2],
    signing: Mutex<Signing>,
    asked: Mutex<HashMap<String, Asked>>,
}

/// A provider.
#[derive(Clone)]
pub struct Provider(Arc<Inside>);

fn key() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("a key");
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref()).expect("a key")
}

fn encoded(value: &Value) -> String {
    BASE64URL_NOPAD.encode(value.to_string().as_bytes())
}

impl Provider {
    /// Begins to serve.
    pub async fn begin() -> Provider {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let gone = AtomicBool::new(false);
        let signing = Signing { key: 0, name: Some("one"), published: 0, publishes: true };
        let signing = Mutex::new(signing);
        let inside = Inside { issuer, gone, keys: [key(), key()], signing, asked: Mutex::default() };
        let provider = Provider(Arc::new(inside));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(described))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    /// From now on it signs so.
    pub fn signs(&self, signing: Signing) {
        *self.0.signing.lock().expect("nobody broke it") = signing;
    }

    fn signing(&self) -> Signing {
        *self.0.signing.lock().expect("nobody broke it")
    }

    /// Its name for itself.
    pub fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// It does not answer any more, or does again.
    pub fn goes_away(&self, gone: bool) {
        self.0.gone.store(gone, Ordering::SeqCst);
    }

    /// Somebody stands before it with this question: what comes back.
    pub fn answers(&self, world: &World, location: &str, says: Says) -> String {
        let start = format!("{}/authorize?", self.issuer());
        let query = location.strip_prefix(&start).unwrap_or_else(|| panic!("not ours: {location}"));
        let asked: HashMap<String, String> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["client_id"], CLIENT);
        assert_eq!(asked["code_challenge_method"], "S256");
        let mut back = form_urlencoded::Serializer::new(String::new());
        back.append_pair("state", &asked["state"]);
        let named = if says.wrong == Wrong::Named { "https://another.example" } else { self.issuer() };
        back.append_pair("iss", named);
        if let Wrong::Says(error, words) = says.wrong {
            back.append_pair("error", error).append_pair("error_description", words);
        } else {
            let code = Uuid::now_v7().to_string();
            back.append_pair("code", &code);
            let asked = Asked {
                says,
                nonce: asked["nonce"].clone(),
                challenge: asked["code_challenge"].clone(),
                back: asked["redirect_uri"].clone(),
                now: world.app.now().0 / 1_000_000,
            };
            self.0.asked.lock().expect("nobody broke it").insert(code, asked);
        }
        format!("{}?{}", asked["redirect_uri"], back.finish())
    }

    fn token(&self, asked: &Asked) -> String {
        let says = &asked.says;
        let now = match says.wrong {
            Wrong::Ahead(seconds) => asked.now + seconds,
            Wrong::Ended(seconds) => asked.now - 300 - seconds,
            _ => asked.now,
        };
        let mut claims = json!({
            "iss": if says.wrong == Wrong::Issuer { "https://another.example" } else { self.issuer() },
            "aud": if says.wrong == Wrong::Audience { "another application" } else { CLIENT },
            "sub": says.subject,
            "iat": now,
            "exp": now + 300,
            "nonce": if says.wrong == Wrong::Nonce { "another question's" } else { asked.nonce.as_str() },
            "amr": says.methods,
        });
        if let Some(session) = &says.session {
            claims["sid"] = json!(session);
        }
        if let Some(email) = &says.email {
            claims["email"] = json!(email);
            claims["email_verified"] = json!(says.verified);
        }
        for (name, value) in &says.more {
            claims[*name] = value.clone();
        }
        let alg = match says.wrong {
            Wrong::Unsigned => "none",
            Wrong::Secret => "HS256",
            _ => "ES256",
        };
        let (key, name) = match (says.wrong, self.signing()) {
            (Wrong::Key, signing) => (1 - signing.key, Some("two")),
            (_, signing) => (signing.key, signing.name),
        };
        let mut head = json!({ "alg": alg, "typ": "JWT" });
        if let Some(name) = name {
            head["kid"] = json!(name);
        }
        let signed = format!("{}.{}", encoded(&head), encoded(&claims));
        let signature = match says.wrong {
            Wrong::Unsigned => vec![],
            Wrong::Secret => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
                hmac::sign(&key, signed.as_bytes()).as_ref().to_vec()
            }
            _ => {
                let key = &self.0.keys[key];
                key.sign(&SystemRandom::new(), signed.as_bytes()).expect("a signature").as_ref().to_vec()
            }
        };
        let signed = match says.wrong {
            Wrong::Changed => {
                claims["email"] = json!("somebody@else.example");
                format!("{}.{}", signed.split('.').next().unwrap_or_default(), encoded(&claims))
            }
            _ => signed,
        };
        format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature))
    }

    /// Its word that somebody signed out there, with these members otherwise (null: without them); `wrong`: signed with
    /// a key that it does not publish, or by nobody.
    pub fn logout(&self, world: &World, members: Value, wrong: Wrong) -> String {
        let now = world.app.now().0 / 1_000_000;
        let mut claims = json!({
            "iss": self.issuer(), "aud": CLIENT, "iat": now, "exp": now + 120, "jti": Uuid::now_v7().to_string(),
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        });
        for (name, value) in members.as_object().expect("members") {
            match value {
                Value::Null => drop(claims.as_object_mut().expect("members").remove(name)),
                value => claims[name] = value.clone(),
            }
        }
        let alg = if wrong == Wrong::Unsigned { "none" } else { "ES256" };
        let signing = self.signing();
        let head = json!({ "alg": alg, "typ": "logout+jwt", "kid": signing.name });
        let signed = format!("{}.{}", encoded(&head), encoded(&claims));
        let key = &self.0.keys[if wrong == Wrong::Key { 1 - signing.key } else { signing.key }];
        let signature = key.sign(&SystemRandom::new(), signed.as_bytes()).expect("a signature");
        match wrong {
            Wrong::Unsigned => format!("{signed}."),
            _ => format!("{signed}.{}", BASE64URL_NOPAD.encode(signature.as_ref())),
        }
    }

    /// Goes where a page of ours sends the browser, is somebody there, and comes back.
    pub async fn signs_in<'b>(
        &self,
        world: &World,
        browser: &'b mut Browser,
        href: &str,
        says: Says,
    ) -> &'b Page {
        let back = self.goes(world, browser, href, says).await;
        browser.open(&back).await
    }

    /// The same, and does not come back yet.
    pub async fn goes(&self, world: &World, browser: &mut Browser, href: &str, says: Says) -> String {
        let mut location = href.to_owned();
        while location.starts_with('/') {
            let page = browser.ask("GET", &location, None).await;
            let there = page.headers.get("location").and_then(|to| to.to_str().ok());
            location = there.unwrap_or_else(|| panic!("sent nowhere: {}", page.told())).to_owned();
        }
        self.answers(world, &location, says)
    }
}

async fn described(State(provider): State<Provider>) -> Response {
    if !provider.signing().publishes {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    let issuer = provider.issuer();
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "end_session_endpoint": format!("{issuer}/end"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "authorization_response_iss_parameter_supported": true,
    })
    .to_string()
    .into_response()
}

async fn keys(State(provider): State<Provider>) -> Response {
    if provider.0.gone.load(Ordering::SeqCst) {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    let signing = provider.signing();
    let point = provider.0.keys[signing.published].public_key().as_ref().to_vec();
    let (x, y) = (BASE64URL_NOPAD.encode(&point[1..33]), BASE64URL_NOPAD.encode(&point[33..]));
    let mut key = json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "x": x, "y": y });
    if let Some(name) = signing.name {
        key["kid"] = json!(name);
    }
    json!({ "keys": [key] }).to_string().into_response()
}

async fn token(State(provider): State<Provider>, headers: axum::http::HeaderMap, body: String) -> Response {
    let fields: HashMap<String, String> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let asked = provider.0.asked.lock().expect("nobody broke it").remove(&fields["code"]);
    let refused = |status, error: &str| (status, json!({ "error": error }).to_string()).into_response();
    let Some(asked) = asked else { return refused(StatusCode::BAD_REQUEST, "invalid_grant") };
    // RFC 6749 §2.3.1: both halves are encoded as in a form before they are joined.
    let basic =
        headers["authorization"].to_str().expect("plain text").trim_start_matches("Basic ").to_owned();
    let basic = data_encoding::BASE64.decode(basic.as_bytes()).expect("base64");
    let encoded: String = form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
    let known = String::from_utf8(basic).expect("text") == format!("{CLIENT}:{encoded}");
    match asked.says.wrong {
        Wrong::Forgets => return refused(StatusCode::UNAUTHORIZED, "invalid_client"),
        Wrong::Down => return StatusCode::BAD_GATEWAY.into_response(),
        Wrong::Nonsense => return "{}".into_response(),
        _ => assert!(known, "our secret, as it was filled in"),
    }
    let proof = BASE64URL_NOPAD.encode(digest(&SHA256, fields["code_verifier"].as_bytes()).as_ref());
    assert_eq!(proof, asked.challenge, "whoever asked has the verifier");
    assert_eq!(fields["redirect_uri"], asked.back);
    json!({ "access_token": "nothing", "token_type": "Bearer", "id_token": provider.token(&asked) })
        .to_string()
        .into_response()
}

impl World {
    /// A connection of that organization to the provider, tried and switched on.
    pub async fn connect(&self, provider: &Provider, slug: &str, admin: &Person) -> Uuid {
        let id = self.connection(provider, slug, admin).await;
        let row = store::connection::any_find(&mut self.app.store.read(), id).await.unwrap().expect("it");
        let mut write = self.app.store.write().await.unwrap();
        assert!(store::connection::set_tried(&mut write, id, self.app.now(), row.changed_at).await.unwrap());
        write.commit().await.unwrap();
        let house = organization::find_by_slug(&mut self.app.store.read(), slug).await.unwrap().expect("it");
        let (app, visit) = (&self.app, visit(self.app.now()));
        let came = connection::switch(app, &visit, &house, &actor(admin), id, true).await.unwrap();
        assert_eq!(came, Switched::Done);
        id
    }

    /// The same, as it is right after it was saved.
    pub async fn connection(&self, provider: &Provider, slug: &str, admin: &Person) -> Uuid {
        let house = organization::find_by_slug(&mut self.app.store.read(), slug).await.unwrap().expect("it");
        let wanted = Wanted {
            provider: "oidc".to_owned(),
            protocol: "oidc".to_owned(),
            name: format!("{slug} sign-on"),
            issuer: provider.issuer().to_owned(),
            client_id: CLIENT.to_owned(),
            client_secret: SECRET.to_owned(),
            secret_ends_at: None,
            second: "when-said".to_owned(),
            addresses: "verified".to_owned(),
            ..Wanted::default()
        };
        let visit = visit(self.app.now());
        match connection::add(&self.app, &visit, &house, &actor(admin), &wanted).await.unwrap() {
            Saved::Done(id) => id,
            other => panic!("{other:?}"),
        }
    }

    /// Its people have to come through the provider.
    pub async fn require_sign_on(&self, slug: &str, admin: &Person) {
        let house = organization::find_by_slug(&mut self.app.store.read(), slug).await.unwrap().expect("it");
        let (visit, actor) = (visit(self.app.now()), actor(admin));
        let set = sign_on::require(&self.app, &visit, &house, (&actor, true), true).await.unwrap();
        assert_eq!(set, sign_on::Set::Done);
    }

    /// From now on all addresses count that the provider says, not only those that it marks.
    pub async fn let_all_addresses_count(&self, connection: Uuid) {
        let row =
            store::connection::any_find(&mut self.app.store.read(), connection).await.unwrap().expect("it");
        let mut write = self.app.store.write().await.unwrap();
        let row = store::connection::ConnectionRow { addresses: "all".to_owned(), ..row };
        store::connection::set(&mut write, &row).await.unwrap();
        write.commit().await.unwrap();
    }

    /// A domain of that organization, proved.
    pub async fn prove_domain(&self, slug: &str, admin: &Person, name: &str) {
        let house = organization::find_by_slug(&mut self.app.store.read(), slug).await.unwrap().expect("it");
        let (app, visit, actor) = (&self.app, visit(self.app.now()), actor(admin));
        domain::add(app, &visit, &house, &actor, name).await.unwrap();
        let row = store::domain::find(&mut app.store.read(), house.id, name).await.unwrap().expect("it");
        let (at, text) = domain::record(&row);
        app.names.write(&at, &[text]);
        let came = domain::ask(app, &visit, &house, &actor, name).await.unwrap();
        assert_eq!(came, domain::Domain::Proved);
    }
}

/// An admin with a second factor given just now.
pub fn actor(admin: &Person) -> vestibule::flows::Actor {
    vestibule::flows::Actor {
        id: Some(admin.id),
        name: admin.email.clone(),
        support: false,
        second: rules::people::ActorSecond::Recent,
    }
}
