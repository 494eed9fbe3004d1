//! The user as GitHub's API tells it.
//! <https://docs.github.com/en/rest/users/users#get-the-authenticated-user>,
//! <https://docs.github.com/en/rest/users/emails#list-email-addresses-for-the-authenticated-user>

use serde_json::{Value, json};

use super::{
    api::{self, Resource},
    host,
    scope::TELL_EMAILS,
};
use crate::{
    idp::{provider::Provider, received::Received, reply::Reply, user::User},
    jose::base64url,
};

const USER: Resource = Resource {
    documentation: "https://docs.github.com/rest/users/users#get-the-authenticated-user",
    scopes: &[],
};
const EMAILS: Resource = Resource {
    documentation: "https://docs.github.com/rest/users/emails#list-email-addresses-for-the-authenticated-user",
    scopes: TELL_EMAILS,
};

/// When every user here came to be.
pub const BEGINNING: &str = "2020-01-01T00:00:00Z";

/// Answers `/user`: the address only if everybody may see it.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    api::answer(provider, received, &USER, |bearer| {
        let mut user = public(provider, &bearer.user);
        if bearer.scope.iter().any(|word| matches!(word.as_str(), "user" | "read:user")) {
            merge(&mut user, private());
        }
        user
    })
}

/// Answers `/user/emails`: every address, with the one that is written to first.
pub async fn emails(provider: &Provider, received: &Received) -> Reply {
    api::answer(provider, received, &EMAILS, |bearer| {
        let user = &bearer.user;
        let visibility = if user.public_email { "public" } else { "private" };
        let own = user.email.iter().map(
            |email| json!({"email": email, "primary": true, "verified": true, "visibility": visibility}),
        );
        let nobodys = format!("{}+{}@users.noreply.github.com", user.number(), user.username);
        let nobodys = json!({
            "email": nobodys, "primary": user.email.is_none(), "verified": true, "visibility": Value::Null,
        });
        own.chain([nobodys]).collect()
    })
}

/// What everybody may see.
pub fn public(provider: &Provider, user: &User) -> Value {
    let (id, login) = (user.number(), &user.username);
    let (api, web) = (provider.origin_of(host::API), provider.origin_of(host::WEB));
    let at = |path: &str| format!("{api}/users/{login}{path}");
    let picture = format!("{}/u/{id}?v=4", provider.origin_of(host::AVATARS));
    let mut told = json!({
        "login": login,
        "id": id,
        "node_id": base64url::encode_standard(format!("04:User{id}")),
        "avatar_url": user.picture.as_ref().unwrap_or(&picture),
        "gravatar_id": "",
        "url": at(""),
        "html_url": format!("{web}/{login}"),
        "followers_url": at("/followers"),
        "following_url": at("/following{/other_user}"),
        "gists_url": at("/gists{/gist_id}"),
        "starred_url": at("/starred{/owner}{/repo}"),
        "subscriptions_url": at("/subscriptions"),
        "organizations_url": at("/orgs"),
        "repos_url": at("/repos"),
        "events_url": at("/events{/privacy}"),
        "received_events_url": at("/received_events"),
        "type": "User",
        "user_view_type": "public",
        "site_admin": false,
        "name": user.name,
    });
    let rest = json!({
        "company": Value::Null,
        "blog": "",
        "location": Value::Null,
        "email": user.email.as_ref().filter(|_| user.public_email),
        "hireable": Value::Null,
        "bio": Value::Null,
        "twitter_username": Value::Null,
        "notification_email": Value::Null,
        "public_repos": 0,
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "created_at": BEGINNING,
        "updated_at": BEGINNING,
    });
    merge(&mut told, rest);
    told
}

/// What only the user and whoever they have allowed it see.
fn private() -> Value {
    json!({
        "user_view_type": "private",
        "private_gists": 0,
        "total_private_repos": 0,
        "owned_private_repos": 0,
        "disk_usage": 0,
        "collaborators": 0,
        "two_factor_authentication": false,
        "plan": {"name": "free", "space": 976_562_499, "private_repos": 10_000, "collaborators": 0},
    })
}

fn merge(into: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(more)) = (into, more) {
        into.extend(more);
    }
}
