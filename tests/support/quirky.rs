//! Providers that speak as no standard says, and a login at one.

use authctl::provider::quirk::Quirk;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::{
    exchange::{Asked, Reply},
    program::Program,
    ran::Ran,
    scripted::{CLIENT, Provider, Scripted, World},
};

/// A secret that is written in another way in a form.
pub const SECRET: &str = "CANARY+secret%2F 1";

/// Sends everybody back at once with a code.
pub fn come_back(asked: &Asked, world: &World) -> Reply {
    let at = asked.query.get("redirect_uri").or_else(|| asked.query.get("redirect_url")).unwrap();
    let pairs = [("code", &world.secret("code")), ("state", &asked.query["state"])];
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    Reply::new("302 Found", &format!("Location: {at}?{query}\r\n"), "")
}

/// A JSON document.
pub fn json_reply(document: &Value) -> Reply {
    Reply::json("200 OK", &document.to_string())
}

/// Plays a token answer with a new token and these members.
pub fn tokens(members: Value) -> impl Fn(&Asked, &World) -> Reply {
    move |_, world| {
        let mut answer = members.clone();
        answer["access_token"] = world.secret("access").into();
        json_reply(&answer)
    }
}

/// Plays a user.
pub fn user(document: Value) -> impl Fn(&Asked, &World) -> Reply {
    move |_, _| json_reply(&document)
}

/// The program, with the client's secret in its environment.
pub fn program() -> Program {
    Program::new().with("APP_SECRET", SECRET)
}

/// Signs in with the preset at this address.
pub fn sign_in(program: &Program, provider: &Provider, preset: &str, more: &[&str]) -> Ran {
    let mut arguments = vec!["login", "--provider", preset, "--provider-url", provider.issuer()];
    arguments.extend(["--client-id", CLIENT, "--client-secret-from", "env:APP_SECRET"]);
    arguments.extend(["--callback-port", "0", "--no-browser", "--trace"]);
    arguments.extend(more);
    let mut login = program.start(&arguments);
    let url = login.line("http");
    login.paste(provider.send_back(&url).as_str());
    let Ran { exit, stdout, stderr } = login.end();
    // the person needs the address, and nobody else gets it
    let ran = Ran { exit, stdout, stderr: stderr.replace(&url, "ADDRESS") };
    provider.tells_nothing(&ran);
    ran
}

/// That the transcript tells of it.
#[track_caller]
pub fn tells_of(ran: &Ran, quirks: &[Quirk]) {
    for quirk in quirks {
        let told = format!(". quirk {}\n   {}\n", quirk.row().name, quirk.row().what);
        assert!(ran.stderr.contains(&told), "{}\n{}", quirk.row().name, ran.stderr);
    }
}

/// A provider of OpenID Connect whose issuer has this path.
pub fn openid(metadata_at: &'static str, path: &'static str) -> Scripted {
    let issuer = move |world: &World| format!("{}{path}", world.issuer);
    Scripted::new()
        .at(metadata_at, move |_, world| {
            let at = |path: &str| format!("{}{path}", world.issuer);
            json_reply(&json!({
                "issuer": issuer(world), "authorization_endpoint": at("/authorize"),
                "token_endpoint": at("/token"), "jwks_uri": at("/jwks"),
            }))
        })
        .claims(move |claims, world| drop(claims.insert("iss".into(), issuer(world).into())))
        .callback(|parameters, _| drop(parameters.remove("iss")))
}
