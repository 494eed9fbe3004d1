//! The configuration as it stands in the file: what is not right is refused with its place.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use serde::Deserialize;
use toml::Spanned;

use super::{Config, Tenant, lifetimes::RawLifetimes, mistake::Mistake};
use crate::error;
use crate::idp::{
    certificate_authority::CertificateAuthority,
    claim_rule::ClaimRule,
    client::Client,
    detail_type::DetailType,
    laxity::{Laxities, Laxity},
    own_scope::OwnScope,
    page::dress::Dress,
    registration::Registration,
    registration_policy::RegistrationTable,
    resource::Resource,
    signing_algorithm::SigningAlgorithm,
    trusted_issuer::IssuerTable,
    user::User,
    user_id_type::UserIdType,
};

/// The file, or the table of one issuer in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    users: Vec<Spanned<User>>,
    #[serde(default)]
    clients: Vec<Spanned<Registration>>,
    registration: Option<Spanned<RegistrationTable>>,
    #[serde(default)]
    resources: Vec<Spanned<Resource>>,
    #[serde(default)]
    scopes: Vec<Spanned<OwnScope>>,
    #[serde(default)]
    claim_rules: Vec<Spanned<ClaimRule>>,
    #[serde(default)]
    authorization_details_types: Vec<Spanned<DetailType>>,
    #[serde(default)]
    issuers: Vec<Spanned<IssuerTable>>,
    tls: Option<Spanned<TlsTable>>,
    #[serde(default)]
    lifetimes: RawLifetimes,
    access_token_signing_alg: Option<Spanned<String>>,
    require_dpop_nonce: Option<bool>,
    user_id_type: Option<UserIdType>,
    page: Option<Dress>,
    #[serde(default)]
    tenants: BTreeMap<Spanned<String>, Self>,
    shape: Option<Spanned<String>>,
    lax: Option<Vec<Spanned<String>>>,
    sign_in_as: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TlsTable {
    client_ca: Option<Spanned<String>>,
}

impl Config {
    /// Reads TOML text; `environment` looks a variable up, for `client_secret_env`.
    pub fn parse(text: &str, environment: &dyn Fn(&str) -> Option<String>) -> error::Result<Self> {
        let file = toml::from_str::<File>(text)
            .map_err(|error| Mistake::at(error.span().unwrap_or_default(), error.message()));
        file.and_then(|file| file.read(environment)).map_err(|mistake| mistake.in_text(text))
    }
}

/// What looks a variable up.
type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

impl File {
    /// All that it says, and what nobody says.
    fn read(mut self, environment: Environment<'_>) -> Result<Config, Mistake> {
        if let Some(shape) = &self.shape {
            return Err(Mistake::at(
                shape.span(),
                "shape is for an issuer with a path; for this one it is --shape",
            ));
        }
        let tenants = std::mem::take(&mut self.tenants);
        let mut config = self.read_over(Config::default(), environment)?;
        for (path, table) in tenants {
            let tenant = table.read_tenant(path.span(), &config, environment)?;
            config.tenants.insert(path.into_inner(), tenant);
        }
        Ok(config)
    }

    /// The table of an issuer with a path; what it does not say is as for the issuer without one.
    fn read_tenant(
        self,
        path: std::ops::Range<usize>,
        root: &Config,
        environment: Environment<'_>,
    ) -> Result<Tenant, Mistake> {
        if !self.tenants.is_empty() {
            return Err(Mistake::at(path, "an issuer with a path has none below it; write its whole path"));
        }
        if let Some(tls) = &self.tls {
            return Err(Mistake::at(tls.span(), "tls is for all issuers; it stands at the top"));
        }
        let shape = self.shape.as_ref().map(|shape| shape.get_ref().clone());
        let base = Config { tenants: BTreeMap::new(), ..root.clone() };
        Ok(Tenant { shape, config: Arc::new(self.read_over(base, environment)?) })
    }

    /// What it says, in place of what was said before.
    fn read_over(self, mut config: Config, environment: Environment<'_>) -> Result<Config, Mistake> {
        config.lifetimes = self.lifetimes.read(config.lifetimes)?;
        config.demands_dpop_nonce = self.require_dpop_nonce.unwrap_or(config.demands_dpop_nonce);
        config.user_id_type = self.user_id_type.unwrap_or(config.user_id_type);
        if let Some(name) = self.access_token_signing_alg {
            let SigningAlgorithm(algorithm) =
                name.get_ref().parse().map_err(|why: String| Mistake::at(name.span(), why))?;
            config.access_token_signing_alg = algorithm;
        }
        config.page = self.page.unwrap_or(config.page);
        read_users(self.users, &mut config)?;
        read_laxities(self.lax, self.sign_in_as, &mut config)?;
        if let Some(pem) = self.tls.and_then(|tls| tls.into_inner().client_ca) {
            let ca = CertificateAuthority::parse(pem.get_ref());
            let ca = ca.map_err(|why| Mistake::at(pem.span(), format!("client_ca: {why}")))?;
            config.client_ca = Some(ca);
        }
        read_clients(self.clients, &mut config, environment)?;
        replace(&mut config.detail_types, self.authorization_details_types, DetailType::checked)?;
        replace(&mut config.resources, self.resources, Resource::checked)?;
        replace(&mut config.scopes, self.scopes, OwnScope::checked)?;
        replace(&mut config.claim_rules, self.claim_rules, ClaimRule::checked)?;
        if let Some(table) = self.registration {
            let (span, table) = (table.span(), table.into_inner());
            config.registration = table.checked(environment).map_err(|why| Mistake::at(span, why))?;
        }
        if !self.issuers.is_empty() {
            config.issuers.clear();
        }
        for issuer in self.issuers {
            let (span, issuer) = (issuer.span(), issuer.into_inner());
            let issuer = issuer.checked().map_err(|why| Mistake::at(span.clone(), why))?;
            if config.issuers.iter().any(|other| other.issuer == issuer.issuer) {
                return Err(Mistake::at(span, "there are two issuers of this name"));
            }
            config.issuers.push(issuer);
        }
        Ok(config)
    }
}

/// What is taken that is wrong; whoever is signed in without being asked has not signed in.
fn read_laxities(
    lax: Option<Vec<Spanned<String>>>,
    sign_in_as: Option<Spanned<String>>,
    config: &mut Config,
) -> Result<(), Mistake> {
    if let Some(names) = lax {
        config.lax = Laxities::default();
        for name in names {
            let why = |error: error::Error| format!("{}: {}", error.text(), error.advice());
            let laxity =
                Laxity::named(name.get_ref()).map_err(|error| Mistake::at(name.span(), why(error)))?;
            config.lax = config.lax.with(laxity);
        }
    }
    if let Some(username) = sign_in_as {
        let span = username.span();
        config.sign_in(username.get_ref()).map_err(|why| Mistake::at(span, why))?;
    }
    Ok(())
}

/// Those of the file in place of those there were, if it has some.
fn replace<Raw, Checked, Why: Into<String>>(
    known: &mut Vec<Checked>,
    said: Vec<Spanned<Raw>>,
    check: impl Fn(Raw) -> Result<Checked, Why>,
) -> Result<(), Mistake> {
    if !said.is_empty() {
        known.clear();
    }
    for one in said {
        let span = one.span();
        known.push(check(one.into_inner()).map_err(|why| Mistake::at(span, why))?);
    }
    Ok(())
}

fn read_users(users: Vec<Spanned<User>>, config: &mut Config) -> Result<(), Mistake> {
    if !users.is_empty() {
        config.users.clear();
    }
    let mut known = HashSet::new();
    for user in users {
        let (span, user) = (user.span(), user.into_inner());
        let user = user.checked().map_err(|why| Mistake::at(span.clone(), why))?;
        if !known.insert(user.username.clone()) | !known.insert(format!("sub {}", user.sub)) {
            return Err(Mistake::at(span, "there are two users of this username or sub"));
        }
        config.users.push(Arc::new(user));
    }
    Ok(())
}

fn read_clients(
    clients: Vec<Spanned<Registration>>,
    config: &mut Config,
    environment: Environment<'_>,
) -> Result<(), Mistake> {
    if !clients.is_empty() {
        config.clients = vec![Arc::new(Client::own())];
    }
    let mut known = HashSet::new();
    for client in clients {
        let (span, client) = (client.span(), client.into_inner());
        let client = client.checked(environment).map_err(|fault| Mistake::at(span.clone(), fault.why))?;
        if !known.insert(client.client_id.clone()) {
            return Err(Mistake::at(span, "there are two clients of this client_id"));
        }
        config.clients.retain(|other| other.client_id != client.client_id);
        if let Some(lack) = client.lacks(true, config.client_ca.is_some()) {
            return Err(Mistake::at(span, lack));
        }
        // RFC 9068 §5: a client that speaks for itself must not be taken for a person
        if client.grants_without_person() && config.users.iter().any(|user| user.sub == client.client_id) {
            return Err(Mistake::at(span, "the client_id is the sub of a user"));
        }
        config.clients.push(Arc::new(client));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    //! docs/serve-config.md names every key that the file can have, and says nothing else of one.

    use std::collections::BTreeSet;

    use super::File;

    /// A table, and what is wrong in it so that the reader says which keys it would have known.
    const TABLES: &[(&str, &str)] = &[
        ("the top", "xx = 1"),
        ("users", "[[users]]\nusername = \"a\"\nxx = 1"),
        ("scopes", "[[scopes]]\nxx = 1"),
        ("claim_rules", "[[claim_rules]]\nxx = 1"),
        ("page", "[page]\nxx = 1"),
        ("tenants", "[tenants.\"/a\"]\nxx = 1"),
        ("lifetimes", "[lifetimes]\nxx = 1"),
        ("clients", "[[clients]]\nxx = 1"),
        ("resources", "[[resources]]\nxx = 1"),
        ("authorization_details_types", "[[authorization_details_types]]\nxx = 1"),
        ("registration", "[registration]\nxx = 1"),
        ("issuers", "[[issuers]]\nxx = 1"),
        ("tls", "[tls]\nxx = 1"),
    ];

    /// The words in backquotes.
    fn quoted(text: &str) -> impl Iterator<Item = &str> {
        text.split('`').skip(1).step_by(2)
    }

    #[test]
    fn every_key_has_its_row_and_every_row_a_key() {
        let text = include_str!("../../../docs/serve-config.md");
        let rows = text.lines().filter(|line| line.starts_with("| `"));
        // the first column names keys; where it names the table, the second does
        let named: BTreeSet<&str> = rows
            .flat_map(|row| {
                let cells: Vec<&str> = row.split(" | ").collect();
                let tables = ["resources", "authorization_details_types", "registration", "issuers", "tls"];
                let first = quoted(cells[0]).collect::<Vec<_>>();
                match &*first {
                    [table] if tables.contains(table) => quoted(cells[1]).collect(),
                    _ => first,
                }
            })
            .collect();
        let mut known = BTreeSet::new();
        for (table, mistake) in TABLES {
            let error = toml::from_str::<File>(mistake).err().expect(table);
            let why = error.message();
            assert!(why.starts_with("unknown field `xx`"), "{table}: {why}");
            let keys: Vec<String> = quoted(why).skip(1).map(str::to_owned).collect();
            assert!(!keys.is_empty(), "{table}: {why}");
            known.extend(keys);
        }
        let named: BTreeSet<String> = named.into_iter().map(str::to_owned).collect();
        assert_eq!(known.difference(&named).collect::<Vec<_>>(), [""; 0], "keys without a row");
        assert_eq!(named.difference(&known).collect::<Vec<_>>(), [""; 0], "rows without a key");
    }
}
