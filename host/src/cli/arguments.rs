//! What was typed, as a guest receives it.

use clap::ArgMatches;
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::plugin::manifest::{self, ArgKind, Manifest};
use crate::plugin::validate;
use crate::powerbox::{Named, Value as File};
use crate::typed;

/// The words of the command that was typed, and its matches.
pub(super) fn leaf(mut matches: &ArgMatches) -> (Vec<String>, &ArgMatches) {
    let mut path = Vec::new();
    while let Some((word, below)) = matches.subcommand() {
        path.push(word.to_owned());
        matches = below;
    }
    (path, matches)
}

pub(super) fn find<'m>(manifest: &'m Manifest, path: &[String]) -> Option<&'m manifest::Command> {
    manifest.commands.iter().find(|command| command.path == path || command.aliases.iter().any(|alias| alias == path))
}

/// The arguments as a JSON object; what was not given and has no default is absent.
pub(super) fn arguments(command: &manifest::Command, matches: &ArgMatches) -> Result<Value> {
    one_standard_input(command, matches)?;
    let mut object = Map::new();
    for arg in &command.args {
        if let Some(value) = value(arg, matches)? {
            object.insert(arg.name.clone(), value);
        }
    }
    Ok(Value::Object(object))
}

/// The journal that is taken up.
pub(super) fn resume(command: &manifest::Command, matches: &ArgMatches) -> Option<String> {
    if command.needs("journal") { matches.get_one::<String>(validate::RESUME).cloned() } else { None }
}

/// Gives an integer argument that has a default another one, in all commands.
pub(super) fn set_default(manifest: &mut Manifest, name: &str, default: &str) {
    let args = manifest.commands.iter_mut().flat_map(|command| &mut command.args);
    for arg in args.filter(|arg| arg.name == name && arg.kind == ArgKind::Integer && arg.default.is_some()) {
        arg.default = Some(default.to_owned());
    }
}

/// It can be read once, whoever reads it.
fn one_standard_input(command: &manifest::Command, matches: &ArgMatches) -> Result<()> {
    let reads =
        |arg: &&manifest::Arg| matches!(arg.kind, ArgKind::Text | ArgKind::Json | ArgKind::Secret | ArgKind::InputFile);
    let values = command.args.iter().filter(reads).flat_map(|arg| matches.get_many::<String>(&arg.name));
    if values.flatten().filter(|typed| typed::is_standard_input(typed)).count() > 1 {
        return Err(Error::usage("standard input can be read once, and `-` stands for it more than once"));
    }
    Ok(())
}

/// The files that were named, by argument.
pub(super) fn named(command: &manifest::Command, matches: &ArgMatches) -> Named {
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
        ArgKind::String => strings(&|text| Ok(Value::from(text.as_str()))),
        ArgKind::Choice => strings(&|typed| Ok(Value::from(choice(arg, typed)))),
        ArgKind::Text => strings(&|text| typed::text(text).map(Value::from)),
        ArgKind::Json => strings(&|text| typed::json(&arg.name, text).map(Value::from)),
        ArgKind::Secret => strings(&|given| typed::secret(arg, given).map(Value::from)),
        ArgKind::Date | ArgKind::Duration | ArgKind::KeyValue => {
            values::<Value>(arg, matches, |value| Ok(value.clone()))
        }
        ArgKind::InputFile | ArgKind::InputDir | ArgKind::OutputFile | ArgKind::OutputDir => {
            strings(&|path| Ok(Value::from(File::typed(path).base_name())))
        }
    }
}

/// A choice as it is declared, however it was typed.
fn choice<'a>(arg: &'a manifest::Arg, typed: &'a str) -> &'a str {
    let same = arg.choices.iter().find(|choice| *choice == typed);
    let alike = || arg.choices.iter().find(|choice| choice.eq_ignore_ascii_case(typed));
    same.or_else(alike).map_or(typed, String::as_str)
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
