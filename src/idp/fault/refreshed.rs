//! What is odd about the answer to a refresh, and the ID token in it.
//! <https://openid.net/specs/openid-connect-core-1_0.html#RefreshTokenResponse>

use serde_json::json;

use super::{
    members::{set, unset},
    row::{
        Change::{Members, RefreshedClaims, RefreshedToken, Reply, Trouble},
        Fault,
        Place::Refresh,
        Trouble::{Dropped, Fails, FailsOnce, Late},
        faults,
    },
    whole,
};
use crate::jose::forged::Signed;

/// The rows.
pub(super) const ROWS: &[Fault] = faults! {
    "RT1" "refresh-sub-other" Refuses Must "OIDC Core §12.2"
        "the refreshed ID token is of another person"
        => "compare sub with that of the sign-in, and end the session where it differs"
        [RefreshedClaims(|claims, _| set(claims, "sub", "mallory"))];
    "RT2" "refresh-iss-other" Refuses Should "OIDC Core §12.2"
        "the refreshed ID token was issued by somebody else"
        => "compare iss with that of the sign-in"
        [RefreshedClaims(|claims, _| set(claims, "iss", "https://other.example"))];
    "RT3" "refresh-aud-other" Refuses Should "OIDC Core §12.2"
        "the refreshed ID token is for another client"
        => "compare aud with that of the sign-in"
        [RefreshedClaims(|claims, _| set(claims, "aud", "another-client"))];
    "RT4" "refresh-azp-other" Refuses Should "OIDC Core §12.2"
        "the refreshed ID token's azp is another client"
        => "compare azp with that of the sign-in"
        [RefreshedClaims(|claims, _| set(claims, "azp", "another-client"))];
    "RT5" "refresh-nonce-other" Refuses Should "OIDC Core §12.2"
        "the refreshed ID token has the nonce of another sign-in"
        => "where there is a nonce, compare it with that of the sign-in"
        [RefreshedClaims(|claims, _| set(claims, "nonce", "another-nonce"))];
    "RT6" "refresh-auth-time-other" Refuses Should "OIDC Core §12.2"
        "the refreshed ID token is of another sign-in: its auth_time is later"
        => "where there is an auth_time, compare it with that of the sign-in"
        [RefreshedClaims(|claims, means| set(claims, "auth_time", means.now.0 + 1))];
    "RT7" "refresh-expired" Either Info "OIDC Core §12.2"
        "the refreshed ID token expired an hour ago"
        => "leave such an ID token; the session may go on with that of the sign-in"
        [RefreshedClaims(|claims, means| {
            set(claims, "iat", means.now.0 - 7_200);
            set(claims, "exp", means.now.0 - 3_600);
        })];
    "RT8" "refresh-signature-wrong" Refuses Should "OIDC Core §12.2"
        "the refreshed ID token is signed with another key, under the name of the right one"
        => "check a refreshed ID token as one of a sign-in"
        [RefreshedToken(|token, means| means.sign_as_stranger(token))];
    "RT9" "refresh-alg-none" Refuses Should "OIDC Core §12.2"
        "the refreshed ID token is not signed"
        => "check a refreshed ID token as one of a sign-in"
        [RefreshedToken(|token, _| {
            token.head("alg", "none");
            token.signed = Signed::Bytes(Vec::new());
            Ok(())
        })];
    "RT10" "refresh-without-id-token" Accepts Must "OIDC Core §12.2"
        "the answer to a refresh has no ID token"
        => "keep the ID token of the sign-in"
        [Members(Refresh, |members, _| unset(members, "id_token"))];
    "RT11" "refresh-without-refresh-token" Accepts Must "RFC 6749 §6"
        "the answer to a refresh has no new refresh token"
        => "keep the refresh token that there is where no new one comes"
        [Members(Refresh, |members, _| unset(members, "refresh_token"))];
    "RT12" "refresh-extra-members" Accepts Must "RFC 6749 §5.1"
        "the answer to a refresh has members that nobody knows"
        => "ignore members that the app does not know"
        [Members(Refresh, |members, _| set(members, "unknown", json!({"a": [1, null]})))];
    "RT13" "refresh-without-access-token" Refuses Should "RFC 6749 §5.1"
        "the answer to a refresh has no access token"
        => "require an access token"
        [Members(Refresh, |members, _| unset(members, "access_token"))];
    "RT14" "refresh-refused" Refuses Should "RFC 6749 §5.2"
        "the token endpoint does not take the refresh token"
        => "end the session, or ask the person to sign in again"
        [Reply(Refresh, whole::invalid_grant)];
    "RT15" "refresh-fails" Either Info "RFC 6749 §6"
        "the token endpoint fails with 500 at a refresh"
        => "try again later with the same refresh token, and do not use what has expired"
        [Trouble(Refresh, Fails)];
    "RT16" "refresh-fails-once" Either Info "RFC 6749 §6"
        "the token endpoint fails with 500 at a refresh, once"
        => "try again with the same refresh token"
        [Trouble(Refresh, FailsOnce)];
    "RT17" "refresh-dropped" Either Info "RFC 6749 §6"
        "the connection ends without an answer to a refresh"
        => "try again later with the same refresh token, and do not use what has expired"
        [Trouble(Refresh, Dropped)];
    "RT18" "refresh-late" Accepts Info "RFC 6749 §6"
        "the answer to a refresh takes two seconds"
        => "wait some seconds for the token endpoint, and refresh once, not once a request"
        [Trouble(Refresh, Late)];
};
