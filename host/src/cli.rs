//! The command line: the host's own commands, and a tree of each plugin's made from its manifest. No guest runs for
//! parsing, help or an error.

use std::ffi::OsStr;
use std::io::BufRead;

use clap::builder::PossibleValuesParser;
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, ColorChoice, Command, ValueHint};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use serde_json::{Map, Value};

use crate::error::{Context, Error, Kind, Result};
use crate::output::{self, View};
use crate::plugin::manifest::{self, ArgKind, Manifest};
use crate::plugin::validate;
use crate::plugin::{Plugin, Plugins};
use crate::policy::{Policy, ReadOnly, Rules, consent};
use crate::powerbox::{Named, Value as File};
use crate::profile::{Config, Profile};
use crate::{commands, environment, exit_code, typed};

/// Name of the program.
pub const NAME: &str = "atlassian-cli";

/// The variable with which a shell asks for completions; its value names the shell.
pub const COMPLETE: &str = "ATLASSIAN_CLI_COMPLETE";

/// What other programs call some verbs.
const HABITS: &[(&str, &str)] =
    &[("list", "ls"), ("get", "view"), ("create", "new"), ("delete", "rm"), ("remove", "rm")];

/// What was typed.
#[derive(Debug)]
pub enum Invocation<'a> {
    /// A command of the host's.
    Own(ArgMatches),
    /// A command of a plugin.
    Plugin {
        /// The plugin.
        plugin: &'a Plugin,
        /// Its command.
        command: Box<manifest::Command>,
        /// The arguments as the guest receives them.
        args: Value,
        /// The files that it names; a guest receives base names alone.
        files: Named,
        /// `--force`, on commands that write files.
        force: bool,
        /// Flags of every command.
        globals: Globals,
    },
}

/// Flags of every command.
#[derive(Debug, Clone)]
pub struct Globals {
    /// `--profile`.
    pub profile: Option<String>,
    /// How results are shown.
    pub view: View,
    /// `--read-only`.
    pub read_only: bool,
    /// `--dry-run`.
    pub dry_run: bool,
    /// `--yes`.
    pub yes: bool,
}

impl Globals {
    /// Reads them from any level of the command line.
    pub fn of(matches: &ArgMatches) -> Self {
        Self {
            profile: matches.get_one::<String>("profile").cloned(),
            view: View::of(matches),
            read_only: matches.get_flag("read-only"),
            dry_run: matches.get_flag("dry-run"),
            yes: matches.get_flag("yes"),
        }
    }

    /// The rules of a run with these flags under a profile. Flag, variable and profile can each make it read only.
    pub fn rules(&self, policy: Policy, profile: &Profile) -> Rules {
        let sources = [
            (self.read_only, ReadOnly::Flag),
            (environment::switch("ATLASSIAN_CLI_READ_ONLY"), ReadOnly::Variable),
            (profile.read_only, ReadOnly::Profile),
        ];
        let read_only = sources.into_iter().filter(|(is_set, _)| *is_set).map(|(_, source)| source).collect();
        Rules { policy, read_only, dry_run: self.dry_run, yes: self.yes }
    }
}

/// Parses a command line, the program's name first.
///
/// # Errors
/// `Ok(Err(code))` when all is said and done (help, version, a usage error that was shown); `Err` when a plugin cannot
/// be read.
pub fn parse<'a>(args: &[String], plugins: &'a Plugins<'_>) -> Result<std::result::Result<Invocation<'a>, u8>> {
    let manifests = needed(args, plugins)?;
    let color = match value_of("--color", args) {
        Some("always") => ColorChoice::Always,
        Some("never") => ColorChoice::Never,
        _ => ColorChoice::Auto,
    };
    let root = with_plugins(&manifests).color(color);
    let matches = match parsed(&root, args, &manifests)? {
        Ok(matches) => matches,
        Err(error) => return show(&error, wants_json(args)).map(Err),
    };
    output::show_debug(leaf(&matches).1.get_flag("debug"));
    let Some((first, below)) = matches.subcommand() else { return Ok(Err(exit_code::USAGE)) };
    let Some((plugin, manifest)) = manifests.iter().find(|(plugin, _)| plugin.name == first) else {
        return Ok(Ok(Invocation::Own(matches)));
    };
    let (path, leaf) = leaf(below);
    let command = find(manifest, &path)
        .ok_or_else(|| Error::bug(format!("`{first} {}` was parsed but is no command", path.join(" "))))?;
    let args = arguments(command, leaf)?;
    let files = named(command, leaf);
    let force = command.writes_files() && leaf.get_flag(validate::FORCE);
    let command = Box::new(command.clone());
    Ok(Ok(Invocation::Plugin { plugin, command, args, files, force, globals: Globals::of(leaf) }))
}

/// Answers a shell's question for what can be typed next: the words of the line follow `--`.
///
/// # Errors
/// When there is no such line, or a bundled plugin cannot be read.
pub fn complete(shell: &str, args: &[String], plugins: &Plugins<'_>) -> Result<()> {
    let mut words = args.iter().skip_while(|word| *word != "--").skip(1).cloned();
    let words: Vec<_> = words.by_ref().collect();
    let manifests = match first_word(&words).map(|word| plugins.find(word)) {
        Some(Ok(Some(plugin))) => vec![(plugin, plugin.manifest()?)],
        // What is wrong with an installed plugin is no answer to a shell.
        _ => plugins.usable()?.0,
    };
    let aliases = Config::load().unwrap_or_default().aliases.into_iter();
    let root = aliases.fold(with_plugins(&manifests), |root, (name, command)| {
        root.subcommand(Command::new(name).about(format!("Alias of {command}")))
    });
    commands::answer(shell, &words, root)
}

/// Everything that can be typed, for help and manual pages.
///
/// # Errors
/// When a bundled plugin cannot be read.
pub fn whole(plugins: &Plugins<'_>) -> Result<Command> {
    let mut whole = with_plugins(&plugins.usable()?.0);
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

/// Whether a word begins a command: the program's own or a plugin's.
///
/// # Errors
/// When plugins.lock cannot be trusted.
pub fn is_command(word: &str, plugins: &Plugins<'_>) -> Result<bool> {
    Ok(validate::HOST_COMMANDS.contains(&word) || plugins.find(word)?.is_some())
}

/// The words of an alias, split as a shell does it.
///
/// # Errors
/// When a quote is not closed.
pub fn words_of_alias(command: &str) -> Result<Vec<String>> {
    shlex::split(command).ok_or_else(|| Error::usage("a quote in the alias is not closed"))
}

/// The line with an alias replaced by what it stands for. Nothing is read when its first word is a command.
///
/// # Errors
/// When config.yaml cannot be read, or the alias wants more words than follow it.
pub fn expanded(args: &[String], plugins: &Plugins<'_>) -> Result<Vec<String>> {
    let word = first_word(args).cloned().unwrap_or_default();
    if word.is_empty() || is_command(&word, plugins).unwrap_or(true) {
        return Ok(args.to_vec());
    }
    let Some(alias) = Config::load()?.aliases.remove(&word) else { return Ok(args.to_vec()) };
    let words = words_of_alias(&alias)?;
    if !words.first().is_some_and(|first| is_command(first, plugins).unwrap_or(false)) {
        return Err(Error::usage(format!("the alias `{word}` stands for no command of atlassian-cli")));
    }
    let place = args.iter().skip(1).position(|arg| *arg == word).map_or(args.len(), |place| place + 1);
    let (before, after) = (args.get(..place).unwrap_or_default(), args.get(place + 1..).unwrap_or_default());
    let mut line = before.to_vec();
    line.extend(filled(&word, words, after)?);
    Ok(line)
}

/// The words of an alias with `$1` and so on filled in, and what is left over.
fn filled(alias: &str, words: Vec<String>, given: &[String]) -> Result<Vec<String>> {
    let mut used = 0;
    let mut filled = Vec::with_capacity(words.len() + given.len());
    for word in words {
        let mut text = String::with_capacity(word.len());
        let mut rest = word.as_str();
        while let Some((before, after)) = rest.split_once('$') {
            let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (number, after) = after.split_at(digits);
            text.push_str(before);
            match number.parse::<usize>() {
                Ok(number) if number > 0 => {
                    let value = given
                        .get(number - 1)
                        .ok_or_else(|| Error::usage(format!("the alias `{alias}` wants a word for `${number}`")))?;
                    text.push_str(value);
                    used = used.max(number);
                }
                _ => {
                    text.push('$');
                    text.push_str(number);
                }
            }
            rest = after;
        }
        text.push_str(rest);
        filled.push(text);
    }
    filled.extend_from_slice(given.get(used..).unwrap_or_default());
    Ok(filled)
}

/// The command line with the trees of these plugins.
fn with_plugins(manifests: &[(&Plugin, Manifest)]) -> Command {
    let own = root();
    let names: Vec<_> = own.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let root = manifests.iter().fold(own, |root, (_, manifest)| root.subcommand(tree(manifest)));
    let is_own = |command: &&Command| names.iter().any(|name| name == command.get_name());
    let (own, products): (Vec<_>, Vec<_>) = root.get_subcommands().partition(is_own);
    let group = |title: &str, commands: &[&Command]| {
        let lines = commands.iter().map(|command| {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            format!("  {:11}  {about}\n", command.get_name())
        });
        format!("{title}:\n{}", lines.collect::<String>())
    };
    let template = format!(
        "{{about}}\n\n{{usage-heading}} {{usage}}\n\n{}\n{}\n{{options}}{{after-help}}",
        group("Products", &products),
        group("This program", &own),
    );
    habits(root).help_template(template)
}

/// Gives verbs the names that they have elsewhere, where nothing else is called so.
fn habits(command: Command) -> Command {
    let names: Vec<_> = command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let mut taken = names.clone();
    let command = HABITS.iter().fold(command, |command, (verb, habit)| {
        let is_free = names.iter().any(|name| name == verb) && !taken.iter().any(|name| name == habit);
        if !is_free {
            return command;
        }
        taken.push((*habit).to_owned());
        command.mut_subcommand(verb, |command| command.alias(*habit))
    });
    command.mut_subcommands(habits)
}

/// Parses a line; on a terminal, the user is asked for what is missing.
fn parsed(
    root: &Command,
    args: &[String],
    manifests: &[(&Plugin, Manifest)],
) -> Result<std::result::Result<ArgMatches, clap::Error>> {
    let error = match root.clone().try_get_matches_from(args) {
        Err(error) if error.kind() == ErrorKind::MissingRequiredArgument && consent::possible() => error,
        outcome => return Ok(outcome),
    };
    let missing = missing(root, args, manifests);
    if missing.is_empty() {
        return Ok(Err(error));
    }
    let mut args = args.to_vec();
    // Flags first: what stands at a place may need `--` before it.
    for arg in missing.iter().filter(|arg| arg.long.is_some()).chain(missing.iter().filter(|arg| arg.long.is_none())) {
        let Some(value) = ask(arg)? else { return Ok(Err(error)) };
        match &arg.long {
            Some(long) => args.insert(args.len().min(end_of_flags(&args)), format!("--{long}={value}")),
            None if args.iter().any(|word| word == "--") => args.push(value),
            None => args.extend(["--".to_owned(), value]),
        }
    }
    Ok(root.clone().try_get_matches_from(args))
}

/// What a line lacks, of a plugin's command.
fn missing<'m>(root: &Command, args: &[String], manifests: &'m [(&Plugin, Manifest)]) -> Vec<&'m manifest::Arg> {
    let Ok(matches) = root.clone().ignore_errors(true).try_get_matches_from(args) else { return Vec::new() };
    let Some((first, below)) = matches.subcommand() else { return Vec::new() };
    let (path, leaf) = leaf(below);
    let manifest = manifests.iter().find(|(plugin, _)| plugin.name == first);
    let command = manifest.and_then(|(_, manifest)| find(manifest, &path));
    let args = command.into_iter().flat_map(|command| &command.args);
    args.filter(|arg| arg.required && !leaf.contains_id(&arg.name)).collect()
}

/// Where a flag can still be inserted.
fn end_of_flags(args: &[String]) -> usize {
    args.iter().position(|word| word == "--").unwrap_or(args.len())
}

/// The user's answer; none when it is empty.
fn ask(arg: &manifest::Arg) -> Result<Option<String>> {
    let choices = if arg.choices.is_empty() { String::new() } else { format!(" ({})", arg.choices.join(", ")) };
    output::prompt(&format!("{}{choices}: ", arg.help));
    let mut typed = String::new();
    std::io::stdin().lock().read_line(&mut typed).context(Kind::Failed, || "the terminal cannot be read".to_owned())?;
    let typed = typed.trim();
    Ok((!typed.is_empty()).then(|| typed.to_owned()))
}

/// The plugins that this command line is about: one that is named, none for a command of the host's, else all, for
/// help and suggestions.
fn needed<'a>(args: &[String], plugins: &'a Plugins<'_>) -> Result<Vec<(&'a Plugin, Manifest)>> {
    if let Some(word) = first_word(args) {
        if validate::HOST_COMMANDS.contains(&word.as_str()) {
            return Ok(Vec::new());
        }
        let found = plugins.find(word).map_err(|error| {
            error.hinted(format!("the bundled plugins run all the same; `{}` is none of them", word.escape_debug()))
        })?;
        if let Some(plugin) = found {
            return Ok(vec![(plugin, plugin.manifest()?)]);
        }
    }
    let (usable, problems) = plugins.usable()?;
    for problem in problems {
        output::warn(&problem);
    }
    Ok(usable)
}

/// Flags of every command that take a value; a test holds it complete.
const WITH_VALUE: &[&str] = &["-p", "--profile", "--format", "--columns", "--sort", "--jq", "--color"];

/// The first word that is neither a flag nor a flag's value. Before it, only flags of every command can stand.
fn first_word(args: &[String]) -> Option<&String> {
    let mut rest = args.iter().skip(1);
    while let Some(arg) = rest.next() {
        if WITH_VALUE.contains(&arg.as_str()) {
            rest.next();
        } else if !arg.starts_with('-') {
            return Some(arg);
        }
    }
    None
}

/// Whether results are wanted as JSON, and errors as well. It must be known before the line is parsed: it may be wrong.
pub fn wants_json(args: &[String]) -> bool {
    value_of("--format", args).is_some_and(|value| value.starts_with("json"))
}

/// The value of a flag on a line that was not parsed yet.
pub fn value_of<'a>(flag: &str, args: &'a [String]) -> Option<&'a str> {
    let mut words = args.iter().take_while(|word| *word != "--");
    while let Some(word) = words.next() {
        match word.strip_prefix(flag) {
            Some("") => return words.next().map(String::as_str),
            Some(rest) if rest.starts_with('=') => return rest.get(1..),
            _ => {}
        }
    }
    None
}

/// Prints what clap has to say, help to standard output and errors to standard error; an error for programs is passed
/// on.
fn show(error: &clap::Error, as_json: bool) -> Result<u8> {
    if error.use_stderr() && as_json {
        return Err(usage(error));
    }
    // Nobody is left to tell when the stream is closed.
    let _ = error.print();
    Ok(if error.use_stderr() { exit_code::USAGE } else { exit_code::DONE })
}

/// What clap says, in the parts of our own errors.
fn usage(error: &clap::Error) -> Error {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return Error::usage("the line ends before a command").hinted("`--help` shows the commands");
    }
    let text = error.render().to_string();
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let mut usage = Error::usage(first.strip_prefix("error: ").unwrap_or(first));
    for line in lines {
        usage = match line.strip_prefix("tip: ") {
            Some(tip) => usage.hinted(tip),
            None if line.starts_with("Usage: ") || line.starts_with("For more information") => usage.hinted(line),
            None => usage.caused_by(line),
        };
    }
    usage
}

fn root() -> Command {
    let root = Command::new(NAME)
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
            Arg::new("profile")
                .long("profile")
                .short('p')
                .add(ArgValueCompleter::new(profiles))
                .value_name("NAME")
                .global(true)
                .help_heading("Global options")
                .help("Profile to use instead of the default one"),
        )
        .args(View::flags())
        .arg(
            Arg::new("color")
                .long("color")
                .value_name("WHEN")
                .global(true)
                .help_heading("Output options")
                .value_parser(["auto", "always", "never"])
                .help("Colour [default: auto, on a terminal]"),
        )
        .arg(switch("read-only", "Refuse every request that writes or deletes"))
        .arg(switch("dry-run", "Show the writes that would be sent, and send none"))
        .arg(switch("yes", "Grant what would be asked before something is deleted"))
        .arg(switch("debug", "Show each request and answer on standard error, without the credentials"));
    commands::declare(root)
}

/// Profiles whose names begin so; a config.yaml that cannot be read has none.
fn profiles(begun: &OsStr) -> Vec<CompletionCandidate> {
    let names = Config::load().unwrap_or_default().profiles.into_keys();
    names.filter(|name| begun.to_str().is_some_and(|begun| name.starts_with(begun))).map(Into::into).collect()
}

fn switch(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).global(true).help_heading("Global options").help(help)
}

/// The clap tree of a plugin.
pub(crate) fn tree(manifest: &Manifest) -> Command {
    let group = |name: &str, about: String| {
        Command::new(name.to_owned()).about(about).subcommand_required(true).arg_required_else_help(true)
    };
    let mut root = group(&manifest.name, manifest.about.clone());
    for command in &manifest.commands {
        for path in std::iter::once(&command.path).chain(&command.aliases) {
            root = insert(root, path, command, manifest, &group);
        }
    }
    root
}

fn insert(
    parent: Command,
    path: &[String],
    command: &manifest::Command,
    manifest: &Manifest,
    group: &impl Fn(&str, String) -> Command,
) -> Command {
    match path {
        [] => parent,
        [name] => parent.subcommand(declare(name, path_is_alias(path, command), command, manifest)),
        [name, rest @ ..] => {
            if parent.find_subcommand(name).is_some() {
                parent.mut_subcommand(name.clone(), |child| insert(child, rest, command, manifest, group))
            } else {
                let child = group(name, format!("Commands for {name}"));
                parent.subcommand(insert(child, rest, command, manifest, group))
            }
        }
    }
}

/// How most people read help.
const EXAMPLES_FIRST: &str = "{about-with-newline}\n{usage-heading} {usage}{after-help}\n\n{all-args}";

/// Whether the last word of a path is not the command's own: it stands there under another name.
fn path_is_alias(rest: &[String], command: &manifest::Command) -> bool {
    command.path.last() != rest.last()
}

fn declare(name: &str, is_alias: bool, command: &manifest::Command, manifest: &Manifest) -> Command {
    let about = if is_alias {
        format!("{} (the same as `{} {}`)", command.about, manifest.name, command.path.join(" "))
    } else {
        command.about.clone()
    };
    let mut declared = Command::new(name.to_owned()).about(about.clone());
    if let Some(long) = &command.long {
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
    command.args.iter().fold(declared, |declared, arg| declared.arg(argument(arg)))
}

fn argument(arg: &manifest::Arg) -> Arg {
    let mut declared = Arg::new(arg.name.clone()).help(arg.help.clone()).required(arg.required);
    if let Some(long) = &arg.long {
        declared = declared.long(long.clone());
    }
    if let Some(short) = arg.short {
        declared = declared.short(short);
    }
    let value_name = arg.value_name.clone().unwrap_or_else(|| arg.name.to_uppercase().replace('-', "_"));
    declared = arg
        .requires
        .iter()
        .fold(declared.conflicts_with_all(&arg.conflicts), |declared, other| declared.requires(other.clone()));
    declared = match arg.kind {
        ArgKind::Boolean => return declared.action(ArgAction::SetTrue),
        ArgKind::String | ArgKind::Text | ArgKind::Json => declared,
        ArgKind::Date => declared.value_parser(typed::date).allow_hyphen_values(true),
        ArgKind::Duration => declared.value_parser(typed::duration),
        ArgKind::KeyValue => declared.value_parser(typed::key_value),
        ArgKind::InputFile | ArgKind::OutputFile => declared.value_hint(ValueHint::FilePath),
        ArgKind::InputDir | ArgKind::OutputDir => declared.value_hint(ValueHint::DirPath),
        ArgKind::Integer => declared.value_parser(clap::value_parser!(i64)).allow_negative_numbers(true),
        ArgKind::Number => declared.value_parser(clap::value_parser!(f64)).allow_negative_numbers(true),
        ArgKind::Choice => declared.value_parser(PossibleValuesParser::new(arg.choices.clone())),
    };
    let action = if arg.repeated { ArgAction::Append } else { ArgAction::Set };
    declared = declared.action(action).value_name(value_name);
    match &arg.default {
        Some(default) => declared.default_value(default.clone()),
        None => declared,
    }
}

/// The words of the command that was typed, and its matches.
fn leaf(mut matches: &ArgMatches) -> (Vec<String>, &ArgMatches) {
    let mut path = Vec::new();
    while let Some((word, below)) = matches.subcommand() {
        path.push(word.to_owned());
        matches = below;
    }
    (path, matches)
}

fn find<'m>(manifest: &'m Manifest, path: &[String]) -> Option<&'m manifest::Command> {
    manifest.commands.iter().find(|command| command.path == path || command.aliases.iter().any(|alias| alias == path))
}

/// The arguments as a JSON object; what was not given and has no default is absent.
fn arguments(command: &manifest::Command, matches: &ArgMatches) -> Result<Value> {
    one_standard_input(command, matches)?;
    let mut object = Map::new();
    for arg in &command.args {
        if let Some(value) = value(arg, matches)? {
            object.insert(arg.name.clone(), value);
        }
    }
    Ok(Value::Object(object))
}

/// It can be read once, whoever reads it.
fn one_standard_input(command: &manifest::Command, matches: &ArgMatches) -> Result<()> {
    let reads = |arg: &&manifest::Arg| matches!(arg.kind, ArgKind::Text | ArgKind::Json | ArgKind::InputFile);
    let values = command.args.iter().filter(reads).flat_map(|arg| matches.get_many::<String>(&arg.name));
    if values.flatten().filter(|typed| typed::is_standard_input(typed)).count() > 1 {
        return Err(Error::usage("standard input can be read once, and `-` stands for it more than once"));
    }
    Ok(())
}

/// The files that were named, by argument.
fn named(command: &manifest::Command, matches: &ArgMatches) -> Named {
    let mut named = Named::default();
    for arg in command.args.iter().filter(|arg| arg.kind.is_file()) {
        if let Some(values) = matches.get_many::<String>(&arg.name) {
            named.add(&arg.name, arg.kind, values.map(|value| File::typed(value)).collect());
        }
    }
    named
}

fn value(arg: &manifest::Arg, matches: &ArgMatches) -> Result<Option<Value>> {
    let strings = |to_json: &dyn Fn(&String) -> Result<Value>| values::<String>(arg, matches, to_json);
    match arg.kind {
        ArgKind::Boolean => Ok(matches.get_flag(&arg.name).then_some(Value::Bool(true))),
        ArgKind::Integer => values::<i64>(arg, matches, |number| Ok(Value::from(*number))),
        ArgKind::Number => values::<f64>(arg, matches, |number| Ok(Value::from(*number))),
        ArgKind::String | ArgKind::Choice => strings(&|text| Ok(Value::from(text.as_str()))),
        ArgKind::Text => strings(&|text| typed::text(text).map(Value::from)),
        ArgKind::Json => strings(&|text| typed::json(&arg.name, text).map(Value::from)),
        ArgKind::Date | ArgKind::Duration | ArgKind::KeyValue => {
            values::<Value>(arg, matches, |value| Ok(value.clone()))
        }
        ArgKind::InputFile | ArgKind::InputDir | ArgKind::OutputFile | ArgKind::OutputDir => {
            strings(&|path| Ok(Value::from(File::typed(path).base_name())))
        }
    }
}

fn values<T: Clone + Send + Sync + 'static>(
    arg: &manifest::Arg,
    matches: &ArgMatches,
    to_json: impl Fn(&T) -> Result<Value>,
) -> Result<Option<Value>> {
    if arg.repeated {
        let given = matches.get_many::<T>(&arg.name);
        return given.map(|values| values.map(to_json).collect::<Result<Vec<_>>>().map(Value::from)).transpose();
    }
    matches.get_one::<T>(&arg.name).map(to_json).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_are_filled_in_word_by_word() {
        let fill = |alias: &str, given: &[&str]| {
            let given: Vec<_> = given.iter().map(|word| (*word).to_owned()).collect();
            filled("a", words_of_alias(alias).unwrap(), &given).map_err(|error| error.message)
        };
        // What is given stays one word, whatever stands in it.
        assert_eq!(fill("jira search --jql 'text ~ $1'", &["a b\" --yes"]).unwrap()[3], "text ~ a b\" --yes");
        assert_eq!(fill("x $2 $1 $", &["a", "b", "c", "--d"]).unwrap(), ["x", "b", "a", "$", "c", "--d"]);
        assert_eq!(fill("x $0 $HOME `id`", &[]).unwrap(), ["x", "$0", "$HOME", "`id`"]);
        assert_eq!(fill("x $1", &[]).unwrap_err(), "the alias `a` wants a word for `$1`");
    }

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
