//! How something is encrypted, by the names of OIDC Registration §2: a member that ends in `_alg`, and one that ends in `_enc`.

use crate::jose::jwe::{ContentEncryption, Encryption, KeyManagement};

/// The choice of those members, if there is one, of these ways.
///
/// # Errors
/// What is wrong with it, in a sentence that begins with the member.
pub fn chosen(
    what: &str,
    [alg, enc]: [Option<&str>; 2],
    ways: &[KeyManagement],
) -> Result<Option<Encryption>, String> {
    let Some(alg) = alg else {
        // OIDC Registration §2: the one is not there without the other
        return match enc {
            Some(_) => Err(format!("{what}_enc needs {what}_alg")),
            None => Ok(None),
        };
    };
    let algorithm = ways.iter().copied().find(|way| way.name() == alg);
    let algorithm = algorithm.ok_or_else(|| {
        let names: Vec<&str> = ways.iter().map(|way| way.name()).collect();
        format!("{what}_alg is one of {}", names.join(", "))
    })?;
    let content = match enc {
        None => ContentEncryption::DEFAULT,
        Some(name) => ContentEncryption::named(name)
            .ok_or_else(|| format!("{what}_enc is one of {}", contents().join(", ")))?,
    };
    Ok(Some(Encryption { algorithm, content }))
}

/// The names of every way to encrypt a content.
pub fn contents() -> Vec<&'static str> {
    ContentEncryption::ALL.iter().map(|way| way.name()).collect()
}
