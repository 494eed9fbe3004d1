//! What is told of a person: by scope, as the configuration has it. Standard claims go with their own scope (OIDC Core §5.4), others
//! with the scope of the configuration that names them, and those that no scope names with every sign-in.

use serde_json::{Map, Value};

use super::{claim_name::STANDARD, claim_rule::Place, provider::Provider, scope, user::User};

impl Provider {
    /// What a client is told of a person for these scopes, there.
    pub fn told(&self, user: &User, client_id: &str, scope: &[String], place: Place) -> Map<String, Value> {
        let mut claims = (self.policy.claims)(user, scope);
        let own = user.claims.iter().filter(|(name, _)| self.is_told(name, scope));
        claims.extend(own.map(|(name, value)| (name.clone(), value.clone())));
        claims.extend(self.told_by_rule(Some(user), client_id, scope, place));
        claims
    }

    /// What the rules of the configuration tell there, of a person or of a client alone.
    pub fn told_by_rule(
        &self,
        user: Option<&User>,
        client_id: &str,
        scope: &[String],
        place: Place,
    ) -> Map<String, Value> {
        let mut claims = Map::new();
        for rule in &self.config.claim_rules {
            let facts = || rule_facts(self, user, client_id, scope);
            if rule.is_for(user, client_id, scope, place) {
                claims.extend(rule.claims(&facts()));
            }
        }
        claims
    }

    /// What the configuration tells of a person under these names (OIDC Core §5.5).
    pub fn told_by_name(&self, user: &User, names: &[String]) -> Map<String, Value> {
        let mut claims = user.claims_named(names);
        let own = user.claims.iter().filter(|(name, _)| names.contains(name));
        claims.extend(own.map(|(name, value)| (name.clone(), value.clone())));
        claims
    }

    fn is_told(&self, claim: &str, granted: &[String]) -> bool {
        let is_named = |claims: &[&str]| claims.contains(&claim);
        let standard = STANDARD.iter().find(|(_, claims)| is_named(claims)).map(|(scope, _)| *scope);
        let own = self.config.scopes.iter().filter(|scope| scope.claims.iter().any(|name| name == claim));
        let mut scopes = standard.into_iter().chain(own.map(|scope| scope.name.as_str())).peekable();
        scopes.peek().is_none() || scopes.any(|name| scope::is_in(granted, name))
    }

    /// What a scope means, if there is one of that name.
    pub fn meaning<'a>(&'a self, name: &str) -> Option<&'a str> {
        let own = || self.config.scopes.iter().find(|scope| scope.name == name);
        self.policy.meaning(name).or_else(|| own().map(|scope| scope.means.as_str()))
    }

    /// The names of all claims that there are about people: the standard ones, and those of the configuration.
    pub fn claim_names(&self) -> Vec<&str> {
        let scopes = self.config.scopes.iter().flat_map(|scope| &scope.claims);
        let rules = self.config.claim_rules.iter().flat_map(|rule| rule.names());
        let users = self.config.users.iter().flat_map(|user| user.claims.keys());
        let own = scopes.chain(rules).chain(users).map(String::as_str);
        let mut own: Vec<&str> = own.collect();
        own.sort_unstable();
        own.dedup();
        let mut names: Vec<&str> = STANDARD.iter().flat_map(|(_, claims)| *claims).copied().collect();
        own.retain(|name| !names.contains(name));
        names.extend(own);
        names
    }
}

/// What a template can speak of.
fn rule_facts(provider: &Provider, user: Option<&User>, client_id: &str, scope: &[String]) -> Value {
    let name = provider.client(client_id).map(|client| client.name.clone());
    serde_json::json!({
        "issuer": provider.issuer,
        "scope": scope.join(" "),
        "client": {"client_id": client_id, "name": name},
        "user": user.map(User::facts),
    })
}
