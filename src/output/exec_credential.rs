//! What kubectl asks of a credential plugin, and its answer.
//! <https://kubernetes.io/docs/reference/config-api/client-authentication.v1/>

use serde::{Deserialize, Serialize};

use super::{handed::Handed, json, moment};
use crate::error::{Code, Error, Phase, Result};

/// Its name for `--format`.
pub const NAME: &str = "exec-credential";

/// The versions that are spoken, the one first that is meant when nobody says.
const VERSIONS: &[&str] = &["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

/// Of `KUBERNETES_EXEC_INFO`, what decides about the answer.
#[derive(Deserialize)]
struct Asked {
    #[serde(rename = "apiVersion")]
    api_version: String,
    kind: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExecCredential<'a> {
    api_version: &'a str,
    kind: &'static str,
    status: Status<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Status<'a> {
    /// kubectl asks again when it has passed; without it, at every 401 only.
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration_timestamp: Option<String>,
    token: &'a str,
}

/// The answer, in the version of the question.
pub fn document(handed: &Handed<'_>, exec_info: Option<&str>) -> Result<String> {
    let credential = ExecCredential {
        api_version: version(exec_info)?,
        kind: "ExecCredential",
        status: Status {
            expiration_timestamp: handed.expires_at.map(moment::rfc3339),
            token: handed.token.expose(),
        },
    };
    Ok(format!("{}\n", json::document(&credential)))
}

/// The answer must be of the version that was asked for; kubectl refuses another.
fn version(exec_info: Option<&str>) -> Result<&'static str> {
    let Some(text) = exec_info.filter(|text| !text.is_empty()) else { return Ok(VERSIONS[0]) };
    let asked: Asked = serde_json::from_str(text).map_err(|_| refused("is not what kubectl sets"))?;
    if asked.kind != "ExecCredential" {
        return Err(refused("does not ask for an ExecCredential").got(asked.kind));
    }
    let spoken = VERSIONS.iter().find(|version| **version == asked.api_version);
    spoken.copied().ok_or_else(|| {
        refused("asks for a version that is not spoken")
            .expected(VERSIONS.join(" or "))
            .got(asked.api_version)
    })
}

fn refused(why: &str) -> Error {
    Code::Usage
        .error()
        .phase(Phase::Output)
        .message(format!("KUBERNETES_EXEC_INFO {why}"))
        .hint("set apiVersion: client.authentication.k8s.io/v1 in the kubeconfig, or unset the variable")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_is_of_the_version_that_was_asked_for() {
        let asked = |version: &str| {
            format!(r#"{{"kind":"ExecCredential","apiVersion":"{version}","spec":{{"interactive":false}}}}"#)
        };
        assert_eq!(version(None).unwrap(), "client.authentication.k8s.io/v1");
        assert_eq!(version(Some("")).unwrap(), "client.authentication.k8s.io/v1");
        for spoken in VERSIONS {
            assert_eq!(version(Some(&asked(spoken))).unwrap(), *spoken);
        }
        for text in [
            &asked("client.authentication.k8s.io/v1alpha1"),
            &asked("v1"),
            "{",
            "[]",
            r#"{"kind":"Pod","apiVersion":"v1"}"#,
        ] {
            assert_eq!(version(Some(text)).unwrap_err().code(), Code::Usage, "{text}");
        }
    }
}
