# Single sign-on: the way to an organization's own provider and back, and the admins' pages about connections.

nav-sso = Single sign-on
happened-sso = Through the organization's sign-on
happened-connection = Single sign-on changed
refused-heading-sso = That didn't let you in

## On the way
sso-through = Continue with { $name }
sso-or = or with your password
sso-going-title = On to { $name }?
sso-going-line = That is how you came in from this browser the last time.
sso-going-beside = You are signed in as { $address } in this browser. Going on signs that out here.
sso-going-stay = Stay signed in
sso-instead = Use your password instead
sso-only-here = Your other sessions stay: only you can end those, and whoever comes through a sign-on is not known to be you. Sign in as yourself to end them.
sso-still-in = You may still be signed in at { $name }: whoever uses this browser next comes in again through it.
sso-still-in-end = Sign out there too
sso-passing-title = Back from { $name }
sso-passing-line = What it says about you is on its way in.
sso-passing-do = Go on
sso-refused-where = It was about { $organization }.

## Inside, by a provider's word
sso-visiting = How you came in
sso-visiting-line = You are in { $organization }. { $name } says who you are.
sso-visiting-second-own = You gave a second factor of your own besides.
sso-visiting-second-theirs = The second factor was given there.
sso-visiting-second-none = No second factor was asked for.
sso-visiting-console = Administer { $organization }
sso-visiting-own = What is your own
sso-visiting-own-line = Your password, your authenticators, your passkeys and your other organizations are yours, and your organization's sign-on opens none of them. Sign in as yourself for those.
sso-visiting-own-do = Sign in as yourself
message-only-visiting = Sign in as yourself for that
message-only-visiting-line = You came in through your organization's sign-on, which opens that organization and nothing of your own. Your password or a passkey does.

## The list
sso-title = Single sign-on
sso-lead = Your people sign in with the account that they have at your own provider.
sso-lead-beside = Passwords here go on working beside it.
sso-connections = Connections
sso-none = There is none yet.
sso-people = { $count ->
    [0] nobody has come through it yet
    [one] one person comes through it
   *[other] { $count } people come through it
}
sso-new = Set one up
sso-new-line = Which provider do your people sign in at? You need to be an admin there, or to sit beside one, for about ten minutes. Both protocols do the same; SAML is for where OpenID Connect can't be had.
sso-new-saml = { $provider } by SAML
sso-stand-untried = Off. Try it out, then it can be switched on.
sso-stand-off = Off. Nobody is sent there.
sso-stand-optional = On. People can choose it, or their password.
sso-stand-required = On. People have to come through it.
sso-stand-tried = Tried as it is at { $time }.
sso-stand-secret = Its client secret ends on { $day }.
sso-stand-secret-over = Its client secret ended on { $day }. Make a new one at the provider and fill it in here.
sso-stand-certificate = The provider's certificate ends on { $day }.
sso-stand-certificate-over = The provider's certificate ended on { $day }. What is signed with it still counts; look whether the provider has a new one.
sso-by-saml = { $provider } by SAML 2.0
sso-proposals = New names at your provider
sso-proposals-line = Your provider gave these people another key than before: they were made anew there, or the provider was. Ask them whether it is them. A yes lets the new key in and the old one out; nobody is let in by an address alone.
sso-proposal-before = Key until now
sso-proposal-after = New key
sso-proposal-own = This is you. Another admin has to confirm it.
sso-proposal-yes = It's the same person
sso-proposal-no = It isn't
sso-proposal-about = Your provider gave this person another key than before. Say on the page “Single sign-on” whether it is the same person.
notice-identity-confirmed = Confirmed. The next sign-in there works.
notice-identity-declined = Declined. The new key opens nothing.
notice-identity-late = That was answered already, or the key belongs to somebody else by now.

## Domains
sso-domains = Your domains
sso-domains-line = Whoever types an address of a proved domain is shown the way to your provider. A domain is proved by a record in its DNS, and looked at again every day.
sso-domain-add = Add a domain
sso-domain-add-do = Add
sso-domain-record = Make this record where your domain's DNS is kept (type TXT):
sso-domain-name = Name
sso-domain-text = Text
sso-domain-ask = Look now
sso-domain-remove = Remove
sso-domain-to-prove = Not proved yet.
sso-domain-not-yet = Not proved yet. At { $time } the record wasn't there.
sso-domain-proved = Proved since { $time }.
sso-domain-missed = Its record is missing since { $time }. Put it back by { $until }, or the domain counts as proved no more.
sso-domain-wrong = Type a domain, like example.com.
sso-domain-public = Anybody can have an address there, so it is nobody's to prove. People with such addresses can come through your provider all the same, once you have invited them.
sso-domain-too-many = There are fifty domains, which is the most. Remove one first.
notice-domain-added = Added. Make the record, then press “Look now”.
notice-domain-proved = The record is there: the domain is proved.
notice-domain-missing = The record isn't there, or hasn't reached us yet. That can take an hour after it was made.
notice-domain-taken-missing = Another organization here has proved that domain. Write to support if it is yours.
notice-domain-no-answer-missing = The domain's name servers didn't answer. Try again in a minute.
notice-domain-removed = Removed. Addresses there are sent nowhere any more.

## The form
sso-form-title = { $provider } as your sign-on
sso-form-there = At { $provider }
sso-form-here = Here
sso-saml = SAML 2.0
sso-there = Copy these there; they stay as they are:
sso-start = Start here (for a tile or bookmark)
sso-logout = Logout URL (back- or front-channel)
sso-name = What your people are shown
sso-name-line = Like “Acme sign-on”.
sso-name-of = { $organization } sign-on
sso-secret-kept = One is kept. Leave this empty to go on using it.
sso-ends = The secret ends on (if you know)
sso-ends-line = All admins are told 60, 30, 7 days and a day before.
sso-ends-wrong = Type a day, like 2027-11-30.
sso-second = The provider's second factor
sso-second-when-said = Counts when the provider says that one was given
sso-second-when-said-line = Otherwise ours is asked for, if your policy wants one. Advised.
sso-second-always = Always counts
sso-second-always-line = For providers that ask everybody for one and don't say so.
sso-second-never = Never counts
sso-second-never-line = Ours is asked for, if your policy wants one.
sso-addresses = Addresses that count
sso-addresses-verified = Those that the provider marks as verified
sso-addresses-verified-line = Advised wherever people can change their own address at the provider.
sso-addresses-all = All of them
sso-addresses-all-line = Only where your admins alone write addresses at the provider. Entra ID and AD FS never mark any.
sso-addresses-saml-verified = Those in your proved domains
sso-addresses-saml-verified-line = SAML has no mark for addresses that a provider has made sure of. Whoever may write an address at the provider comes in here as the one who has it, so let only your admins write them.
sso-addresses-saml-all = All of them
sso-addresses-saml-all-line = Also those outside of your domains that you have invited. Only where your admins alone write addresses at the provider.
sso-metadata = Or the metadata itself
sso-metadata-line = Where it has no address that can be reached from here: the whole of the XML file.
sso-metadata-kept = What you pasted is kept. Leave both empty to go on using it, or paste the new one.
sso-metadata-more = More than one provider, or certificate
sso-metadata-at = Metadata address
sso-entity-line = Only where the metadata describe several providers: which one it is.
sso-certificate = Certificate (SHA-256)
sso-certificate-ends = until { $day }
sso-certificates = Certificates besides
sso-certificates-line = A certificate that the provider will sign with soon, and that its metadata don't have yet (PEM). Both count.
sso-save = Save
sso-link-of = An IT person, by { $name }’s link,
sso-issuer-linked =
    { $count ->
        [one] One person is linked by the key that this provider has for them. With another issuer that ends: they are signed out of what they came to through it, and are linked anew the next time, by their address.
       *[other] { $count } people are linked by the keys that this provider has for them. With another issuer that ends: they are signed out of what they came to through it, and are linked anew the next time, by their address.
    }
sso-save-line = Saved connections are off until you have tried them and switched them on.
sso-field-missing = Fill this in.
sso-too-many = There are ten connections, which is the most. Remove one first.
notice-sso-added = Saved. Give the provider what is listed under “What is set”, if you haven't yet, and try it out.
notice-sso-changed = Saved.
notice-sso-removed = Removed. Whoever was signed in by it has been signed out; their passwords work.
notice-sso-switched-on = It's on. People with addresses in your proved domains are shown the way there.
notice-sso-switched-off = It's off. Whoever is signed in stays so.
sso-unfit-address = That is no address that can be asked. It begins with https://.
sso-unfit-private = That address leads into a private network, where this service may not look. Whoever runs it can allow that (sso.private_network).
sso-unfit-name = There is no such name. Check the address for a slip.
sso-unfit-redirected = That address sends us elsewhere. Use the one that it leads to.
sso-unfit-unreachable = Nobody answers there ({ $why }). Check the address, and that it can be reached from the internet.
sso-unfit-status = That address answers with { $why } where its description should be. Check that it is the issuer, and not the address of a page.
sso-unfit-issuer = The provider there calls itself { $why }. Fill that in, exactly as it stands.
sso-unfit-description = What is published there can't be used ({ $why }). Check that OpenID Connect is switched on for this application.
sso-unfit-keys = The provider publishes no keys that could be used.

sso-unfit-metadata-status = That address answers with { $why } where metadata should be. Copy it once more, or paste the metadata itself.
sso-unfit-metadata = What is there isn't SAML metadata that could be used ({ $why }). It is an XML file that begins with EntityDescriptor.
sso-unfit-no-provider = These metadata describe no identity provider; perhaps they are our own, or those of another application. Take the provider's.
sso-unfit-entity = These metadata describe several providers. Fill in which one is yours: { $why }
sso-unfit-ended = These metadata ended on { $why }. Take the provider's current ones.
sso-unfit-no-redirect = This provider doesn't take questions by HTTP-Redirect. Switch that binding on for its single sign-on service.
sso-unfit-weak-key = The provider signs with a key shorter than 2048 bits, which isn't taken. Have it make a new certificate.
sso-unfit-certificate = That is no certificate that could be used. It begins with -----BEGIN CERTIFICATE-----.

## A connection
sso-stands = How it stands
sso-try = Try it out
sso-try-line = You go to the provider and come back. Nobody is signed in by it, and you see what came.
sso-switch-on = Switch it on
sso-switch-on-line = From then on people can choose it. Their passwords go on working.
sso-switch-off = Switch it off
sso-switch-off-line = At once, for everybody. Their passwords work.
sso-switch-after-try = It can be switched on once a try has gone well.
sso-set = What is set
sso-edit = Change
sso-remove = Remove
sso-remove-line = Whoever came through it is signed out, and the provider's keys are forgotten.
sso-rehearsal = What came back
sso-arrivals = Lately
sso-arrivals-none = Nothing has come back from it yet.
sso-ended-in = Signed in.
sso-ended-rehearsed = Tried out: this sign-in would work.
sso-message-title = What came back
sso-compared = What differs
sso-expected = Expected
sso-came = Came
sso-claims = What the provider sent
sso-document = The message itself, without its secrets
sso-provider-error = The provider's own error
sso-clock = The provider's clock is { $amount } { $direction ->
    [ahead] ahead of ours
   *[behind] behind ours
}.
sso-check-holds = yes
sso-check-fails = no
sso-check-not-reached = not looked at
sso-check-asked = Answers a question of ours
sso-check-answered = The provider answered
sso-check-issuer = From the right provider
sso-check-signature = Signed with its key
sso-check-audience = Made for us
sso-check-time = In time
sso-check-address = Has an address that counts
sso-check-person = The same person as before
sso-check-membership = Somebody of yours
sso-compared-issuer = Issuer (iss)
sso-compared-audience = Audience (aud)
sso-compared-azp = Authorized party (azp)
sso-compared-key = Key (kid)
sso-compared-algorithm = Algorithm (alg)
sso-compared-entity = Issuer (entity ID)
sso-compared-restriction = Audience
sso-compared-recipient = Recipient
sso-compared-destination = Destination
sso-compared-request = Request (InResponseTo)
sso-compared-certificate = Signing certificate (SHA-256)
sso-compared-encryption = Encryption certificate (SHA-256)
sso-compared-signing = Signature algorithm
sso-compared-bits = Key length (bits)
sso-compared-form = Form of the message

## What to change, and where
sso-your-provider = your provider
mend-any = Look at what differs below, and change it at { $provider } or here.
mend-sso-expired = { $provider }'s answer was too old when it came. Its clock may be behind: let it set its time by itself (NTP). If only one person is affected, they took too long.
mend-sso-not-yet-valid = { $provider }'s clock is ahead. Let it set its time by itself (NTP).
mend-sso-audience = The answer was made for another application. Compare “{ $client }” at { $provider } with the one here.
mend-sso-issuer = { $provider } calls itself by another name than “{ $issuer }” here. Copy it from { $provider } exactly, with or without the slash at its end.
mend-sso-unsigned = { $provider } didn't sign. Choose RS256 as the signature of ID tokens there.
mend-sso-key = { $provider } signed with a key that it doesn't publish. If its keys were just changed, try again in a minute; else check that “{ $issuer }” is the right one.
mend-sso-signature = The answer was changed on its way, or signed with another key under the same name. Check that “{ $issuer }” leads to your provider, and to nothing between.
mend-sso-algorithm = { $provider } signs in a way that isn't taken. Choose RS256 as the signature of ID tokens there.
mend-sso-unasked = This answered nothing that was asked from here. Start at our login page or at the start address.
mend-sso-used-twice = The same answer came twice, by a reload or the Back button. Nothing has to be changed.
mend-sso-state-lost = The person's browser had forgotten the question: cookies were cleared, or it took more than an hour. Nothing has to be changed.
mend-sso-not-assigned = { $provider } says that this person may not use the application. { $assign }
mend-sso-declined = The person, or { $provider } for them, said no. If they didn't, look into the sign-in log of { $provider }.
mend-sso-no-address = There is no e-mail address in the answer. Add the claim “email” to the ID token at { $provider }, and check that the person has one.
mend-sso-address-unverified = { $provider } doesn't mark the address as verified. Have the person verify it there; or, if your admins alone write addresses at { $provider }, let all of them count here.
mend-sso-domain-unproved = The address is in no domain of yours, and is nobody's whom you invited. Invite that address, or prove its domain.
mend-sso-another-person = Somebody else was signed in at { $provider } than the one whose address was typed. Nothing has to be changed.
mend-sso-nobody-here = Nobody of yours has that address. Invite it.
mend-sso-subject-changed = { $provider } gave the person another key than before. Confirm it on the page “Single sign-on”, if it is them.
mend-sso-provider-said = { $provider } answered with an error of its own, which stands below. Check that “{ $back }” there is exactly the address shown here.
mend-sso-unreadable = The answer couldn't be read. Check that the application at { $provider } is one for OpenID Connect with the authorization code.
mend-sso-unreachable = { $provider } couldn't be reached from here. Look at its status page; people can use their passwords meanwhile.
mend-sso-secret-refused = { $provider } no longer takes the client secret. Make a new one there (“{ $secret }”) and fill it in here.
mend-sso-switched-off = The connection is switched off.
sso-message-invite = Invite this address
mend-invitation-pending = The invitation waits. The address is in no domain that you have proved, so that your provider cannot accept it for this person: they do it by the mail. Send it again, or prove the domain.
mend-invitation-expired = The invitation ran out. The address is in no domain that you have proved, so that your provider cannot accept it for this person: they do it by the mail. Send it again, or prove the domain.
mend-deactivated = The membership is switched off here. Switch it on again on the person's page.
mend-organization-suspended = The organization is closed here for now. Support knows more.

mend-sso-no-subject = The answer names nobody who would have the same name tomorrow. Choose another “{ $format }” at { $provider }, like persistent, or an address.
mend-sso-recipient = The answer was made for another address than the one that it came to. Compare “{ $back }” at { $provider } with the one here.
mend-sso-encrypted = { $provider } encrypts for another key than the one of this connection. Give it our metadata anew, or switch the encryption of assertions off.
mend-saml-sso-audience = The answer was made for another application. Compare “{ $audience }” at { $provider } with the one here.
mend-saml-sso-unsigned = { $provider } signed neither the response nor the assertion. Switch the signing of assertions on there.
mend-saml-sso-key = { $provider } signed with a certificate that isn't known here: it may have made a new one. Compare the fingerprints below, then fill in its metadata anew, or the new certificate beside the old one.
mend-saml-sso-signature = The answer was changed on its way, or signed with another key than its certificate's. Look at the signing certificate at { $provider }.
mend-saml-sso-algorithm = { $provider } signs in a way that isn't taken. Choose RSA-SHA256 as the signature algorithm there, and a key of 2048 bits or more.
mend-saml-sso-no-address = There is no e-mail address in the answer. Send it as the attribute “email” from { $provider }, and check that the person has one.
mend-saml-sso-address-unverified = The address is in no domain that you have proved. Prove the domain; or, if your admins alone write addresses at { $provider }, let all of them count here.
mend-saml-sso-provider-said = { $provider } answered with an error of its own, which stands below. Its own log says more.
mend-saml-sso-unreadable = What came is no response that holds: what is wrong with its form stands below. Look at it with whoever runs { $provider }.
mend-saml-sso-issuer = { $provider } calls itself by another name than here. Fill in its metadata anew, or take the ones of the right provider.

## Each provider in its own words
provider-any-issuer = Issuer
provider-any-issuer-line = An address that begins with https://.
provider-any-client = Client ID
provider-any-client-line = Our name at the provider.
provider-any-secret = Client secret
provider-any-secret-line = Shown once at the provider. It is kept sealed here, and never shown again.
provider-any-back = Redirect URI
provider-any-assign = Assign the person, or a group of theirs, to the application.
provider-okta-name = Okta
provider-okta-issuer = Issuer URI
provider-okta-issuer-line = Like https://acme.okta.com, under Security › API.
provider-okta-back = Sign-in redirect URI
provider-okta-assign = In Okta: Applications › this application › Assignments › Assign.
provider-okta-step-1 = In the Okta Admin Console: Applications › Create App Integration › OIDC – OpenID Connect › Web Application.
provider-okta-step-2 = Grant type: Authorization Code.
provider-okta-step-3 = Sign-in redirect URIs: the address that is shown below.
provider-okta-step-4 = Assignments: the people or groups who may come.
provider-okta-step-5 = Copy the Client ID and the Client secret from the tab General.
provider-entra-name = Microsoft Entra ID
provider-entra-issuer = Issuer
provider-entra-issuer-line = https://login.microsoftonline.com/TENANT-ID/v2.0, with your Directory (tenant) ID.
provider-entra-client = Application (client) ID
provider-entra-secret = Client secret (its Value)
provider-entra-secret-line = The Value, not the Secret ID. Entra shows it once.
provider-entra-assign = In Entra: Enterprise applications › this application › Users and groups › Add user/group.
provider-entra-step-1 = In the Entra admin center: App registrations › New registration, for this organizational directory only.
provider-entra-step-2 = Redirect URI: platform Web, the address that is shown below.
provider-entra-step-3 = Certificates & secrets › New client secret: copy its Value, and note when it expires.
provider-entra-step-4 = Token configuration › Add optional claim › ID: email.
provider-entra-step-5 = Copy the Application (client) ID and the Directory (tenant) ID from the Overview.
provider-google-name = Google Workspace
provider-google-issuer-line = https://accounts.google.com
provider-google-back = Authorized redirect URI
provider-google-assign = In the Google Cloud console: the application's audience has to be Internal, and the person one of your Workspace.
provider-google-step-1 = In the Google Cloud console: APIs & Services › Credentials › Create credentials › OAuth client ID › Web application.
provider-google-step-2 = Authorized redirect URIs: the address that is shown below.
provider-google-step-3 = OAuth consent screen: Audience Internal, so that only your own people get through.
provider-google-step-4 = Copy the Client ID and the Client secret.
provider-jumpcloud-name = JumpCloud
provider-jumpcloud-issuer-line = https://oauth.id.jumpcloud.com/
provider-jumpcloud-assign = In JumpCloud: SSO Applications › this application › User Groups.
provider-jumpcloud-step-1 = In the JumpCloud Admin Portal: SSO Applications › Add New Application › Custom Application › Configure SSO with OIDC.
provider-jumpcloud-step-2 = Redirect URIs: the address that is shown below. Client authentication: Client Secret Basic.
provider-jumpcloud-step-3 = Attribute mapping: the standard scopes Email and Profile.
provider-jumpcloud-step-4 = User Groups: those who may come.
provider-onelogin-name = OneLogin
provider-onelogin-issuer = Issuer URL
provider-onelogin-issuer-line = Like https://acme.onelogin.com/oidc/2, in the tab SSO.
provider-onelogin-assign = In OneLogin: Users › the person › Applications › +.
provider-onelogin-step-1 = In OneLogin: Applications › Add App › OpenId Connect (OIDC).
provider-onelogin-step-2 = Configuration › Redirect URIs: the address that is shown below.
provider-onelogin-step-3 = SSO: Token Endpoint Authentication Method Basic.
provider-onelogin-step-4 = Copy the Client ID, the Client Secret and the Issuer URL from the tab SSO.
provider-ping-name = Ping Identity
provider-ping-issuer = Issuer ID
provider-ping-issuer-line = Like https://auth.pingone.com/ENVIRONMENT-ID/as, in the tab Configuration.
provider-ping-assign = In PingOne: Applications › this application › Access.
provider-ping-step-1 = In PingOne: Applications › + › OIDC Web App.
provider-ping-step-2 = Configuration: Response Type Code, Grant Type Authorization Code, Redirect URIs: the address that is shown below.
provider-ping-step-3 = Resources: the scopes email and profile.
provider-ping-step-4 = Copy the Client ID, the Client Secret and the Issuer ID, and switch the application on.
provider-keycloak-name = Keycloak
provider-keycloak-issuer-line = Like https://sso.example.com/realms/REALM, in Realm settings › OpenID Endpoint Configuration.
provider-keycloak-back = Valid redirect URI
provider-keycloak-assign = In Keycloak: check that the person is enabled, and that no role is demanded for this client that they lack.
provider-keycloak-step-1 = In the realm: Clients › Create client › OpenID Connect.
provider-keycloak-step-2 = Client authentication: On. Authentication flow: Standard flow.
provider-keycloak-step-3 = Valid redirect URIs: the address that is shown below.
provider-keycloak-step-4 = Copy the Client secret from the tab Credentials.
provider-adfs-name = AD FS
provider-adfs-issuer-line = Like https://adfs.example.com/adfs; the federation service's own name.
provider-adfs-client = Client Identifier
provider-adfs-secret = Shared secret
provider-adfs-assign = In AD FS Management: Application Groups › this group › the Web API's Access control policy.
provider-adfs-step-1 = In AD FS Management: Application Groups › Add Application Group › Server application accessing a web API.
provider-adfs-step-2 = Redirect URI: the address that is shown below. Copy the Client Identifier.
provider-adfs-step-3 = Generate a shared secret, and copy it: it is shown once.
provider-adfs-step-4 = Web API: permit the scopes openid, email and profile, and send LDAP attributes as claims: E-Mail-Addresses as E-Mail Address.
provider-oidc-name = Another one (OpenID Connect)
provider-oidc-step-1 = Register a confidential web application with the authorization code flow.
provider-oidc-step-2 = Give it the redirect URI that is shown below, and the scopes openid, email and profile.
provider-oidc-step-3 = Copy the issuer, the client ID and the client secret.

provider-any-audience = Audience
provider-any-format = NameID format

## The same in SAML
provider-saml-name = Another one (SAML 2.0)
provider-saml-issuer = Entity ID
provider-saml-metadata = Metadata address
provider-saml-metadata-line = An address that begins with https://, with the provider's SAML metadata.
provider-saml-back = ACS URL (assertion consumer service)
provider-saml-audience = Our entity ID, and our metadata's address
provider-saml-format = NameID format
provider-saml-format-value = persistent
provider-saml-attribute = Attribute with the address
provider-saml-client = Our entity ID
provider-saml-secret = Certificate
provider-saml-assign = Assign the person, or a group of theirs, to the application.
provider-saml-step-1 = Register a service provider: give it our metadata's address, once you have saved, or what is listed below.
provider-saml-step-2 = Let it sign assertions (RSA-SHA256), name people by a persistent identifier, and send the attribute email.
provider-saml-step-3 = Copy its metadata's address, or the metadata.
provider-okta-saml-metadata = Metadata URL
provider-okta-saml-metadata-line = In the tab Sign On, under Metadata details.
provider-okta-saml-back = Single sign-on URL
provider-okta-saml-audience = Audience URI (SP Entity ID)
provider-okta-saml-format = Name ID format
provider-okta-saml-format-value = Persistent
provider-okta-saml-attribute = Attribute Statement with the value user.email
provider-okta-saml-assign = In Okta: Applications › this application › Assignments › Assign.
provider-okta-saml-step-1 = In the Okta Admin Console: Applications › Create App Integration › SAML 2.0.
provider-okta-saml-step-2 = Single sign-on URL and Audience URI: what is listed below. Name ID format: Persistent. Application username: Okta username.
provider-okta-saml-step-3 = Attribute Statements: Name email, Value user.email.
provider-okta-saml-step-4 = Assignments: the people or groups who may come.
provider-okta-saml-step-5 = Sign On: copy the Metadata URL.
provider-entra-saml-issuer = Microsoft Entra Identifier
provider-entra-saml-metadata = App Federation Metadata Url
provider-entra-saml-metadata-line = Under Single sign-on › SAML Certificates.
provider-entra-saml-back = Reply URL (Assertion Consumer Service URL)
provider-entra-saml-audience = Identifier (Entity ID)
provider-entra-saml-format = Unique User Identifier (Name ID): source user.objectid, format
provider-entra-saml-format-value = Persistent
provider-entra-saml-attribute = Claim with the source user.mail
provider-entra-saml-assign = In Entra: Enterprise applications › this application › Users and groups › Add user/group.
provider-entra-saml-step-1 = In the Entra admin center: Enterprise applications › New application › Create your own application, not in the gallery.
provider-entra-saml-step-2 = Single sign-on › SAML › Basic SAML Configuration: Identifier and Reply URL as listed below.
provider-entra-saml-step-3 = Attributes & Claims: Unique User Identifier from user.objectid with the format Persistent; leave the claim emailaddress as it is.
provider-entra-saml-step-4 = Users and groups: those who may come.
provider-entra-saml-step-5 = SAML Certificates: copy the App Federation Metadata Url.
provider-google-saml-metadata-line = Google offers a file and no address: download the metadata, and paste it below.
provider-google-saml-back = ACS URL
provider-google-saml-audience = Entity ID
provider-google-saml-format = Name ID format
provider-google-saml-format-value = PERSISTENT
provider-google-saml-attribute = App attribute for Primary email
provider-google-saml-assign = In the Google Admin console: Apps › Web and mobile apps › this app › User access, ON for the person's group.
provider-google-saml-step-1 = In the Google Admin console: Apps › Web and mobile apps › Add app › Add custom SAML app.
provider-google-saml-step-2 = Download the metadata, and paste it here.
provider-google-saml-step-3 = ACS URL and Entity ID: what is listed below. Name ID format PERSISTENT, Name ID Basic Information › Primary email.
provider-google-saml-step-4 = Attributes: Primary email as the app attribute email.
provider-google-saml-step-5 = User access: ON for those who may come. It can take a day to reach everybody.
provider-jumpcloud-saml-issuer = IdP Entity ID
provider-jumpcloud-saml-metadata = Metadata URL
provider-jumpcloud-saml-metadata-line = In the tab SSO: Copy Metadata URL.
provider-jumpcloud-saml-back = ACS URLs
provider-jumpcloud-saml-audience = SP Entity ID
provider-jumpcloud-saml-format = SAMLSubject NameID Format
provider-jumpcloud-saml-format-value = urn:oasis:names:tc:SAML:2.0:nameid-format:persistent
provider-jumpcloud-saml-attribute = User attribute mapping for email
provider-jumpcloud-saml-assign = In JumpCloud: SSO Applications › this application › User Groups.
provider-jumpcloud-saml-step-1 = In the JumpCloud Admin Portal: SSO Applications › Add New Application › Custom Application › Configure SSO with SAML.
provider-jumpcloud-saml-step-2 = SP Entity ID and ACS URLs: what is listed below. Sign: Assertion.
provider-jumpcloud-saml-step-3 = Attributes: email, mapped to email.
provider-jumpcloud-saml-step-4 = User Groups: those who may come. Then copy the Metadata URL.
provider-onelogin-saml-issuer = Issuer URL
provider-onelogin-saml-metadata = Issuer URL
provider-onelogin-saml-metadata-line = In the tab SSO; OneLogin's metadata are there.
provider-onelogin-saml-back = ACS (Consumer) URL
provider-onelogin-saml-audience = Audience (EntityID)
provider-onelogin-saml-format = SAML nameID format
provider-onelogin-saml-format-value = Persistent
provider-onelogin-saml-attribute = Parameter with the value Email
provider-onelogin-saml-assign = In OneLogin: Users › the person › Applications › +.
provider-onelogin-saml-step-1 = In OneLogin: Applications › Add App › SAML Custom Connector (Advanced).
provider-onelogin-saml-step-2 = Configuration: Audience, ACS (Consumer) URL and its Validator as listed below. SAML signature element: Assertion.
provider-onelogin-saml-step-3 = Parameters: email with the value Email, included in the SAML assertion.
provider-onelogin-saml-step-4 = SSO: SAML Signature Algorithm SHA-256. Copy the Issuer URL.
provider-ping-saml-issuer = Issuer ID
provider-ping-saml-metadata = IdP Metadata URL
provider-ping-saml-metadata-line = In the tab Configuration.
provider-ping-saml-back = ACS URLs
provider-ping-saml-audience = Entity ID
provider-ping-saml-format = Subject NameID format
provider-ping-saml-format-value = urn:oasis:names:tc:SAML:2.0:nameid-format:persistent
provider-ping-saml-attribute = Attribute mapping for Email Address
provider-ping-saml-assign = In PingOne: Applications › this application › Access.
provider-ping-saml-step-1 = In PingOne: Applications › + › SAML Application › Manually Enter.
provider-ping-saml-step-2 = ACS URLs and Entity ID: what is listed below.
provider-ping-saml-step-3 = Attribute Mappings: saml_subject from User ID, and email from Email Address.
provider-ping-saml-step-4 = Copy the IdP Metadata URL, and switch the application on.
provider-keycloak-saml-metadata = SAML 2.0 Identity Provider Metadata
provider-keycloak-saml-metadata-line = Like https://sso.example.com/realms/REALM/protocol/saml/descriptor, in Realm settings.
provider-keycloak-saml-back = Valid redirect URI, and Assertion Consumer Service POST Binding URL
provider-keycloak-saml-audience = Client ID
provider-keycloak-saml-format = Name ID format
provider-keycloak-saml-attribute = Mapper with the property email
provider-keycloak-saml-assign = In Keycloak: check that the person is enabled, and that no role is demanded for this client that they lack.
provider-keycloak-saml-step-1 = In the realm: Clients › Import client, with our metadata once you have saved here; or Create client › SAML with what is listed below.
provider-keycloak-saml-step-2 = Settings: Name ID format persistent, Force name ID format On, Sign assertions On.
provider-keycloak-saml-step-3 = Keys: client signature required may stay on. Our requests are signed.
provider-keycloak-saml-step-4 = Client scopes › the dedicated one › Add mapper › User Property: Property email, SAML Attribute Name email.
provider-adfs-saml-issuer = Federation Service identifier
provider-adfs-saml-metadata = Federation metadata address
provider-adfs-saml-metadata-line = Like https://adfs.example.com/FederationMetadata/2007-06/FederationMetadata.xml.
provider-adfs-saml-back = Trusted URL of the SAML Assertion Consumer Endpoint (POST)
provider-adfs-saml-audience = Relying party trust identifier
provider-adfs-saml-format = Outgoing name ID format
provider-adfs-saml-format-value = Persistent Identifier
provider-adfs-saml-attribute = Outgoing claim type E-Mail Address, or
provider-adfs-saml-assign = In AD FS Management: Relying Party Trusts › this trust › Edit Access Control Policy.
provider-adfs-saml-step-1 = In AD FS Management: Relying Party Trusts › Add Relying Party Trust › Claims aware, with our metadata's address once you have saved here, or by hand with what is listed below.
provider-adfs-saml-step-2 = Claim issuance policy: send LDAP attributes as claims, E-Mail-Addresses as E-Mail Address.
provider-adfs-saml-step-3 = Another rule: send objectGUID as Name ID with the format Persistent Identifier.
provider-adfs-saml-step-4 = Advanced: SHA-256 as the secure hash algorithm.

## The link for somebody without an account
setup-links = Somebody else fills it in
setup-links-line = The person who looks after your provider needs no account here. A link lets them fill this one connection in while it is off and try it, for seven days. They see no people, and switch nothing on.
setup-link-make = Make a link
setup-link-end = Take it back
setup-link-made-by = { $name }, { $time }
setup-link-stand-waits = Not opened yet. Good until { $time }.
setup-link-stand-opened = Opened { $time }.
setup-link-stand-over = Ran out { $time }.
setup-link-stand-ended = Taken back { $time }.
setup-link-stand-guessed = Closed: too many wrong codes were typed. Make another one.
setup-link-title = A link for your provider's person
setup-link-line = It opens { $name } and nothing else, until { $time }. You can take it back before.
setup-link-send = Send this link
setup-link-tell = Tell them this code
setup-link-tell-line = By another way than the link: on the phone, say. Whoever has only one of the two gets nowhere.
setup-link-once = Both are shown here only now. If they are lost, make another link.
notice-setup-link-ended = Taken back. It opens nothing any more.
notice-setup-link-too-many = Five links for this connection are open, which is the most. Take one back first.
setup-door-title = The sign-on of { $organization }
setup-door-line = { $name } asks you to set it up. You need no account here.
setup-door-code = Code
setup-door-code-line = Eight letters and digits that you were told apart from the link.
setup-door-wrong = That is another code. Ask { $name } for it.
setup-door-do = Open
setup-line = { $name } asks you to set this up for { $organization }. Your link holds until { $time }, and what you do stands in their audit log.
setup-on = It is switched on, so nothing can be changed here. Ask { $name } to switch it off first.
setup-try-line = To your provider and back. Nobody is signed in by it. Before it is switched on, an admin tries it too.
setup-domains = Domains, and their records
setup-no-domains = None is listed.
message-setup-link-over = This link has ended
message-setup-link-over-line = It ran out, was taken back, or too many wrong codes were typed. Ask { $name } for another one.
message-setup-link-closed = Open your link first
message-setup-link-closed-line = These pages belong to a link that an admin sends, with a code. Open it again in this browser; if it has ended, ask whoever sent it for another.

## Audit log
audit-by-it-person = IT person (link by { $name })
audit-act-setup-link-made = Set-up link made
audit-act-setup-link-ended = Set-up link taken back
audit-act-setup-link-opened = Set-up link opened
audit-act-connection-tried = Connection tried out
audit-act-signed-in-by-sso = Signed in through the sign-on
audit-act-identity-linked = Linked to the provider
audit-act-identity-confirmed = New key at the provider confirmed
audit-act-identity-declined = New key at the provider declined
audit-act-connection-added = Connection added
audit-act-connection-changed = Connection changed
audit-act-connection-switched = Connection switched
audit-act-connection-removed = Connection removed
audit-act-session-ended-at-provider = Signed out at the provider
audit-act-domain-added = Domain added
audit-act-domain-proved = Domain proved
audit-act-domain-lost = Domain lost
audit-act-domain-removed = Domain removed
audit-by-provider = The provider
audit-by-system = By itself

## The mail before a secret ends
mail-kind-secret-ends = Notice: a sign-on secret or certificate ends
mail-kind-identity-linked = Notice: came through the sign-on for the first time
mail-kind-newcomer = Notice: a new member by the sign-on
mail-kind-sign-on-announced = What the sign-on changes
mail-kind-connection-changed = Notice: single sign-on was changed
mail-sso-button = Fill in a new one
mail-secret-ends-subject = { $organization }: a client secret or certificate of your sign-on is about to end
mail-secret-ends-heading = A secret or certificate ends
mail-secret-ends-says = { $protocol ->
    [saml]
        The certificate with which the provider of { $connection } signs ends on { $day }. Providers make a new one around that day, and what is signed with it opens nothing until it is known here.

        Fill in the new one beside the old one, or the provider's metadata anew, and try it out. Both count until you take the old one away.
   *[other]
        The client secret of { $connection } ends on { $day }. After that nobody comes in through it any more; passwords go on working.

        Make a new one at your provider, fill it in here, and try it out. The old one works until then.
}

mail-identity-linked-subject = { $organization }: its sign-on opens { $organization } for you
mail-identity-linked-heading = “{ $connection }” now opens { $organization } for you
mail-identity-linked-says = You came through it for the first time, on { $place }. From now on it opens { $organization }, and nothing else of yours.
mail-identity-linked-not-me = If that wasn’t you, somebody signed in there as you: tell an admin, who can end it.

mail-connection-changed-subject = { $organization }: single sign-on was changed
mail-connection-changed-heading = { $admin } changed “{ $connection }”
mail-connection-changed-says = This was done on { $place }, with { $organization }’s single sign-on:
mail-connection-added-what = A connection was added. It is switched off until somebody tries it and switches it on.
mail-connection-changed-what = It was { $before }, and is { $after } now.
mail-connection-switched-what = It was { $before }, and is { $after } now.
mail-connection-removed-what = It was removed. Whoever came through it is signed out, and comes in with a password again.
mail-admission-changed-what = What it makes of people was changed. Before: { $before }. Now: { $after }.

mail-newcomer-subject = { $organization }: a new member came by the sign-on
mail-newcomer-heading = { $name } became a member by coming
mail-newcomer-says =
    { $name } ({ $address }) came through “{ $connection }” at { $at }, and is a member now, as your settings say.

    You get this about the first one of a day. The others stand in the list of people and in the audit log.

mail-sign-on-announced-subject = { $organization }: sign in with your company account
mail-sign-on-announced-heading = “{ $connection }” opens { $organization } for you
mail-sign-on-announced-says =
    { $admin } has set up single sign-on: { $organization } can be entered with the account that you have at work. You need no password of your own for it, and no code of yours where your company asks for one itself.

    Try it now, or keep the button as your bookmark. Your password stays good.
mail-sign-on-announced-button = Sign in through { $organization }

## What is made of people
admission-title = Who comes, and as whom
admission-lead = New people, roles by groups, the names of claims, and whom this connection touches.
admission-newcomers = Somebody new
admission-newcomers-no = Has to be invited first
admission-newcomers-no-line = Whoever comes uninvited is told so, and stands on the connection's page, where you invite them with a click.
admission-newcomers-yes = Becomes a member by coming
admission-newcomers-yes-line = With an address in a domain that you have proved, and that the provider vouches for. Whom you removed or switched off stays out until you say otherwise.
admission-roles = Roles
admission-admin-groups = Groups at the provider whose people are admins here
admission-admin-groups-line = One a line, exactly as the provider sends them. Leave it empty to give roles here.
admission-groups-too-many = These are more than fifty groups. Make one at the provider that has them all.
admission-over-hand = Also for people whose role was given here
admission-over-hand-line = Else whom you made an admin stays one, and whom you made a member. The last admin always stays one.
admission-claims = Names of claims
admission-claims-line = What the provider calls things. Leave a field empty for the usual name.
admission-claim-address = E-mail address
admission-claim-address-line = Usually “email”. What is sent under another name counts as an address only where all addresses count.
admission-claim-first-name = First name
admission-claim-first-name-line = Usually “given_name”.
admission-claim-last-name = Last name
admission-claim-last-name-line = Usually “family_name”.
admission-claim-groups = Groups
admission-claim-groups-line = Usually “groups”.
admission-save = Save
admission-save-line = It holds from the next arrival on. All admins are told.
admission-sent = What the provider really sends
admission-sent-line = Of the last person who came, or of your last try, at { $time }. What could be of use to a thief is left out.
admission-sent-none = Nobody has come yet. Try it out, and what came stands here.
admission-used-address = Used as the e-mail address
admission-used-first-name = Used as the first name
admission-used-last-name = Used as the last name
admission-used-groups = Used as the groups
admission-affected = Whom it touches
admission-affected-line =
    { $outside ->
        [0] All { $members } members have addresses in your proved domains: the login page shows them the way.
       *[other] { $outside } of { $members } members have addresses outside your domains.
    }
admission-outside-line = The login page doesn't show them the way. They come by the start address, if the provider vouches for their address, or with their password as before.
admission-more = And { $count } more.
admission-tell = Mail all members what changes
admission-tell-line = One mail each, with the button to start. Once a day at most.
admission-tell-untried = Once you have tried the connection, all members can be mailed from here.
admission-tell-too-many = There are more than 5,000 members: tell them by a mail of your own, with the start address.
admission-said-newcomers = somebody new becomes a member by coming
admission-said-invited = somebody new has to be invited
admission-said-admins = admins by group: { $groups }
admission-said-admins-all = admins by group, whoever gave the role: { $groups }
notice-admission-saved = Saved. It holds from the next arrival on.
notice-admission-told = The mails are on their way.
notice-admission-told-lately = All members were mailed less than a day ago. Nothing was sent.
audit-act-admission-changed = What a connection makes of people changed
audit-act-sign-on-announced = All members told of the sign-on
audit-act-newcomer = Became a member by coming
