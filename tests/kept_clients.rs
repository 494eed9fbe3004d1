//! What is kept of a registered client, with its secrets in the keyring or in files (threat C142).

use std::{fs, sync::Arc};

use authctl::{
    error::Code,
    host::files::PrivateDir,
    profile::store_kind::StoreKind,
    protocol::time::UnixTime,
    session::registration::{ClientSecretKind, KeptClient, KeptClients},
};
use tempfile::TempDir;

use crate::support::sessions::{CountingRandom, FakeKeyring};

struct Home {
    directory: TempDir,
    keyring: Arc<FakeKeyring>,
    clients: KeptClients,
}

fn home() -> Home {
    let (directory, keyring) = (tempfile::tempdir().unwrap(), Arc::new(FakeKeyring::default()));
    let dir = PrivateDir::at(directory.path().join("clients"));
    let clients = KeptClients::new(dir, keyring.clone(), Arc::new(CountingRandom::default()));
    Home { directory, keyring, clients }
}

impl Home {
    fn put(&self, kind: StoreKind, secret: &str) -> String {
        self.clients.put(kind, "work", ClientSecretKind::ClientSecret, &secret.into()).unwrap()
    }

    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.directory.path().join("clients")).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn client(secret: &str) -> KeptClient {
    KeptClient {
        issuer: "https://id.example".into(),
        client_id: "client-1".into(),
        client_secret: Some(secret.into()),
        client_secret_expires_at: Some(UnixTime(2_000_000_000)),
        registration_client_uri: None,
        registration_access_token: None,
        ca_file: None,
        proxy: None,
        replaced: Vec::new(),
    }
}

#[test]
fn a_secret_in_the_keyring_stands_in_no_file_and_goes_with_its_client() {
    let home = home();
    let first = home.put(StoreKind::Keyring, "CANARY-1");
    home.clients.keep("work", client(&first)).unwrap();
    assert!(first.starts_with("keyring:work.client_secret."), "{first}");
    assert_eq!(home.files(), ["work.client"]);
    let text = fs::read_to_string(home.directory.path().join("clients/work.client")).unwrap();
    assert!(!text.contains("CANARY"), "{text}");
    assert_eq!(home.clients.load("work").unwrap(), Some(client(&first)));
    // another one takes its place, and once the configuration leads to it the old one is left nowhere
    let second = home.put(StoreKind::Keyring, "CANARY-2");
    let kept = home.clients.keep("work", client(&second)).unwrap();
    home.clients.sweep("work", kept).unwrap();
    assert_eq!(home.keyring.names(), [second.trim_start_matches("keyring:")]);
    assert_eq!(home.clients.load("work").unwrap(), Some(client(&second)));
    home.clients.forget("work").unwrap();
    assert!(home.keyring.names().is_empty() && home.files().is_empty());
    assert_eq!(home.clients.load("work").unwrap(), None);
}

#[test]
fn whenever_it_is_cut_short_what_the_configuration_leads_to_is_still_there() {
    // C142: the old secret goes after the configuration names the new one
    let home = home();
    let first = home.put(StoreKind::Keyring, "CANARY-1");
    home.clients.keep("work", client(&first)).unwrap();
    let second = home.put(StoreKind::Keyring, "CANARY-2");
    home.clients.keep("work", client(&second)).unwrap();
    // cut short here: the configuration names the first, what is kept the second
    assert_eq!(home.keyring.names().len(), 2);
    let kept = home.clients.load("work").unwrap().unwrap();
    assert_eq!((&kept.client_secret, &kept.replaced), (&Some(second.clone()), &vec![first.clone()]));
    // and here again
    let third = home.put(StoreKind::Keyring, "CANARY-3");
    let kept = KeptClient { client_secret: Some(third.clone()), ..kept };
    let kept = home.clients.keep("work", kept).unwrap();
    assert_eq!((kept.replaced.len(), home.keyring.names().len()), (2, 3));
    let kept = home.clients.sweep("work", kept).unwrap();
    assert_eq!(kept, client(&third));
    assert_eq!(home.keyring.names(), [third.trim_start_matches("keyring:")]);
    // what was replaced goes with its client too
    let fourth = home.put(StoreKind::Keyring, "CANARY-4");
    home.clients.keep("work", client(&fourth)).unwrap();
    home.clients.forget("work").unwrap();
    assert!(home.keyring.names().is_empty() && home.files().is_empty());
}

#[test]
fn a_secret_of_somebody_else_is_not_removed() {
    let home = home();
    let own = home.directory.path().join("own.pem");
    fs::write(&own, "CANARY").unwrap();
    home.clients.keep("work", client(&format!("file:{}", own.display()))).unwrap();
    home.clients.forget("work").unwrap();
    assert!(own.exists());
}

#[test]
fn what_is_damaged_is_told_and_what_cannot_be_kept_is_told_before() {
    let home = home();
    home.clients.probe(StoreKind::Keyring).unwrap();
    *home.keyring.refusal.lock().unwrap() = Some(Code::KeyringLocked);
    assert_eq!(home.clients.probe(StoreKind::Keyring).unwrap_err().code(), Code::KeyringLocked);
    home.clients.probe(StoreKind::File).unwrap();
    home.clients.keep("work", client("env:SECRET")).unwrap();
    fs::write(home.directory.path().join("clients/work.client"), "{").unwrap();
    assert_eq!(home.clients.load("work").unwrap_err().code(), Code::StoreUnreadable);
    for profile in ["..", "a/b", ""] {
        assert_eq!(home.clients.load(profile).unwrap_err().code(), Code::ProfileNameInvalid, "{profile}");
    }
}
