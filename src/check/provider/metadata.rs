//! What the metadata say. <https://openid.net/specs/openid-connect-discovery-1_0.html>,
//! <https://www.rfc-editor.org/rfc/rfc8414>

use serde_json::Value;
use url::Url;

use super::{
    documents::Metadata,
    row::{Row, ruled},
    stage::Stage,
};
use crate::{
    check::{case::case, judged::Judged, trace::Trace},
    host::BoxFuture,
    protocol::address,
};

/// The rows.
pub(super) const ROWS: &[Row] = &[
    Row {
        case: case!("M1" Must "OIDC Discovery §4.3": "the metadata name an issuer"
            => "name exactly the issuer that they were asked of";
            "set the provider's issuer to the address that clients are given, to the letter"),
        run: |stage, trace| judged_by(stage, trace, names_its_issuer),
    },
    Row {
        case: case!("M2" Must "RFC 8414 §2": "the issuer is an address"
            => "is https (http on this machine only), without query and fragment";
            "give the issuer as an https address without query and fragment"),
        run: |stage, trace| judged_by(stage, trace, issuer_is_an_address),
    },
    Row {
        case: case!("M3" Must "OIDC Discovery §3": "members that a client cannot do without"
            => "are all there";
            "publish the required members of the metadata"),
        run: |stage, trace| judged_by(stage, trace, has_what_is_required),
    },
    Row {
        case: case!("M4" Must "RFC 8414 §2": "members that are lists"
            => "are lists of texts, and none is empty";
            "publish lists of texts, and leave out a list that has nothing in it"),
        run: |stage, trace| judged_by(stage, trace, lists_are_lists),
    },
    Row {
        case: case!("M5" Must "RFC 6749 §3.1": "the endpoints are addresses"
            => "are absolute, without fragment, and as safe as the issuer";
            "publish absolute https addresses without a fragment"),
        run: |stage, trace| judged_by(stage, trace, endpoints_are_safe),
    },
    Row {
        case: case!("M6" Must "OIDC Discovery §3": "the response types"
            => "have `code` among them";
            "support and publish the response type `code`"),
        run: |stage, trace| judged_by(stage, trace, has_the_code_flow),
    },
    Row {
        case: case!("M7" Should "RFC 7591 §2.1": "the grants fit the response types"
            => "`authorization_code` goes with `code`, and `implicit` with types that bring tokens through the browser";
            "publish the same flows in grant_types_supported and response_types_supported"),
        run: |stage, trace| judged_by(stage, trace, grants_fit),
    },
    Row {
        case: case!("M8" Must "RFC 7636 §4.2": "the PKCE methods that are listed"
            => "have S256 among them";
            "support S256 and list it in code_challenge_methods_supported"),
        run: |stage, trace| judged_by(stage, trace, lists_s256),
    },
    Row {
        case: case!("M9" Should "RFC 9700 §2.1.1": "the metadata tell of PKCE"
            => "have code_challenge_methods_supported";
            "publish code_challenge_methods_supported, so that clients know that they can rely on it"),
        run: |stage, trace| judged_by(stage, trace, tells_of_pkce),
    },
    Row {
        case: case!("M10" Should "RFC 9700 §2.1.1": "the PKCE method `plain`"
            => "is not offered";
            "turn `plain` off: it shows the verifier to whoever sees the request"),
        run: |stage, trace| judged_by(stage, trace, offers_no_plain),
    },
    Row {
        case: case!("M11" Must "OIDC Discovery §3": "the signatures of ID tokens"
            => "have RS256 among them";
            "support RS256 beside what you prefer"),
        run: |stage, trace| judged_by(stage, trace, signs_with_rs256),
    },
    Row {
        case: case!("M12" Should "RFC 8725 §3.2": "ID tokens that are not signed"
            => "are not offered";
            "take `none` out of id_token_signing_alg_values_supported"),
        run: |stage, trace| judged_by(stage, trace, offers_no_unsigned),
    },
    Row {
        case: case!("M13" Must "RFC 8414 §2": "the algorithms of client assertions"
            => "are listed where assertions are taken, without `none`";
            "publish token_endpoint_auth_signing_alg_values_supported, without `none`"),
        run: |stage, trace| judged_by(stage, trace, tells_assertion_algorithms),
    },
    Row {
        case: case!("M14" Must "OIDC Discovery §3": "the scopes that are listed"
            => "have `openid` among them";
            "support and publish the scope `openid`"),
        run: |stage, trace| judged_by(stage, trace, knows_openid),
    },
    Row {
        case: case!("M15" Should "RFC 9207 §3": "answers tell who they are from"
            => "it says that they have `iss`";
            "add `iss` to authorization answers and say so: it is what protects clients of several providers from a mix-up"),
        run: |stage, trace| judged_by(stage, trace, says_iss),
    },
    Row {
        case: case!("M16" Should "OIDC Core §6.2": "request objects by reference"
            => "are off, or their addresses are registered";
            "set request_uri_parameter_supported to false, or require_request_uri_registration to true: anybody could have the provider fetch any address"),
        run: |stage, trace| judged_by(stage, trace, fetches_nothing_unknown),
    },
    Row {
        case: case!("M17" Must "OIDC Discovery §3": "the kinds of subjects"
            => "are `public`, `pairwise` or both";
            "publish subject_types_supported"),
        run: |stage, trace| judged_by(stage, trace, knows_its_subjects),
    },
    Row {
        case: case!("M18" Must "RFC 8414 §3.3": "the endpoints' hosts are written plainly"
            => "no address has a user or a password in it";
            "publish addresses without a user before the host"),
        run: |stage, trace| judged_by(stage, trace, addresses_have_no_user),
    },
];

/// A rule about the document alone.
fn judged_by<'a>(stage: &'a Stage, trace: &'a Trace, rule: fn(&Metadata) -> Judged) -> BoxFuture<'a, Judged> {
    ruled(async move {
        let metadata = stage.metadata(trace).await?;
        Ok(rule(metadata).with_status(metadata.answer.status()))
    })
}

fn names_its_issuer(metadata: &Metadata) -> Judged {
    let (asked, named) = (metadata.issuer.as_str(), metadata.text("issuer"));
    Judged::of_rule(named == asked, format!("asked of {asked}, it names {named}"))
}

fn issuer_is_an_address(metadata: &Metadata) -> Judged {
    let named = metadata.text("issuer");
    let is_right = Url::parse(named).is_ok_and(|url| is_safe(&url) && url.query().is_none());
    Judged::of_rule(is_right, format!("it is {named}"))
}

/// RFC 6749 §3.1, §3.2: over TLS, without fragment.
fn is_safe(url: &Url) -> bool {
    let is_protected = url.scheme() == "https" || url.scheme() == "http" && address::is_loopback(url);
    is_protected && url.fragment().is_none()
}

fn has_what_is_required(metadata: &Metadata) -> Judged {
    let openid: &[&str] = match metadata.is_openid() {
        true => &["jwks_uri", "subject_types_supported", "id_token_signing_alg_values_supported"],
        false => &[],
    };
    let always = ["issuer", "authorization_endpoint", "token_endpoint", "response_types_supported"];
    let missing = always.iter().chain(openid).filter(|member| !metadata.has(member));
    none_of(missing.map(|member| format!("{member} is missing")))
}

fn lists_are_lists(metadata: &Metadata) -> Judged {
    let is_list = |value: &Value| {
        value.as_array().is_some_and(|items| !items.is_empty() && items.iter().all(Value::is_string))
    };
    let wrong =
        metadata.members.iter().filter(|(name, value)| name.ends_with("_supported") && holds_list(value));
    let wrong = wrong.filter(|(_, value)| !is_list(value));
    none_of(wrong.map(|(name, _)| format!("{name} is empty or has other things than texts in it")))
}

/// Flags are not lists, and are judged by nobody here.
fn holds_list(value: &Value) -> bool {
    !value.is_boolean()
}

fn endpoints_are_safe(metadata: &Metadata) -> Judged {
    let wrong = metadata.addresses().filter(|(_, text)| !is_as_safe(metadata, text));
    none_of(wrong.map(|(name, text)| format!("{name} is {text}")))
}

fn is_as_safe(metadata: &Metadata, text: &str) -> bool {
    let is_downgrade = |url: &Url| metadata.issuer.url().scheme() == "https" && url.scheme() != "https";
    Url::parse(text).is_ok_and(|url| is_safe(&url) && !is_downgrade(&url))
}

fn addresses_have_no_user(metadata: &Metadata) -> Judged {
    let has_user =
        |text: &str| Url::parse(text).is_ok_and(|url| !url.username().is_empty() || url.password().is_some());
    let wrong = metadata.addresses().filter(|(_, text)| has_user(text));
    none_of(wrong.map(|(name, _)| format!("{name} has a user in it")))
}

fn has_the_code_flow(metadata: &Metadata) -> Judged {
    Judged::of_rule(
        metadata.lists("response_types_supported", "code"),
        shown(metadata, "response_types_supported"),
    )
}

fn grants_fit(metadata: &Metadata) -> Judged {
    // OIDC Discovery §3: left out, it is these two
    let grants = metadata.list("grant_types_supported").unwrap_or(vec!["authorization_code", "implicit"]);
    let is_listed = metadata.has("grant_types_supported");
    let types = metadata.list("response_types_supported").unwrap_or_default();
    let part = |wanted: &[&str]| types.iter().any(|kind| kind.split(' ').any(|part| wanted.contains(&part)));
    let mut wrong = Vec::new();
    for (parts, grant) in [(&["code"][..], "authorization_code"), (&["token", "id_token"][..], "implicit")] {
        if part(parts) && !grants.contains(&grant) {
            wrong.push(format!("a response type needs the grant {grant}, which is not listed"));
        }
        if is_listed && !part(parts) && grants.contains(&grant) {
            wrong.push(format!("the grant {grant} is listed, and no response type goes with it"));
        }
    }
    none_of(wrong)
}

fn lists_s256(metadata: &Metadata) -> Judged {
    match metadata.list("code_challenge_methods_supported") {
        None => Judged::pass("it lists no methods, which is another case"),
        Some(methods) => {
            Judged::of_rule(methods.contains(&"S256"), format!("it lists {}", methods.join(", ")))
        }
    }
}

fn tells_of_pkce(metadata: &Metadata) -> Judged {
    let member = "code_challenge_methods_supported";
    Judged::of_rule(metadata.has(member), shown(metadata, member))
}

fn offers_no_plain(metadata: &Metadata) -> Judged {
    let member = "code_challenge_methods_supported";
    Judged::of_rule(!metadata.lists(member, "plain"), shown(metadata, member))
}

fn signs_with_rs256(metadata: &Metadata) -> Judged {
    let member = "id_token_signing_alg_values_supported";
    match metadata.is_openid() {
        true => Judged::of_rule(metadata.lists(member, "RS256"), shown(metadata, member)),
        false => Judged::skip("it does not speak OpenID Connect"),
    }
}

fn offers_no_unsigned(metadata: &Metadata) -> Judged {
    let member = "id_token_signing_alg_values_supported";
    Judged::of_rule(!metadata.lists(member, "none"), shown(metadata, member))
}

fn tells_assertion_algorithms(metadata: &Metadata) -> Judged {
    let (methods, algorithms) =
        ("token_endpoint_auth_methods_supported", "token_endpoint_auth_signing_alg_values_supported");
    let takes = ["private_key_jwt", "client_secret_jwt"].iter().any(|it| metadata.lists(methods, it));
    let is_right = match metadata.list(algorithms) {
        None => !takes,
        Some(listed) => !listed.contains(&"none"),
    };
    Judged::of_rule(is_right, shown(metadata, algorithms))
}

fn knows_openid(metadata: &Metadata) -> Judged {
    let is_right = !metadata.is_openid()
        || !metadata.has("scopes_supported")
        || metadata.lists("scopes_supported", "openid");
    Judged::of_rule(is_right, shown(metadata, "scopes_supported"))
}

fn says_iss(metadata: &Metadata) -> Judged {
    let said = metadata.flag("authorization_response_iss_parameter_supported");
    Judged::of_rule(said == Some(true), "authorization_response_iss_parameter_supported is judged")
}

fn fetches_nothing_unknown(metadata: &Metadata) -> Judged {
    // OIDC Discovery §3: left out, the first is true and the second false
    let takes = metadata.flag("request_uri_parameter_supported").unwrap_or(metadata.is_openid());
    let knows = metadata.flag("require_request_uri_registration").unwrap_or(false);
    let message = format!("it takes request_uri: {takes}; only registered ones: {knows}");
    Judged::of_rule(!takes || knows, message)
}

fn knows_its_subjects(metadata: &Metadata) -> Judged {
    let Some(kinds) = metadata.list("subject_types_supported") else {
        return match metadata.is_openid() {
            true => Judged::fail("subject_types_supported is missing"),
            false => Judged::skip("it does not speak OpenID Connect"),
        };
    };
    let is_right = !kinds.is_empty() && kinds.iter().all(|kind| ["public", "pairwise"].contains(kind));
    Judged::of_rule(is_right, format!("they are {}", kinds.join(", ")))
}

/// The member, for a sentence.
fn shown(metadata: &Metadata, member: &str) -> String {
    match metadata.list(member) {
        Some(values) => format!("{member}: {}", values.join(", ")),
        None => format!("{member} is left out"),
    }
}

/// Right if nothing is wrong.
pub(super) fn none_of(wrong: impl IntoIterator<Item = String>) -> Judged {
    let wrong: Vec<String> = wrong.into_iter().collect();
    match wrong.is_empty() {
        true => Judged::pass("nothing is wrong"),
        false => Judged::fail(wrong.join("; ")),
    }
}
