//! `serve --lax`: what the embedded provider takes that is wrong, by name.

use std::{process::ExitCode, sync::Arc};

use clap::{Args, builder::BoolishValueParser};
use serde::Serialize;

use super::context::Context;
use crate::{
    error::{Code, Phase, Result},
    idp::{
        config::Config,
        laxity::{LAXITIES, Laxities, Laxity, Row},
    },
    output::table,
};

/// Flags of `serve`.
#[derive(Args)]
pub struct LaxArguments {
    /// What the provider takes though it is wrong; more than one with commas
    #[arg(long, value_name = "NAME", value_delimiter = ',', env = "AUTHCTL_LAX", hide_env = true)]
    lax: Vec<String>,
    /// List what it can take, and end
    #[arg(long = "list-laxities", env = "AUTHCTL_LIST_LAXITIES", hide_env = true, value_parser = BoolishValueParser::new())]
    pub is_lax_list: bool,
    /// Whoever comes without a session is this user, and sees no sign-in page
    #[arg(long, value_name = "USER", env = "AUTHCTL_SIGN_IN_AS", hide_env = true)]
    sign_in_as: Option<String>,
}

impl LaxArguments {
    /// What is said.
    ///
    /// # Errors
    /// [`Code::Usage`].
    pub fn read(&self, has_shape: bool) -> Result<Lax> {
        let laxities = Laxities::named(self.lax.iter().map(String::as_str))?;
        let of_persons = Laxities::default().with(Laxity::NoSignIn).with(Laxity::NoConsent);
        if has_shape && laxities.and(of_persons) != of_persons {
            return Err(Code::Usage
                .error()
                .phase(Phase::Provider)
                .message("--lax with --shape is no-sign-in or no-consent")
                .hint("a vendor's provider is as strict as the vendor's"));
        }
        Ok(Lax { laxities, sign_in_as: self.sign_in_as.clone() })
    }
}

/// What is taken that is wrong, besides what a file says.
#[derive(Default)]
pub struct Lax {
    laxities: Laxities,
    sign_in_as: Option<String>,
}

impl Lax {
    /// Has every issuer of a configuration take it.
    ///
    /// # Errors
    /// [`Code::Usage`] if there is no such user.
    pub fn add_to(&self, config: &mut Config) -> Result<()> {
        for tenant in config.tenants.values_mut() {
            // an issuer that has other users has nobody to sign in as
            drop(self.add_to_one(Arc::make_mut(&mut tenant.config)));
        }
        self.add_to_one(config)
    }

    fn add_to_one(&self, config: &mut Config) -> Result<()> {
        config.lax = config.lax.and(self.laxities);
        let Some(username) = &self.sign_in_as else { return Ok(()) };
        config.sign_in(username).map_err(|why| {
            let names: Vec<&str> = config.users.iter().map(|user| user.username.as_str()).collect();
            let error = Code::Usage.error().phase(Phase::Provider).message(why).got(username.as_str());
            error.expected(names.join(" or "))
        })
    }
}

/// A row of the list.
#[derive(Serialize)]
struct Listed {
    name: &'static str,
    /// What is taken.
    summary: &'static str,
    section: &'static str,
}

/// Lists them.
pub fn list(context: &Context) -> Result<ExitCode> {
    let row = |Row { name, what, section, .. }: &Row| Listed { name, summary: what, section };
    let rows: Vec<Listed> = LAXITIES.iter().map(row).collect();
    context.answer(&rows, || {
        let cells =
            rows.iter().map(|row| vec![row.name.to_owned(), row.summary.to_owned(), row.section.to_owned()]);
        table::table(&["laxity", "what is taken", "against"], cells)
    })
}
