//! `plugin reference`: a plugin's manual as Markdown, from its manifest alone.

use clap::Args;

use crate::cli::NAME;
use crate::error::Result;
use crate::output;
use crate::plugin::manifest::{Arg, ArgKind, Command, Manifest};
use crate::plugin::{self, Plugins};

use super::not_installed;

/// Print a plugin's reference as Markdown
///
/// Each command with its arguments, examples, effect and endpoints. Nothing of the plugin runs.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli plugin reference jira > REFERENCE.md")]
pub(super) struct Reference {
    /// Name of the plugin
    name: String,
}

impl Reference {
    pub(super) fn run(self, plugins: &Plugins<'_>) -> Result<()> {
        let plugin = plugins.find(&self.name)?.ok_or_else(|| not_installed(&self.name, plugins))?;
        output::bytes(page(&plugin.manifest()?).as_bytes())
    }
}

fn page(manifest: &Manifest) -> String {
    let name = &manifest.name;
    let mut page = format!(
        "# `{NAME} {name}`\n\n{}.\n\nMade by `{NAME} plugin reference {name}`. Flags of every command, such as `--profile` and \
         `--format`, are explained by `{NAME} --help`.\n\n| command | | effect |\n|---|---|---|\n",
        escaped(&manifest.about)
    );
    for command in &manifest.commands {
        let full = plugin::full_name(manifest, command);
        let effect = plugin::highest_effect(command).verb();
        page.push_str(&format!(
            "| [`{full}`](#{}) | {} | {effect} |\n",
            full.replace(' ', "-"),
            escaped(&command.about)
        ));
    }
    manifest.commands.iter().for_each(|command| section(manifest, command, &mut page));
    page
}

fn section(manifest: &Manifest, command: &Command, page: &mut String) {
    let full = plugin::full_name(manifest, command);
    page.push_str(&format!("\n## {full}\n\n{}.", escaped(&command.about)));
    if let Some(long) = &command.long {
        page.push_str(&format!(" {}", escaped(long)));
    }
    page.push_str("\n\n```console\n");
    let examples = command.examples.iter().map(|example| format!("$ {NAME} {example}\n"));
    page.extend(examples);
    page.push_str("```\n\n");
    if !command.aliases.is_empty() {
        page.push_str(&format!("Also: `{}`.\n\n", plugin::aliases(manifest, command).join("`, `")));
    }
    if !command.args.is_empty() {
        page.push_str("| argument | |\n|---|---|\n");
        command.args.iter().for_each(|arg| page.push_str(&argument(arg)));
        page.push('\n');
    }
    let effect = plugin::highest_effect(command).verb();
    page.push_str(&format!("Effect: {effect}."));
    if !command.needs.is_empty() {
        page.push_str(&format!(" Needs: {}.", command.needs.join(", ")));
    }
    if command.http.is_empty() {
        page.push('\n');
        return;
    }
    page.push_str("\n\n| endpoint | scopes | or granular |\n|---|---|---|\n");
    for endpoint in &command.http {
        page.push_str(&format!(
            "| {}: `{} {}` | {} | {} |\n",
            endpoint.service,
            endpoint.method,
            endpoint.template,
            listed(&endpoint.scopes.classic),
            listed(&endpoint.scopes.granular)
        ));
    }
}

fn argument(arg: &Arg) -> String {
    let value = arg.value_name();
    let takes_value = arg.kind != ArgKind::Boolean;
    let short = arg.short.map(|short| format!("-{short}, ")).unwrap_or_default();
    let spelled = match &arg.long {
        Some(long) if takes_value => format!("{short}--{long} {value}"),
        Some(long) => format!("{short}--{long}"),
        None => value,
    };
    let mut about = escaped(&arg.help);
    let mut add = |words: String| about.push_str(&format!("; {words}"));
    if arg.is_typed() {
        add("required".to_owned());
    }
    if arg.repeated {
        add("repeatable".to_owned());
    }
    if !arg.choices.is_empty() {
        add(format!("one of {}", listed(&arg.choices)));
    }
    match (arg.from, arg.source()) {
        (Some(from), _) => add(format!("{} unless told", from.help())),
        (None, Some(source)) => add(source.to_owned()),
        (None, None) => {}
    }
    if let Some(default) = &arg.default {
        add(format!("`{default}` unless told"));
    }
    format!("| `{spelled}` | {about} |\n")
}

fn listed(words: &[String]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// Words of a manifest are text, not markup; what stands between backticks stays as it is.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "\\<")
}
