//! The causes, each a row of one table. A NEW CAUSE is one row.

use super::class::Class;

/// One cause, as it stands in the registry.
pub struct CodeRow {
    /// The code's name, as users and scripts see it.
    pub name: &'static str,
    /// Its class, and so its exit code.
    pub class: Class,
    /// One sentence: whose fault it is.
    pub message: &'static str,
    /// One thing to do that works.
    pub hint: &'static str,
    /// What `authctl explain CODE` says beyond that.
    pub explain: &'static str,
}

macro_rules! codes {
    ($($code:ident $name:literal $class:ident $message:literal $hint:literal $explain:literal;)*) => {
        /// Every cause there is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $(#[doc = $message] $code),* }

        impl Code {
            /// Every code, in the order of the exit codes.
            pub const ALL: &'static [Code] = &[$(Code::$code),*];

            /// The row of this code.
            pub fn row(self) -> &'static CodeRow {
                match self { $(Code::$code => &CodeRow {
                    name: $name, class: Class::$class, message: $message, hint: $hint, explain: $explain,
                }),* }
            }
        }
    };
}

codes! {
    // 1 bug
    InternalError "internal_error" Bug "authctl has a defect" "report it with the command that you ran" "Something that cannot happen did. Nothing more was stored after it.";
    CheckInconclusive "check_inconclusive" Bug "the check did not come to a result for every case" "see why in the report, and run those cases again with --case" "A case ended with the verdict `error`: the subject could not be reached, or took too long, or authctl has a defect. No required case failed.";
    // 2 usage
    Usage "usage" Usage "the command line is not right" "see `authctl help`" "A flag or an argument is missing, unknown or of the wrong form.";
    ReservedParameter "reserved_parameter" Usage "this parameter belongs to the protocol and cannot be set by --param" "drop it, or use the flag made for it" "`response_type`, `client_id`, `redirect_uri`, `scope`, `state`, `nonce`, `code_challenge` and their like protect the login; a parameter of that name would replace the protection.";
    CommandNotFound "command_not_found" Usage "there is no such command" "check its name and PATH" "`authctl exec` ends with exit code 127. A bare name is looked for in the absolute directories of PATH, never in the current one: write ./NAME for that.";
    CommandNotExecutable "command_not_executable" Usage "the command cannot be started" "check that it is a program, and `chmod +x`" "`authctl exec` ends with exit code 126.";
    JwtMalformed "jwt_malformed" Usage "this is no JSON Web Token" "an opaque token means something to its provider alone: see `authctl whoami`" "RFC 7519 §3: parts of base64url with dots between them, three if it is signed, five if it is encrypted, with JSON objects in them.";
    EventUnknown "event_unknown" Usage "there is no event of that name" "see `authctl webhook list`" "The events that providers send to apps are a list of their own.";
    EventFactMissing "event_fact_missing" Usage "the event needs to know more" "see `authctl webhook show EVENT`" "Who it is of, for or about: by a flag, or from a session with --profile.";
    WebhookUnreadable "webhook_unreadable" Usage "this is no recorded request" "give a request as it is sent, HAR, or a body with --header" "A request line, headers, an empty line and the body (RFC 9112 §2.1), HAR 1.2, or a bare body whose headers are told by --header. 1 MiB at most.";
    // 3 config
    ConfigInvalid "config_invalid" Config "the configuration file cannot be read as what it should be" "run `authctl profile validate`" "The file is not TOML, has an unknown key, or a value of the wrong kind. The message names the line.";
    ConfigUnreadable "config_unreadable" Config "the configuration file cannot be read" "check that it exists and that you may read it" "The file named by --config or AUTHCTL_CONFIG is missing, or may not be read.";
    ConfigPermissions "config_permissions" Config "the configuration file can be changed by other users, or is another's" "run `chmod go-w` on it" "Whoever can write this file can send your login to another server, so it is not used.";
    ProfileNotFound "profile_not_found" Config "there is no profile or session of that name" "see `authctl profile list` and `authctl status`" "The name is neither in profiles.toml nor the name of a kept session.";
    ProfileExists "profile_exists" Config "there is a profile of that name already" "remove it first, or take another name" "`profile add` never overwrites.";
    ProfileAmbiguous "profile_ambiguous" Config "several sessions are kept and none was named" "name one with --profile, or set default_profile" "With one session only its name can be left out.";
    ProfileNameInvalid "profile_name_invalid" Config "a profile name has 1 to 64 of a-z 0-9 . _ -" "choose another name" "The name becomes part of a file name and of a keyring entry.";
    ProviderUnknown "provider_unknown" Config "there is no provider preset of that name" "see `authctl provider list`, or use --issuer" "A preset is a table in presets.toml; any other provider is reached by --issuer.";
    ProviderMissing "provider_missing" Config "it is not said where to sign in" "give --provider NAME or --issuer URL" "Neither a flag, the environment nor a profile names a provider or an issuer.";
    ClientIdMissing "client_id_missing" Config "the provider needs a client id of yours" "register an app with the provider and give --client-id" "Each application is registered with its provider, which gives it a client id.";
    ParameterMissing "parameter_missing" Config "the provider preset needs a value that only you know" "give it in the profile or with --set" "Some providers have an address of your own: a tenant, a realm, a domain.";
    IssuerInvalid "issuer_invalid" Config "the issuer is not an https address without query, fragment or user" "check --issuer" "OIDC Discovery §3 and RFC 8414 §2: an issuer is an https URL with no query and no fragment. Plain http is taken for loopback addresses only.";
    SecretUnavailable "secret_unavailable" Config "the secret is not where the configuration says" "check the env:, file:, keyring: or cmd: source" "The named variable, file, entry or command gave nothing.";
    DecryptionKeyMissing "decryption_key_missing" Config "the token is encrypted, and there is no key to decrypt it with" "give the private key with --client-key-from, or turn encryption off for this client" "RFC 7516: a token of five parts is encrypted. None of the private keys is of the kind and the name that its header tells, or there is none; with A128KW, A256KW and dir it is the client secret that decrypts (OIDC Core §10.2).";
    ProfileMapMismatch "profile_map_mismatch" Config "the provider's user is not as the profile map says" "see the user with `authctl whoami --raw`" "profile_map says by dot paths where a provider has a user's id, name, email, avatar and phone. The id must be there; what a path was named for must be of the right kind.";
    AppEnded "app_ended" Config "the app that is checked has ended" "see what it says with --app-log FILE" "The command after `--` started it. It ended before the check did, by itself: the message has the end of its output.";
    AppSignInFailed "app_sign_in_failed" Config "the app that is checked cannot be signed in to" "check --login and --probe, and the app's registration: client id, secret, redirect address" "Before the first case a person is signed in to it as a trial: from its login address through the embedded provider's pages and back. Where that leads nowhere no case would mean anything.";
    AppProbeUnclear "app_probe_unclear" Config "the probe does not show whether somebody is signed in" "give another --probe, or say what it shows with --alive-if status=200, text=… or json=/place" "The probe is asked before and after a sign-in, and has to answer otherwise each time: with another status, to another place, or with other words. An answer of 5xx or 429 is neither of the two.";
    AppRestartFailed "app_restart_failed" Config "the app that is checked could not be restarted" "run the command of --restart by hand" "It has to end by itself within a minute, with exit code 0.";
    DirectoryUnknown "directory_unknown" Config "there is no directory for configuration or state" "set HOME, or AUTHCTL_CONFIG and AUTHCTL_STATE_DIR" "The home directory is unset, relative or not UTF-8.";
    ProviderNotRunning "provider_not_running" Config "no embedded provider runs with this state" "start `authctl serve`, or set AUTHCTL_STATE_DIR to its directory" "What it was told is in the file `control` of its state directory, with the secret of its last start.";
    AppPageUnusable "app_page_unusable" Config "a browser cannot go on at a page of the app" "do the same in a browser, and see what the app and the provider say" "`authctl check` plays a browser: it goes through the app's login and the provider's pages. There is no form or link that leads on, a redirect leads in a circle, or the page needs a script: `--browser` runs them.";
    ChromiumFailed "chromium_failed" Config "the browser that runs the app's scripts cannot be used" "start it by hand with --headless, or name another: --browser=PATH" "`authctl check` with `--browser` starts Chromium without a window, and speaks to it over a pipe. It could not be started, ended, or does not answer: the message has the end of what it said. In a container it may lack the right to make its sandbox.";
    // 4 login_required
    LoginRequired "login_required" LoginRequired "there is no session" "run `authctl login`" "Nothing is kept under that name, or the provider wants the person again.";
    InvalidGrant "invalid_grant" LoginRequired "the provider no longer takes this grant" "run `authctl login`" "RFC 6749 §5.2: the code or refresh token is expired, revoked, used before, or of another client. If the same profile is used on another machine, its refresh has replaced this one.";
    InvalidToken "invalid_token" LoginRequired "the provider no longer takes this access token" "run `authctl login`" "RFC 6750 §3.1: the token is expired, revoked or malformed.";
    StepUpRequired "insufficient_user_authentication" LoginRequired "the API wants a stronger or newer sign-in" "run `authctl login` with --acr-values and --max-age" "RFC 9470 §3: the token is good, but the person signed in too long ago or not strongly enough for this. `authctl request --step-up` signs in and sends the request again.";
    RefreshTokenMissing "refresh_token_missing" LoginRequired "the access token cannot be renewed, since there is no refresh token" "run `authctl login`, with the scope offline_access if the provider wants it" "The provider gave no refresh token, so a person has to sign in again.";
    TokenMissing "token_missing" LoginRequired "the session has no token of that type" "sign in with a scope that yields it (openid for an ID token)" "The provider did not give that token at login.";
    InteractionRequired "interaction_required" LoginRequired "a person is needed and --non-interactive was given" "run `authctl login` in a terminal" "The command would have had to open a browser or ask.";
    AccountSelectionRequired "account_selection_required" LoginRequired "the provider wants the person to choose an account" "run `authctl login`" "OIDC Core §3.1.2.6.";
    SessionDamaged "session_damaged" LoginRequired "the kept session is damaged and was set aside" "run `authctl login`" "Its checksum is wrong, or its key is gone. The file was renamed, not deleted; other sessions are not affected.";
    DpopKeyLost "dpop_key_lost" LoginRequired "the key that the session's tokens are bound to is gone" "run `authctl login`" "RFC 9449: a DPoP token is of use only with its key, which is kept with the session. Nobody can bring it back, so a new login makes a new one.";
    // 5 denied
    AccessDenied "access_denied" Denied "the sign-in was denied" "" "RFC 6749 §4.1.2.1: the user or the provider's policy said no. Nothing was stored.";
    ConsentRequired "consent_required" Denied "the provider wants the user's consent" "sign in in a browser and agree" "OIDC Core §3.1.2.6.";
    UnmetAuthentication "unmet_authentication_requirements" Denied "the provider cannot sign the person in as strongly as was demanded" "ask for less with --acr-values or --claims" "OpenID Connect Core Unmet Authentication Requirements §3.";
    // 6 provider_refused
    InvalidClient "invalid_client" ProviderRefused "the provider does not accept this client" "check the client id, the secret and --auth-method" "RFC 6749 §5.2: unknown client, no or wrong authentication, or a method the client is not registered for.";
    UnauthorizedClient "unauthorized_client" ProviderRefused "this client may not do that" "allow this grant in the client's registration" "RFC 6749 §5.2.";
    UnsupportedGrantType "unsupported_grant_type" ProviderRefused "the provider does not have this grant" "choose another --flow" "RFC 6749 §5.2.";
    UnsupportedResponseType "unsupported_response_type" ProviderRefused "the provider does not have this response type" "choose another --flow" "RFC 6749 §4.1.2.1.";
    InvalidScope "invalid_scope" ProviderRefused "the provider refuses a scope" "check --scope" "RFC 6749 §5.2: unknown, malformed or more than was granted.";
    InvalidRequest "invalid_request" ProviderRefused "the provider finds the request invalid" "run again with --trace and read what was sent" "RFC 6749 §5.2: often a redirect_uri that is not registered, or a parameter too much.";
    InvalidRequestObject "invalid_request_object" ProviderRefused "the provider refuses the signed request" "check the key that is registered there, and the clock" "RFC 9101 §6: the signature, the issuer, the audience or the time of the request object is not as it must be.";
    InvalidRequestUri "invalid_request_uri" ProviderRefused "the provider does not know the pushed request any more" "start the login again" "RFC 9126 §2.2, RFC 9101 §6: the name of a pushed request works once, for a short time, for the client that pushed it.";
    RequestNotSupported "request_not_supported" ProviderRefused "the provider takes no signed requests" "drop --jar" "OIDC Core §3.1.2.6.";
    InvalidAuthorizationDetails "invalid_authorization_details" ProviderRefused "the provider refuses the authorization details" "check --authorization-details" "RFC 9396 §5: a type that it does not know, a member that the type does not have, or more than was granted.";
    InvalidTarget "invalid_target" ProviderRefused "the provider does not know this resource" "check the resource" "RFC 8707 §2.";
    InvalidRedirectUri "invalid_redirect_uri" ProviderRefused "the provider does not register this redirect address" "choose another --callback-host, --callback-port or --callback-path" "RFC 7591 §3.2.2.";
    InvalidClientMetadata "invalid_client_metadata" ProviderRefused "the provider does not register such a client" "run again with --trace and read what was sent" "RFC 7591 §3.2.2: a value of the metadata, such as a grant or a client authentication method, is not one of this provider.";
    UnknownUserId "unknown_user_id" ProviderRefused "the provider does not know whom to ask" "check --login-hint" "CIBA Core §13: the hint leads to nobody.";
    MissingUserCode "missing_user_code" ProviderRefused "the provider asks this person only with a user code" "give --user-code-from env:NAME, file:PATH, keyring:NAME or cmd:COMMAND" "CIBA Core §13: a code that the person has set, so that not everybody can make the question appear.";
    InvalidUserCode "invalid_user_code" ProviderRefused "the user code is wrong" "check --user-code-from" "CIBA Core §13.";
    InvalidBindingMessage "invalid_binding_message" ProviderRefused "the provider does not take this binding message" "give a shorter --binding-message of plain characters" "CIBA Core §13: it has to be shown on a small screen.";
    ExpiredLoginHintToken "expired_login_hint_token" ProviderRefused "the token that says whom to ask has expired" "get a new one from whoever issues it" "CIBA Core §13.";
    UnsupportedTokenType "unsupported_token_type" ProviderRefused "the provider cannot revoke a token of this type" "" "RFC 7009 §2.2.1.";
    ProviderError "provider_error" ProviderRefused "the provider refused with an error of its own" "see the provider's documentation" "The `error` value is not one of the registered ones.";
    ApiRefused "api_refused" ProviderRefused "the API refuses the request" "run again without --fail and read the answer" "RFC 9110 §15.5: a 4xx status. RFC 6750 §3.1: 403 may mean that the token lacks a scope.";
    EndpointMissing "endpoint_missing" ProviderRefused "the provider has no such endpoint" "see `authctl discover`" "Its metadata does not name it and the profile neither.";
    AuthMethodUnsupported "auth_method_unsupported" ProviderRefused "the provider does not take this client authentication method" "choose another --auth-method" "The metadata's `token_endpoint_auth_methods_supported` does not list it.";
    DpopUnsupported "dpop_unsupported" ProviderRefused "the provider does not say that it binds tokens to keys as they are made here" "drop --dpop; for a provider that says less than it does: --dpop=unadvertised-ok" "RFC 9449 §5.1: `dpop_signing_alg_values_supported` in the metadata lists the algorithms of DPoP proofs. authctl signs them with ES256.";
    SecurityProfileUnmet "security_profile_unmet" ProviderRefused "the provider or the client's key does not meet the security profile" "see `authctl discover`, or sign in without --security-profile" "The message names the rule; docs/security-profile.md has all of them. Nothing was sent that breaks it.";
    InvalidDpopProof "invalid_dpop_proof" ProviderRefused "the provider does not take the proof that goes with the token" "check the clock of this machine, then run again with --trace" "RFC 9449 §5, §7.1: the proof is for another request, of another time, used before, or of another key.";
    UseDpopNonce "use_dpop_nonce" ProviderRefused "the server wants a nonce in the proof, and does not take the one that it gave" "tell whoever runs the server" "RFC 9449 §8, §9: the nonce of the answer was sent back once, in a new proof; whoever asks again would ask for ever.";
    NotOffered "not_offered" ProviderRefused "the provider's metadata does not offer this" "drop it; or if the provider takes it all the same, give --unadvertised ok" "OIDC Discovery §3, RFC 9396 §10, RFC 9101 §10.5: the metadata lists what the provider takes. What it does not list it may ignore, and nobody would notice.";
    ControlRefused "control_refused" ProviderRefused "the embedded provider does not do that" "see `authctl user list`" "It was asked through its control interface.";
    // 7 temporary
    Timeout "timeout" Temporary "the provider did not answer in time" "try again later, or raise --timeout" "Limits: connect 10 s, silence 15 s, a whole exchange 30 s.";
    ConnectionFailed "connection_failed" Temporary "there is no connection to the provider" "check the address and the network" "The connection was refused, reset or closed before an answer.";
    AppUnreachable "app_unreachable" Temporary "the app that is checked does not answer" "start it, or let the check start it with `-- CMD`; give it longer with --wait" "The address of --probe was asked until the time was over.";
    DnsFailed "dns_failed" Temporary "the provider's host name is not known" "check the address and the network" "The name did not resolve.";
    HttpInvalid "http_invalid" Temporary "the answer is not HTTP" "check that the address is the provider's" "The status line, the headers or the body broke the protocol (RFC 9112).";
    ServerError "server_error" Temporary "the provider has an internal error" "try again later" "A 5xx status, or the OAuth error `server_error`.";
    TemporarilyUnavailable "temporarily_unavailable" Temporary "the provider is not available at the moment" "try again later" "RFC 6749 §4.1.2.1, or HTTP 503.";
    RateLimited "rate_limited" Temporary "the provider wants fewer requests" "try again later" "RFC 6585 §4: HTTP 429.";
    SlowDown "slow_down" Temporary "the provider wants fewer requests" "try again later" "RFC 8628 §3.5. While a device is waited for it is obeyed, and never an error.";
    NotJson "not_json" Temporary "the provider's answer is not JSON" "check that the address is the provider's and not a proxy's login page" "The status and the content type are shown; the body never is.";
    DiscoveryFailed "discovery_failed" Temporary "the provider's metadata was not found" "check --issuer" "Neither the OpenID Connect nor the RFC 8414 address of this issuer answered with metadata.";
    ExchangeUncertain "exchange_uncertain" Temporary "the provider did not say whether it took the code" "run `authctl login` again" "A code works once, so it is never sent twice.";
    RefreshUncertain "refresh_uncertain" Temporary "the provider did not say whether it took the refresh token" "run the command again; if it says login_required, sign in" "The request was sent and the answer was lost. If the provider rotated the token, the new one is lost with it.";
    RevocationFailed "revocation_failed" Temporary "the session was removed here, but the provider was not told" "end it in the provider's account page" "RFC 7009 §2.2.1: the revocation endpoint did not answer, or refused.";
    // 8 tls
    TlsUntrusted "tls_untrusted" Tls "the server's certificate is not trusted" "for a private CA give --ca-file PEM" "Unknown issuer, wrong host name, expired, or not for servers (RFC 9525).";
    TlsFailed "tls_failed" Tls "the TLS handshake failed" "check the address, the proxy and the CA" "The two sides found no protocol in common, or the other side closed.";
    // 9 security
    IssuerMismatch "issuer_mismatch" Security "the metadata is of another issuer" "check --issuer, to the byte" "OIDC Discovery §4.3, RFC 8414 §3.3: the `issuer` in the metadata must equal the one asked, byte for byte.";
    ResourceMismatch "resource_mismatch" Security "the metadata are of another resource" "name the API as it names itself, if that is the one you mean" "RFC 9728 §3.3: the `resource` in the metadata must equal the one asked, byte for byte, or an API could lead to a token for another one.";
    MetadataInvalid "metadata_invalid" Security "the provider's metadata breaks its standard" "tell the provider" "RFC 8414 §2: a required member is missing, or of the wrong type.";
    EndpointRefused "endpoint_refused" Security "an endpoint in the metadata is not an address that may be used" "tell the provider" "An endpoint is an https URL without user, fragment or reserved query parameter.";
    EndpointAddressRefused "endpoint_address_refused" Security "an endpoint leads to an address inside this machine or its link" "check the issuer; private providers have a private issuer" "A public issuer that sends its client to loopback, link-local or metadata addresses is an attack (SSRF).";
    CleartextRefused "cleartext_refused" Security "the address is http without TLS" "use https; http is for loopback only" "RFC 6749 §3.1, OIDC Core §16.17.";
    RedirectRefused "redirect_refused" Security "the provider redirects a request that must not be redirected" "check the address" "A redirect would carry the credential to another place.";
    ResponseTooLarge "response_too_large" Security "the provider's answer is larger than it can rightly be" "check the address" "Limits: metadata and keys 256 KiB, the answer to `request` 64 MiB, everything else 1 MiB.";
    ContentEncodingRefused "content_encoding_refused" Security "the provider compresses an answer that was asked plain" "check the proxy" "Compressed answers are not taken: they can expand without bound.";
    DuplicateJsonKey "duplicate_json_key" Security "the JSON has one member twice" "tell the provider" "RFC 8259 §4: two readers would see two different values.";
    JsonRefused "json_refused" Security "the JSON is too deep or has a value that cannot be" "tell the provider" "Nesting over 32 levels, numbers out of range.";
    PkceUnsupported "pkce_s256_unsupported" Security "the provider says that it does not take PKCE with S256" "for a provider that says less than it does: pkce = \"unadvertised-ok\" in the profile" "RFC 9700 §2.1.1: every code flow uses PKCE with S256.";
    BrowserUrlRefused "browser_url_refused" Security "the address for the browser is not one that may be opened" "check the provider's metadata" "Only https, or http to loopback, is ever handed to a browser.";
    ParResponseInvalid "par_response_invalid" Security "the answer to a pushed authorization request breaks its standard" "tell the provider" "RFC 9126 §2.2: 201 with a JSON object that has `request_uri` and `expires_in`.";
    RegistrationInvalid "registration_invalid" Security "the provider has registered something else than was asked for" "tell the provider" "RFC 7591 §3.2.1: an answer with other redirect addresses, a weaker client authentication, or a registration that is managed elsewhere is not used, and what it tells of is deleted again where that can be.";
    StateMismatch "state_mismatch" Security "the answer belongs to another login" "start the login again" "RFC 6749 §10.12: the `state` is not the one of this login.";
    ResponseIssMissing "response_iss_missing" Security "the provider's answer lacks the issuer that it promised" "tell the provider" "RFC 9207 §2.4: the metadata announces `iss` and the answer has none.";
    ResponseIssMismatch "response_iss_mismatch" Security "the provider's answer came from another issuer" "do not retry until you know why" "RFC 9207 §2.4: a mix-up attack sends the code of one provider to another.";
    ResponseInvalid "authorization_response_invalid" Security "the provider's answer to the login is malformed" "tell the provider" "RFC 6749 §4.1.2: a parameter twice, or neither an error nor all that was asked for.";
    ResponseModeIgnored "response_mode_ignored" Security "the provider's answer came in another way than was asked for" "see `response_modes_supported` in `authctl discover`, or choose another --response-mode" "Multiple Response Types §2.1, JARM §2.3: what was to be out of the address, or signed, and is not, is not used.";
    ResponseJwtInvalid "authorization_response_jwt_invalid" Security "the provider's signed answer to the login is not to be believed" "do not retry until you know why" "JARM §2.4: signed by the provider, with `iss`, `aud` and `exp`, for this client, and nothing outside it counts.";
    TokenResponseInvalid "token_response_invalid" Security "the token answer breaks its standard" "tell the provider" "RFC 6749 §5.1: 200 with a JSON object that has a non-empty `access_token` and no `error`.";
    DeviceResponseInvalid "device_response_invalid" Security "the answer to the device authorization request breaks its standard" "tell the provider" "RFC 8628 §3.2: 200 with a JSON object that has `device_code`, a `user_code` that can be shown, and a `verification_uri`.";
    BackchannelResponseInvalid "backchannel_response_invalid" Security "the answer to the backchannel authentication request breaks its standard" "tell the provider" "CIBA Core §7.3: 200 with a JSON object that has an `auth_req_id` and `expires_in`.";
    TokenTypeUnsupported "token_type_unsupported" Security "the token is of a type that was not asked for" "check the client's registration" "RFC 6749 §7.1: a client must not use a token whose type it does not know.";
    DpopDowngrade "dpop_downgrade" Security "a token that is bound to a key was asked for, and the provider gave one that is not" "check the client's registration; without --dpop bearer tokens are taken" "RFC 9449 §5: with a proof in the request the `token_type` is DPoP. Whoever overhears a bearer token can use it.";
    TokenCharset "token_charset" Security "the token has characters that could break a header or a shell" "tell the provider" "RFC 6750 §2.1: a bearer token is of A-Z a-z 0-9 - . _ ~ + / =.";
    CertificateBindingMismatch "certificate_binding_mismatch" Security "the access token is bound to another certificate than ours" "do not retry until you know why" "RFC 8705 §3.1: its `x5t#S256` is not of the certificate that was shown. Somebody may stand between, such as a proxy that opens TLS.";
    TokenAlreadyExpired "token_already_expired" Security "the token that was just issued is expired already" "check the clocks" "A refresh would loop.";
    IdTokenMissing "id_token_missing" Security "openid was asked for and no ID token came" "check the client's registration" "OIDC Core §3.1.3.3.";
    IdTokenMalformed "id_token_malformed" Security "the ID token cannot be read" "tell the provider" "RFC 7515 §7.1, RFC 8725: three base64url parts without padding, JSON objects in the first two, claims of the right type.";
    IdTokenAlg "id_token_alg" Security "the ID token is signed with an algorithm that is not allowed" "check the client's registration" "RFC 8725 §3.1: RS, PS, ES 256–512 and EdDSA are; `none` never; HS only for confidential clients.";
    IdTokenSignature "id_token_signature" Security "the ID token's signature is wrong" "do not retry until you know why" "OIDC Core §3.1.3.7 (6).";
    IdTokenType "id_token_typ" Security "the token is of another kind than an ID token" "tell the provider" "RFC 8725 §3.11: a logout token, an access token or a security event is not an ID token.";
    IdTokenCrit "id_token_crit" Security "the ID token has a critical extension that nobody here knows" "tell the provider" "RFC 7515 §4.1.11.";
    IdTokenIss "id_token_iss" Security "the ID token is of another issuer" "do not retry until you know why" "OIDC Core §3.1.3.7 (2).";
    IdTokenAud "id_token_aud" Security "the ID token is for another client" "check the client id" "OIDC Core §3.1.3.7 (3).";
    IdTokenAzp "id_token_azp" Security "the ID token was given to another client" "check the client id" "OIDC Core §3.1.3.7 (4, 5).";
    IdTokenExpired "id_token_expired" Security "the ID token is expired" "check the clock of this machine" "OIDC Core §3.1.3.7 (9), with 60 s for the clocks.";
    IdTokenIat "id_token_iat" Security "the ID token's time of issue cannot be" "check the clock of this machine" "OIDC Core §3.1.3.7 (10): missing, in the future, or after the expiry.";
    IdTokenNbf "id_token_nbf" Security "the ID token is not valid yet" "check the clock of this machine" "RFC 7519 §4.1.5.";
    IdTokenNonce "id_token_nonce" Security "the ID token was made for another login" "do not retry until you know why" "OIDC Core §3.1.3.7 (11).";
    IdTokenSub "id_token_sub" Security "the ID token does not say who signed in" "tell the provider" "OIDC Core §2: `sub` is required, 1 to 255 ASCII characters.";
    IdTokenAuthTime "auth_time_too_old" Security "the person signed in longer ago than was allowed" "tell the provider" "OIDC Core §3.1.2.1: with max_age, auth_time must be there and recent.";
    AcrNotMet "acr_not_met" Security "the person did not sign in as strongly as was demanded" "tell the provider" "OIDC Core §5.5.1.1: the ID token's `acr` is none of those that --claims has as essential.";
    OtherPerson "other_person" Security "another person signed in than the one that was asked for" "sign in as the right person" "OIDC Core §3.1.2.1, §5.5.1: the `sub` of the answer is not that of --id-token-hint or --claims.";
    IdTokenAtHash "id_token_at_hash" Security "the access token is not the one of the ID token" "do not retry until you know why" "OIDC Core §3.1.3.8.";
    IdTokenCHash "id_token_c_hash" Security "the code is not the one of the ID token" "do not retry until you know why" "OIDC Core §3.3.2.11.";
    IdTokenSHash "id_token_s_hash" Security "the state is not the one of the ID token" "do not retry until you know why" "FAPI 1.0 Advanced §5.1.";
    IdTokenHybrid "id_token_hybrid_mismatch" Security "the two ID tokens of the login are of different people or providers" "do not retry until you know why" "OIDC Core §3.3.3.6: `iss` and `sub` of the one from the browser and the one from the token endpoint are the same.";
    IdTokenChanged "id_token_changed" Security "the refreshed ID token is of another person or login" "do not retry until you know why" "OIDC Core §12.2: iss, sub, aud, azp and auth_time stay what they were.";
    UnknownKey "unknown_key" Security "the ID token is signed with a key that the provider does not publish" "do not retry until you know why" "The key set was fetched anew once.";
    JwksInvalid "jwks_invalid" Security "the provider's key set breaks its standard" "tell the provider" "RFC 7517: at most 64 keys, RSA of 2048 to 8192 bits.";
    JwksPrivateKey "jwks_private_key" Security "the provider publishes a private key" "tell the provider at once" "Whoever reads it can sign as the provider.";
    JweMalformed "jwe_malformed" Security "the encrypted token cannot be read" "tell the provider" "RFC 7516 §7.1: five base64url parts without padding, a JSON object in the first; RFC 7519 §5.2: a signed token in it, with cty JWT.";
    JweRefused "jwe_refused" Security "the token is encrypted in a way that is not taken" "check the client's registration" "RFC 7518 §4.1, §5.1: RSA-OAEP, ECDH-ES, AES key wrap and dir are, with GCM or CBC and HMAC. RSA1_5, PBES2, `zip` and `crit` never.";
    JweUndecryptable "jwe_undecryptable" Security "the token cannot be decrypted with the keys there are" "check the keys of the client's registration" "RFC 7516 §11.5: a wrong key, a changed token and a broken one are told apart nowhere, since that would help whoever tries them.";
    UserInfoInvalid "userinfo_invalid" Security "the UserInfo answer breaks its standard" "tell the provider" "OIDC Core §5.3.2.";
    UserInfoSub "userinfo_sub_mismatch" Security "UserInfo is about another person than the ID token" "do not retry until you know why" "OIDC Core §5.3.2: the two `sub` must be equal.";
    JwtRejected "jwt_rejected" Security "the token does not pass every check" "read which one failed" "The answer of `jwt verify`: each check is told on stdout.";
    IntrospectionInvalid "introspection_invalid" Security "the introspection answer breaks its standard" "tell the provider" "RFC 7662 §2.2: a JSON object with an `active` that is true or false. RFC 9701 §5: a signed one is of the provider, for this client, of its own `typ`, and made just now.";
    WebhookTargetRefused "webhook_target_refused" Security "nothing is sent to that address" "send to an app on this machine, or say that the host is yours with --target-is-mine" "What is sent is signed and ends sessions: it goes to this machine and to private networks, and nowhere else by mistake.";
    // 10 human_timeout
    LoginTimeout "login_timeout" HumanTimeout "nobody finished signing in" "run the command again" "Nobody had signed in when --login-timeout was over.";
    ExpiredToken "expired_token" HumanTimeout "the code has expired before anybody signed in with it" "run the command again, which gives a new code" "RFC 8628 §3.5: the provider decides how long its codes last.";
    // 11 store
    KeyringUnavailable "keyring_unavailable" Store "there is no keyring on this machine" "use --store file, or start a Secret Service" "No session bus, or no service that answers on it.";
    KeyringLocked "keyring_locked" Store "the keyring is locked" "unlock it, for example by signing in to the desktop" "A locked keyring is not an empty one: nothing was lost.";
    KeyringTimeout "keyring_timeout" Store "the keyring did not answer in time" "unlock it, or use --store file" "The limit is 3 s, and 60 s in a terminal, where it may be asking you.";
    KeyringFailed "keyring_failed" Store "the keyring failed" "look at the keyring service, or use --store file" "It answered with an error of its own.";
    StoreCommandMissing "store_command_missing" Store "the program that keeps the key cannot be run" "check its name and PATH, or give its absolute path" "A bare name is looked for in the absolute directories of PATH, never in the current one, and no shell is asked. What `command:` names has to speak the protocol of Docker's credential helpers.";
    StoreCommandTimeout "store_command_timeout" Store "the program that keeps the key did not answer in time" "unlock what it waits for, or use another --store" "The limit is 10 s, and 60 s in a terminal, where it may be asking you. It was ended.";
    StoreCommandFailed "store_command_failed" Store "the program that keeps the key failed" "see what it says, or use another --store" "It ended with an error, or answered with something else than the protocol of Docker's credential helpers has. What was kept is unchanged, but for a logout, which forgets the session all the same.";
    StoreKeyMissing "store_key_missing" Store "the program has no key for the session" "unlock what keeps it, or run `authctl login`" "Some programs say so too while what they read is locked. The session is left as it is; a new login makes a new key.";
    StorePermissions "store_permissions" Store "the store can be read or written by other users" "run `chmod 700` on the directory and `chmod 600` on the file" "A token in it may be known to others already.";
    StoreFailed "store_failed" Store "the session could not be kept" "make room, or make the directory writable" "What was there before is unchanged.";
    StoreUnreadable "store_unreadable" Store "the store cannot be read" "check the directory and its permissions" "The operating system refused the read.";
    StoreTooNew "store_too_new" Store "the session was written by a newer authctl" "update authctl" "It was left untouched.";
    LockTimeout "lock_timeout" Store "another authctl holds the session for too long" "try again, or end the other one" "The wait is bounded, because the holder may hang.";
    LockFailed "lock_failed" Store "the session cannot be locked here" "use a local directory: AUTHCTL_STATE_DIR" "The file system does not lock, or the directory is not ours. Without a lock two refreshes could lose the session.";
    PortTaken "port_taken" Store "the port is in use" "choose another port, or end the other program" "A listener never shares its port.";
    ListenFailed "listen_failed" Store "the listener for the browser's answer failed" "use --no-browser and paste the address" "The socket could not be opened, or died.";
    OutputFailed "output_failed" Store "the output could not be written" "check where stdout leads" "A session that was renewed is stored all the same.";
    FileFailed "file_failed" Store "a file could not be written" "check the path" "The directory cannot be made or written, or the disk is full. What was there before is unchanged.";
    DevStateFailed "dev_state_failed" Store "the embedded provider's state cannot be used" "remove the file named, or choose another AUTHCTL_STATE_DIR" "Its keys, users and grants are kept in the state directory.";
    // 12 no
    ScopeNotGranted "scope_not_granted" No "a required scope was not granted" "" "The answer to --require-scope.";
    TokenInactive "token_inactive" No "the provider says that the token is not active" "run `authctl token` for one that is" "RFC 7662 §2.2: expired, revoked, of another provider, or none of this client's business. The answer of `introspect`.";
    TokenExpiring "token_expiring" No "the token is not valid for that long" "run `authctl refresh`" "The answer to `status --min-ttl`.";
    CheckFailed "check_failed" No "the check failed: a rule that the standard requires is broken" "read the report: each failed case has its rule and its repair" "At least one case of level `must` failed (`authctl check`). What failed on other levels does not fail the check.";
    WebhookNotRefused "webhook_not_refused" No "the app did not refuse an event that is wrong" "read which rule it breaks, with `authctl webhook mutations`" "The event was wrong on purpose (`--mutate`): a right app refuses it with a 4xx status and does nothing. A 5xx status and a redirect are no refusals.";
    WebhookNotTaken "webhook_not_taken" No "the app did not take the event" "read what it answered" "The standard or the sender's documentation says by which statuses an app takes an event. A redirect is none.";
    WebhookRejected "webhook_rejected" No "the event is not genuine" "read which check failed, and why" "`webhook verify` shows every check with its section, what is wrong, and what would mend it.";
    WebhookRefused "webhook_refused" No "not every event that came was taken" "read why in its line" "The answer to `webhook listen --count --fail`.";
}

impl Code {
    /// The code of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.row().name == name)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_code_has_one_name_one_class_and_a_sentence() {
        let mut names = HashSet::new();
        for code in Code::ALL {
            let row = code.row();
            assert!(names.insert(row.name), "{} twice", row.name);
            assert_eq!(Code::named(row.name), Some(*code));
            assert!(!row.message.is_empty() && !row.message.ends_with('.'), "{}", row.name);
            assert!(row.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'));
        }
    }
}
