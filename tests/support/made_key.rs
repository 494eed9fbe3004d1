//! A state of the embedded provider that has an RSA key already, one for the whole test run: to make one takes longer than most tests.

use std::{fs, path::Path, sync::LazyLock};

use authctl::{
    idp::{journal, state::Change},
    jose::{algorithm::Algorithm, key::SigningKey},
};

static STATE: LazyLock<String> = LazyLock::new(|| {
    let key = SigningKey::generate(Algorithm::RS256, &mut |bytes| getrandom::fill(bytes).unwrap()).unwrap();
    let algorithm = Algorithm::RS256.name().to_owned();
    journal::whole([&Change::KeyMade { algorithm, key: key.to_saved() }]).unwrap()
});

/// The lines of that state.
pub fn state() -> &'static str {
    &STATE
}

/// Puts it where a provider keeps its state that has none yet; the directory is a provider's own.
pub fn put(directory: &Path) {
    let file = directory.join("state.jsonl");
    if file.exists() {
        return;
    }
    fs::create_dir_all(directory).unwrap();
    fs::write(&file, state()).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let own = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        own(directory.parent().unwrap(), 0o700);
        own(directory, 0o700);
        own(&file, 0o600);
    }
}
