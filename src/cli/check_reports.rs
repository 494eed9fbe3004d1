//! Where the reports of a battery go, and in which form.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    str::FromStr,
};

use clap::Args;

use super::context::Context;
use crate::{
    check::report::Report,
    error::{Code, Error, Phase, Result},
    host::user_file,
    output::battery::{
        format::{self, FORMATS, Format},
        table,
    },
};

/// Flags that say which reports are written.
#[derive(Args)]
pub struct ReportArguments {
    /// Its form: table, json, junit, sarif, html; FORMAT=FILE writes one more, with commas [default: table]
    #[arg(
        long = "report",
        value_name = "FORMAT[=FILE]",
        value_delimiter = ',',
        env = "AUTHCTL_REPORT",
        hide_env = true
    )]
    reports: Vec<Wanted>,
    /// Write the report to FILE instead of stdout; its ending tells the form if --report does not
    #[arg(long, value_name = "FILE", env = "AUTHCTL_OUTPUT", hide_env = true)]
    output: Option<PathBuf>,
}

/// One `--report`.
#[derive(Clone)]
struct Wanted {
    format: &'static Format,
    file: Option<PathBuf>,
}

impl FromStr for Wanted {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let (name, file) = text.split_once('=').map_or((text, None), |(name, file)| (name, Some(file)));
        let names = || FORMATS.iter().map(|format| format.name).collect::<Vec<_>>().join(", ");
        let format = format::named(name).ok_or_else(|| format!("the forms are {}", names()))?;
        match file {
            Some("") => Err(format!("{name}= needs the name of a file")),
            file => Ok(Self { format, file: file.map(PathBuf::from) }),
        }
    }
}

/// What is written where; a file is written whole or not at all.
pub struct Places<'a> {
    /// The one for stdout, or for the file in its place.
    first: (&'static Format, Option<&'a Path>),
    /// The others.
    files: Vec<(&'static Format, &'a Path)>,
}

impl ReportArguments {
    /// Where all of them go.
    ///
    /// # Errors
    /// [`Code::Usage`] if two would go to one place.
    pub fn places(&self, is_json: bool) -> Result<Places<'_>> {
        let json = format::named("json").filter(|_| is_json);
        let without_file =
            self.reports.iter().filter(|wanted| wanted.file.is_none()).map(|wanted| wanted.format);
        let mut first: Vec<&'static Format> = json.into_iter().chain(without_file).collect();
        first.dedup_by_key(|format| format.name);
        if let [one, other, ..] = first[..] {
            let got = format!("{} and {}", one.name, other.name);
            let hint = format!("name a file for one of them: --report {}=FILE", other.name);
            return Err(misplaced("only one report can go to stdout").got(got).hint(hint));
        }
        let output = self.output.as_deref();
        let by_ending = || {
            let ending = output?.extension()?.to_str()?;
            FORMATS.iter().find(|format| format.ending.eq_ignore_ascii_case(ending))
        };
        let form = first.first().copied().or_else(by_ending).unwrap_or(&FORMATS[0]);
        let files = self.reports.iter().filter_map(|wanted| Some((wanted.format, wanted.file.as_deref()?)));
        let places = Places { first: (form, output), files: files.collect() };
        places.judged()
    }
}

impl Places<'_> {
    /// Files that could not be written at the end are refused at the beginning, as far as that can be seen.
    fn judged(self) -> Result<Self> {
        let paths = || self.first.1.into_iter().chain(self.files.iter().map(|(_, path)| *path));
        for (place, path) in paths().enumerate() {
            if paths().take(place).any(|other| other == path) {
                return Err(misplaced("two reports cannot go to one file").got(path.display().to_string()));
            }
            if user_file::is_directory(path) {
                return Err(misplaced("a report needs a file, and this is a directory")
                    .got(path.display().to_string()));
            }
        }
        Ok(self)
    }

    /// Writes them all; what cannot be written keeps none of the others from it.
    ///
    /// # Errors
    /// [`Code::OutputFailed`], [`Code::FileFailed`].
    pub fn write(&self, report: &Report, context: &Context) -> Result<ExitCode> {
        let (format, file) = self.first;
        let mut written = match file {
            None => context.print(format!("{}\n", (format.write)(report)).as_bytes()),
            Some(path) => {
                context.say(&table::count(report));
                file_of(report, format, path, context)
            }
        };
        for (format, path) in &self.files {
            let next = file_of(report, format, path, context);
            written = written.and(next);
        }
        written
    }
}

fn file_of(report: &Report, format: &Format, path: &Path, context: &Context) -> Result<ExitCode> {
    user_file::write(path, format!("{}\n", (format.write)(report)).as_bytes())?;
    context.say(&format!("Report ({}) written to {}.", format.name, path.display()));
    Ok(ExitCode::SUCCESS)
}

fn misplaced(message: &'static str) -> Error {
    Code::Usage.error().phase(Phase::Check).message(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(reports: &[&str], output: Option<&str>) -> ReportArguments {
        let reports = reports.iter().map(|text| text.parse().unwrap()).collect();
        ReportArguments { reports, output: output.map(PathBuf::from) }
    }

    fn told(reports: &[&str], output: Option<&str>, is_json: bool) -> String {
        let arguments = arguments(reports, output);
        let Ok(Places { first, files }) = arguments.places(is_json) else { return "refused".into() };
        let file = |path: &Path| path.display().to_string();
        let first = format!("{}>{}", first.0.name, first.1.map_or("-".into(), file));
        files.iter().fold(first, |told, (format, path)| format!("{told} {}>{}", format.name, file(path)))
    }

    #[test]
    fn a_report_goes_to_stdout_and_the_others_into_files() {
        for (reports, output, is_json, expected) in [
            (&[][..], None, false, "table>-"),
            (&[], None, true, "json>-"),
            (&["json"], None, true, "json>-"),
            (&["html=a.html", "junit=b.xml"], None, false, "table>- html>a.html junit>b.xml"),
            (&["html=a.html"], None, true, "json>- html>a.html"),
            (&["sarif"], Some("x"), false, "sarif>x"),
            (&[], Some("r.html"), false, "html>r.html"),
            (&[], Some("r.XML"), false, "junit>r.XML"),
            (&[], Some("r.log"), false, "table>r.log"),
            (&["json"], Some("r.html"), false, "json>r.html"),
            (&[], Some("r.html"), true, "json>r.html"),
            (&["html"], None, true, "refused"),
            (&["html", "junit"], None, false, "refused"),
            (&["html=a", "junit=a"], None, false, "refused"),
            (&["html=a"], Some("a"), false, "refused"),
            (&["html=/"], None, false, "refused"),
        ] {
            assert_eq!(told(reports, output, is_json), expected, "{reports:?} {output:?} {is_json}");
        }
        for wrong in ["pdf", "", "html="] {
            assert!(wrong.parse::<Wanted>().is_err(), "{wrong}");
        }
    }
}
