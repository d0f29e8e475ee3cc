//! What a page's script does with passkeys, with an authenticator in software at hand.
//!
//! Never in here: what the answer leads to.

use super::{BASE, Browser, Page, Person, World};
use crate::software::Device;

impl Browser {
    /// Asks for a question, as the page's script does: the sealed question, and the options that ask it.
    pub async fn question(&mut self, what: &str, s: &str, id: &str) -> Option<(String, String)> {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("what", what), ("s", s), ("id", id)])
            .finish();
        let answer = self.ask("POST", "/passkey/question", Some(body.into_bytes())).await;
        let told: serde_json::Value = serde_json::from_str(&answer.html).ok()?;
        let text = |name: &str| told[name].as_str().map(str::to_owned);
        Some((text("question")?, text("options")?))
    }

    /// The question that the form to that place asks.
    pub async fn question_of(&mut self, action: &str) -> (String, String) {
        let what = match action {
            "/sign-in/passkey" => "door",
            "/sign-in/second/passkey" => "second",
            "/setup/passkey" => "new",
            _ => "test",
        };
        let form = self.page.form(action);
        let s = form.fields.iter().find(|(name, _)| name == "s").map(|(_, s)| s.clone()).unwrap_or_default();
        let id = self.page.attribute("data-id").unwrap_or_default();
        let asked = self.question(what, &s, &id).await;
        asked.unwrap_or_else(|| panic!("no question for {action} on {}", self.page.told()))
    }

    /// Answers with a passkey, by the form to that place.
    pub async fn answer(&mut self, device: &mut Device, action: &str) -> &Page {
        let (question, options) = self.question_of(action).await;
        let given = device.answer(BASE, &options).expect("the device has a passkey for this");
        self.press(action, &[("question", &question), ("answer", &given)]).await
    }

    /// Makes a passkey on the page before the person.
    pub async fn make_passkey(&mut self, device: &mut Device, name: &str) -> &Page {
        let (question, options) = self.question_of("/setup/passkey").await;
        let made = device.make(BASE, &options).expect("the device makes a passkey");
        self.press("/setup/passkey", &[("question", &question), ("answer", &made), ("name", name)]).await
    }

    /// Opens the login page and comes in with a passkey.
    pub async fn come_in_with(&mut self, device: &mut Device) -> &Page {
        self.open("/sign-in").await;
        self.answer(device, "/sign-in/passkey").await
    }
}

impl World {
    /// Somebody with an app signs in and adds a passkey on that device.
    pub async fn give_passkey(&self, person: &Person, device: &mut Device, name: &str) {
        let mut browser = self.browser();
        browser.sign_in(self, person).await;
        browser.open("/setup/passkey").await;
        let page = browser.make_passkey(device, name).await;
        assert_eq!(page.place(), "/account", "{}", page.told());
        // The next code of the app is another one.
        self.pass(rules::Span::minutes(1));
    }
}
