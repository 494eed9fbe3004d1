//! `docs/providers.md` is the presets and their quirks, written down. `UPDATE_DOCS=1 cargo test provider_reference` writes it
//! anew.

use std::fmt::Write as _;

use authctl::provider::{
    preset::{self, Preset, SecretNeed},
    quirk::QUIRKS,
};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/providers.md");

const BEGINNING: &str = "\
# Providers

Made from `src/provider/presets.toml` and `src/provider/quirk.rs`; `UPDATE_DOCS=1 cargo test provider_reference` writes it anew.
Each fact has its source beside it in those files.

`authctl provider show NAME` tells how to register an app and which callback address to enter. A parameter is given with `--set
NAME=VALUE`, or as a key of the profile; one without a default must be.

`--provider-url URL` (`provider_url`, `AUTHCTL_PROVIDER_URL`) points any preset at another address, such as one of this machine: it takes
the place of scheme and host in every address of the preset, and the paths stay. Everything else is as with the real one.

## Presets
";

const QUIRKS_BEGIN: &str = "
## Quirks

Named ways in which a provider departs from the standards. A preset switches them on, or `--quirk NAME`; `--trace` shows each
one where it is met.
";

#[test]
fn the_provider_reference_is_what_the_presets_say() {
    let wanted = reference();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(FILE, &wanted).expect("the reference is written");
    }
    let written = std::fs::read_to_string(FILE).expect("the reference is there");
    assert!(written == wanted, "docs/providers.md is not what the presets say; UPDATE_DOCS=1 writes it anew");
}

fn reference() -> String {
    let mut text = BEGINNING.to_owned();
    let head = ["Preset", "Provider", "Place", "Parameters", "Client secret", "Callback to enter", "Quirks"];
    text.push_str(&table(&head, preset::all().values().map(preset_row)));
    text.push_str(QUIRKS_BEGIN);
    let quirks = QUIRKS.iter().map(|row| {
        let has = |preset: &&Preset| preset.quirks().has(row.quirk);
        let presets: Vec<String> =
            preset::all().values().filter(has).map(|preset| code(&preset.name)).collect();
        line(&[&code(row.name), row.what, &presets.join(" "), row.source])
    });
    text.push_str(&table(&["Quirk", "What is done", "Presets", "Where it is said"], quirks));
    text
}

fn preset_row(preset: &Preset) -> String {
    let place = preset.issuer.as_ref().or_else(|| preset.endpoints.get("authorization_endpoint"));
    let parameters = preset.parameters.iter().map(|(name, row)| match &row.default {
        Some(default) => format!("{} ({default})", code(name)),
        None => code(name),
    });
    let secret = match (preset.secret, preset.client_id.is_some()) {
        (_, true) => "none",
        (SecretNeed::Required, _) => "needed",
        (SecretNeed::Key, _) => "made of a key",
        (SecretNeed::Optional, _) => "if it has one",
    };
    let quirks = preset.quirks.iter().map(|name| code(name));
    line(&[
        &code(&preset.name),
        &preset.title,
        &place.map_or_else(String::new, |place| code(place)),
        &parameters.collect::<Vec<_>>().join(", "),
        secret,
        &preset.callback.enter.as_ref().map_or_else(String::new, |enter| code(enter)),
        &quirks.collect::<Vec<_>>().join(" "),
    ])
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn table(head: &[&str], rows: impl Iterator<Item = String>) -> String {
    let rule: String = head.iter().map(|_| "| --- ").collect();
    format!("\n{}{rule}|\n{}", line(head), rows.collect::<String>())
}

fn line(cells: &[&str]) -> String {
    let mut text = String::new();
    for cell in cells {
        write!(text, "| {} ", cell.replace('|', "\\|")).expect("a string takes it");
    }
    text.push_str("|\n");
    text
}
