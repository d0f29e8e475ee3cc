//! Why what came back from an organization's provider opens nothing: a closed set with permanent names.
//!
//! Each is a cause (`cause.rs`), with a remedy for each reader (`remedy.rs`). Where to go next: `sso.rs`.

/// Why what came back from an organization's provider opens nothing. OpenID Connect Core §3.1.2.6 and §3.1.3.7,
/// RFC 9207; SAML core §3.2.2, SAML profiles §4.1.4.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SsoFlaw {
    /// The message had run out when it came: it took long, or the provider's clock is behind.
    Expired {
        /// By how much, all told.
        seconds: i64,
    },
    /// The message is not valid yet: the provider's clock is ahead.
    NotYetValid {
        /// By how much.
        seconds: i64,
    },
    /// It was made for another application than ours.
    Audience,
    /// It was made for us, and for another address of ours than the one that it came to.
    Recipient,
    /// It names another issuer than the one that was set up.
    Issuer,
    /// It is not signed.
    Unsigned,
    /// It is signed with a key that the provider has not published.
    Key,
    /// It was changed after it was signed.
    Signature,
    /// It is signed in a way that we don't take.
    Algorithm,
    /// It is encrypted for another key than ours.
    Encrypted,
    /// It answers nothing that we asked.
    Unasked,
    /// It was used before.
    UsedTwice,
    /// This browser no longer knows that it asked: cookies were cleared, or it took too long.
    StateLost,
    /// The provider says that this person is not assigned to our application.
    NotAssigned,
    /// The person, or the provider for them, said no.
    Declined,
    /// It names nobody who would have the same name the next time.
    NoSubject,
    /// There is no e-mail address in it.
    NoAddress,
    /// The provider has not made sure of the e-mail address in it.
    AddressUnverified,
    /// The address in it is neither a member's nor in a domain that the organization has proved.
    DomainUnproved,
    /// Somebody else is signed in at the provider than the one whose address was typed.
    AnotherPerson,
    /// Nobody in the organization has the address in it.
    NobodyHere,
    /// The provider knows somebody with this address under another name than before; an admin has to confirm it.
    SubjectChanged,
    /// The provider answered with an error of its own.
    ProviderSaid,
    /// The message can't be read.
    Unreadable,
    /// The provider can't be reached, or doesn't answer in time.
    Unreachable,
    /// The provider no longer takes our client secret.
    SecretRefused,
    /// The connection is switched off.
    SwitchedOff,
}

impl SsoFlaw {
    /// One of each.
    pub const ALL: [SsoFlaw; 27] = [
        SsoFlaw::Expired { seconds: 0 },
        SsoFlaw::NotYetValid { seconds: 0 },
        SsoFlaw::Audience,
        SsoFlaw::Recipient,
        SsoFlaw::Issuer,
        SsoFlaw::Unsigned,
        SsoFlaw::Key,
        SsoFlaw::Signature,
        SsoFlaw::Algorithm,
        SsoFlaw::Encrypted,
        SsoFlaw::Unasked,
        SsoFlaw::UsedTwice,
        SsoFlaw::StateLost,
        SsoFlaw::NotAssigned,
        SsoFlaw::Declined,
        SsoFlaw::NoSubject,
        SsoFlaw::NoAddress,
        SsoFlaw::AddressUnverified,
        SsoFlaw::DomainUnproved,
        SsoFlaw::AnotherPerson,
        SsoFlaw::NobodyHere,
        SsoFlaw::SubjectChanged,
        SsoFlaw::ProviderSaid,
        SsoFlaw::Unreadable,
        SsoFlaw::Unreachable,
        SsoFlaw::SecretRefused,
        SsoFlaw::SwitchedOff,
    ];

    /// The permanent name.
    pub const fn code(self) -> &'static str {
        match self {
            SsoFlaw::Expired { .. } => "sso-expired",
            SsoFlaw::NotYetValid { .. } => "sso-not-yet-valid",
            SsoFlaw::Audience => "sso-audience",
            SsoFlaw::Recipient => "sso-recipient",
            SsoFlaw::Issuer => "sso-issuer",
            SsoFlaw::Unsigned => "sso-unsigned",
            SsoFlaw::Key => "sso-key",
            SsoFlaw::Signature => "sso-signature",
            SsoFlaw::Algorithm => "sso-algorithm",
            SsoFlaw::Encrypted => "sso-encrypted",
            SsoFlaw::Unasked => "sso-unasked",
            SsoFlaw::UsedTwice => "sso-used-twice",
            SsoFlaw::StateLost => "sso-state-lost",
            SsoFlaw::NotAssigned => "sso-not-assigned",
            SsoFlaw::Declined => "sso-declined",
            SsoFlaw::NoSubject => "sso-no-subject",
            SsoFlaw::NoAddress => "sso-no-address",
            SsoFlaw::AddressUnverified => "sso-address-unverified",
            SsoFlaw::DomainUnproved => "sso-domain-unproved",
            SsoFlaw::AnotherPerson => "sso-another-person",
            SsoFlaw::NobodyHere => "sso-nobody-here",
            SsoFlaw::SubjectChanged => "sso-subject-changed",
            SsoFlaw::ProviderSaid => "sso-provider-said",
            SsoFlaw::Unreadable => "sso-unreadable",
            SsoFlaw::Unreachable => "sso-unreachable",
            SsoFlaw::SecretRefused => "sso-secret-refused",
            SsoFlaw::SwitchedOff => "sso-switched-off",
        }
    }
}
