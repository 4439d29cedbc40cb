//! `auth test`: whether a profile's credentials work.

use clap::Args;
use serde_json::json;

use crate::cli::Globals;
use crate::error::Result;
use crate::output::{Column, Output, Shape};
use crate::plugin::manifest::ResultKind;
use crate::profile::Config;

use super::{Which, check};

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
        let kind = self.which.kind();
        let session = check::session(&selected, &config);
        // Without a credential there is nothing to ask.
        let source = session.credential(kind)?.source.to_string();
        let columns = [
            ("Service", "/service"),
            ("Account", "/name"),
            ("Id", "/account"),
            ("Token", "/token"),
            ("Result", "/result"),
        ];
        let shape = Shape {
            result: ResultKind::Many,
            columns: columns.iter().map(|(title, pointer)| Column::text(*title, *pointer)).collect(),
            id: Some("/service".to_owned()),
        };
        let mut output = Output::new(globals.format, shape);
        let mut first_problem = None;
        let mut works = false;
        for (name, service, check) in check::checked(kind) {
            let outcome = check::account(&session, name, service, check);
            let (account, id, result) = match &outcome {
                Ok(account) => (Some(&account.name), Some(&account.account), "works".to_owned()),
                Err(error) => (None, None, error.message.clone()),
            };
            works |= outcome.is_ok();
            output.value(&json!({
                "profile": selected.name, "service": name, "name": account, "account": id, "token": source,
                "works": outcome.is_ok(), "result": result,
            }))?;
            first_problem = first_problem.or(outcome.err());
        }
        output.finish(true)?;
        match first_problem {
            Some(problem) if !works => Err(problem),
            _ => Ok(()),
        }
    }
}
