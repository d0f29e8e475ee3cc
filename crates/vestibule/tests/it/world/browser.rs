//! Somebody's browser: keeps cookies, follows where it is led, fills in the forms that it sees.
//!
//! Never in here: what a page means.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use tower::ServiceExt;

use super::page::{Form, Page, Remedy};
use super::{BASE, Person, World};

/// How often somebody is led on before we call it a circle.
const LED_AT_MOST: usize = 12;

/// A browser.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    /// Its cookies, by name.
    pub cookies: BTreeMap<String, String>,
    /// It sends cookies back.
    pub keeps_cookies: bool,
    /// From where it comes.
    pub network: IpAddr,
    /// What it sends along with everything.
    pub headers: Vec<(&'static str, String)>,
    /// The page before the person.
    pub page: Page,
}

impl Browser {
    pub(super) fn new(router: Router) -> Browser {
        let nothing = Page {
            path: "/".to_owned(),
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            html: String::new(),
            led: vec![],
        };
        Browser {
            router,
            cookies: BTreeMap::new(),
            keeps_cookies: true,
            network: IpAddr::from([192, 0, 2, 10]),
            headers: vec![],
            page: nothing,
        }
    }

    /// Opens a page and goes where it leads.
    pub async fn open(&mut self, path: &str) -> &Page {
        let page = self.ask("GET", path, None).await;
        self.follow(page).await
    }

    /// Fills in the main form and sends it.
    pub async fn fill(&mut self, fields: &[(&str, &str)]) -> &Page {
        let form = self.page.main_form();
        let action = if form.action.is_empty() { form.ways[0].clone() } else { form.action.clone() };
        self.send(&form, &action, fields).await
    }

    /// Presses a button that goes there, with these fields filled in.
    pub async fn press(&mut self, action: &str, fields: &[(&str, &str)]) -> &Page {
        let form = self.page.form(action);
        self.send(&form, action, fields).await
    }

    /// Follows the link or presses the button that carries this remedy's name. A link to a field leads to no other page.
    pub async fn take(&mut self, remedy: &str) -> &Page {
        match self.page.remedy(remedy) {
            Remedy::Link(href) => match href.strip_prefix('#') {
                Some(id) => {
                    let field = format!(" id=\"{id}\"");
                    assert!(self.page.html.contains(&field), "{remedy} leads to nothing: {}", self.page.html);
                    &self.page
                }
                None => self.open(&href).await,
            },
            Remedy::Form(form) => self.post(&form.action, &form.fields).await,
        }
    }

    /// Follows the first link that leads there.
    pub async fn follow_to(&mut self, path: &str) -> &Page {
        let link = self.page.link_to(path);
        let link = link.unwrap_or_else(|| panic!("no link to {path} on {}", self.page.told()));
        self.open(&link).await
    }

    async fn send(&mut self, form: &Form, action: &str, fields: &[(&str, &str)]) -> &Page {
        let mut all = form.fields.clone();
        for (name, value) in fields {
            all.retain(|(known, _)| known != name);
            all.push(((*name).to_owned(), (*value).to_owned()));
        }
        self.post(action, &all).await
    }

    /// Sends a form, whether a page had it or not.
    pub async fn post(&mut self, path: &str, fields: &[(String, String)]) -> &Page {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.post_bytes(path, body.into_bytes()).await
    }

    /// Sends a form of these fields.
    pub async fn post_fields(&mut self, path: &str, fields: &[(&str, &str)]) -> &Page {
        let fields: Vec<_> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.post(path, &fields).await
    }

    /// Sends these very bytes as a form.
    pub async fn post_bytes(&mut self, path: &str, body: Vec<u8>) -> &Page {
        let page = self.ask("POST", path, Some(body)).await;
        self.follow(page).await
    }

    /// Sends a body of another kind than plain forms.
    pub async fn post_as(&mut self, path: &str, kind: &str, body: Vec<u8>) -> &Page {
        let page = self.request("POST", path, kind, Some(body)).await;
        self.follow(page).await
    }

    /// One request, led nowhere.
    pub async fn ask(&mut self, method: &str, path: &str, body: Option<Vec<u8>>) -> Page {
        self.request(method, path, "application/x-www-form-urlencoded", body).await
    }

    async fn request(&mut self, method: &str, path: &str, kind: &str, body: Option<Vec<u8>>) -> Page {
        let path = path.strip_prefix(BASE).unwrap_or(path);
        let mut request = Request::builder().method(method).uri(path);
        if !self.headers.iter().any(|(name, _)| *name == "host") {
            request = request.header("host", "login.vestibule.example");
        }
        if !self.headers.iter().any(|(name, _)| *name == "user-agent") {
            request = request.header("user-agent", "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0");
        }
        if self.keeps_cookies && !self.cookies.is_empty() {
            let all: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("cookie", all.join("; "));
        }
        if body.is_some() {
            request = request.header("content-type", kind);
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let mut request = request.body(body.map_or(Body::empty(), Body::from)).expect("a request");
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(self.network, 40_000)));
        let response = self.router.clone().oneshot(request).await.expect("a router always answers");
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), 1 << 24).await.expect("a body");
        self.keep(&headers);
        let html = String::from_utf8_lossy(&bytes).into_owned();
        Page { path: path.to_owned(), status, headers, html, led: vec![] }
    }

    fn keep(&mut self, headers: &HeaderMap) {
        for cookie in headers.get_all("set-cookie") {
            let text = cookie.to_str().expect("a cookie is plain text");
            let (name, value) = text.split(';').next().and_then(|pair| pair.split_once('=')).expect("a pair");
            if text.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    async fn follow(&mut self, mut page: Page) -> &Page {
        let mut led = Vec::new();
        while page.status.is_redirection() {
            assert!(led.len() < LED_AT_MOST, "led in a circle: {led:?}");
            let to = page.headers["location"].to_str().expect("plain text").to_owned();
            assert!(to.starts_with('/') && !to.starts_with("//"), "led away from our pages: {to}");
            led.push((page.status, page.headers.clone()));
            page = self.ask("GET", &to, None).await;
        }
        page.led = led;
        assert_ne!(page.status, StatusCode::INTERNAL_SERVER_ERROR, "we broke: {}", page.told());
        self.page = page;
        &self.page
    }

    /// Types the address and the password.
    pub async fn try_to_sign_in(&mut self, email: &str, password: &str) -> &Page {
        self.open("/sign-in").await;
        self.fill(&[("email", email)]).await;
        if self.page.place().ends_with("/go") {
            // People of that domain come through a provider; this is about another way.
            self.follow_to("/sign-in/password").await;
        }
        self.fill(&[("password", password)]).await
    }

    /// Signs in, with the second factor where it is asked for, and is in.
    pub async fn sign_in(&mut self, world: &World, person: &Person) -> &Page {
        self.try_to_sign_in(&person.email, &person.password).await;
        if self.page.place() == "/sign-in/second" {
            self.fill(&[("code", &person.code(world))]).await;
        }
        assert_eq!(self.page.user().as_deref(), Some(person.email.as_str()), "{}", self.page.told());
        &self.page
    }

    /// Asks for a reset and stands before the page that waits.
    pub async fn ask_for_reset(&mut self, email: &str) -> &Page {
        self.open("/reset").await;
        self.fill(&[("email", email)]).await
    }

    /// Who is signed in here, as the account says it.
    pub async fn whoami(&mut self) -> Option<String> {
        self.open("/account").await.user()
    }

    /// The session's cookie.
    pub fn session(&self) -> Option<String> {
        self.cookies.get("__Host-vestibule-session").cloned()
    }
}
