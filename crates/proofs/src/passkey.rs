//! Passkeys (WebAuthn Level 3): options for making one and for answering with one, and what an answer is worth.
//!
//! The caller keeps a question's challenge, sees to it that one question takes one answer, and looks the passkey
//! up by its name. Never in here: whether an answer is enough, or whose page it was. Everything else that the
//! library would keep between question and answer follows from the site, so that nothing more has to be stored.

use data_encoding::BASE64URL_NOPAD;
use serde_json::Value;
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

/// What a question asks to be signed; used once.
pub type Challenge = [u8; 32];

/// The site that passkeys are made for: they answer nowhere else.
#[derive(Clone, Debug)]
pub struct Site {
    webauthn: Webauthn,
}

/// A passkey as it is kept: its public key, its counter, and whether it is synced. Nothing of it is secret.
#[derive(Clone, Debug)]
pub struct Kept(Passkey);

/// Who makes a passkey: what the authenticator stores beside it, to find the account by and to show it.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    /// The user's id: the handle that comes back with each answer.
    pub id: [u8; 16],
    /// The address.
    pub address: &'a str,
    /// The name of the person.
    pub name: &'a str,
}

/// An answer that could be read. Nothing of it is proved yet.
#[derive(Clone, Debug)]
pub struct Answer(PublicKeyCredential);

/// What a passkey's answer states.
#[derive(Clone, Debug)]
pub struct Statement {
    /// It made sure of its owner, by a finger, a face or a PIN.
    pub verified: bool,
    /// The passkey after this answer: its counter has moved on.
    pub updated: Kept,
}

/// Why an answer does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is no answer of a passkey.
    Unreadable,
    /// It answers another question.
    OtherQuestion,
    /// It was given to another site.
    OtherSite,
    /// It names another owner, or none where one has to be named.
    OtherOwner,
    /// Its counter went back: there may be a copy of the passkey (WebAuthn §6.1.1).
    CounterWentBack,
    /// This passkey is there already.
    AlreadyThere,
    /// The signature, or something that the standard demands of it, does not hold.
    NotGenuine,
}

impl Site {
    /// The site at that address; `None` where passkeys are impossible, because it has a number and no name.
    pub fn at(base_url: &str, product: &str) -> Option<Site> {
        let origin = Url::parse(base_url).ok()?;
        let builder = WebauthnBuilder::new(origin.domain()?, &origin).ok()?;
        builder.rp_name(product).build().ok().map(|webauthn| Site { webauthn })
    }

    /// The name that passkeys are made for: the relying party's id.
    pub fn name(&self) -> &str {
        self.webauthn.get_allowed_origins().first().and_then(Url::domain).unwrap_or_default()
    }

    /// Options for any passkey of this site, whoever's it is: nothing in them depends on an account.
    pub fn ask_anybody(&self, challenge: &Challenge) -> Option<String> {
        self.ask(challenge, &[])
    }

    /// Options for one of these passkeys; for any where there are none.
    pub fn ask(&self, challenge: &Challenge, kept: &[Kept]) -> Option<String> {
        let (asked, _) = self.webauthn.start_discoverable_authentication().ok()?;
        let mut options = serde_json::to_value(asked.public_key).ok()?;
        options["challenge"] = encoded(challenge);
        options["extensions"] = Value::Object(serde_json::Map::new());
        let named =
            |one: &Kept| serde_json::json!({ "type": "public-key", "id": encoded(one.credential_id()) });
        match kept.is_empty() {
            // An empty list would be read as "none of them" by some.
            true => drop(options.as_object_mut().and_then(|all| all.remove("allowCredentials"))),
            false => options["allowCredentials"] = kept.iter().map(named).collect(),
        }
        Some(options.to_string())
    }

    /// Options for a new passkey beside those that are there already.
    pub fn ask_new(&self, challenge: &Challenge, owner: &Owner<'_>, kept: &[Kept]) -> Option<String> {
        let (asked, _) = self.start_new(owner, kept)?;
        let mut options = serde_json::to_value(asked).ok()?["publicKey"].take();
        options["challenge"] = encoded(challenge);
        // It shall be found without an address being typed.
        options["authenticatorSelection"]["residentKey"] = Value::from("required");
        options["authenticatorSelection"]["requireResidentKey"] = Value::from(true);
        Some(options.to_string())
    }

    fn start_new(
        &self,
        owner: &Owner<'_>,
        kept: &[Kept],
    ) -> Option<(webauthn_rs::prelude::CreationChallengeResponse, PasskeyRegistration)> {
        let there = kept.iter().map(|one| one.0.cred_id().clone()).collect();
        let id = Uuid::from_bytes(owner.id);
        self.webauthn.start_passkey_registration(id, owner.address, owner.name, Some(there)).ok()
    }

    /// Verifies the answer to [`Site::ask_new`]: the new passkey.
    ///
    /// # Errors
    /// The first flaw.
    pub fn verify_new(
        &self,
        challenge: &Challenge,
        owner: &Owner<'_>,
        kept: &[Kept],
        answer: &str,
    ) -> Result<Kept, Flaw> {
        let answer: RegisterPublicKeyCredential =
            serde_json::from_str(answer).map_err(|_| Flaw::Unreadable)?;
        let (_, state) = self.start_new(owner, &[]).ok_or(Flaw::NotGenuine)?;
        let state = asking(&state, challenge).ok_or(Flaw::NotGenuine)?;
        let made =
            self.webauthn.finish_passkey_registration(&answer, &state).map_err(|error| flaw(&error))?;
        let there = kept.iter().any(|one| one.0.cred_id() == made.cred_id());
        if there { Err(Flaw::AlreadyThere) } else { Ok(Kept(made)) }
    }

    /// Verifies the answer to [`Site::ask`] or [`Site::ask_anybody`], given by that passkey of that owner.
    ///
    /// # Errors
    /// The first flaw.
    pub fn verify(
        &self,
        challenge: &Challenge,
        kept: &Kept,
        owner: [u8; 16],
        answer: &Answer,
    ) -> Result<Statement, Flaw> {
        if answer.owner().is_some_and(|named| named != owner) {
            return Err(Flaw::OtherOwner);
        }
        let told = match self.finish(challenge, &kept.0, answer) {
            // Whoever has not shown to be its owner has at least to hold it.
            Err(WebauthnError::UserNotVerified) => {
                let lenient = lenient(&kept.0).ok_or(Flaw::NotGenuine)?;
                self.finish(challenge, &lenient, answer)
            }
            other => other,
        };
        let told = told.map_err(|error| flaw(&error))?;
        let mut updated = kept.clone();
        updated.0.update_credential(&told);
        Ok(Statement { verified: told.user_verified(), updated })
    }

    fn finish(
        &self,
        challenge: &Challenge,
        kept: &Passkey,
        answer: &Answer,
    ) -> Result<AuthenticationResult, WebauthnError> {
        let (_, state) = self.webauthn.start_discoverable_authentication()?;
        let mut state = serde_json::to_value(&state).map_err(|_| WebauthnError::Configuration)?;
        state["ast"]["challenge"] = encoded(challenge);
        // Providers that begin to sync what they kept on one device are no attack.
        state["ast"]["allow_backup_eligible_upgrade"] = Value::from(true);
        if policy_of(kept).as_deref() == Some(LENIENT) {
            state["ast"]["policy"] = Value::from(LENIENT);
        }
        let state: DiscoverableAuthentication =
            serde_json::from_value(state).map_err(|_| WebauthnError::Configuration)?;
        self.webauthn.finish_discoverable_authentication_v2(&answer.0, state, kept)
    }
}

/// How the library writes that nobody has to be verified.
const LENIENT: &str = "discouraged";

fn policy_of(kept: &Passkey) -> Option<String> {
    let value = serde_json::to_value(kept).ok()?;
    value["cred"]["registration_policy"].as_str().map(str::to_owned)
}

/// The same passkey, asked for its signature alone.
fn lenient(kept: &Passkey) -> Option<Passkey> {
    let mut value = serde_json::to_value(kept).ok()?;
    value["cred"]["registration_policy"] = Value::from(LENIENT);
    serde_json::from_value(value).ok()
}

/// The library's state for our own challenge: ours come from the one source of randomness.
fn asking(state: &PasskeyRegistration, challenge: &Challenge) -> Option<PasskeyRegistration> {
    let mut value = serde_json::to_value(state).ok()?;
    value["rs"]["challenge"] = encoded(challenge);
    serde_json::from_value(value).ok()
}

fn encoded(bytes: &[u8]) -> Value {
    Value::from(BASE64URL_NOPAD.encode(bytes))
}

impl Kept {
    /// Reads what [`Kept::text`] wrote.
    pub fn read(text: &str) -> Option<Kept> {
        serde_json::from_str(text).ok().map(Kept)
    }

    /// As it is stored.
    pub fn text(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// The name by which it is found.
    pub fn credential_id(&self) -> &[u8] {
        self.0.cred_id().as_ref()
    }

    /// It goes along to the owner's other devices; else it is bound to one (WebAuthn §6.1.3).
    pub fn synced(&self) -> bool {
        let value = serde_json::to_value(&self.0).unwrap_or_default();
        value["cred"]["backup_eligible"].as_bool().unwrap_or(false)
    }
}

impl Answer {
    /// Reads what a browser sends.
    ///
    /// # Errors
    /// It is no answer of a passkey.
    pub fn read(text: &str) -> Result<Answer, Flaw> {
        serde_json::from_str(text).map(Answer).map_err(|_| Flaw::Unreadable)
    }

    /// The name of the passkey that claims to answer.
    pub fn credential_id(&self) -> &[u8] {
        self.0.get_credential_id()
    }

    /// The owner that it names, if it names one.
    pub fn owner(&self) -> Option<[u8; 16]> {
        let named = self.0.get_user_unique_id()?;
        // What is no id of ours is nobody's.
        Some(named.try_into().unwrap_or([0; 16]))
    }
}

/// What somebody may have made a new passkey with, by the number that makers give themselves (AAGUID). Said by
/// the browser and proved by nobody: good for a name, and for nothing else.
pub fn maker(answer: &str) -> Option<&'static str> {
    let answer: Value = serde_json::from_str(answer).ok()?;
    let data = BASE64URL_NOPAD.decode(answer["response"]["authenticatorData"].as_str()?.as_bytes()).ok()?;
    let number = data.get(37..53)?;
    let hex = data_encoding::HEXLOWER.encode(number);
    MAKERS.iter().find(|(known, _)| *known == hex).map(|(_, name)| *name)
}

/// The makers that people meet most, as they publish their numbers.
const MAKERS: &[(&str, &str)] = &[
    ("fbfc3007154e4ecc8c0b6e020557d7bd", "Apple Passwords"),
    ("ea9b8d664d011d213ce4b6b48cb575d4", "Google Password Manager"),
    ("adce000235bcc60a648b0b25f1f05503", "Chrome on Mac"),
    ("08987058cadc4b81b6e130de50dcbe96", "Windows Hello"),
    ("9ddd1817af5a4672a2b93e3dd95000a9", "Windows Hello"),
    ("6028b017b1d44c02b4b3afcdafc96bb2", "Windows Hello"),
    ("bada5566a7aa401fbd9645619a55120d", "1Password"),
    ("d548826e79b4db40a3d811116f7e8349", "Bitwarden"),
    ("531126d6e717415c93203d9aa6981239", "Dashlane"),
    ("53414d53554e47000000000000000000", "Samsung Pass"),
    ("50726f746f6e5061737350726f746f6e", "Proton Pass"),
    ("fdb141b25d84443e8a354698c205a502", "KeePassXC"),
];

fn flaw(error: &WebauthnError) -> Flaw {
    match error {
        WebauthnError::MismatchedChallenge => Flaw::OtherQuestion,
        WebauthnError::InvalidRPOrigin | WebauthnError::InvalidRPIDHash => Flaw::OtherSite,
        WebauthnError::CredentialPossibleCompromise => Flaw::CounterWentBack,
        WebauthnError::CredentialExcludedFromRequest | WebauthnError::CredentialAlreadyExists => {
            Flaw::AlreadyThere
        }
        WebauthnError::ParseJSONFailure(_)
        | WebauthnError::ParseCBORFailure(_)
        | WebauthnError::ParseBase64Failure(_)
        | WebauthnError::ParseNOMFailure
        | WebauthnError::ParseInsufficientBytesAvailable => Flaw::Unreadable,
        _whatever_the_standard_demands => Flaw::NotGenuine,
    }
}
