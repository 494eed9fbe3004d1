//! An API that wants a stronger or newer sign-in than its token tells of. <https://www.rfc-editor.org/rfc/rfc9470#section-3>

use http::StatusCode;

use super::{challenge::Challenge, exchange::Response};

/// The error of the challenge.
const ERROR: &str = "insufficient_user_authentication";

/// The most names that are taken from a challenge, and how long each may be.
const MOST: usize = 10;
const LONGEST: usize = 256;

/// What it wants. It comes from the other side, and may become part of a command: there is nothing in it that a shell or a
/// terminal would act on (threat C36).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepUp {
    /// How strong, by one of these.
    pub acr_values: Vec<String>,
    /// How old it may be, in seconds.
    pub max_age: Option<u64>,
}

impl StepUp {
    /// What the answer wants, if it is that.
    pub fn asked(response: &Response) -> Option<Self> {
        let challenges = Challenge::all(&response.headers);
        let challenge = challenges
            .iter()
            .find(|challenge| challenge.parameter("error") == Some(ERROR))
            .filter(|_| response.status == StatusCode::UNAUTHORIZED)?;
        let names = challenge.parameter("acr_values").unwrap_or_default().split(' ');
        let acr_values = names.filter(|name| is_name(name)).take(MOST).map(str::to_owned).collect();
        let max_age = challenge.parameter("max_age").filter(|text| text.len() <= 9);
        // RFC 9470 §3: a non-negative integer
        let max_age = max_age.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        Some(Self { acr_values, max_age: max_age.and_then(|text| text.parse().ok()) })
    }

    /// As flags of a login.
    pub fn flags(&self) -> Vec<String> {
        let acr_values =
            (!self.acr_values.is_empty()).then(|| format!("--acr-values={}", self.acr_values.join(" ")));
        let max_age = self.max_age.map(|seconds| format!("--max-age={seconds}s"));
        acr_values.into_iter().chain(max_age).collect()
    }
}

fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/+=@".contains(&byte);
    (1..=LONGEST).contains(&name.len()) && name.bytes().all(plain) && !name.starts_with('-')
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, header};

    use super::*;

    fn answered(status: u16, challenge: &str) -> Option<Vec<String>> {
        let value = HeaderValue::from_str(challenge).unwrap();
        let headers = HeaderMap::from_iter([(header::WWW_AUTHENTICATE, value)]);
        let status = StatusCode::from_u16(status).unwrap();
        StepUp::asked(&Response { status, headers, body: Vec::new() }).map(|wanted| wanted.flags())
    }

    #[test]
    fn what_is_wanted_is_read_and_what_a_shell_could_act_on_is_left() {
        // RFC 9470 §3; C36
        let error = r#"Bearer error="insufficient_user_authentication""#;
        for (challenge, flags) in [
            (r#", acr_values="urn:a urn:b", max_age="5""#, &["--acr-values=urn:a urn:b", "--max-age=5s"][..]),
            (r#", max_age=0"#, &["--max-age=0s"]),
            ("", &[]),
            (
                r#", acr_values="$(id) `id` a;b 'x' --store=file urn:ok", max_age="-1""#,
                &["--acr-values=urn:ok"],
            ),
            (r#", max_age="99999999999""#, &[]),
            (r#", max_age="1h""#, &[]),
            (r#", max_age=1, max_age=2"#, &[]),
        ] {
            assert_eq!(answered(401, &format!("{error}{challenge}")).unwrap(), flags, "{challenge}");
        }
        assert_eq!(answered(403, error), None);
        assert_eq!(answered(401, r#"Bearer error="invalid_token", acr_values="a""#), None);
        assert_eq!(
            answered(401, r#"Basic realm="a", DPoP error="insufficient_user_authentication""#),
            Some(vec![])
        );
    }
}
