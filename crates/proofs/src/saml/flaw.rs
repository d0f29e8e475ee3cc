//! Everything that can be wrong with what an identity provider sent: one variant each, with what was expected
//! beside what came.
//!
//! What came is a stranger's, cut to a bounded length, and proved by nobody: it is for explaining alone.
//! Never in here: sentences. Where to go next: `response.rs`, which finds them in the order of the standard.

use rules::Instant;

/// Which limit was passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    /// The length of the message in bytes.
    Bytes,
    /// The number of nodes.
    Nodes,
    /// How deep elements stand in each other.
    Depth,
    /// Attributes of one element.
    Attributes,
    /// Namespaces declared at one place.
    Namespaces,
    /// The canonical form in bytes.
    Canonical,
}

/// What has a time of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The message's or the assertion's own moment of issue.
    Issue,
    /// `Conditions` (core §2.5.1.2).
    Conditions,
    /// `SubjectConfirmationData` (core §2.4.1.2).
    Confirmation,
    /// `AuthnStatement`'s `SessionNotOnOrAfter` (core §2.7.2).
    Session,
}

/// Why a message does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is larger than anything sensible.
    TooMuch {
        /// What there is too much of.
        what: Excess,
        /// How much is taken.
        limit: usize,
    },
    /// It is not UTF-8, or names another encoding.
    NotUtf8,
    /// It is no well-formed XML.
    NotXml {
        /// The line where reading ended, from 1.
        line: u32,
        /// The column there, from 1.
        column: u32,
    },
    /// It has a document type, which could rewrite everything in it.
    DocumentType,
    /// It refers to an entity that XML does not know by itself.
    Entity {
        /// The name of the entity.
        name: String,
    },
    /// It has a processing instruction.
    Instruction,
    /// An id stands at two elements.
    DuplicateId {
        /// The id.
        id: String,
    },
    /// A comment splits a value.
    CommentInValue {
        /// The element with the value.
        element: String,
    },
    /// A name or a namespace is malformed.
    Name {
        /// The element at which it stands.
        element: String,
    },
    /// Its packing (base64, DEFLATE, the form's or the address's fields) cannot be opened.
    NotUnpacked,

    /// It is another message than the one that belongs here.
    OtherMessage {
        /// The name of the root element that was expected.
        expected: &'static str,
        /// The name of the one that came.
        came: String,
    },
    /// It is of another version than 2.0 (core §3.2.2).
    Version {
        /// The version that it names.
        came: String,
    },
    /// An assertion, a response or a signature stands where none may: how wrapping attacks are made.
    Misplaced {
        /// The element.
        element: String,
        /// The element around it.
        within: String,
    },
    /// An element that is not understood there, or text between elements.
    Unexpected {
        /// The element, or `text`.
        element: String,
        /// The element around it.
        within: String,
    },
    /// An element or attribute is missing.
    Missing {
        /// Its name.
        element: String,
        /// The element around it.
        within: String,
    },
    /// An element stands more often than it may.
    Repeated {
        /// Its name.
        element: String,
        /// The element around it.
        within: String,
    },
    /// A value is none of its kind: a time that is no time, an empty id.
    Malformed {
        /// The name of the element or attribute.
        element: String,
        /// The value that came.
        came: String,
    },
    /// It holds no assertion.
    NoAssertion,
    /// It holds more than one assertion.
    SeveralAssertions {
        /// How many.
        count: usize,
    },

    /// Nothing of what is read is signed.
    NotSigned,
    /// An element holds more than one signature.
    SeveralSignatures,
    /// A signature has another shape than XML Signature §4 and SAML core §5.4 give it.
    SignatureMalformed {
        /// The part of it.
        part: String,
    },
    /// The signature is over another element than the one that holds it (core §5.4.2).
    SignatureElsewhere {
        /// The reference that was expected.
        expected: String,
        /// The reference that came.
        came: String,
    },
    /// The signature covers several things.
    SeveralReferences {
        /// How many.
        count: usize,
    },
    /// What is signed is transformed in a way that is not accepted (core §5.4.4).
    Transform {
        /// The algorithm's address.
        algorithm: String,
    },
    /// An algorithm that is broken: SHA-1, MD5, RSA 1.5 key transport, triple DES.
    WeakAlgorithm {
        /// The algorithm's address.
        algorithm: String,
    },
    /// An algorithm that is not understood or makes no sense here, such as a shared secret.
    OtherAlgorithm {
        /// The algorithm's address.
        algorithm: String,
    },
    /// The provider's key is too short to be trusted.
    WeakKey {
        /// Its length in bits.
        bits: usize,
        /// The fingerprint of its certificate.
        fingerprint: String,
    },
    /// It was signed by a key that is not configured.
    WrongKey {
        /// The fingerprint of the certificate that the signature names, if it names one.
        came: Option<String>,
        /// The fingerprints that are configured.
        expected: Vec<String>,
    },
    /// The signature names a key that is configured, and was not made by it, or not over this.
    SignatureBroken {
        /// The fingerprint of that certificate.
        fingerprint: String,
    },
    /// The signature is genuine, and what it was made over has been altered since.
    Altered {
        /// The element.
        element: String,
    },

    /// It is encrypted, and no key is configured for that.
    NoDecryptionKey,
    /// It is encrypted for another key.
    OtherRecipientKey {
        /// The fingerprint of the certificate that it names, if it names one.
        came: Option<String>,
        /// The fingerprints of ours.
        expected: Vec<String>,
    },
    /// It could not be decrypted. Nothing says at which step, and with unauthenticated encryption everything up to
    /// the signature inside ends here too: whoever probes with altered messages learns nothing.
    NotDecrypted,

    /// The provider answers with an error of its own (core §3.2.2.2).
    ProviderSaid {
        /// The status codes, from the outermost inwards.
        status: Vec<String>,
        /// The message, if there is one.
        message: Option<String>,
    },
    /// Another provider speaks.
    WrongIssuer {
        /// The configured entity id.
        expected: String,
        /// The issuer that came; empty where none is named.
        came: String,
    },
    /// It was meant for another address (core §3.2.2).
    WrongDestination {
        /// Our address.
        expected: String,
        /// The address that came.
        came: String,
    },
    /// The assertion may be used at another address only (profiles §4.1.4.2).
    WrongRecipient {
        /// Our address.
        expected: String,
        /// The address that came; empty where none is named.
        came: String,
    },
    /// It answers another request, or none (profiles §4.1.4.3).
    NotRequested {
        /// The request that was made.
        expected: String,
        /// The request that is answered, if one is.
        came: Option<String>,
    },
    /// It is meant for another service (core §2.5.1.4).
    WrongAudience {
        /// Our entity id.
        expected: String,
        /// The audiences that came.
        came: Vec<String>,
    },
    /// Its time is over, by more than the skew that is accepted.
    Expired {
        /// Which time.
        part: Part,
        /// When it ended.
        ended: Instant,
        /// Our clock.
        now: Instant,
        /// By how many seconds it is late.
        late_seconds: i64,
        /// Our clock less the provider's, as far as the message's moment of issue tells: where it is far from
        /// zero, the clocks differ or somebody waited long.
        clock_difference_seconds: i64,
    },
    /// Its time has not come yet, by more than the skew that is accepted.
    NotYetValid {
        /// Which time.
        part: Part,
        /// When it begins.
        begins: Instant,
        /// Our clock.
        now: Instant,
        /// By how many seconds it is early.
        early_seconds: i64,
        /// Our clock less the provider's, as far as the message's moment of issue tells.
        clock_difference_seconds: i64,
    },
    /// The subject is to be confirmed in another way than by bringing the assertion (profiles §4.1.4.2).
    NotBearer {
        /// The method that came.
        came: String,
    },
    /// The subject has several confirmations: only one is taken, so that it is clear which one held.
    SeveralConfirmations {
        /// How many.
        count: usize,
    },
    /// It names nobody.
    NoSubject,
}

impl Flaw {
    /// Its permanent name, the same in the journal, the help and the console.
    pub fn code(&self) -> &'static str {
        match self {
            Flaw::TooMuch { .. } => "saml-too-much",
            Flaw::NotUtf8 => "saml-not-utf8",
            Flaw::NotXml { .. } => "saml-not-xml",
            Flaw::DocumentType => "saml-document-type",
            Flaw::Entity { .. } => "saml-entity",
            Flaw::Instruction => "saml-instruction",
            Flaw::DuplicateId { .. } => "saml-duplicate-id",
            Flaw::CommentInValue { .. } => "saml-comment-in-value",
            Flaw::Name { .. } => "saml-name",
            Flaw::NotUnpacked => "saml-not-unpacked",
            Flaw::OtherMessage { .. } => "saml-other-message",
            Flaw::Version { .. } => "saml-version",
            Flaw::Misplaced { .. } => "saml-misplaced",
            Flaw::Unexpected { .. } => "saml-unexpected",
            Flaw::Missing { .. } => "saml-missing",
            Flaw::Repeated { .. } => "saml-repeated",
            Flaw::Malformed { .. } => "saml-malformed",
            Flaw::NoAssertion => "saml-no-assertion",
            Flaw::SeveralAssertions { .. } => "saml-several-assertions",
            Flaw::NotSigned => "saml-not-signed",
            Flaw::SeveralSignatures => "saml-several-signatures",
            Flaw::SignatureMalformed { .. } => "saml-signature-malformed",
            Flaw::SignatureElsewhere { .. } => "saml-signature-elsewhere",
            Flaw::SeveralReferences { .. } => "saml-several-references",
            Flaw::Transform { .. } => "saml-transform",
            Flaw::WeakAlgorithm { .. } => "saml-weak-algorithm",
            Flaw::OtherAlgorithm { .. } => "saml-other-algorithm",
            Flaw::WeakKey { .. } => "saml-weak-key",
            Flaw::WrongKey { .. } => "saml-wrong-key",
            Flaw::SignatureBroken { .. } => "saml-signature-broken",
            Flaw::Altered { .. } => "saml-altered",
            Flaw::NoDecryptionKey => "saml-no-decryption-key",
            Flaw::OtherRecipientKey { .. } => "saml-other-recipient-key",
            Flaw::NotDecrypted => "saml-not-decrypted",
            Flaw::ProviderSaid { .. } => "saml-provider-said",
            Flaw::WrongIssuer { .. } => "saml-wrong-issuer",
            Flaw::WrongDestination { .. } => "saml-wrong-destination",
            Flaw::WrongRecipient { .. } => "saml-wrong-recipient",
            Flaw::NotRequested { .. } => "saml-not-requested",
            Flaw::WrongAudience { .. } => "saml-wrong-audience",
            Flaw::Expired { .. } => "saml-expired",
            Flaw::NotYetValid { .. } => "saml-not-yet-valid",
            Flaw::NotBearer { .. } => "saml-not-bearer",
            Flaw::SeveralConfirmations { .. } => "saml-several-confirmations",
            Flaw::NoSubject => "saml-no-subject",
        }
    }
}
