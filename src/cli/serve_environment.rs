//! What an app is told by its environment so that it finds the providers of `serve`: the proxy and the certificate to trust, by the
//! names that each language's libraries read, and what the vendors' own guides call the app's settings.

use std::{collections::BTreeMap, path::Path};

use super::serve_site::Site;

/// A variable that a runtime or its libraries read, and for whom it is.
struct Row {
    name: &'static str,
    value: Value,
    reader: &'static str,
}

/// What a variable holds.
enum Value {
    /// The proxy's address.
    Proxy,
    /// What does not go through the proxy.
    Direct,
    /// The file with the certificate to trust.
    CaFile,
    /// Always the same.
    Fixed(&'static str),
}

/// Every one. Go reads `HTTPS_PROXY` and `SSL_CERT_FILE` (net/http, crypto/x509), Python's requests `REQUESTS_CA_BUNDLE`, its ssl
/// module `SSL_CERT_FILE`, Node `NODE_EXTRA_CA_CERTS` and, from version 24 on, the proxy with `NODE_USE_ENV_PROXY`.
const ROWS: &[Row] = &[
    Row { name: "HTTPS_PROXY", value: Value::Proxy, reader: "Python, Go, Node, Ruby, PHP" },
    Row { name: "https_proxy", value: Value::Proxy, reader: "curl, wget" },
    Row { name: "NO_PROXY", value: Value::Direct, reader: "the same" },
    Row { name: "no_proxy", value: Value::Direct, reader: "the same" },
    Row { name: "SSL_CERT_FILE", value: Value::CaFile, reader: "Go, OpenSSL, Python's ssl, Ruby" },
    Row { name: "REQUESTS_CA_BUNDLE", value: Value::CaFile, reader: "Python's requests" },
    Row { name: "CURL_CA_BUNDLE", value: Value::CaFile, reader: "curl" },
    Row { name: "NODE_EXTRA_CA_CERTS", value: Value::CaFile, reader: "Node" },
    Row { name: "AUTHCTL_CA_FILE", value: Value::CaFile, reader: "authctl" },
    Row { name: "NODE_USE_ENV_PROXY", value: Value::Fixed("1"), reader: "Node 24 and later" },
];

/// What an app of the provider as itself is told: the names that the guides of OpenID Connect libraries use most.
const SETTINGS: &[(&str, &str)] = &[
    ("OIDC_ISSUER", "{issuer}"),
    ("OIDC_CLIENT_ID", "{client_id}"),
    ("OIDC_CLIENT_SECRET", "{client_secret}"),
    ("ISSUER_BASE_URL", "{issuer}"),
    ("CLIENT_ID", "{client_id}"),
    ("CLIENT_SECRET", "{client_secret}"),
];

/// Where the first provider's control interface is, and the file with the secret of this start.
const CONTROL_URL: &str = "AUTHCTL_CONTROL_URL";
const CONTROL_FILE: &str = "AUTHCTL_CONTROL_FILE";

/// Loopback is reached without the proxy.
const DIRECT: &str = "localhost,127.0.0.1,::1,[::1]";

/// The variables for an app of these providers, by name.
#[derive(Default)]
pub struct Environment {
    /// What must hold for the app to find its way: the proxy and the certificate.
    pub way: BTreeMap<&'static str, String>,
    /// The settings of the vendors' guides, which an app may have otherwise already.
    pub settings: BTreeMap<&'static str, String>,
    /// Those of the settings that only the app is told.
    untold: Vec<&'static str>,
}

impl Environment {
    /// For these providers, this proxy (`host:port`) and this certificate.
    pub fn new(sites: &[Site], proxy: Option<&str>, ca_file: Option<&Path>) -> Self {
        let mut environment = Self::default();
        for row in ROWS {
            let value = match row.value {
                Value::Proxy => proxy.map(|proxy| format!("http://{proxy}")),
                Value::Direct => proxy.map(|_| DIRECT.to_owned()),
                Value::CaFile => ca_file.map(|file| file.display().to_string()),
                Value::Fixed(text) => proxy.map(|_| text.to_owned()),
            };
            environment.way.extend(value.map(|value| (row.name, value)));
        }
        for site in sites {
            let templates = site.shape.map_or(SETTINGS, |shape| shape.environment);
            let url = site.server.origin();
            let authority = url.split_once("://").map_or(url, |(_, authority)| authority);
            for (name, template) in templates {
                let place = template
                    .replace("{url}", url)
                    .replace("{issuer}", site.server.issuer())
                    .replace("{authority}", authority);
                let value = match &site.app {
                    None if template.contains("{client_") => continue,
                    None => place,
                    Some(app) => place
                        .replace("{client_id}", &app.client_id)
                        .replace("{client_secret}", app.client_secret.expose()),
                };
                environment.settings.insert(name, value);
                let is_example = site.app.as_ref().is_some_and(|app| app.is_example);
                if template.contains("{client_secret}") && !is_example {
                    environment.untold.push(name);
                }
            }
        }
        if let Some((site, file)) = sites.first().and_then(|site| Some((site, site.control_file.as_ref()?))) {
            environment.way.insert(CONTROL_URL, format!("{}/_dev/", site.server.here()));
            environment.way.insert(CONTROL_FILE, file.display().to_string());
        }
        environment
    }

    /// The settings that may be shown.
    fn told(&self) -> impl Iterator<Item = (&&'static str, &String)> {
        self.settings.iter().filter(|(name, _)| !self.untold.contains(name))
    }

    /// Every variable, but for the secret of an app of the configuration.
    pub fn all(&self) -> BTreeMap<&'static str, &str> {
        self.told().chain(&self.way).map(|(name, value)| (*name, value.as_str())).collect()
    }

    /// As lines for a shell, each with who reads it.
    pub fn lines(&self) -> Vec<String> {
        let quoted = |name: &str, value: &str| format!("  export {name}='{}'", value.replace('\'', "'\\''"));
        let ways = ROWS.iter().filter_map(|row| {
            let line = quoted(row.name, self.way.get(row.name)?);
            Some(format!("{line}  # {}", row.reader))
        });
        self.told().map(|(name, value)| quoted(name, value)).chain(ways).chain(self.java_lines()).collect()
    }

    /// For Java, which reads neither variable: a truststore is made once, and named together with the proxy.
    fn java_lines(&self) -> Vec<String> {
        let proxy = self.way.get("HTTPS_PROXY").and_then(|url| url.strip_prefix("http://")?.split_once(':'));
        let (Some((host, port)), Some(ca_file)) = (proxy, self.way.get("SSL_CERT_FILE")) else {
            return Vec::new();
        };
        let (store, password) = ("authctl.p12", "changeit");
        let keytool = "keytool -importcert -noprompt -alias authctl";
        let trust = "-Djavax.net.ssl.trustStore";
        vec![
            format!("  {keytool} -file '{ca_file}' -keystore {store} -storepass {password}  # Java, first"),
            format!(
                "  export JAVA_TOOL_OPTIONS='-Dhttps.proxyHost={host} -Dhttps.proxyPort={port} \
                 {trust}={store} {trust}Password={password}'  # Java"
            ),
        ]
    }
}
