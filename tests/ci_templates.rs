//! `action.yml` and `ci/gitlab.yml`: what they run, run as the platforms do.

use std::{
    collections::BTreeMap,
    path::Path,
    process::{Command, Output},
};

use authctl::{
    jose::{algorithm::Algorithm, jws, key::SigningKey},
    profile::key::KEYS,
};
use serde_json::{Value, json};

use crate::support::{
    program::Program,
    scripted::{CLIENT, Scripted},
    served::Served,
    yaml,
};

const ACTION: &str = include_str!("../action.yml");
const GITLAB: &str = include_str!("../ci/gitlab.yml");

/// A provider with a client for each way, and the identity token of a job.
fn provider() -> (Served, String) {
    let key = SigningKey::generate(Algorithm::EdDSA, &mut |bytes| getrandom::fill(bytes).unwrap()).unwrap();
    let jwks = json!({"keys": [key.public_jwk()]});
    let served = Served::configured(&format!(
        "[[issuers]]\nissuer = \"https://ci.example\"\njwks = '{jwks}'\naudience = \"https://id.example\"\n\
         [[clients]]\nclient_id = \"job\"\nscope = \"deploy read\"\n\
         grant_types = [\"urn:ietf:params:oauth:grant-type:token-exchange\"]\n\
         [[clients]]\nclient_id = \"secret-job\"\nclient_secret = \"CANARY-of-the-job\"\nscope = \"deploy read\"\n\
         grant_types = [\"client_credentials\"]\n"
    ));
    let exp = jiff::Timestamp::now().as_second() + 60;
    let claims =
        json!({"iss": "https://ci.example", "sub": "repo:a/b", "aud": "https://id.example", "exp": exp});
    let Value::Object(claims) = claims else { unreachable!() };
    let token = key.sign(None, &claims).unwrap();
    (served, token)
}

/// The inputs as the platform fills them in: what is given, else the default, else nothing.
fn filled(declared: &Value, given: &[(&str, &str)]) -> BTreeMap<String, String> {
    let declared = declared.as_object().unwrap();
    for (name, _) in given {
        assert!(declared.contains_key(*name), "there is no input {name}");
    }
    let value = |(name, input): (&String, &Value)| {
        assert!(input["description"].is_string(), "{name}");
        let given = given.iter().find(|(other, _)| other == name).map(|(_, value)| (*value).to_owned());
        (name.clone(), given.unwrap_or_else(|| input["default"].as_str().unwrap_or_default().to_owned()))
    };
    declared.iter().map(value).collect()
}

/// The variables, with the inputs in their places; each is one that authctl reads.
fn environment(
    variables: &Value,
    (open, close): (&str, &str),
    inputs: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let known: Vec<String> = KEYS.iter().map(|row| row.variable()).collect();
    let environment = variables.as_object().unwrap().iter().map(|(name, value)| {
        assert!(known.contains(name), "authctl does not read {name}");
        let value = value.as_str().unwrap();
        let input = value.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        let input = input.map(|input| inputs.get(input).unwrap_or_else(|| panic!("{input} is no input")));
        let value = input.map_or(value, String::as_str);
        (name.clone(), value.to_owned())
    });
    environment.collect()
}

/// Runs a script with this environment and no other, with the program on the PATH.
fn run(shell: &str, script: &str, environment: &BTreeMap<String, String>, home: &Path) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_authctl")).parent().unwrap();
    Command::new(shell)
        .args(["-c", script])
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", program.display()))
        .env("HOME", home)
        .envs(environment)
        .current_dir(home)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What the action does: how it ended, its log, its outputs.
fn act(given: &[(&str, &str)], more: &[(&str, &str)]) -> (i32, String, String) {
    let [action] = &yaml::documents(ACTION)[..] else { panic!("one document") };
    let [step] = &action["runs"]["steps"].as_array().unwrap()[..] else { panic!("one step") };
    assert_eq!((&action["runs"]["using"], &step["shell"]), (&json!("composite"), &json!("bash")));
    assert_eq!(action["outputs"]["token"]["value"], "${{ steps.token.outputs.token }}");
    let script = step["run"].as_str().unwrap();
    // An input that stood in the script could become a command.
    assert!(!script.contains("${{"), "{script}");
    let inputs = filled(&action["inputs"], given);
    let home = Program::new();
    let outputs = home.write("outputs", "");
    let mut environment = environment(&step["env"], ("${{ inputs.", " }}"), &inputs);
    environment.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    environment.insert("GITHUB_OUTPUT".into(), outputs.display().to_string());
    let output = run("bash", script, &environment, &home.path("home"));
    let log = text(&output.stdout) + &text(&output.stderr);
    (output.status.code().unwrap(), log, std::fs::read_to_string(outputs).unwrap())
}

#[test]
fn the_action_masks_the_token_before_anything_else_and_hands_it_on() {
    // C122
    let (served, id_token) = provider();
    let place = [("issuer", served.issuer.as_str()), ("scope", "read")];
    let exchange = [&place[..], &[("client-id", "job"), ("subject-token-from", "env:ID_TOKEN")]].concat();
    let secret = [
        &place[..],
        &[("client-id", "secret-job"), ("flow", "client-credentials"), ("client-secret-from", "env:SECRET")],
    ]
    .concat();
    let more = [
        ("ID_TOKEN", id_token.as_str()),
        ("SECRET", "CANARY-of-the-job"),
        ("AUTHCTL_JSON", "1"),
        ("AUTHCTL_OUTPUT_FILE", "elsewhere"),
    ];
    for (given, sub) in [(exchange, "repo:a/b"), (secret, "secret-job")] {
        let (exit, log, outputs) = act(&given, &more);
        let token = outputs.strip_prefix("token=").unwrap_or_else(|| panic!("{log}")).trim_end();
        assert_eq!((exit, log), (0, format!("::add-mask::{token}\n")));
        let claims = jws::peek(token).expect("one token").1;
        assert_eq!((&claims["sub"], &claims["scope"]), (&json!(sub), &json!("read")));
    }
}

#[test]
fn the_runner_is_told_to_mask_the_token_in_its_own_spelling() {
    // C122: `::add-mask::` takes %25, %0D and %0A for what they stand for
    let provider = Scripted::new()
        .tokens(|tokens, _| drop(tokens.insert("access_token".into(), json!("CANARY%25%0A%"))))
        .start();
    let given = [
        ("issuer", provider.issuer()),
        ("client-id", CLIENT),
        ("flow", "client-credentials"),
        ("client-secret-from", "env:SECRET"),
    ];
    let (exit, log, outputs) = act(&given, &[("SECRET", "CANARY-of-the-job")]);
    assert_eq!((exit, log.as_str()), (0, "::add-mask::CANARY%2525%250A%25\n"));
    assert_eq!(outputs, "token=CANARY%25%0A%\n");
}

#[test]
fn the_action_fails_with_the_error_and_hands_nothing_on() {
    let (served, _) = provider();
    let given = [
        ("issuer", served.issuer.as_str()),
        ("client-id", "secret-job"),
        ("client-secret-from", "env:SECRET"),
    ];
    let given = [&given[..], &[("flow", "client-credentials")]].concat();
    let (exit, log, outputs) = act(&given, &[("SECRET", "CANARY-wrong")]);
    assert_eq!((exit, outputs.as_str()), (6, ""));
    assert!(
        log.starts_with("error: ") && log.contains("[invalid_client]") && !log.contains("CANARY"),
        "{log}"
    );
    // Outside a job with `id-token: write` it says what is missing.
    let (exit, log, _) = act(&[("issuer", &served.issuer), ("client-id", "job")], &[]);
    assert!(exit == 3 && log.contains("permissions: id-token: write"), "{log}");
    let hostile = [("issuer", "$(touch hacked)`touch hacked`\"; touch hacked"), ("client-id", "job")];
    let (exit, log, _) = act(&hostile, &[]);
    assert!(exit == 3 && log.contains("[issuer_invalid]"), "{log}");
}

#[test]
fn the_gitlab_template_has_the_token_in_a_variable_and_in_no_log() {
    let (served, id_token) = provider();
    let documents = yaml::documents(GITLAB);
    let [head, jobs] = &documents[..] else { panic!("inputs, and the job") };
    let job = &jobs[".authctl-token"];
    let (issuer, audience) = (served.issuer.as_str(), "https://id.example");
    let given = [("issuer", issuer), ("client-id", "job"), ("audience", audience), ("scope", "deploy")];
    let inputs = filled(&head["spec"]["inputs"], &given);
    assert_eq!(job["id_tokens"], json!({"AUTHCTL_ID_TOKEN": {"aud": "$[[ inputs.audience ]]"}}));
    let mut environment = environment(&job["variables"], ("$[[ inputs.", " ]]"), &inputs);
    environment.insert("AUTHCTL_ID_TOKEN".into(), id_token);
    environment.insert("AUTHCTL_JSON".into(), "1".into());
    environment.insert("AUTHCTL_OUTPUT_FILE".into(), "elsewhere".into());
    let [before] = &job["before_script"].as_array().unwrap()[..] else { panic!("one script") };
    let before = before.as_str().unwrap();
    let home = Program::new();
    // A runner that traces, and the job's own script after it.
    let script =
        format!("set -ex\n{before}\nprintf '%s' \"$ACCESS_TOKEN\" >token\nsh -c 'echo ${{#ACCESS_TOKEN}}'");
    let output = run("sh", &script, &environment, &home.path("home"));
    assert!(output.status.success(), "{output:?}");
    let token = std::fs::read_to_string(home.path("home/token")).unwrap();
    assert_eq!(jws::peek(&token).expect("one token").1["sub"], "repo:a/b");
    assert_eq!(text(&output.stdout), format!("{}\n", token.len()));
    assert!(!text(&output.stderr).contains(&token), "{}", text(&output.stderr));
    environment.insert("AUTHCTL_ID_TOKEN".into(), String::new());
    let failed = run("sh", &format!("{before}\necho went on"), &environment, &home.path("home"));
    assert_eq!((failed.status.code(), text(&failed.stdout).as_str()), (Some(3), ""));
}
