//! Rich authorization requests at the embedded provider (RFC 9396).

use serde_json::{Value, json};

use crate::support::{
    dev_provider::DevProvider,
    user_agent::{Browser, CALLBACK, VERIFIER, authorization, claims},
    wire::Answer,
};

const JOBS: &str = r#"
[[authorization_details_types]]
type = "report"
means = "write <reports>"
allows = ["month"]

[[clients]]
client_id = "job"
client_secret = "s3cret"
token_endpoint_auth_method = "client_secret_post"
grant_types = ["client_credentials"]
authorization_details_types = ["report"]

[[clients]]
client_id = "plain"
client_secret = "s3cret"
token_endpoint_auth_method = "client_secret_post"
grant_types = ["client_credentials"]
"#;

fn payment(creditor: &str) -> Value {
    json!({
        "type": "payment_initiation", "creditorName": creditor,
        "instructedAmount": {"currency": "EUR", "amount": "123.50"},
    })
}

fn asking(details: &Value) -> String {
    authorization(&[("scope", "openid offline_access"), ("authorization_details", &details.to_string())])
}

fn authorized(provider: &DevProvider, details: &Value) -> String {
    let answer = Browser::default().authorize(provider, &asking(details), "alice");
    answer.location_parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"))
}

fn redeem(provider: &DevProvider, code: &str, more: &[(&str, &str)]) -> Answer {
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", "authctl"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    provider.post("/token", &[&fields[..], more].concat())
}

fn text<'a>(document: &'a Value, name: &str) -> &'a str {
    document[name].as_str().unwrap_or_else(|| panic!("no {name}"))
}

#[test]
fn what_is_granted_in_detail_stands_in_the_answer_the_token_and_its_introspection() {
    let provider = DevProvider::start("");
    let both = json!([payment("Shop & <Co>"), payment("Other")]);
    let tokens = redeem(&provider, &authorized(&provider, &both), &[]).json();
    assert_eq!(tokens["authorization_details"], both);
    assert_eq!(claims(text(&tokens, "access_token"))["authorization_details"], both);
    for kind in ["access_token", "refresh_token"] {
        let asked = [("client_id", "authctl"), ("token", text(&tokens, kind))];
        assert_eq!(provider.post("/introspect", &asked).json()["authorization_details"], both, "{kind}");
    }
    // RFC 9396 §6.1: less is for this answer only
    let refresh = |token: &str, details: &Value| {
        let details = details.to_string();
        let mut fields =
            vec![("grant_type", "refresh_token"), ("client_id", "authctl"), ("refresh_token", token)];
        if details != "null" {
            fields.push(("authorization_details", &details));
        }
        provider.post("/token", &fields)
    };
    let less = refresh(text(&tokens, "refresh_token"), &json!([payment("Other")])).json();
    assert_eq!(less["authorization_details"], json!([payment("Other")]));
    let more = refresh(text(&less, "refresh_token"), &json!([payment("Thief")]));
    assert_eq!(more.error(), (400, "invalid_authorization_details".into()));
    let again = refresh(text(&less, "refresh_token"), &Value::Null).json();
    assert_eq!(again["authorization_details"], both);

    let code = authorized(&provider, &json!([payment("Shop")]));
    let thief = json!([payment("Thief")]).to_string();
    let more = redeem(&provider, &code, &[("authorization_details", &thief)]);
    assert_eq!(more.error(), (400, "invalid_authorization_details".into()));
    assert_eq!(redeem(&provider, &code, &[]).status, 200);
}

#[test]
fn the_person_reads_each_payment_and_agrees_to_it_anew() {
    // P18
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    let asking = asking(&json!([payment("Shop & <Co>, instructedAmount.amount: \"1\"")]));
    let page = browser.get(&provider, &asking);
    let question = browser.sign_in(&provider, &page, "alice");
    let line = "<li>make a payment\n<ul>\n<li>creditorName: &quot;Shop &amp; &lt;Co&gt;, instructedAmount.amount: \
                \\&quot;1\\&quot;&quot;</li>\n<li>instructedAmount.amount: &quot;123.50&quot;</li>\n\
                <li>instructedAmount.currency: &quot;EUR&quot;</li>\n</ul>\n</li>\n";
    assert!(question.body.contains(line), "{}", question.body);
    let answer = browser.submit(&provider, &question, &[("decision", "allow")]);
    assert!(answer.location_parameter("code").is_some());
    let again = browser.get(&provider, &asking);
    assert!(again.body.contains("action=\"/consent\""), "{again:?}");
    let denied = browser.submit(&provider, &again, &[("decision", "deny")]);
    assert_eq!(denied.location_parameter("error").as_deref(), Some("access_denied"));
    let silent = browser.get(&provider, &format!("{asking}&prompt=none"));
    assert_eq!(silent.location_parameter("error").as_deref(), Some("consent_required"));
}

#[test]
fn what_the_provider_cannot_judge_is_refused() {
    // RFC 9396 §5
    let provider = DevProvider::start("");
    let with = |name: &str, value: Value| {
        let mut object = payment("Shop");
        object[name] = value;
        object
    };
    for details in [
        json!("x"),
        json!({"type": "payment_initiation"}),
        json!([1]),
        json!([{}]),
        json!([{"type": "account_information"}]),
        json!([{"type": "payment_initiation", "creditorName": "Shop"}]),
        json!([with("urgent", json!(true))]),
        json!([payment(&"a".repeat(300))]),
        json!([with("actions", json!("start"))]),
        json!([with("identifier", json!(["x"]))]),
        (0..11).map(|_| payment("Shop")).collect(),
    ] {
        let answer = Browser::default().get(&provider, &asking(&details));
        let error = answer.location_parameter("error");
        assert_eq!(error.as_deref(), Some("invalid_authorization_details"), "{details}");
    }
    let twice = r#"[{"type":"payment_initiation","type":"x"}]"#;
    let answer = Browser::default().get(&provider, &authorization(&[("authorization_details", twice)]));
    assert_eq!(answer.location_parameter("error").as_deref(), Some("invalid_authorization_details"));
}

#[test]
fn a_client_itself_has_the_types_that_it_is_registered_for() {
    let provider = DevProvider::start(JOBS);
    let ask = |client_id: &str, details: Value| {
        let details = details.to_string();
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_id", client_id),
            ("client_secret", "s3cret"),
            ("authorization_details", &details),
        ];
        provider.post("/token", &fields)
    };
    let report = json!([{"type": "report", "month": "2026-11", "actions": ["write"]}]);
    assert_eq!(ask("job", report.clone()).json()["authorization_details"], report);
    let refused = (400, "invalid_authorization_details".to_owned());
    assert_eq!(ask("plain", report).error(), refused);
    // the configuration's types take the place of the built-in one
    assert_eq!(ask("job", json!([payment("Shop")])).error(), refused);
    let document = provider.get("/.well-known/openid-configuration").json();
    assert_eq!(document["authorization_details_types_supported"], json!(["report"]));
}
