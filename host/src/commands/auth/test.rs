//! `auth test`: whether a profile's credentials work.

use clap::Args;

use crate::cli::Globals;
use crate::error::Result;
use crate::output::{Output, Shape};
use crate::profile::Config;

use super::{Which, report};

const COLUMNS: &[(&str, &str)] =
    &[("Service", "/service"), ("Account", "/name"), ("Id", "/account"), ("Token", "/token"), ("Result", "/result")];

/// Ask the services whether the profile's token works
///
/// Asks each service that the token is for who it belongs to. Succeeds when at least one knows it: a site need not have
/// every product.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli auth test
  atlassian-cli auth test --profile bb-ci --bitbucket")]
pub(super) struct Test {
    #[command(flatten)]
    which: Which,
}

impl Test {
    pub(super) fn run(self, globals: &Globals) -> Result<()> {
        let config = Config::load()?;
        let selected = config.select(globals.profile.as_deref())?;
        let rows = report::rows(&selected, self.which.kind(), &config, globals);
        let works = rows.iter().any(|row| row.problem.is_none());
        if works || rows.len() > 1 {
            let mut output = Output::new(&globals.view, Shape::many(COLUMNS, "/service"))?;
            rows.iter().try_for_each(|row| output.value(&row.value))?;
            output.finish(true)?;
        }
        match rows.into_iter().find_map(|row| row.problem) {
            Some(problem) if !works => Err(problem),
            _ => Ok(()),
        }
    }
}
