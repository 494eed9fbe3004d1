//! What is wrong on purpose: faults, laxities, and scripts that wait for their requests.

use super::frame::{Part, button, row};
use crate::idp::{fault, laxity::LAXITIES, page::text, provider::Provider, script::queue::Queued};

/// The part; `csrf` is the field that its forms are known by.
pub fn part(provider: &Provider, csrf: &str) -> String {
    let (names, applied) = (provider.faults.names(), provider.faults.applied());
    let fault = |name: &&str| {
        let known = fault::all().find(|fault| fault.name == *name)?;
        let times = applied.get(name).copied().unwrap_or_default();
        Some(format!(
            "<section>\n<h2>{name}</h2>\n<p>{}</p>\n<p class=\"soft\">{} · met {times} times</p>\n</section>\n",
            text(known.what),
            text(known.section)
        ))
    };
    let faults: String = names.iter().filter_map(fault).collect();
    let faults = match faults.is_empty() {
        true => "<p>Nothing: every answer is right.</p>\n".to_owned(),
        false => faults,
    };
    let lax = LAXITIES.iter().filter(|known| provider.config.lax.has(known.laxity));
    let lax: String = lax.map(|known| format!("<li>{}: {}</li>\n", known.name, text(known.what))).collect();
    let lax = match lax.is_empty() {
        true => "<p class=\"soft\">Nothing.</p>\n".to_owned(),
        false => format!("<ul>\n{lax}</ul>\n"),
    };
    let scripts: String = provider.scripts.all().iter().map(script).collect();
    let scripts = match scripts.is_empty() {
        true => "<p class=\"soft\">None.</p>".to_owned(),
        false => format!(
            "<ul>\n{scripts}</ul>\n{}",
            row(Part::Faults, csrf, &button("clear-scripts", "Take them all away"))
        ),
    };
    format!("{faults}<hr>\n<h2>Taken though it is wrong</h2>\n{lax}<hr>\n<h2>Scripts</h2>\n{scripts}")
}

fn script(known: &Queued) -> String {
    let order = serde_json::to_string(&known.script.order.shown()).unwrap_or_default();
    format!(
        "<li>{}: <code>{}</code> · met {} times, {} left</li>\n",
        known.id,
        text(&order),
        known.met,
        known.left
    )
}
