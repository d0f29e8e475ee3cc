//! Passkeys against an independent authenticator in software: what holds, and everything that must not.

mod software;

use data_encoding::BASE64URL_NOPAD;
use proofs::passkey::{Answer, Challenge, Flaw, Kept, Owner, Site, Statement};
use serde_json::Value;
use software::Device;

const HERE: &str = "https://login.vestibule.example";
const ANA: Owner<'_> = Owner { id: [7; 16], address: "ana@larkfield.example", name: "Ana Abreu" };
const BEN: Owner<'_> = Owner { id: [8; 16], address: "ben@larkfield.example", name: "Ben Bauer" };
const QUESTION: Challenge = [41; 32];
const ANOTHER: Challenge = [42; 32];

fn site() -> Site {
    Site::at(HERE, "Vestibule").expect("a site with a name")
}

fn made(device: &mut Device, owner: &Owner<'_>) -> Kept {
    let options = site().ask_new(&QUESTION, owner, &[]).expect("options");
    let answer = device.make(HERE, &options).expect("a passkey");
    site().verify_new(&QUESTION, owner, &[], &answer).expect("a genuine one")
}

fn answered(device: &mut Device, challenge: &Challenge) -> String {
    device.answer(HERE, &site().ask_anybody(challenge).expect("options")).expect("an answer")
}

fn verified(kept: &Kept, owner: &Owner<'_>, challenge: &Challenge, answer: &str) -> Result<Statement, Flaw> {
    site().verify(challenge, kept, owner.id, &Answer::read(answer)?)
}

#[test]
fn a_passkey_that_was_made_here_answers_here() {
    let mut device = Device::new();
    let kept = made(&mut device, &ANA);
    let answer = answered(&mut device, &ANOTHER);
    let read = Answer::read(&answer).expect("as made");
    assert_eq!(read.credential_id(), kept.credential_id());
    assert_eq!(read.owner(), Some(ANA.id));
    let told = verified(&kept, &ANA, &ANOTHER, &answer).expect("as made");
    assert!(told.verified);
    assert!(told.updated.synced(), "the software authenticator says that it syncs");
    assert_ne!(told.updated.text(), kept.text(), "the counter moved on");
    let again = Kept::read(&told.updated.text()).expect("what was stored is read again");
    assert_eq!(again.credential_id(), kept.credential_id());
}

#[test]
fn nothing_in_a_strangers_question_depends_on_anybody() {
    let options: Value =
        serde_json::from_str(&site().ask_anybody(&QUESTION).expect("as made")).expect("as made");
    assert_eq!(options.get("allowCredentials"), None);
    assert_eq!(options["userVerification"], "required");
    assert_eq!(options["rpId"], "login.vestibule.example");
    assert_eq!(options["challenge"], BASE64URL_NOPAD.encode(&QUESTION));
}

#[test]
fn a_new_passkey_can_be_found_without_an_address() {
    let mut device = Device::new();
    let kept = made(&mut device, &ANA);
    let options: Value =
        serde_json::from_str(&site().ask_new(&QUESTION, &ANA, std::slice::from_ref(&kept)).expect("as made"))
            .expect("as made");
    assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(options["attestation"], "none");
    assert_eq!(options["user"]["id"], BASE64URL_NOPAD.encode(&ANA.id));
    assert_eq!(options["excludeCredentials"][0]["id"], BASE64URL_NOPAD.encode(kept.credential_id()));
    assert!(device.make(HERE, &options.to_string()).is_err(), "a device makes no second one beside it");
}

#[test]
fn a_passkey_that_is_there_already_is_not_taken_twice() {
    let mut device = Device::new();
    let options = site().ask_new(&QUESTION, &ANA, &[]).expect("as made");
    let answer = device.make(HERE, &options).expect("as made");
    let kept = site().verify_new(&QUESTION, &ANA, &[], &answer).expect("as made");
    let again = site().verify_new(&QUESTION, &ANA, &[kept], &answer);
    assert_eq!(again.expect_err("refused"), Flaw::AlreadyThere);
}

#[test]
fn an_answer_is_for_one_question() {
    let mut device = Device::new();
    let kept = made(&mut device, &ANA);
    let answer = answered(&mut device, &QUESTION);
    assert_eq!(verified(&kept, &ANA, &ANOTHER, &answer).expect_err("refused"), Flaw::OtherQuestion);
    let options = site().ask_new(&QUESTION, &ANA, &[]).expect("as made");
    let new = Device::new().make(HERE, &options).expect("as made");
    assert_eq!(site().verify_new(&ANOTHER, &ANA, &[], &new).expect_err("refused"), Flaw::OtherQuestion);
    assert_eq!(verified(&kept, &ANA, &QUESTION, &new).expect_err("refused"), Flaw::Unreadable);
}

#[test]
fn an_answer_to_another_site_is_none() {
    let mut device = Device::new();
    let kept = made(&mut device, &ANA);
    // A page beside ours may use our name, and is not ours.
    let options = site().ask_anybody(&QUESTION).expect("as made");
    let beside = device.answer("https://other.login.vestibule.example", &options).expect("as made");
    assert_eq!(verified(&kept, &ANA, &QUESTION, &beside).expect_err("refused"), Flaw::OtherSite);
    // A page elsewhere gets no answer at all.
    assert!(device.answer("https://login.vestibule.example.evil.example", &options).is_err());
    // And a passkey for the name above ours is not for ours.
    let wider = site().ask_new(&QUESTION, &ANA, &[]).expect("as made");
    let wider = wider.replace("\"id\":\"login.vestibule.example\"", "\"id\":\"vestibule.example\"");
    let made_wider = Device::new().make(HERE, &wider).expect("as made");
    assert_eq!(site().verify_new(&QUESTION, &ANA, &[], &made_wider).expect_err("refused"), Flaw::OtherSite);
}

#[test]
fn an_answer_names_its_owner_and_no_other() {
    let (mut anas, mut bens) = (Device::new(), Device::new());
    let (ana, ben) = (made(&mut anas, &ANA), made(&mut bens, &BEN));
    let answer = answered(&mut bens, &QUESTION);
    assert_eq!(verified(&ben, &ANA, &QUESTION, &answer).expect_err("refused"), Flaw::OtherOwner);
    assert_eq!(verified(&ana, &BEN, &QUESTION, &answer).expect_err("refused"), Flaw::NotGenuine);
}

#[test]
fn a_counter_that_went_back_is_a_flaw() {
    let mut device = Device::new();
    let kept = made(&mut device, &ANA);
    let mut copy = device.copied();
    let told = verified(&kept, &ANA, &QUESTION, &answered(&mut device, &QUESTION)).expect("as made");
    let from_the_copy = answered(&mut copy, &ANOTHER);
    assert_eq!(
        verified(&told.updated, &ANA, &ANOTHER, &from_the_copy).expect_err("refused"),
        Flaw::CounterWentBack
    );
}

#[test]
fn a_passkey_that_did_not_make_sure_of_its_owner_says_so() {
    let mut device = Device::new();
    let kept = made(&mut device, &ANA);
    let options = site().ask_anybody(&QUESTION).expect("as made").replace("\"required\"", "\"discouraged\"");
    let answer = device.unverifying().answer(HERE, &options).expect("as made");
    assert!(!verified(&kept, &ANA, &QUESTION, &answer).expect("as made").verified);
    let flipped = altered(&answer, "signature", 20);
    assert!(verified(&kept, &ANA, &QUESTION, &flipped).is_err(), "and it still has to be genuine");
}

/// The answer with one bit of one field turned over.
fn altered(answer: &str, field: &str, place: usize) -> String {
    let mut answer: Value = serde_json::from_str(answer).expect("as made");
    let text = answer["response"][field].as_str().expect("as made");
    let mut bytes = BASE64URL_NOPAD.decode(text.as_bytes()).expect("as made");
    let place = place % bytes.len();
    bytes[place] ^= 1;
    answer["response"][field] = Value::from(BASE64URL_NOPAD.encode(&bytes));
    answer.to_string()
}

#[test]
fn no_bit_of_an_answer_can_be_turned_over() {
    let mut device = Device::new();
    let kept = made(&mut device, &ANA);
    let answer = answered(&mut device, &QUESTION);
    for field in ["clientDataJSON", "authenticatorData", "signature"] {
        for place in 0..160 {
            let altered = altered(&answer, field, place);
            assert!(verified(&kept, &ANA, &QUESTION, &altered).is_err(), "{field}, byte {place}");
        }
    }
    for rubbish in ["", "{}", "null", "[]", "{\"id\":\"x\"}", &"[".repeat(5_000)] {
        assert!(Answer::read(rubbish).is_err());
        assert!(site().verify_new(&QUESTION, &ANA, &[], rubbish).is_err());
    }
}

#[test]
fn a_site_has_a_name_or_no_passkeys() {
    assert!(Site::at("http://localhost:8321", "Vestibule").is_some());
    assert!(Site::at("http://127.0.0.1:8321", "Vestibule").is_none());
    let local = Site::at("http://localhost:8321", "Vestibule").expect("as made");
    let mut device = Device::new();
    let options = local.ask_new(&QUESTION, &ANA, &[]).expect("as made");
    let answer = device.make("http://localhost:8321", &options).expect("as made");
    let kept = local.verify_new(&QUESTION, &ANA, &[], &answer).expect("as made");
    let asked = local.ask_anybody(&ANOTHER).expect("as made");
    let here =
        Answer::read(&device.answer("http://localhost:8321", &asked).expect("as made")).expect("as made");
    assert!(local.verify(&ANOTHER, &kept, ANA.id, &here).is_ok());
    let other_port =
        Answer::read(&device.answer("http://localhost:9999", &asked).expect("as made")).expect("as made");
    assert_eq!(local.verify(&ANOTHER, &kept, ANA.id, &other_port).expect_err("refused"), Flaw::OtherSite);
}
