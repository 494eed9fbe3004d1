//! One Rust source as the rules of the house need it: its words, without comments, strings and test modules, and the
//! paths they name.

use std::collections::BTreeSet;

/// One word of a source: an identifier, `::`, or a single other character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    pub line: usize,
}

/// A path as it is named somewhere, from its root: `["crate", "host", "Http"]` or `["std", "fs", "read"]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub path: Vec<String>,
    pub line: usize,
    /// By `pub use`.
    pub is_handed_on: bool,
}

impl Named {
    /// As it is written: `crate::host::Http`.
    pub fn text(&self) -> String {
        self.path.join("::")
    }
}

/// A source file.
pub struct Source {
    /// Relative to the repository: `src/jose/jws.rs`.
    pub file: String,
    /// What it says.
    pub text: String,
}

impl Source {
    /// Where it stands in the crate: `src/jose/jws.rs` is `["jose", "jws"]`.
    pub fn module(&self) -> Vec<String> {
        let inner = self.file.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
        if ["lib", "main", "mod"].contains(&inner) {
            return Vec::new();
        }
        inner.split('/').map(str::to_owned).collect()
    }

    /// The other files that it needs, by what it names of them. Handing a name on (`pub use`) is no need, and nor is the
    /// parent's `mod` for a child; `src/lib.rs` needs nothing.
    pub fn files_named<'a>(&self, sources: &'a [Self]) -> BTreeSet<&'a str> {
        let here = self.module();
        let files: Vec<(Vec<String>, &str)> =
            sources.iter().map(|source| (source.module(), source.file.as_str())).collect();
        let whole = |named: &Named| -> Option<Vec<String>> {
            let (first, rest) = named.path.split_first()?;
            let child = || here.iter().chain([first]).cloned().collect::<Vec<_>>();
            match first.as_str() {
                "crate" => Some(rest.to_vec()),
                _ if files.iter().any(|(module, _)| *module == child()) => {
                    Some(here.iter().chain(&named.path).cloned().collect())
                }
                _ => None,
            }
        };
        let file_of = |path: Vec<String>| {
            let begins = |module: &Vec<String>| !module.is_empty() && path.starts_with(module);
            files.iter().filter(|(module, _)| begins(module)).max_by_key(|(module, _)| module.len())
        };
        let paths = self.paths();
        let needed = paths.iter().filter(|named| !named.is_handed_on).filter_map(whole);
        needed.filter_map(file_of).map(|(_, file)| *file).filter(|file| *file != self.file).collect()
    }

    /// Its words in order, without what is only compiled for tests.
    pub fn words(&self) -> Vec<Word> {
        without_tests(&words(&self.text))
    }

    /// Every path it names, whole: groups are spelled out, `self` and `super` are resolved.
    pub fn paths(&self) -> Vec<Named> {
        let words = self.words();
        let mut found = Vec::new();
        let mut inline: Vec<(String, usize)> = Vec::new();
        let mut depth = 0;
        let mut at = 0;
        while at < words.len() {
            match words[at].text.as_str() {
                "mod" if is(&words, at + 2, "{") => {
                    inline.push((words[at + 1].text.clone(), depth));
                    depth += 1;
                    at += 3;
                    continue;
                }
                "{" => depth += 1,
                "}" => {
                    depth -= 1;
                    if inline.last().is_some_and(|(_, opened)| *opened == depth) {
                        inline.pop();
                    }
                }
                _ if is_name(&words[at].text) && is(&words, at + 1, "::") => {
                    let mut here = self.module();
                    here.extend(inline.iter().map(|(name, _)| name.clone()));
                    let (paths, next) = tree(&words, at, &[]);
                    let is_handed_on = at > 1
                        && is(&words, at - 1, "use")
                        && (is(&words, at - 2, "pub") || is(&words, at - 2, ")"));
                    found.extend(
                        paths.into_iter().map(|named| Named { is_handed_on, ..resolved(named, &here) }),
                    );
                    at = next;
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        found
    }
}

fn is(words: &[Word], at: usize, text: &str) -> bool {
    words.get(at).is_some_and(|word| word.text == text)
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Reads one path, or a tree of them, from `at`; returns them and where it ends.
fn tree(words: &[Word], mut at: usize, before: &[String]) -> (Vec<Named>, usize) {
    let mut path = before.to_vec();
    let line = words.get(at).map_or(0, |word| word.line);
    while let Some(word) = words.get(at) {
        if word.text == "{" {
            return group(words, at + 1, &path);
        }
        if word.text != "*" && !is_name(&word.text) {
            break;
        }
        if word.text != "self" || path.is_empty() {
            path.push(word.text.clone());
        }
        at += 1;
        if !is(words, at, "::") {
            break;
        }
        at += 1;
    }
    (vec![Named { path, line, is_handed_on: false }], at)
}

/// Reads the members of `{a, b::c}` behind `before`; `at` is behind the opening brace.
fn group(words: &[Word], mut at: usize, before: &[String]) -> (Vec<Named>, usize) {
    let mut found = Vec::new();
    while let Some(word) = words.get(at) {
        match word.text.as_str() {
            "}" => return (found, at + 1),
            "," => at += 1,
            "as" => at += 2,
            _ => {
                let (mut more, next) = tree(words, at, before);
                found.append(&mut more);
                at = next.max(at + 1);
            }
        }
    }
    (found, at)
}

/// Makes `self::` and `super::` whole; `here` is the module that the path stands in.
fn resolved(named: Named, here: &[String]) -> Named {
    let mut root = here.to_vec();
    let mut rest = named.path.as_slice();
    let relative = matches!(rest[0].as_str(), "self" | "super");
    while let Some((first, more)) = rest.split_first() {
        match first.as_str() {
            "super" => drop(root.pop()),
            "self" => {}
            _ => break,
        }
        rest = more;
    }
    if !relative {
        return named;
    }
    let path = std::iter::once("crate").map(str::to_owned).chain(root).chain(rest.iter().cloned()).collect();
    Named { path, ..named }
}

/// Leaves out every item behind `#[cfg(test)]`.
fn without_tests(words: &[Word]) -> Vec<Word> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        if !MARK.iter().enumerate().all(|(offset, text)| is(words, at + offset, text)) {
            kept.push(words[at].clone());
            at += 1;
            continue;
        }
        let mut depth = 0;
        while let Some(word) = words.get(at) {
            at += 1;
            match word.text.as_str() {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            if depth == 0 && matches!(word.text.as_str(), "}" | ";") {
                break;
            }
        }
    }
    kept
}

/// Takes a text apart into words; comments, strings and characters are left out, lifetimes lose their tick.
fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut line = 1;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = blank(rest).unwrap_or_else(|| {
            let length = if rest.starts_with("::") {
                2
            } else if is_name(rest) {
                rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
            } else {
                first.len_utf8()
            };
            found.push(Word { text: rest[..length].to_owned(), line });
            length
        });
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    found
}

/// How long the space, comment, string or character at the beginning of `rest` is, if there is one.
fn blank(rest: &str) -> Option<usize> {
    let first = rest.chars().next()?;
    if first.is_whitespace() {
        return Some(first.len_utf8());
    }
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(block_comment(rest));
    }
    if first == '\'' {
        return Some(character(rest));
    }
    let prefix = rest.find(|c: char| !matches!(c, 'b' | 'c' | 'r')).filter(|length| *length <= 2)?;
    let raw = rest[..prefix].contains('r');
    let hashes = if raw { rest[prefix..].bytes().take_while(|byte| *byte == b'#').count() } else { 0 };
    let quote = prefix + hashes;
    if prefix == 1 && rest[prefix..].starts_with('\'') && first == 'b' {
        return Some(1 + character(&rest[1..]));
    }
    if !rest[quote..].starts_with('"') {
        return None;
    }
    if raw {
        let end = format!("\"{}", "#".repeat(hashes));
        return Some(rest[quote + 1..].find(&end).map_or(rest.len(), |at| quote + 1 + at + end.len()));
    }
    let mut escaped = false;
    for (at, c) in rest[quote + 1..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(quote + 1 + at + 1),
            _ => {}
        }
    }
    Some(rest.len())
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

/// The length of a character literal, or 1 for the tick of a lifetime.
fn character(rest: &str) -> usize {
    let mut inner = rest[1..].char_indices();
    match inner.next() {
        Some((_, '\\')) => rest[3..].find('\'').map_or(rest.len(), |at| 3 + at + 1),
        Some((_, c)) if rest[1 + c.len_utf8()..].starts_with('\'') => 2 + c.len_utf8(),
        _ => 1,
    }
}
