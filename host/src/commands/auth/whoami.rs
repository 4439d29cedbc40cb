//! `auth whoami`: whose account the profile uses.

use clap::Args;

use crate::cli::Globals;
use crate::error::Result;
use crate::output::{Output, Shape};
use crate::profile::Config;

use super::{Which, report};

const COLUMNS: &[(&str, &str)] =
    &[("Profile", "/profile"), ("Account", "/name"), ("Id", "/account"), ("Service", "/service")];

/// Show whose account the profile uses
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli auth whoami
  atlassian-cli auth whoami --bitbucket --format json")]
pub(super) struct Whoami {
    #[command(flatten)]
    which: Which,
}

impl Whoami {
    pub(super) fn run(self, globals: &Globals) -> Result<()> {
        let config = Config::load()?;
        let selected = config.select(globals.profile.as_deref())?;
        let mut problem = None;
        for row in report::rows(&selected, self.which.kind(), &config, globals) {
            match row.problem {
                None => {
                    let mut shape = Shape::many(COLUMNS, "/account");
                    shape.result = crate::plugin::manifest::ResultKind::One;
                    let mut output = Output::new(&globals.view, shape)?;
                    output.value(&row.value)?;
                    return output.finish(true);
                }
                Some(error) => problem = problem.or(Some(error)),
            }
        }
        problem.map_or(Ok(()), Err)
    }
}
