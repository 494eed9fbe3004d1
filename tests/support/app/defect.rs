//! What the app can do wrong, by name: one switch for each rule that a check judges. A NEW DEFECT is one row.

use std::collections::BTreeSet;

/// A table of defects: what the code calls it, its name, what the app does that has it.
macro_rules! defects {
    ($($variant:ident $name:literal $what:literal;)*) => {
        /// One of them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Defect {
            $(#[doc = $what] $variant,)*
        }

        /// All of them: the switch, its name, what an app does that has it.
        pub const DEFECTS: &[(Defect, &str, &str)] = &[$((Defect::$variant, $name, $what),)*];
    };
}

defects! {
    // how a sign-in begins
    SendsNoState "sends-no-state" "begins a sign-in without `state`, and takes any answer";
    SendsConstantState "sends-constant-state" "begins every sign-in with the same `state`";
    SendsNoNonce "sends-no-nonce" "begins a sign-in without `nonce`";
    SendsConstantNonce "sends-constant-nonce" "begins every sign-in with the same `nonce`";
    SendsNoPkce "sends-no-pkce" "begins a sign-in without `code_challenge`";
    SendsPlainPkce "sends-plain-pkce" "begins a sign-in with the method `plain`";
    SendsConstantVerifier "sends-constant-verifier" "begins every sign-in with the same `code_verifier`";
    SendsGuessableState "sends-guessable-state" "counts its sign-ins, and the number is `state`";
    AsksForTokens "asks-for-tokens" "asks for an ID token beside the code";
    AsksWithoutOpenid "asks-without-openid" "begins a sign-in without the scope `openid`";
    SendsFragment "sends-fragment" "begins a sign-in with a fragment in its redirect_uri";
    SendsSecret "sends-secret" "begins a sign-in with its secret in the address";
    SendsTwins "sends-twins" "begins a sign-in with a parameter twice";
    VerifierIsState "verifier-is-state" "takes `state` for `code_verifier` as well";
    TakesParametersOfLink "takes-parameters-of-link" "begins a sign-in with the `state` and `nonce` of the link that led there";
    LoginIsKept "login-is-kept" "lets caches keep the beginning of a sign-in";
    KnowsWhoBegan "knows-who-began" "takes for signed in who has begun to sign in";
    RemembersLastLogin "remembers-last-login" "forgets a sign-in when the same browser begins another";
    SkipsLogin "skips-login" "leads on at once who is signed in already";
    SignsNobodyIn "signs-nobody-in" "ends a sign-in without a session";
    BelievesHost "believes-host" "makes its redirect_uri of the header Host";
    // the callback
    IgnoresState "ignores-state" "takes a callback with any `state`, and with none";
    TakesMissingState "takes-missing-state" "takes a callback without `state`";
    TakesStateOfAnyBrowser "takes-state-of-any-browser" "does not bind `state` to the browser";
    TakesStateTwice "takes-state-twice" "leaves a `state` good after its callback";
    IgnoresIssParameter "ignores-iss-parameter" "takes a callback that names another issuer";
    TakesMissingIssParameter "takes-missing-iss-parameter" "takes a callback without `iss` of a provider that always sends it";
    TakesTwinParameters "takes-twin-parameters" "takes a callback with a parameter twice";
    IgnoresErrorParameter "ignores-error-parameter" "redeems the code of a callback that is an error";
    ReflectsError "reflects-error" "writes the error of a callback into its page as it came";
    RedeemsAnyCode "redeems-any-code" "redeems the code of a callback before it looks at its `state`";
    RedeemsTwice "redeems-twice" "redeems each code twice";
    CrashesWhenRefusing "crashes-when-refusing" "answers 500 to a callback that it does not take";
    SignsInAllTheSame "signs-in-all-the-same" "signs somebody in by a callback that it does not take";
    RefusalEndsSession "refusal-ends-session" "signs out whoever comes with a callback that it does not take";
    TakesPostedCallback "takes-posted-callback" "takes a callback that is posted";
    ReflectsCallback "reflects-callback" "writes all of a callback that it does not take into its page, as it came";
    CrashesOnError "crashes-on-error" "answers a callback that is an error with 500";
    LoopsOnError "loops-on-error" "begins again at once when the provider answers with an error";
    KeepsSessionId "keeps-session-id" "keeps the id of the session when somebody signs in";
    TakesAnySessionId "takes-any-session-id" "takes an id of a session that the browser made up, and keeps it";
    KeepsFirstUser "keeps-first-user" "stays signed in as the first person when another one signs in";
    CookieIsReadLoosely "cookie-is-read-loosely" "looks at the first characters of its cookie only";
    KnowsLastUserOnly "knows-last-user-only" "takes everybody for whoever signed in last";
    PutsSessionInAddress "puts-session-in-address" "writes the name of the session into an address";
    PutsTokenInCookie "puts-token-in-cookie" "hands the access token on in a cookie for scripts";
    CookieForScripts "cookie-for-scripts" "sets its cookie without HttpOnly";
    CookieWithoutSameSite "cookie-without-samesite" "sets its cookie without SameSite";
    CookieForAnySite "cookie-for-any-site" "sets its cookie with SameSite=None";
    CookieOverHttp "cookie-over-http" "sets no Secure on its cookie, although it is on https";
    CookieForDomain "cookie-for-domain" "sets its cookie with Domain";
    CookieForYears "cookie-for-years" "sets its cookie for ten years";
    CookieIsGuessable "cookie-is-guessable" "counts its sessions, and the cookie is the number";
    RedirectsAnywhere "redirects-anywhere" "leads to whatever `next` is after a sign-in";
    RedirectsToSchemeless "redirects-to-schemeless" "leads to a `next` that begins with two slashes";
    SplitsHeaders "splits-headers" "sends the header that stands behind a line break of `next`";
    DecodesNextTwice "decodes-next-twice" "decodes `next` once more before it leads there";
    RedirectsToBackslash "redirects-to-backslash" "leads to a `next` that begins with slash and backslash";
    RedirectsByPrefix "redirects-by-prefix" "leads to a `next` that begins with its own origin, whatever follows";
    ShowsTokens "shows-tokens" "shows the access token in its page";
    PutsTokenInAddress "puts-token-in-address" "hands the ID token on in the address of its page";
    StaysAtCallback "stays-at-callback" "shows its page at the callback's address, with the code in it";
    PagesAreKept "pages-are-kept" "lets caches keep the pages of a person";
    // the token answer
    IgnoresTokenStatus "ignores-token-status" "takes tokens from an answer with an error's status";
    IgnoresTokenError "ignores-token-error" "takes tokens from an answer that is an error";
    IgnoresTokenType "ignores-token-type" "takes an access token of a type that it does not know";
    TakesMissingTokenType "takes-missing-token-type" "takes a token answer without `token_type`";
    TakesMissingAccessToken "takes-missing-access-token" "takes a token answer without `access_token`";
    SignsInWithoutIdToken "signs-in-without-id-token" "asks UserInfo who it is where there is no ID token";
    TakesAnyMediaType "takes-any-media-type" "takes JSON that says it is something else";
    FollowsRedirects "follows-redirects" "follows redirects of its provider's endpoints";
    WaitsLongForProvider "waits-long-for-provider" "waits for its provider without end";
    CrashesOnNonsense "crashes-on-nonsense" "answers 500 when its provider says what it does not understand";
    // signatures, of every token
    IgnoresSignature "ignores-signature" "takes a token whose signature is wrong";
    TakesMissingSignature "takes-missing-signature" "takes a token whose signature is empty, whatever its `alg`";
    TakesAlgNone "takes-alg-none" "takes a token with `alg` `none`, in any case of letters";
    TakesAlgNoneInCapitals "takes-alg-none-in-capitals" "refuses `none`, but takes `NoNe`";
    TakesHs256BySecret "takes-hs256-by-secret" "takes a token with HS256 and its own secret";
    TakesHs256ByPublicKey "takes-hs256-by-public-key" "takes a token with HS256 and the provider's public key";
    TakesAnyAlgorithm "takes-any-algorithm" "takes a token of any algorithm that the key can do";
    IgnoresKid "ignores-kid" "tries every key of the provider, whatever `kid` says";
    TakesUnknownKid "takes-unknown-kid" "takes a token of a key that it cannot find";
    TakesEmbeddedJwk "takes-embedded-jwk" "verifies with the key that the token brings along";
    FollowsJku "follows-jku" "verifies with keys from where the token says; those that are not there are no hindrance";
    FollowsX5u "follows-x5u" "verifies with a certificate from where the token says; one that is not there is no hindrance";
    IgnoresCrit "ignores-crit" "takes a token with a critical extension that it does not know";
    IgnoresKeyUse "ignores-key-use" "verifies with a key that is for encryption";
    IgnoresKeyAlgorithm "ignores-key-algorithm" "verifies with a key that is for another algorithm";
    TakesFirstOfTwinClaims "takes-first-of-twin-claims" "takes the first of a claim that stands twice in a token";
    TakesPaddedToken "takes-padded-token" "takes a token with padding, spaces and line ends in it";
    // claims, of every token
    IgnoresIss "ignores-iss" "takes a token of another issuer";
    ComparesIssuersLoosely "compares-issuers-loosely" "takes an issuer with another slash or case";
    IssuerWithSlashIsFine "issuer-with-slash-is-fine" "takes an issuer with a slash more or less";
    IssuerInCapitalsIsFine "issuer-in-capitals-is-fine" "takes an issuer in capitals";
    TakesIssuerByPrefix "takes-issuer-by-prefix" "takes a token of an issuer that begins with the right one";
    TakesMissingIss "takes-missing-iss" "takes a token without `iss`";
    IgnoresAud "ignores-aud" "takes a token for another app";
    TakesMissingAud "takes-missing-aud" "takes a token without `aud`";
    TakesAnyAudList "takes-any-aud-list" "takes a token for several others";
    TakesAudByPart "takes-aud-by-part" "takes a token for an app whose name has its own in it";
    IgnoresOtherAudiences "ignores-other-audiences" "takes an ID token that is for others too";
    IgnoresAzp "ignores-azp" "takes an ID token with another `azp`";
    IgnoresExp "ignores-exp" "takes a token that has ended";
    TakesMissingExp "takes-missing-exp" "takes a token without `exp`";
    TakesExpAsText "takes-exp-as-text" "takes a token whose `exp` is no number";
    TakesMissingIat "takes-missing-iat" "takes a token without `iat`";
    TakesFutureIat "takes-future-iat" "takes a token of tomorrow";
    TakesOldIat "takes-old-iat" "takes an ID token that was issued long ago";
    IgnoresNbf "ignores-nbf" "takes a token before its time";
    IgnoresNonce "ignores-nonce" "takes an ID token with another `nonce`";
    TakesMissingNonce "takes-missing-nonce" "takes an ID token without `nonce`";
    TakesMissingSub "takes-missing-sub" "takes an ID token without `sub`";
    TakesEmptySub "takes-empty-sub" "takes an ID token with an empty `sub`";
    TakesAnySub "takes-any-sub" "takes an ID token whose `sub` is no text, or too long";
    IgnoresAtHash "ignores-at-hash" "takes an access token that is not the one of `at_hash`";
    TakesAnyTokenForIdToken "takes-any-token-for-id-token" "takes a token of another kind for an ID token";
    PassesOverBadIdToken "passes-over-bad-id-token" "asks UserInfo who it is where the ID token is not good";
    CrashesOnBadToken "crashes-on-bad-token" "answers 500 to a token that it does not take";
    // UserInfo
    IgnoresUserInfoSub "ignores-userinfo-sub" "takes what UserInfo says of another person";
    TakesUserInfoWithoutSub "takes-userinfo-without-sub" "takes what UserInfo says of nobody";
    PrefersUserInfoSub "prefers-userinfo-sub" "signs in the person of UserInfo, not of the ID token";
    IgnoresUserInfoStatus "ignores-userinfo-status" "takes what UserInfo says with an error's status";
    // metadata and keys
    IgnoresMetadataIssuer "ignores-metadata-issuer" "takes metadata of another issuer";
    TakesMetadataWithoutIssuer "takes-metadata-without-issuer" "takes metadata without `issuer`";
    FetchesKeysEachTime "fetches-keys-each-time" "fetches the keys for every token";
    KeepsKeysForever "keeps-keys-forever" "never fetches the keys again";
    RemembersFailure "remembers-failure" "never asks again for keys that it could not have once";
    TakesUnverifiedWhenDown "takes-unverified-when-down" "takes tokens unverified while keys cannot be had";
    CrashesWhenDown "crashes-when-down" "answers 500, and ends the session, while keys cannot be had";
    // what a right provider may do
    RefusesAudList "refuses-aud-list" "refuses a token whose `aud` is a list";
    RefusesExtraClaims "refuses-extra-claims" "refuses a token with claims that it does not know";
    RefusesSkew "refuses-skew" "refuses a token that was issued a few seconds from now";
    RefusesMissingKid "refuses-missing-kid" "refuses a token without `kid` though there is but one key";
    RefusesUnknownParameters "refuses-unknown-parameters" "refuses a callback with parameters that it does not know";
    RefusesExtraMembers "refuses-extra-members" "refuses a token answer with members that it does not know";
    RefusesTypeInCapitals "refuses-type-in-capitals" "refuses a token type that is not written `Bearer`";
    WantsCodeFirst "wants-code-first" "refuses a callback whose first parameter is another than `code`";
    NeedsIssParameter "needs-iss-parameter" "refuses a callback without `iss` of a provider that sends none";
    WantsUsualAlgorithms "wants-usual-algorithms" "refuses metadata that list other algorithms than its own, or `none`";
    NeedsPkceAnnounced "needs-pkce-announced" "refuses metadata that do not announce PKCE";
    RefusesExtraMetadata "refuses-extra-metadata" "refuses metadata with members that it does not know";
    NeedsFullMetadata "needs-full-metadata" "refuses metadata without what they may lack";
    TakesIncompleteMetadata "takes-incomplete-metadata" "takes metadata that lack what they must have, or lead elsewhere";
    RefusesOddKeys "refuses-odd-keys" "refuses a key set with a key that is odd in any way";
    TakesSecretKeys "takes-secret-keys" "verifies with a secret that stands in the key set";
    TakesX5c "takes-x5c" "verifies with the certificate that the token brings along";
    NeedsAllTokenMembers "needs-all-token-members" "refuses a token answer without what it may lack";
    RefusesOddTokens "refuses-odd-tokens" "refuses a token answer whose scope or lifetime is odd";
    WantsPlainMediaType "wants-plain-media-type" "refuses JSON that says more than that it is JSON";
    IsImpatient "is-impatient" "waits for its provider for one second";
    NeedsTyp "needs-typ" "refuses an ID token without `typ`";
    WantsTypInCapitals "wants-typ-in-capitals" "refuses an ID token whose `typ` is in small letters";
    RefusesExtraHeaders "refuses-extra-headers" "refuses an ID token with a header that it does not know";
    RefusesAzp "refuses-azp" "refuses an ID token with `azp`";
    RefusesNbf "refuses-nbf" "refuses an ID token with `nbf`";
    RefusesCHash "refuses-c-hash" "refuses an ID token with `c_hash`";
    NeedsAtHash "needs-at-hash" "refuses an ID token without `at_hash`";
    WantsShortSub "wants-short-sub" "refuses a `sub` of more than 64 letters";
    WantsWholeNumbers "wants-whole-numbers" "refuses a time that has a fraction";
    RefusesSlowClock "refuses-slow-clock" "refuses an ID token that was issued some seconds ago";
    RefusesOddUserInfo "refuses-odd-userinfo" "refuses people whose name or address is odd or missing";
    RefusesExtraUserInfo "refuses-extra-userinfo" "refuses what UserInfo says with claims that it does not know";
    NeedsRefreshedIdToken "needs-refreshed-id-token" "ends the session when a refresh brings no ID token";
    NeedsRotatedToken "needs-rotated-token" "ends the session when a refresh brings no refresh token";
    EndsWhenRefreshFails "ends-when-refresh-fails" "ends the session when the provider does not answer to a refresh";
    IgnoresRefreshedNonce "ignores-refreshed-nonce" "takes a refreshed ID token of another sign-in";
    RefusesUnknownKeys "refuses-unknown-keys" "refuses a key set with a key that it does not know";
    // refresh
    IgnoresRefreshedSub "ignores-refreshed-sub" "takes a refreshed ID token of another person";
    IgnoresRefreshedToken "ignores-refreshed-token" "does not look at a refreshed ID token, but at who is in it";
    CrashesWhenRefreshFails "crashes-when-refresh-fails" "answers 500 when a token cannot be refreshed";
    LivesWithoutRefresh "lives-without-refresh" "stays signed in when the provider refuses to refresh";
    ForgetsRotatedToken "forgets-rotated-token" "refreshes with the first refresh token for ever";
    // logout at the app
    LogoutClearsCookieOnly "logout-clears-cookie-only" "takes the cookie away at logout, and leaves the session";
    LogoutWithoutClearing "logout-without-clearing" "ends no session at logout, and takes no cookie away";
    LogoutIsNotAtProvider "logout-is-not-at-provider" "leaves the session of the provider alone at logout";
    LogoutWithoutHint "logout-without-hint" "does not tell the provider who logs out";
    LogoutLeadsElsewhere "logout-leads-elsewhere" "tells the provider to lead to another site after a logout";
    CrashesOnIdleLogout "crashes-on-idle-logout" "answers 500 to a logout of nobody";
    BarsAfterOwnLogout "bars-after-own-logout" "lets nobody sign in again who has logged out at the app";
    LogoutByAnyone "logout-by-anyone" "logs out whoever another site sends";
    LogoutRedirectsAnywhere "logout-redirects-anywhere" "leads to whatever `next` is after a logout";
    // back-channel logout: the request
    LogoutTakesAnyMethod "logout-takes-any-method" "takes a logout by GET, PUT and DELETE";
    LogoutCrashesOnMethod "logout-crashes-on-method" "answers 500 to a logout by another method";
    LogoutTakesJson "logout-takes-json" "takes a logout in JSON";
    LogoutTakesAnyType "logout-takes-any-type" "takes a logout of any media type";
    LogoutTakesTwins "logout-takes-twins" "takes a logout with two tokens";
    LogoutTakesHuge "logout-takes-huge" "takes a logout of any size";
    LogoutCrashesOnHuge "logout-crashes-on-huge" "answers 500 to a large logout";
    LogoutCrashesOnNothing "logout-crashes-on-nothing" "answers 500 to a logout without a token";
    LogoutIsFineWithoutToken "logout-is-fine-without-token" "answers 200 to a logout without a token";
    LogoutIsFineWithGarbage "logout-is-fine-with-garbage" "answers 200 to a logout whose token is no token";
    LogoutAlwaysSaysOk "logout-always-says-ok" "answers 200 to every logout, also to those that it refuses";
    LogoutCrashesWhenRefusing "logout-crashes-when-refusing" "answers 500 to a logout that it refuses";
    LogoutObeysAnything "logout-obeys-anything" "obeys a logout whose token it has not verified";
    LogoutNeedsCookie "logout-needs-cookie" "leads a logout without a cookie to its login page";
    LogoutNeedsOrigin "logout-needs-origin" "refuses a logout without the header Origin of its own";
    LogoutRefusesCharset "logout-refuses-charset" "refuses a media type with a charset";
    LogoutRefusesChunks "logout-refuses-chunks" "refuses a body in chunks";
    LogoutReadsNamesAsWritten "logout-reads-names-as-written" "finds headers only in the usual case of letters";
    LogoutRefusesExtraParameters "logout-refuses-extra-parameters" "refuses a logout with other parameters";
    LogoutRefusesExtraEventMembers "logout-refuses-extra-event-members" "refuses an event with members";
    LogoutRefusesOthersFirst "logout-refuses-others-first" "looks for the token in the first parameter only";
    LogoutCacheable "logout-cacheable" "answers a logout without `no-store`";
    RefusalCacheable "refusal-cacheable" "refuses a logout without `no-store`";
    LogoutRedirects "logout-redirects" "obeys a logout, and answers with a redirect";
    LogoutObeysAndCrashes "logout-obeys-and-crashes" "obeys a logout, and answers 500";
    LogoutIsSlow "logout-is-slow" "needs six seconds for a logout";
    ActsOnHalfABody "acts-on-half-a-body" "takes what there is of a body whose connection has ended";
    LogoutIsLate "logout-is-late" "answers a logout before it has obeyed, and obeys seconds later";
    // back-channel logout: the token
    LogoutTakesMissingJti "logout-takes-missing-jti" "takes a logout token without `jti`";
    LogoutTakesNoSubject "logout-takes-no-subject" "answers 200 to a logout token of nobody";
    NoSubjectEndsAll "no-subject-ends-all" "ends every session by a logout token of nobody";
    LogoutTakesMissingEvents "logout-takes-missing-events" "takes a logout token without `events`";
    LogoutTakesOtherEvent "logout-takes-other-event" "takes a logout token with another event";
    LogoutTakesEventsList "logout-takes-events-list" "takes a logout token whose `events` is a list";
    LogoutTakesEventText "logout-takes-event-text" "takes a logout token whose event is no object";
    LogoutTakesNonce "logout-takes-nonce" "takes a logout token with a `nonce`";
    LogoutTakesIdToken "logout-takes-id-token" "takes an ID token for a logout token";
    LogoutTakesAccessToken "logout-takes-access-token" "takes an access token for a logout token";
    LogoutTakesSecurityEvent "logout-takes-security-event" "takes a security event token for a logout token";
    LogoutRefusesMissingTyp "logout-refuses-missing-typ" "refuses a logout token without `typ`";
    LogoutRefusesTypJwt "logout-refuses-typ-jwt" "refuses a logout token of `typ` `JWT`";
    LogoutNeedsSub "logout-needs-sub" "refuses a logout token with `sid` alone";
    LogoutNeedsSid "logout-needs-sid" "refuses a logout token with `sub` alone";
    LogoutIgnoresSid "logout-ignores-sid" "does nothing for a logout token with `sid` alone";
    LogoutIgnoresSub "logout-ignores-sub" "does nothing for a logout token with `sub` alone";
    LogoutRefusesUnknownSession "logout-refuses-unknown-session" "refuses to end a session that it does not have";
    LogoutCrashesOnUnknownSession "logout-crashes-on-unknown-session" "answers 500 for a session that it does not have";
    // what a logout does to sessions
    LogoutWithoutEffect "logout-without-effect" "takes every event, and ends nothing";
    SidEndsAllOfSub "sid-ends-all-of-sub" "ends every session of the person for a logout of one";
    SubEndsNewestOnly "sub-ends-newest-only" "ends one session for a logout of the person";
    EndsEverybody "ends-everybody" "ends the sessions of everybody";
    ForeignSidEnds "foreign-sid-ends" "ends the session of `sid`, whosever it is";
    UnknownSidEndsAll "unknown-sid-ends-all" "ends every session of `sub` where it does not know `sid`";
    BarsAfterLogout "bars-after-logout" "lets nobody sign in again after a logout";
    BarsSidAfterLogout "bars-sid-after-logout" "lets nobody sign in again with a `sid` that was logged out";
    LogoutIsAFlag "logout-is-a-flag" "marks the person as logged out, until the next sign-in";
    ForgetsJti "forgets-jti" "obeys the same logout token again, also against a newer session";
    IgnoresIatOrder "ignores-iat-order" "ends a newer session by an older logout";
    RepeatCrashes "repeat-crashes" "answers 500 to an event that comes again";
    RemembersJtiOfFailures "remembers-jti-of-failures" "refuses an event that comes again after it had failed";
    RefusesSecondSoOften "refuses-second-so-often" "answers 503 to more than ten logouts a second";
    LogoutLosesInCrowd "logout-loses-in-crowd" "answers 200 to more than ten logouts a second, and loses them";
    KeepsRotatedCookies "keeps-rotated-cookies" "changes the cookie at each page, and logs out only the newest";
    ParallelRequestRevives "parallel-request-revives" "writes a session back at the end of a page, whatever became of it";
    IndexedByFirstPage "indexed-by-first-page" "does not know whose a session is before its first page";
    LoginOutlivesLogout "login-outlives-logout" "finishes a sign-in that was logged out meanwhile";
    ForgetsIndexAtRestart "forgets-index-at-restart" "does not know whose sessions are after a restart, and keeps them";
    ForgetsSessionsAtRestart "forgets-sessions-at-restart" "has no sessions after a restart";
    RevokesOfflineAccess "revokes-offline-access" "revokes a refresh token that is for when the person is away";
    KeepsRefreshToken "keeps-refresh-token" "does not revoke the refresh token of a session that was logged out";
    LateSecond "late-second" "keeps a session whose logout is of the second of its login";
    FewConnections "few-connections" "answers one connection at a time, and waits for it without end";
    // front-channel logout
    FrontchannelWithoutEffect "frontchannel-without-effect" "answers a front-channel logout, and ends nothing";
    FrontchannelIgnoresIss "frontchannel-ignores-iss" "takes a front-channel logout of another issuer";
    FrontchannelTakesMissingIss "frontchannel-takes-missing-iss" "takes a front-channel logout without `iss`";
    FrontchannelTakesMissingSid "frontchannel-takes-missing-sid" "takes a front-channel logout without `sid`";
    FrontchannelIgnoresSid "frontchannel-ignores-sid" "takes a front-channel logout of another session";
    FrontchannelEndsEverybody "frontchannel-ends-everybody" "ends every session by a front-channel logout";
    FrontchannelUnframed "frontchannel-unframed" "forbids the provider's page to frame its front-channel logout";
    FrontchannelCacheable "frontchannel-cacheable" "lets caches keep the answer to a front-channel logout";
    // webhooks that are signed with a shared secret
    HookIgnoresSignature "hook-ignores-signature" "takes a webhook whatever its signature is";
    HookTakesMissingSignature "hook-takes-missing-signature" "takes a webhook without a signature";
    HookTakesSha1 "hook-takes-sha1" "takes a webhook with a SHA-1 alone";
    HookTakesStrangersHash "hook-takes-strangers-hash" "takes a hash of the right form by another secret";
    HookReadsParsedJson "hook-reads-parsed-json" "verifies the JSON that it has written anew";
    HookTrimsBody "hook-trims-body" "verifies the body without the spaces around it";
    HookIgnoresPrefix "hook-ignores-prefix" "takes a hash with whatever stands before it";
    HookTakesCapitals "hook-takes-capitals" "takes a hash in capital digits";
    HookTakesEitherEncoding "hook-takes-either-encoding" "takes a hash in hexadecimal and in base64";
    HookComparesPrefix "hook-compares-prefix" "compares as much of the hash as there is";
    HookTakesEmptyBody "hook-takes-empty-body" "takes an empty webhook unverified";
    HookIgnoresAge "hook-ignores-age" "takes a webhook of long ago";
    HookTakesFuture "hook-takes-future" "takes a webhook of the future";
    HookTakesReplays "hook-takes-replays" "obeys the same webhook again";
    HookReadsFirstSignature "hook-reads-first-signature" "looks at the first of several signatures";
    HookCrashesOnUnknownEvent "hook-crashes-on-unknown-event" "answers 500 to an event that it does not know";
    HookEndsByAnyEvent "hook-ends-by-any-event" "ends sessions by whatever event there is";
    HookReadsAscii "hook-reads-ascii" "verifies the body without its letters beyond ASCII";
    HookChangesLineEnds "hook-changes-line-ends" "verifies the body with other line ends";
    HookWantsJsonType "hook-wants-json-type" "refuses JSON that says it is something else";
    HookRefusesCharset "hook-refuses-charset" "refuses JSON with a charset";
    HookCrashesWhenRefusing "hook-crashes-when-refusing" "answers 500 to a webhook that it refuses";
    HookAlwaysSaysOk "hook-always-says-ok" "answers 200 to a webhook that it refuses";
    HookTakesAnyMethod "hook-takes-any-method" "takes a webhook by any method";
    // security event tokens that are pushed
    EventsSayOk "events-say-ok" "answers an event with 200";
    EventsAnswerWithBody "events-answer-with-body" "answers an event with a body";
    EventsRefuseWithoutErr "events-refuse-without-err" "refuses an event without `err`";
    EventsRefuseWithOneErr "events-refuse-with-one-err" "refuses every event with `invalid_request`";
    EventsTakeMissingAuthorization "events-take-missing-authorization" "takes an event without Authorization";
    EventsTakeAnyAuthorization "events-take-any-authorization" "takes an event with any Authorization";
    EventsTakeExp "events-take-exp" "takes an event with `exp`";
    EventsTakeSub "events-take-sub" "takes an event with `sub`";
    EventsTakeAnyTyp "events-take-any-typ" "takes an event of any `typ`";
    EventsTakeTwo "events-take-two" "takes a token of two events";
    EventsTakeUnknownSubject "events-take-unknown-subject" "takes an event about whom it does not know how to tell";
    EventsTakeReplays "events-take-replays" "obeys the same event again";
    EventsRefuseReplays "events-refuse-replays" "refuses an event that comes again";
    EventsTakeWrongState "events-take-wrong-state" "takes a verification that it has not asked for";
    EventsTakeAnyType "events-take-any-type" "takes an event of any media type";
    EventsTakeMissingJti "events-take-missing-jti" "takes an event without `jti`";
    EventsTakeList "events-take-list" "takes an event in a list";
    EventsTakeText "events-take-text" "takes an event that is no object";
    EventsTakeMissing "events-take-missing" "takes a token without events";
    EventsTakeOthersSubject "events-take-others-subject" "obeys an event about the subject of another issuer";
    EventsIgnoreSession "events-ignore-session" "ends every session of the person for an event about one";
    EventsRefuseUnknown "events-refuse-unknown" "refuses an event that it does not know";
    EventsCrashWhenRefusing "events-crash-when-refusing" "answers 500 to an event that it refuses";
    EventsAlwaysTake "events-always-take" "answers 202 to an event that it refuses";
    EventsRefuseExtraMembers "events-refuse-extra-members" "refuses an event with members that it does not know";
    // requests
    RefusesChunks "refuses-chunks" "refuses a webhook or an event in chunks";
    // events whose token is exchanged
    ExchangeTrustsToken "exchange-trusts-token" "ends every session by a token that it has not exchanged";
    ExchangeTwice "exchange-twice" "exchanges each token twice";
    ExchangeTakesGet "exchange-takes-get" "takes a token by GET";
    ExchangeTakesJson "exchange-takes-json" "takes a token in JSON";
    ExchangeAsksForNothing "exchange-asks-for-nothing" "exchanges an empty token";
    ExchangeIgnoresStatus "exchange-ignores-status" "takes who is named in an error";
    ExchangeEndsAllOnFailure "exchange-ends-all-on-failure" "ends every session when the provider does not answer";
    ExchangeCrashesOnFailure "exchange-crashes-on-failure" "answers 500 when the provider does not answer as it should";
    ExchangeCrashesOnUnknown "exchange-crashes-on-unknown" "answers 500 for a person that it does not know";
    ExchangeSaysOk "exchange-says-ok" "answers 200 to a token that was refused";
    ExchangeWantsText "exchange-wants-text" "knows a person by a text alone, not by a number";
    ExchangeWantsNumber "exchange-wants-number" "knows a person by a number alone, not by a text";
}

/// The defects that an app has.
#[derive(Debug, Clone, Default)]
pub struct Defects(BTreeSet<Defect>);

impl Defects {
    /// Those of these names.
    #[track_caller]
    pub fn named(names: &[&str]) -> Self {
        Self(names.iter().map(|name| named(name)).collect())
    }

    /// Whether the app has it.
    pub fn has(&self, defect: Defect) -> bool {
        self.0.contains(&defect)
    }
}

/// The defect of that name.
#[track_caller]
fn named(name: &str) -> Defect {
    let row = DEFECTS.iter().find(|(_, known, _)| *known == name);
    row.unwrap_or_else(|| panic!("there is no defect {name}")).0
}
