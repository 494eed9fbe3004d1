//! `serve --config`: the file that says what the embedded provider is told. While it runs the file is read again when it has
//! changed; a mistake in it changes nothing.

use std::{convert::Infallible, path::Path, time::Duration};

use super::{context::Context, serve_lax::Lax, serve_site::Site};
use crate::{
    error::{Error, Result},
    host::{Clock as _, clock::SystemClock, user_file},
    idp::config::Config,
};

/// How often the file is looked at. What counts is what it says twice, since it may be about to be written.
const PAUSE: Duration = Duration::from_millis(250);

/// What the file says, and the flags beside it.
pub struct Told {
    /// That, or what counts without a file.
    pub config: Config,
    text: String,
    lax: Lax,
}

/// Reads the file that is named, if one is.
///
/// # Errors
/// [`Code::ConfigInvalid`](crate::error::Code::ConfigInvalid), [`Code::ConfigUnreadable`](crate::error::Code::ConfigUnreadable).
pub fn read(context: &Context, lax: Lax) -> Result<Told> {
    let (mut config, text) = match &context.global.config {
        None => (Config::default(), String::new()),
        Some(path) => {
            let text = user_file::read_argument(path)?;
            (parse(context, path, &text)?, text)
        }
    };
    lax.add_to(&mut config)?;
    Ok(Told { config, text, lax })
}

fn parse(context: &Context, path: &Path, text: &str) -> Result<Config> {
    let place = path.display().to_string();
    Config::parse(text, &|name| (context.environment)(name))
        .map_err(|error| if error.found().is_none() { error.got(place) } else { error })
}

/// Tells the providers what the file says whenever it says something else.
pub async fn follow(context: &Context, told: Told, sites: &[Site]) -> Infallible {
    let Some(path) = &context.global.config else { return std::future::pending().await };
    let mut counts = Ok(told.text);
    let mut seen = counts.clone();
    loop {
        SystemClock.sleep(PAUSE).await;
        let text = user_file::read_argument(path).map_err(|error| explained(&error));
        if text == counts || text != seen {
            seen = text;
            continue;
        }
        let taken = match &text {
            Ok(text) => tell(context, (path, text, &told.lax), sites).map_err(|error| explained(&error)),
            Err(why) => Err(why.clone()),
        };
        let name = path.display();
        match taken {
            Ok(()) => context.say(&format!("{name} has changed: it counts from now on")),
            Err(why) => context.say(&format!("{name} has changed, but {why}; what it said before counts")),
        }
        counts = text;
    }
}

fn tell(context: &Context, (path, text, lax): (&Path, &str, &Lax), sites: &[Site]) -> Result<()> {
    let mut config = parse(context, path, text)?;
    lax.add_to(&mut config)?;
    for site in sites {
        let mut config = config.clone();
        if let Some(shape) = site.shape {
            (shape.prepare)(&mut config);
        }
        site.server.configure(&config)?;
    }
    Ok(())
}

fn explained(error: &Error) -> String {
    match error.found() {
        Some(found) => format!("{}: {found}", error.text()),
        None => error.text().to_owned(),
    }
}
