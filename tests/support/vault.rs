//! A program that keeps keys as Docker's credential helpers do, in a home's directory `vault`, and writes down what it was
//! asked.

use std::{cell::Cell, collections::BTreeMap, fs};

use super::program::Program;

/// Refuses what the protocol does not have: more arguments, a secret among them, another form of the question.
const SCRIPT: &str = r#"
vault=$1 action=$2
[ $# = 2 ] || { echo "$#: arguments"; exit 9; }
question=$(cat)
url=$question
case $action in
store)
    url=${question#'{"ServerURL":"'}
    url=${url%%'","Username":"authctl","Secret":"'*}
    secret=${question#*'","Secret":"'}
    secret=${secret%'"}'} ;;
esac
case $url in https://authctl.invalid/*/*|*\"*) echo "not our address"; exit 9 ;; https://authctl.invalid/?*) ;; *) exit 9 ;; esac
name=${url##*/}
echo "$action $name" >>"$vault/asked"
[ -e "$vault/fault" ] && . "$vault/fault"
case $action in
store) printf %s "$secret" >"$vault/$name.secret" ;;
get)
    [ -e "$vault/$name.secret" ] || { echo "credentials not found in native keychain"; exit 1; }
    printf '{"ServerURL":"%s","Username":"authctl","Secret":"%s"}\n' "$url" "$(cat "$vault/$name.secret")" ;;
erase)
    rm "$vault/$name.secret" 2>/dev/null || { echo "credentials not found in native keychain"; exit 1; } ;;
*) exit 9 ;;
esac
"#;

/// One vault of a home. A vault that was never asked fails its test.
pub struct Vault {
    directory: std::path::PathBuf,
    script: std::path::PathBuf,
    is_asked: Cell<bool>,
}

impl Vault {
    /// An empty one.
    pub fn of(program: &Program, name: &str) -> Self {
        let directory = program.path(name);
        fs::create_dir(&directory).unwrap();
        let script = program.write(&format!("{name}.sh"), SCRIPT);
        Self { directory, script, is_asked: Cell::new(false) }
    }

    /// What `--store` says for it.
    pub fn choice(&self) -> String {
        format!("command:sh '{}' '{}'", self.script.display(), self.directory.display())
    }

    /// What it was asked since the last time, the random part of the names as `ID`, the number of the process as `PID`.
    pub fn asked(&self) -> Vec<String> {
        let file = self.directory.join("asked");
        let text = fs::read_to_string(&file).unwrap_or_default();
        let _ = fs::remove_file(file);
        self.is_asked.set(self.is_asked.get() || !text.is_empty());
        text.lines().map(nameless).collect()
    }

    /// From now on it runs this first, in the shell: with `$action`, `$url`, `$vault`.
    pub fn fault(&self, script: &str) {
        fs::write(self.directory.join("fault"), script).unwrap();
    }

    /// From now on it works.
    pub fn mend(&self) {
        fs::remove_file(self.directory.join("fault")).unwrap();
    }

    /// What it keeps, by name.
    pub fn secrets(&self) -> BTreeMap<String, String> {
        let files = fs::read_dir(&self.directory).unwrap().map(|entry| entry.unwrap().path());
        files
            .filter(|file| file.extension().is_some_and(|extension| extension == "secret"))
            .map(|file| {
                let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
                (name, fs::read_to_string(&file).unwrap())
            })
            .collect()
    }

    /// Puts this in place of everything that it keeps.
    pub fn change(&self, secret: &str) {
        for name in self.secrets().keys() {
            fs::write(self.directory.join(format!("{name}.secret")), secret).unwrap();
        }
    }
}

impl Drop for Vault {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.asked();
            assert!(self.is_asked.get(), "{} was never asked", self.directory.display());
        }
    }
}

fn nameless(line: &str) -> String {
    let (rest, id) = line.rsplit_once(['.', '-']).unwrap_or((line, ""));
    match id.len() {
        16 => format!("{rest}.ID"),
        _ => format!("{rest}-PID"),
    }
}
