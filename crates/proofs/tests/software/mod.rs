//! An authenticator in software, written by others: makes passkeys and answers with them, like a phone.
//!
//! Shared with the stories. Never in here: what our side makes of an answer.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use data_encoding::BASE64URL_NOPAD;
use passkey::authenticator::{
    Authenticator, CredentialIdLength, CredentialStore, DiscoverabilitySupport, StoreInfo, UiHint, UserCheck,
    UserValidationMethod,
};
use passkey::client::{Client, DefaultClientData, WebauthnError};
use passkey::crypto::aws_lc_rs::AwsLcRsBackend;
use passkey::types::Passkey;
use passkey::types::ctap2::make_credential::{
    Options, PublicKeyCredentialRpEntity, PublicKeyCredentialUserEntity,
};
use passkey::types::ctap2::{Aaguid, Ctap2Error, StatusCode};
use passkey::types::webauthn::{
    CredentialCreationOptions, CredentialRequestOptions, PublicKeyCredentialDescriptor,
};
use serde_json::Value;
use url::Url;

/// Whoever holds it in their hand.
pub struct Hand {
    verifies: bool,
}

#[async_trait::async_trait]
impl UserValidationMethod for Hand {
    type PasskeyItem = Passkey;

    async fn check_user<'a>(
        &self,
        hint: UiHint<'a, Passkey>,
        presence: bool,
        _verification: bool,
    ) -> Result<UserCheck, Ctap2Error> {
        if matches!(hint, UiHint::InformExcludedCredentialFound(_)) {
            // "This one is here already": a device makes no second one beside it.
            return Err(Ctap2Error::CredentialExcluded);
        }
        Ok(UserCheck { presence, verification: self.verifies })
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        Some(true)
    }
}

/// Passkeys that are found without being named: for the site that asks, the newest first.
#[derive(Clone, Default)]
pub struct Drawer(Vec<Passkey>);

#[async_trait::async_trait]
impl CredentialStore for Drawer {
    type PasskeyItem = Passkey;

    async fn find_credentials(
        &self,
        ids: Option<&[PublicKeyCredentialDescriptor]>,
        rp_id: &str,
        _user_handle: Option<&[u8]>,
    ) -> Result<Vec<Passkey>, StatusCode> {
        let named = |one: &&Passkey| {
            ids.is_none_or(|ids| ids.iter().any(|id| id.id.as_slice() == one.credential_id.as_slice()))
        };
        let here = self.0.iter().rev().filter(|one| one.rp_id == rp_id);
        let found: Vec<Passkey> = here.filter(named).cloned().collect();
        if found.is_empty() { Err(Ctap2Error::NoCredentials.into()) } else { Ok(found) }
    }

    async fn save_credential(
        &mut self,
        one: Passkey,
        _user: PublicKeyCredentialUserEntity,
        _rp: PublicKeyCredentialRpEntity,
        _options: Options,
    ) -> Result<(), StatusCode> {
        self.0.push(one);
        Ok(())
    }

    async fn update_credential(&mut self, one: &Passkey) -> Result<(), StatusCode> {
        for held in self.0.iter_mut().filter(|held| held.credential_id == one.credential_id) {
            *held = one.clone();
        }
        Ok(())
    }

    async fn get_info(&self) -> StoreInfo {
        StoreInfo { discoverability: DiscoverabilitySupport::ForcedDiscoverable }
    }
}

type Held = Client<Drawer, Hand, AwsLcRsBackend, public_suffix::PublicSuffixList, ()>;

/// A device that holds passkeys.
pub struct Device(Held);

impl Device {
    /// One that makes sure of its owner each time.
    pub fn new() -> Device {
        Device::of(true, Drawer::default())
    }

    /// The same passkeys in a hand that nobody makes sure of.
    pub fn unverifying(&self) -> Device {
        Device::of(false, self.0.authenticator().store().clone())
    }

    /// A copy, as somebody would make it who got at the keys.
    pub fn copied(&self) -> Device {
        Device::of(true, self.0.authenticator().store().clone())
    }

    fn of(verifies: bool, store: Drawer) -> Device {
        let mut inside = Authenticator::new(Aaguid::new_empty(), store, Hand { verifies }, AwsLcRsBackend);
        inside.set_make_credentials_with_signature_counter(true);
        inside.set_make_credential_id_length(CredentialIdLength::from(32));
        Device(Client::new(inside).allows_insecure_localhost(true))
    }

    /// Makes a passkey by these options, for a page at that origin.
    pub fn make(&mut self, origin: &str, options: &str) -> Result<String, WebauthnError> {
        let origin = Url::parse(origin).expect("an origin");
        let public_key = serde_json::from_str(options).expect("options for making a passkey");
        let options = CredentialCreationOptions { public_key };
        let made = at_once(self.0.register(&origin, options, DefaultClientData))?;
        Ok(sent(serde_json::to_value(&made).expect("an answer")))
    }

    /// Answers by these options, to a page at that origin.
    pub fn answer(&mut self, origin: &str, options: &str) -> Result<String, WebauthnError> {
        let origin = Url::parse(origin).expect("an origin");
        let public_key = serde_json::from_str(options).expect("options for answering");
        let options = CredentialRequestOptions { public_key };
        let answer = at_once(self.0.authenticate(&origin, options, DefaultClientData))?;
        Ok(sent(serde_json::to_value(&answer).expect("an answer")))
    }
}

/// As a browser's script sends it: bytes in base64url.
fn sent(answer: Value) -> String {
    fn told(value: Value) -> Value {
        match value {
            Value::Array(all) if !all.is_empty() && all.iter().all(Value::is_u64) => {
                let bytes = all.iter().filter_map(Value::as_u64).filter_map(|byte| u8::try_from(byte).ok());
                Value::from(BASE64URL_NOPAD.encode(&bytes.collect::<Vec<u8>>()))
            }
            Value::Array(all) => all.into_iter().map(told).collect(),
            Value::Object(all) => {
                Value::Object(all.into_iter().map(|(name, value)| (name, told(value))).collect())
            }
            other => other,
        }
    }
    told(answer).to_string()
}

/// Nothing in here waits for anything.
fn at_once<Done>(working: impl Future<Output = Done>) -> Done {
    let mut working = pin!(working);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(done) = working.as_mut().poll(&mut context) {
            return done;
        }
    }
}
