//! `policy explain`: what would become of a command's requests, and what decides.

use clap::Args;
use serde_json::{Value, json};
use url::Url;

use crate::cli::{self, Globals, Invocation};
use crate::error::{Error, Result};
use crate::http;
use crate::output::{Output, Shape};
use crate::plugin::manifest::Endpoint;
use crate::plugin::{Plugin, Plugins};
use crate::policy::effect::{self, Derived};
use crate::policy::{Decision, PATH, Policy, Question, Rules};
use crate::profile::{Config, Selected};

const COLUMNS: &[(&str, &str)] =
    &[("Subject", "/subject"), ("Effect", "/effect"), ("Decision", "/decision"), ("Because", "/because")];

/// Show what would become of a command's requests, and what decides
///
/// Runs nothing and asks no site. Give the command as you would type it, after `--`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli policy explain -- jira issue get DEV-1
  atlassian-cli policy explain --format json -- --read-only jira search 'project = DEV'")]
pub(super) struct Explain {
    /// The command
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true, value_name = "COMMAND")]
    command: Vec<String>,
}

impl Explain {
    pub(super) fn run(self, globals: &Globals, plugins: &Plugins<'_>, policy: &Policy) -> Result<()> {
        let typed = self.command.into_iter().skip_while(|word| word == cli::NAME);
        let args: Vec<String> = std::iter::once(cli::NAME.to_owned()).chain(typed).collect();
        let config = Config::load()?;
        let Ok(Invocation::Plugin { plugin, command, globals: inner, .. }) =
            cli::parse(&args, plugins, &config.defaults)?
        else {
            return Err(Error::usage("there is nothing to explain about this command line")
                .hinted("only commands of plugins make requests that a policy decides on"));
        };
        let selected = config.select(inner.profile.as_deref().or(globals.profile.as_deref()))?;
        let rules = inner.rules(policy.clone(), &selected.profile);
        let mut output = Output::new(&globals.view, Shape::many(COLUMNS, "/decision"))?;
        output.value(&of_policy(policy))?;
        output.value(&of_plugin(plugin, &rules))?;
        output.value(&of_run(&selected, &rules))?;
        let name = format!("{} {}", plugin.name, command.path.join(" "));
        for endpoint in &command.http {
            let derived = effect::of_endpoint(endpoint);
            of_endpoint(&name, endpoint, &derived, &selected, &rules).iter().try_for_each(|row| output.value(row))?;
        }
        output.finish(true)
    }
}

fn row(subject: &str, effect: Option<&str>, decision: &str, because: &str) -> Value {
    json!({"subject": subject, "effect": effect, "decision": decision, "because": because})
}

fn of_policy(policy: &Policy) -> Value {
    match policy.is_there {
        true => row("policy", None, "in force", &format!("`{PATH}`")),
        false => row("policy", None, "none", &format!("there is no `{PATH}`")),
    }
}

fn of_plugin(plugin: &Plugin, rules: &Rules) -> Value {
    let subject = format!("plugin {}", plugin.name);
    match rules.policy.allow_plugin(&plugin.name, || plugin.digest()) {
        Ok(()) => row(&subject, None, "may run", "no rule against it"),
        Err(error) => row(&subject, None, "refused", &error.to_string()),
    }
}

fn of_run(selected: &Selected, rules: &Rules) -> Value {
    let subject = format!("profile {}", selected.name);
    let sources: Vec<_> = rules.read_only.iter().map(ToString::to_string).collect();
    match (sources.is_empty(), rules.dry_run) {
        (false, _) => row(&subject, None, "read only", &format!("set by {}", sources.join(" and "))),
        (true, true) => row(&subject, None, "dry run", "`--dry-run`"),
        (true, false) => row(&subject, None, "may write", "nothing makes it read only"),
    }
}

/// A row for each effect that the endpoint can have.
fn of_endpoint(
    command: &str,
    endpoint: &Endpoint,
    derived: &Derived,
    selected: &Selected,
    rules: &Rules,
) -> Vec<Value> {
    let subject = format!("{} {}", endpoint.method, endpoint.template);
    let base =
        http::service(&endpoint.service).ok_or_else(|| Error::bug("no such service")).and_then(|s| s.base(selected));
    let base = match base {
        Ok(base) => base,
        Err(error) => return vec![row(&subject, None, "cannot be sent", &error.to_string())],
    };
    let forbidden = rules.policy.forbid.iter().filter(|rule| rule.0.may_fit(endpoint));
    let forbidden = forbidden
        .map(|rule| row(&subject, None, "refused", &format!("for every path that `{}` of `forbid` fits", rule.0)));
    let by_effect = derived.effects.iter().map(|effect| {
        let question = Question {
            command,
            profile: &selected.name,
            service: &endpoint.service,
            method: &endpoint.method,
            template: &endpoint.template,
            // Its own rows tell of `forbid`.
            path: "",
            base: &base,
            effect: *effect,
        };
        let (decision, because) = decided(rules, &question, &base);
        row(&subject, Some(effect.verb()), decision, &because)
    });
    forbidden.chain(by_effect).collect()
}

fn decided(rules: &Rules, question: &Question<'_>, base: &Url) -> (&'static str, String) {
    match rules.decide(question) {
        Decision::Allow if rules.yes => ("sent", format!("to {base}; `--yes` grants it")),
        Decision::Allow => ("sent", format!("to {base}")),
        Decision::Confirm => ("asked about", "deleting is confirmed on the terminal, or with `--yes`".to_owned()),
        Decision::Plan => ("shown, not sent", "`--dry-run`".to_owned()),
        Decision::Refuse(_, error) => ("refused", error.causes.first().cloned().unwrap_or(error.message)),
    }
}
