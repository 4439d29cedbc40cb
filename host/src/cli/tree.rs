//! Everything that can be typed.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Command, ValueHint};
use clap_complete::engine::ArgValueCompleter;

use crate::error::{Error, Result};
use crate::output::{self, View, WEB};
use crate::plugin::manifest::{self, ArgKind, Manifest};
use crate::plugin::validate;
use crate::plugin::{Plugin, Plugins};
use crate::profile::{COLORS, Config, Defaults};
use crate::{commands, typed};

use super::NAME;
use super::complete::profiles;

/// What other programs call some verbs.
const HABITS: &[(&str, &str)] =
    &[("list", "ls"), ("get", "view"), ("create", "new"), ("delete", "rm"), ("remove", "rm")];

/// How most people read help.
const EXAMPLES_FIRST: &str = "{about-with-newline}\n{usage-heading} {usage}{after-help}\n\n{all-args}";

/// Everything that can be typed, for help and manual pages.
///
/// # Errors
/// When a bundled plugin cannot be read.
pub fn whole(plugins: &Plugins<'_>) -> Result<Command> {
    let mut whole = grouped(with_plugins(&plugins.usable()?.0, Extent::Whole));
    whole.build();
    Ok(whole)
}

/// The commands of the program itself.
pub fn own() -> Command {
    let mut own = root();
    own.build();
    own
}

/// The command of those words.
///
/// # Errors
/// When there is none.
pub fn below<'c>(whole: &'c Command, words: &[String]) -> Result<&'c Command> {
    words.iter().try_fold(whole, |command, word| {
        command.find_subcommand(word).ok_or_else(|| {
            Error::usage(format!("there is no command `{}`", words.join(" ").escape_debug()))
                .hinted(format!("`{NAME} commands` lists all"))
        })
    })
}

/// A command as it is typed, with the program's name.
pub fn full_name(command: &Command) -> String {
    command.get_bin_name().unwrap_or(NAME).to_owned()
}

/// A flag that every program has.
pub fn is_of_clap(arg: &Arg) -> bool {
    matches!(arg.get_id().as_str(), "help" | "version")
}

/// How much there is of plugins' commands in a tree: they have hundreds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Extent<'l> {
    /// All of them, whole.
    Whole,
    /// All of them; those that a line may mean have arguments.
    Around(&'l [String]),
    /// The same without the program's own, for a line that names a plugin.
    Below(&'l [String]),
    /// Those that a line may mean, and none of the program's own.
    Meant(&'l [String]),
}

/// The command line with the trees of these plugins.
pub(super) fn with_plugins(manifests: &[(&Plugin, Manifest)], extent: Extent<'_>) -> Command {
    let root = if matches!(extent, Extent::Meant(_) | Extent::Below(_)) { flags() } else { root() };
    habits(manifests.iter().fold(root, |root, (_, manifest)| root.subcommand(tree(manifest, extent))))
}

/// The command line with what each plugin is.
pub(super) fn with_titles(titles: &[(&str, String)]) -> Command {
    titles.iter().fold(root(), |root, (name, about)| root.subcommand(group(name).about(about.clone())))
}

/// Whether a line may mean a command of this spelling: all of its words stand there.
pub(super) fn may_be_meant<W: AsRef<str>>(path: &[W], line: &[String]) -> bool {
    let is_there = |word: &str| line.iter().any(|typed| typed == word);
    let is_habit = |word: &str| HABITS.iter().any(|(verb, habit)| *verb == word && is_there(habit));
    path.iter().map(AsRef::as_ref).all(|word| is_there(word) || is_habit(word))
}

/// The same with the user's defaults.
pub(super) fn with_defaults(root: Command, defaults: &Defaults) -> Command {
    let flags: Vec<_> = root.get_arguments().map(|arg| arg.get_id().to_string()).collect();
    flags.into_iter().fold(root, |root, name| match defaults.get(&name) {
        Some(value) => root.mut_arg(name, |arg| arg.default_value(value)),
        None => root,
    })
}

/// The same with help that keeps products and the program's own commands apart.
pub(super) fn grouped(root: Command) -> Command {
    let is_own = |command: &&Command| validate::HOST_COMMANDS.contains(&command.get_name());
    let (own, products): (Vec<_>, Vec<_>) = root.get_subcommands().partition(is_own);
    let group = |title: &str, commands: &[&Command]| {
        let lines = commands.iter().map(|command| {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            format!("  {:11}  {about}\n", command.get_name())
        });
        format!("{title}:\n{}", lines.collect::<String>())
    };
    let template = format!(
        "{{about}}\n\n{{usage-heading}} {{usage}}\n\n{}\n{}\n{}{{options}}{{after-help}}",
        group("Products", &products),
        group("This program", &own),
        aliases(),
    );
    root.help_template(template)
}

/// The user's own short names, if there are any.
fn aliases() -> String {
    // A config.yaml that cannot be read keeps nobody from reading help.
    let aliases = Config::load().unwrap_or_default().aliases;
    if aliases.is_empty() {
        return String::new();
    }
    let lines = aliases.iter().map(|(name, command)| format!("  {name:11}  {}\n", output::line(command)));
    format!("Aliases:\n{}\n", lines.collect::<String>())
}

/// Gives verbs the names that they have elsewhere, where nothing else is called so.
fn habits(command: Command) -> Command {
    if !command.has_subcommands() {
        return command;
    }
    let command = HABITS.iter().fold(command, |command, (verb, habit)| {
        let has_verb = command.get_subcommands().any(|command| command.get_name() == *verb);
        if has_verb && command.find_subcommand(habit).is_none() {
            command.mut_subcommand(verb, |command| command.alias(*habit))
        } else {
            command
        }
    });
    command.mut_subcommands(habits)
}

/// The program with its own commands.
pub(super) fn root() -> Command {
    commands::declare(flags())
}

/// The program with the flags of every command.
fn flags() -> Command {
    Command::new(NAME)
        .version(env!("CARGO_PKG_VERSION"))
        .about("Jira, Confluence, Bitbucket and Jira Service Management on one command line")
        .after_help(
            "`atlassian-cli auth login` sets up a profile. Products run as sandboxed plugins and never see a token.",
        )
        .subcommand_required(true)
        .arg_required_else_help(true)
        .infer_long_args(false)
        .disable_help_subcommand(true)
        .max_term_width(100)
        .arg(
            global("profile")
                .short('p')
                .add(ArgValueCompleter::new(profiles))
                .value_name("NAME")
                .help("Profile to use instead of the default one"),
        )
        .args(View::flags())
        .arg(
            Arg::new("color")
                .long("color")
                .value_name("WHEN")
                .global(true)
                .help_heading("Output options")
                .value_parser(COLORS)
                .default_value("auto")
                .help("Colour; auto is on a terminal"),
        )
        .arg(
            global("timeout")
                .value_name("DURATION")
                .value_parser(typed::timeout)
                .help("How long a site may be silent, for example 30s; 2m unless told"),
        )
        .arg(
            global("concurrency")
                .value_name("N")
                .value_parser(typed::concurrency)
                .help("Most requests at once; 16 unless told"),
        )
        .arg(switch("read-only", "Refuse every request that writes or deletes"))
        .arg(switch("dry-run", "Show the writes that would be sent, and send none"))
        .arg(switch("yes", "Grant what would be asked, such as before something is deleted"))
        .arg(switch("debug", "Show each request and answer on standard error, without the credentials"))
}

fn switch(name: &'static str, help: &'static str) -> Arg {
    global(name).action(ArgAction::SetTrue).help(help)
}

fn global(name: &'static str) -> Arg {
    Arg::new(name).long(name).global(true).help_heading("Global options")
}

/// The clap tree of a plugin.
pub(crate) fn tree(manifest: &Manifest, extent: Extent<'_>) -> Command {
    let mut root = group(&manifest.name).about(manifest.about.clone());
    let is_meant = |command: &manifest::Command| match extent {
        Extent::Whole => true,
        Extent::Around(line) | Extent::Below(line) | Extent::Meant(line) => {
            may_be_meant(&command.path, line) || command.aliases.iter().any(|alias| may_be_meant(alias, line))
        }
    };
    let declare = |path: &[String], command: &manifest::Command, is_meant: bool| {
        let name = path.last().map_or("", String::as_str);
        let is_alias = path != command.path;
        let declared = Command::new(name.to_owned()).about(about(is_alias, command, manifest));
        let declared = if is_meant { with_arguments(declared, command) } else { declared };
        declared.hide(is_hidden(path, command, manifest))
    };
    let commands: Vec<_> = manifest.commands.iter().map(|command| (command, is_meant(command))).collect();
    let commands = commands.iter().filter(|(_, is_meant)| *is_meant || !matches!(extent, Extent::Meant(_)));
    for (command, is_meant) in commands.clone() {
        root = insert(root, &command.path, declare(&command.path, command, *is_meant));
    }
    // After all else: groups that are there for other spellings alone are known then.
    for (command, is_meant) in commands {
        for alias in &command.aliases {
            root = insert(root, alias, declare(alias, command, *is_meant));
        }
    }
    root.mut_subcommands(describe)
}

fn group(name: &str) -> Command {
    Command::new(name.to_owned()).subcommand_required(true).arg_required_else_help(true)
}

/// A group is described by what stands in it; one that holds other spellings alone is not shown.
fn describe(command: Command) -> Command {
    if !command.has_subcommands() {
        return command;
    }
    let command = command.mut_subcommands(describe);
    let words: Vec<_> = command.get_subcommands().filter(|child| !child.is_hide_set()).map(Command::get_name).collect();
    let about = if words.is_empty() { "Other spellings".to_owned() } else { words.join(", ") };
    let hide = words.is_empty();
    command.about(about).hide(hide)
}

/// Puts a command below `parent`, at the end of a path.
fn insert(parent: Command, path: &[String], command: Command) -> Command {
    match path {
        [] | [_] => parent.subcommand(command),
        [name, rest @ ..] => {
            let parent = match parent.find_subcommand(name) {
                Some(_) => parent,
                None => parent.subcommand(group(name)),
            };
            parent.mut_subcommand(name.clone(), |child| insert(child, rest, command))
        }
    }
}

/// Whether help leaves out a spelling: it stands beside the command's own, or where nothing has its own place.
fn is_hidden(path: &[String], command: &manifest::Command, manifest: &Manifest) -> bool {
    if path == command.path {
        return false;
    }
    let parent = |path: &[String]| path.split_last().map(|(_, parent)| parent.to_vec()).unwrap_or_default();
    let place = parent(path);
    place == parent(&command.path) || !manifest.commands.iter().any(|other| other.path.starts_with(&place))
}

fn about(is_alias: bool, command: &manifest::Command, manifest: &Manifest) -> String {
    if is_alias {
        format!("{} (the same as `{} {}`)", command.about, manifest.name, command.path.join(" "))
    } else {
        command.about.clone()
    }
}

fn with_arguments(mut declared: Command, command: &manifest::Command) -> Command {
    if let Some(long) = &command.long {
        let about = declared.get_about().map(ToString::to_string).unwrap_or_default();
        declared = declared.long_about(format!("{about}\n\n{long}"));
    }
    if !command.examples.is_empty() {
        let lines: Vec<_> = command.examples.iter().map(|example| format!("  {NAME} {example}")).collect();
        declared = declared.after_help(format!("Examples:\n{}", lines.join("\n"))).help_template(EXAMPLES_FIRST);
    }
    if command.writes_files() {
        declared = declared.arg(
            Arg::new(validate::FORCE)
                .long(validate::FORCE)
                .action(ArgAction::SetTrue)
                .help("Replace a file that is already there with other content"),
        );
    }
    let keeps_journal = command.needs("journal");
    if keeps_journal {
        declared = declared.arg(
            Arg::new(validate::RESUME)
                .long(validate::RESUME)
                .value_name("ID")
                .conflicts_with_all(command.args.iter().map(|arg| arg.name.clone()))
                .help(
                    "Go on with the stored plan of an earlier run; all other arguments are its own (see `bulk list`)",
                ),
        );
    }
    if command.has_page() {
        declared = declared.arg(
            Arg::new(WEB)
                .long(WEB)
                .action(ArgAction::SetTrue)
                .help_heading("Output options")
                .help("Open the page in a browser instead of showing the result"),
        );
    }
    command.args.iter().fold(declared, |declared, arg| {
        let argument = argument(arg);
        // What is taken up has its arguments.
        let is_kept = keeps_journal && arg.is_typed();
        declared.arg(if is_kept {
            argument.required(false).required_unless_present(validate::RESUME)
        } else {
            argument
        })
    })
}

fn argument(arg: &manifest::Arg) -> Arg {
    let help = match arg.source() {
        Some(source) => format!("{} [{source}]", arg.help),
        None => arg.help.clone(),
    };
    let mut declared = Arg::new(arg.name.clone()).help(help).required(arg.is_typed());
    if let Some(long) = &arg.long {
        declared = declared.long(long.clone());
    }
    if let Some(short) = arg.short {
        declared = declared.short(short);
    }
    declared = arg
        .requires
        .iter()
        .fold(declared.conflicts_with_all(&arg.conflicts), |declared, other| declared.requires(other.clone()));
    declared = match arg.kind {
        ArgKind::Boolean => return declared.action(ArgAction::SetTrue),
        ArgKind::String | ArgKind::Text | ArgKind::Json | ArgKind::Secret => declared,
        ArgKind::Date => declared.value_parser(typed::date).allow_hyphen_values(true),
        ArgKind::Duration => declared.value_parser(typed::duration),
        ArgKind::KeyValue => declared.value_parser(typed::key_value),
        ArgKind::InputFile | ArgKind::OutputFile => declared.value_hint(ValueHint::FilePath),
        ArgKind::InputDir | ArgKind::OutputDir => declared.value_hint(ValueHint::DirPath),
        ArgKind::Integer => declared.value_parser(clap::value_parser!(i64)).allow_negative_numbers(true),
        ArgKind::Number => declared.value_parser(clap::value_parser!(f64)).allow_negative_numbers(true),
        ArgKind::Choice => declared.value_parser(PossibleValuesParser::new(arg.choices.clone())).ignore_case(true),
    };
    let action = if arg.repeated { ArgAction::Append } else { ArgAction::Set };
    declared = declared.action(action).value_name(arg.value_name());
    match &arg.default {
        Some(default) => declared.default_value(default.clone()),
        None => declared,
    }
}

#[cfg(test)]
mod tests {
    use super::super::line::WITH_VALUE;
    use super::*;

    #[test]
    fn flags_with_a_value_are_known() {
        let root = root();
        let with_value = root.get_arguments().filter(|arg| arg.is_global_set() && arg.get_action().takes_values());
        let mut names: Vec<_> = with_value
            .flat_map(|arg| {
                let short = arg.get_short().map(|short| format!("-{short}"));
                short.into_iter().chain(arg.get_long().map(|long| format!("--{long}")))
            })
            .collect();
        let mut known = WITH_VALUE.to_vec();
        names.sort();
        known.sort_unstable();
        assert_eq!(names, known);
    }

    /// A plugin's flag of the same name would be taken for the host's.
    #[test]
    fn what_is_the_hosts_is_kept_from_plugins() {
        let root = root();
        for arg in root.get_arguments() {
            assert!(arg.get_long().is_none_or(|long| validate::HOST_FLAGS.contains(&long)), "{arg}");
            assert!(arg.get_short().is_none_or(|short| validate::HOST_LETTERS.contains(&short)), "{arg}");
        }
        for command in root.get_subcommands() {
            assert!(validate::HOST_COMMANDS.contains(&command.get_name()), "{}", command.get_name());
        }
    }
}
