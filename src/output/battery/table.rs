//! The report as a person reads it: what is wrong first, with the rule and the repair; then the count.

use crate::{
    check::{judged::Verdict, report::Report},
    output::table::table,
};

/// All of it.
pub fn text(report: &Report) -> String {
    let rows =
        report.outcomes.iter().filter(|outcome| outcome.judged.verdict != Verdict::Pass).map(|outcome| {
            vec![
                outcome.case.id.to_owned(),
                outcome.case.level.name().to_owned(),
                outcome.judged.verdict.name().to_owned(),
                outcome.judged.message.clone(),
                outcome.case.section.to_owned(),
            ]
        });
    let rows: Vec<Vec<String>> = rows.collect();
    let summary = report.summary();
    let count = format!(
        "{}: {} passed, {} failed, {} skipped, {} could not be judged",
        report.subject, summary.pass, summary.fail, summary.skip, summary.error
    );
    if rows.is_empty() {
        return count;
    }
    format!("{}\n\n{count}", table(&["case", "level", "", "found", "section"], rows))
}
