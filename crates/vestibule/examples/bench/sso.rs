//! What a sign-in through an organization's own provider costs the server: no password is hashed.
//!
//! The provider is in this process, whose time is not counted. Its codes say what their tokens say.

use std::collections::HashMap;
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use data_encoding::BASE64URL_NOPAD;
use rules::Span;
use serde_json::{Value, json};
use uuid::Uuid;
use vestibule::cli::start;
use vestibule::store::connection::{self, ConnectionRow};
use vestibule::store::organization;

use crate::house::{Place, Server, email, network, settings};
use crate::knock::Visitor;
use crate::{median, tell};

const ROUNDS: usize = 9;
const A_ROUND: usize = 200;
const CLIENT: &str = "bench";

struct Provider {
    issuer: String,
    key: EcdsaKeyPair,
}

/// Processor time of the server for a whole sign-in through a provider, one after the other.
pub async fn per_sign_on(server: &Server, place: &Place) {
    let (provider, id) = connected(place).await;
    let mut took = Vec::new();
    for round in 0..ROUNDS {
        let before = server.worked();
        for number in 0..A_ROUND {
            let person = 1 + round * A_ROUND + number;
            let mut visitor = Visitor::from(server.at, network(person));
            let asked = visitor.get(&format!("/sso/{id}")).await.unwrap();
            let answer = visitor.get(&provider.answer(asked.location(), &email(person))).await.unwrap();
            assert!(answer.leads_to("/account"), "{answer:?}");
        }
        took.push((server.worked() - before) / A_ROUND as f64 * 1000.0);
    }
    let took = median(took);
    let goal = Some(("< 5 ms", took < 5.0));
    tell("processor time of a sign-in through a provider", format!("{took:.1} ms"), goal);
}

impl Provider {
    /// What the browser brings back: a code that says whom it is about and what was asked.
    fn answer(&self, question: &str, email: &str) -> String {
        let (_, query) = question.split_once('?').expect("a question");
        let asked: HashMap<String, String> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let code = format!("{email} {}", asked["nonce"]);
        let back = asked["redirect_uri"].splitn(4, '/').nth(3).expect("a path").to_owned();
        let pairs = [("state", &asked["state"]), ("code", &code), ("iss", &self.issuer)];
        format!("/{back}?{}", form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish())
    }

    fn described(&self) -> Value {
        let at = |path: &str| format!("{}{path}", self.issuer);
        json!({ "issuer": self.issuer, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
            "jwks_uri": at("/keys") })
    }

    fn keys(&self) -> Value {
        let point = self.key.public_key().as_ref();
        let (x, y) = (BASE64URL_NOPAD.encode(&point[1..33]), BASE64URL_NOPAD.encode(&point[33..]));
        json!({ "keys": [{ "kty": "EC", "crv": "P-256", "kid": "one", "x": x, "y": y }] })
    }
}

async fn token(State(provider): State<Arc<Provider>>, body: String) -> Json<Value> {
    let fields: HashMap<String, String> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let (email, nonce) = fields["code"].split_once(' ').expect("a code");
    let now =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("it is later").as_secs();
    let claims = json!({ "iss": provider.issuer, "aud": CLIENT, "sub": email, "email": email, "email_verified": true,
        "nonce": nonce, "iat": now, "exp": now + 300, "sid": Uuid::now_v7().to_string() });
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let signed = format!("{}.{}", part(&json!({ "alg": "ES256", "kid": "one" })), part(&claims));
    let signature = provider.key.sign(&SystemRandom::new(), signed.as_bytes()).expect("a signature");
    let token = format!("{signed}.{}", BASE64URL_NOPAD.encode(signature.as_ref()));
    Json(json!({ "access_token": "none", "token_type": "Bearer", "id_token": token }))
}

/// A provider that serves, and a connection to it that is on.
async fn connected(place: &Place) -> (Arc<Provider>, Uuid) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let issuer = format!("http://{}", listener.local_addr().expect("an address"));
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.expect("a key").as_ref());
    let provider = Arc::new(Provider { issuer, key: key.expect("a key") });
    let router = Router::new()
        .route("/keys", get(|State(provider): State<Arc<Provider>>| async move { Json(provider.keys()) }))
        .route("/token", post(token))
        .with_state(Arc::clone(&provider));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let app = start::start(settings(place)).await.unwrap();
    let house = organization::find_by_slug(&mut app.store.read(), "larkfield").await.unwrap().unwrap();
    let (id, now) = (app.new_id(), app.now());
    let row = ConnectionRow {
        id,
        organization_id: house.id,
        name: "Bench sign-on".to_owned(),
        provider: "oidc".to_owned(),
        mode: "optional".to_owned(),
        issuer: provider.issuer.clone(),
        client_id: CLIENT.to_owned(),
        client_secret: app.seal(&["connections", "client_secret", &id.to_string()], b"a secret"),
        secret_ends_at: Some(now.plus(Span::days(365))),
        second: "never".to_owned(),
        addresses: "verified".to_owned(),
        described: provider.described().to_string(),
        keys: provider.keys().to_string(),
        fetched_at: now,
        added_at: now,
        changed_at: now,
        tried_at: Some(now),
        told_days: None,
        protocol: "oidc".to_owned(),
        described_at: None,
        certificate: None,
    };
    let mut write = app.store.write().await.unwrap();
    connection::add(&mut write, &row).await.unwrap();
    write.commit().await.unwrap();
    app.store.close().await;
    (provider, id)
}
