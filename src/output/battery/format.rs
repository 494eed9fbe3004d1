//! The forms that a report can have.

use super::{html, junit, sarif, table};
use crate::{check::report::Report, output::json};

/// A form that a report can have.
#[derive(Debug)]
pub struct Format {
    /// Its name, for `--report`.
    pub name: &'static str,
    /// How the names of its files end.
    pub ending: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    /// Writes it, without the end of the last line.
    pub write: fn(&Report) -> String,
}

/// Every format.
pub const FORMATS: &[Format] = &[
    Format {
        name: "table",
        ending: "txt",
        purpose: "people; what stdout gets if nothing else is asked for",
        write: table::text,
    },
    Format {
        name: "json",
        ending: "json",
        purpose: "programs, and `--baseline`; the same as `--json`, which has errors in JSON too",
        write: |report| json::document(report),
    },
    Format {
        name: "junit",
        ending: "xml",
        purpose: "the tests' page of a CI system",
        write: junit::document,
    },
    Format { name: "sarif", ending: "sarif", purpose: "code scanning (SARIF 2.1.0)", write: sarif::document },
    Format {
        name: "html",
        ending: "html",
        purpose: "people who look into a failure: one page that needs nothing else, with a sequence diagram of each",
        write: html::page,
    },
];

/// The format of that name.
pub fn named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;
    use crate::{
        check::{
            judged::Judged,
            scripted,
            trace::{Actor, Arrow},
        },
        output::battery::markup::well_formed,
        untrusted::is_hidden,
    };

    /// A report in which everything that a subject can say is this.
    fn of(said: &str) -> Report {
        let mut report = scripted::report([
            Judged::fail(said),
            Judged::error(said),
            Judged::skip(said),
            Judged::pass(said),
        ]);
        said.clone_into(&mut report.subject);
        for outcome in &mut report.outcomes {
            said.clone_into(&mut outcome.judged.message);
            let arrow = |(from, to)| Arrow { from, to, is_answer: false, text: said.to_owned() };
            outcome.arrows = [(Actor::App, Actor::Browser), (Actor::App, Actor::App)].map(arrow).to_vec();
        }
        report
    }

    /// The elements of a document but for those of lines in a diagram, of which a long text has more.
    fn elements(document: &str) -> Vec<String> {
        well_formed::elements(document).into_iter().filter(|name| name != "text").collect()
    }

    /// What is written is what is written for a plain text, with this in the place of it.
    fn holds(said: &str) -> Result<(), TestCaseError> {
        static PLAIN: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
            let elements = |name| elements(&(named(name).unwrap().write)(&of("x")));
            vec![elements("junit"), elements("html")]
        });
        let hostile = of(said);
        for format in FORMATS {
            let hostile = (format.write)(&hostile);
            let odd = hostile.chars().find(|c| *c != '\n' && is_hidden(*c));
            prop_assert_eq!(odd, None, "{}", format.name);
            match format.name {
                "json" | "sarif" => {
                    let document: Value = serde_json::from_str(&hostile).expect("it is JSON");
                    prop_assert!(document.is_object());
                }
                "junit" => prop_assert_eq!(&elements(&hostile), &PLAIN[0]),
                "html" => prop_assert_eq!(&elements(&hostile), &PLAIN[1]),
                _ => prop_assert!(!hostile.contains("\nerror: forged"), "{}", format.name),
            }
        }
        Ok(())
    }

    #[test]
    fn what_a_subject_says_stays_in_its_place_in_every_form() {
        // T7, C143, C144
        for said in [
            "<script>alert(1)</script>",
            "\"/><script>alert(1)</script>",
            "' onload='alert(1)",
            "]]></failure></testcase>",
            "</style></title></svg><img src=x onerror=alert(1)>",
            "&lt;&#60;&amp;&bogus;",
            "\u{0}\u{8}\u{b}\u{1b}[2J\u{7f}\u{9b}\u{fffe}\u{ffff}",
            "a\u{202e}b\u{2066}c\u{2028}\u{feff}\u{200b}",
            "a\nerror: forged\r\nb\tc",
            "${jndi:x} {{7*7}} %s %n",
            "\u{1F600}\u{301}\u{301}日本",
        ] {
            holds(said).unwrap();
        }
        holds(&"<".repeat(100_000)).unwrap();
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]
        #[test]
        fn whatever_a_subject_says_stays_in_its_place(said in "(?s).{0,80}|[<>&\"'/a=\\]\\[!-]{0,60}") {
            holds(&said)?;
        }
    }

    #[test]
    fn every_form_is_in_the_manual_and_its_files_end_in_a_way_of_their_own() {
        let manual = include_str!("../../../docs/checks.md");
        for format in FORMATS {
            let Format { name, ending, purpose, .. } = format;
            assert!(manual.contains(&format!("| `{name}` | {purpose} | `.{ending}` |\n")), "{name}");
            assert_eq!(named(name).map(|found| found.ending), Some(*ending));
            assert_eq!(FORMATS.iter().filter(|other| other.ending == *ending).count(), 1);
        }
        assert!(named("pdf").is_none());
    }
}
