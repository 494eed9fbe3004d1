//! Token answers, made plain before they are read. RFC 6749 §5.1, §5.2.

use authctl::{
    error::Code,
    protocol::exchange::Response,
    provider::{
        preset,
        quirk::{Quirk, Quirks},
        token_body,
    },
};
use http::{HeaderMap, HeaderValue, StatusCode, header};

fn answer(status: u16, content_type: &str, body: &str) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(content_type).unwrap());
    Response { status: StatusCode::from_u16(status).unwrap(), headers, body: body.as_bytes().to_vec() }
}

fn normalised(response: &Response, quirks: &Quirks) -> Result<(u16, String), Code> {
    let plain = token_body::normalise(response, quirks).map_err(|error| error.code())?;
    Ok((plain.response.status.as_u16(), String::from_utf8(plain.response.body).unwrap()))
}

fn json(body: &str) -> Result<String, Code> {
    normalised(&answer(200, "application/json", body), &Quirks::default()).map(|(status, body)| {
        assert_eq!(status, 200);
        body
    })
}

fn ok(body: &str) -> Result<String, Code> {
    Ok(body.to_owned())
}

#[test]
fn a_form_is_read_for_the_provider_that_sends_one_and_for_no_other() {
    let form = answer(
        200,
        "application/x-www-form-urlencoded; charset=utf-8",
        "access_token=gho_a%2Bb&scope=repo%2Cgist&token_type=bearer&expires_in=28800",
    );
    let github = preset::named("github").unwrap().quirks();
    let expected =
        r#"{"access_token":"gho_a+b","expires_in":28800,"scope":"repo gist","token_type":"bearer"}"#;
    assert_eq!(normalised(&form, &github), Ok((200, expected.to_owned())));
    assert_eq!(normalised(&form, &Quirks::default()), Err(Code::NotJson));
    let twice = answer(200, "application/x-www-form-urlencoded", "access_token=a&access_token=b");
    assert_eq!(normalised(&twice, &github), Err(Code::DuplicateJsonKey));
}

#[test]
fn an_error_with_200_is_an_error_and_has_its_registered_name() {
    let body = r#"{"error":"bad_verification_code","error_description":"The code is incorrect or expired."}"#;
    let response = answer(200, "application/json", body);
    let github = preset::named("github").unwrap().quirks();
    let expected = r#"{"error":"invalid_grant","error_description":"bad_verification_code: The code is incorrect or expired."}"#;
    assert_eq!(normalised(&response, &github), Ok((400, expected.to_owned())));
    assert_eq!(normalised(&response, &Quirks::default()), Ok((200, body.to_owned())));

    let form = answer(200, "application/x-www-form-urlencoded", "error=bad_refresh_token");
    let expected = r#"{"error":"invalid_grant","error_description":"bad_refresh_token"}"#;
    assert_eq!(normalised(&form, &github), Ok((400, expected.to_owned())));
    let unknown = answer(200, "application/json", r#"{"error":"slow_down"}"#);
    assert_eq!(normalised(&unknown, &github), Ok((400, r#"{"error":"slow_down"}"#.to_owned())));
}

#[test]
fn commas_separate_scopes_only_where_the_provider_says_so() {
    let commas = Quirks { on: vec![Quirk::CommaScopes], ..Quirks::default() };
    let response = answer(200, "application/json", r#"{"scope":"repo,gist"}"#);
    assert_eq!(normalised(&response, &commas), Ok((200, r#"{"scope":"repo gist"}"#.to_owned())));
    assert_eq!(json(r#"{"scope":"repo,gist"}"#), ok(r#"{"scope":"repo,gist"}"#));
    assert_eq!(json(r#"{"scope":["a","b"]}"#), ok(r#"{"scope":"a b"}"#));
    for body in [r#"{"scope":1}"#, r#"{"scope":{}}"#, r#"{"scope":["a",1]}"#, r#"{"scope":[["a"]]}"#] {
        assert_eq!(json(body), Err(Code::TokenResponseInvalid), "{body}");
    }
}

#[test]
fn a_lifetime_is_a_number_of_seconds_within_ten_years() {
    // C17
    for (written, read) in [
        ("3600", Some("3600")),
        ("\"3600\"", Some("3600")),
        ("3.6e3", Some("3600")),
        ("3599.9", Some("3599")),
        ("0", Some("0")),
        ("-1", Some("0")),
        ("1e300", Some("315360000")),
        ("9223372036854775807", Some("315360000")),
        ("18446744073709551615", Some("315360000")),
        ("\"99999999999999999999\"", Some("315360000")),
        ("\"\"", None),
        ("\"-1\"", None),
        ("\"3600s\"", None),
        ("\" 3600\"", None),
        ("\"３\"", None),
        ("true", None),
        ("[3600]", None),
    ] {
        let expected =
            read.map(|read| format!("{{\"expires_in\":{read}}}")).ok_or(Code::TokenResponseInvalid);
        assert_eq!(json(&format!("{{\"expires_in\":{written}}}")), expected, "{written}");
    }
    assert_eq!(json(r#"{"expires_in":null}"#), ok("{}"));
    assert_eq!(json(r#"{"expires_in":1e400}"#), Err(Code::JsonRefused));
}

#[test]
fn a_good_answer_must_be_one_json_object() {
    // C14, C15
    for (body, code) in [
        ("", Code::NotJson),
        ("<html>", Code::NotJson),
        ("[]", Code::NotJson),
        ("{} {}", Code::NotJson),
        (r#"{"access_token":"a","access_token":"b"}"#, Code::DuplicateJsonKey),
    ] {
        assert_eq!(json(body), Err(code), "{body}");
    }
    assert_eq!(
        json(r#"{"x":{"y":[1]},"refresh_token":null}"#),
        ok(r#"{"refresh_token":null,"x":{"y":[1]}}"#)
    );
}

#[test]
fn an_error_answer_that_is_not_json_is_left_for_its_status() {
    for (status, body) in [(502, "<html>"), (400, ""), (429, "slow")] {
        let response = answer(status, "text/html", body);
        assert_eq!(normalised(&response, &Quirks::default()), Ok((status, body.to_owned())));
    }
    let twice = answer(400, "application/json", r#"{"error":"a","error":"b"}"#);
    assert_eq!(normalised(&twice, &Quirks::default()), Err(Code::DuplicateJsonKey));
}
