//! Where configuration and state lie on this machine: the platform's directories (on Unix those of the XDG Base
//! Directory Specification, <https://specifications.freedesktop.org/basedir-spec/latest/>), unless the person names others.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

use etcetera::base_strategy::{BaseStrategy, choose_base_strategy};

use crate::error::{Code, Error, Result};

/// The name of our directory inside the platform's.
const OURS: &str = "authctl";

/// The configuration file: the one named (`--config`, `AUTHCTL_CONFIG`), else `profiles.toml` in the platform's
/// directory for configuration.
pub fn config_file(named: Option<&OsStr>) -> Result<PathBuf> {
    match named.filter(|name| !name.is_empty()) {
        Some(name) => absolute(Path::new(name)),
        None => Ok(platform()?.config_dir().join(OURS).join("profiles.toml")),
    }
}

/// The directory for sessions, locks and the embedded provider's state: the one named (`AUTHCTL_STATE_DIR`), else
/// the platform's.
pub fn state(named: Option<&OsStr>) -> Result<PathBuf> {
    match named.filter(|name| !name.is_empty()) {
        Some(name) => absolute(Path::new(name)),
        None => {
            let platform = platform()?;
            Ok(platform.state_dir().unwrap_or_else(|| platform.data_dir()).join(OURS))
        }
    }
}

/// The platform's directories; a relative `XDG_…` is ignored, as that specification wants.
fn platform() -> Result<impl BaseStrategy> {
    let platform = choose_base_strategy().map_err(|_| unknown("there is no home directory"))?;
    // C123: what hangs on the working directory would be another place for every call.
    if platform.home_dir().is_absolute() {
        Ok(platform)
    } else {
        Err(unknown("the home directory is not an absolute path"))
    }
}

/// A path as it is from every directory; as it is if there is no saying.
pub fn from_everywhere(path: &str) -> String {
    let whole = absolute(Path::new(path)).ok().and_then(|path| path.into_os_string().into_string().ok());
    whole.unwrap_or_else(|| path.to_owned())
}

fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).map_err(|_| unknown("there is no working directory for a relative path"))
}

fn unknown(reason: &str) -> Error {
    Code::DirectoryUnknown.error().got(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_directory_wins_and_becomes_absolute() {
        let here = std::env::current_dir().unwrap();
        assert_eq!(state(Some(OsStr::new("/somewhere/else"))).unwrap(), Path::new("/somewhere/else"));
        assert_eq!(state(Some(OsStr::new("beside"))).unwrap(), here.join("beside"));
        assert_eq!(config_file(Some(OsStr::new("my.toml"))).unwrap(), here.join("my.toml"));
    }

    #[test]
    fn an_empty_name_is_no_name() {
        assert_eq!(state(Some(OsStr::new(""))).ok(), state(None).ok());
    }
}
