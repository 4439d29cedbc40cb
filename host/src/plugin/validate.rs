//! The rules of a manifest. What breaks one is refused as a whole: half a plugin helps nobody.

use std::collections::HashSet;

use crate::http::{self, Template};
use crate::policy::effect;

use super::manifest::{Arg, ArgKind, Command, Endpoint, Manifest, ResultKind};
use super::page;

/// Version of the contract that this host speaks.
pub const CONTRACT: (u32, u32) = (0, 1);

/// Longest name, path word or flag.
const LONGEST_NAME: usize = 64;
/// Longest text of help.
const LONGEST_TEXT: usize = 16 * 1024;

/// Flags that are the host's on every command.
pub const HOST_FLAGS: &[&str] = &[
    "help",
    "version",
    "profile",
    "format",
    "columns",
    "sort",
    "wide",
    "envelope",
    "jq",
    "debug",
    "read-only",
    "dry-run",
    "yes",
    "color",
    "no-pager",
    "timeout",
    "concurrency",
    "web",
];
/// The same, with one letter.
pub const HOST_LETTERS: &[char] = &['h', 'V', 'p'];

/// First words that are the host's.
pub const HOST_COMMANDS: &[&str] = &[
    "alias",
    "auth",
    "bulk",
    "audit",
    "commands",
    "completion",
    "config",
    "help",
    "journal",
    "man",
    "plugin",
    "policy",
    "version",
];

const METHODS: &[&str] = &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
const INTERFACES: &[&str] = &["profile", "http", "clock", "files", "git", "output", "progress", "prompt", "journal"];
/// What a command may need besides.
const CAPABILITIES: &[&str] = &["files", "git", "prompt", "journal"];
/// The capability of having git check something out.
pub const GIT: &str = "git";
/// The host's flag on commands that write files.
pub const FORCE: &str = "force";
/// The host's flag on commands that keep a journal.
pub const RESUME: &str = "resume";

/// Checks a manifest.
///
/// # Errors
/// With the first rule that it breaks.
pub fn manifest(manifest: &Manifest) -> Result<(), String> {
    contract(&manifest.contract)?;
    identifier("name", &manifest.name)?;
    if HOST_COMMANDS.contains(&manifest.name.as_str()) {
        return Err(format!("the name `{}` is a command of atlassian-cli itself", manifest.name));
    }
    text("about", &manifest.about)?;
    text("version", &manifest.version)?;
    distinct("imports", &manifest.imports)?;
    if let Some(unknown) = manifest.imports.iter().find(|name| !INTERFACES.contains(&name.as_str())) {
        return Err(format!("it imports `{}`, which the contract does not have", unknown.escape_debug()));
    }
    distinct("services", &manifest.services)?;
    if let Some(unknown) = manifest.services.iter().find(|name| http::service(name).is_none()) {
        return Err(format!("there is no service `{}`", unknown.escape_debug()));
    }
    if manifest.commands.is_empty() {
        return Err("it has no commands".to_owned());
    }
    let mut paths = HashSet::new();
    for command in &manifest.commands {
        let name = command.path.join(" ");
        self::command(manifest, command).map_err(|why| format!("command `{}`: {why}", name.escape_debug()))?;
        for path in std::iter::once(&command.path).chain(&command.aliases) {
            if !paths.insert(path.clone()) {
                return Err(format!("two commands are called `{}`", path.join(" ")));
            }
        }
    }
    no_command_is_a_group(&paths)
}

fn no_command_is_a_group(paths: &HashSet<Vec<String>>) -> Result<(), String> {
    for path in paths {
        for length in 1..path.len() {
            if path.get(..length).is_some_and(|parent| paths.contains(parent)) {
                return Err(format!("`{}` would stand below a command", path.join(" ")));
            }
        }
    }
    Ok(())
}

fn contract(version: &str) -> Result<(), String> {
    let parts = version.split_once('.').and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
    let wanted: (u32, u32) = parts.ok_or_else(|| format!("`{}` is not a contract version", version.escape_debug()))?;
    if wanted.0 == CONTRACT.0 && wanted.1 <= CONTRACT.1 {
        return Ok(());
    }
    Err(format!(
        "it needs contract >= {version}, and this atlassian-cli speaks {}.{}; update atlassian-cli",
        CONTRACT.0, CONTRACT.1
    ))
}

fn command(manifest: &Manifest, command: &Command) -> Result<(), String> {
    for path in std::iter::once(&command.path).chain(&command.aliases) {
        if path.is_empty() || path.len() > 4 {
            return Err("a path has one to four words".to_owned());
        }
        path.iter().try_for_each(|word| identifier("path", word))?;
        if path.iter().any(|word| word == "help") {
            return Err("`help` is a word of atlassian-cli itself at every level".to_owned());
        }
    }
    text("about", &command.about)?;
    command.long.iter().try_for_each(|long| text("long", long))?;
    command.examples.iter().try_for_each(|example| text("example", example))?;
    arguments(&command.args)?;
    from_git(command)?;
    command.http.iter().try_for_each(|endpoint| self::endpoint(manifest, endpoint))?;
    distinct("needs", &command.needs)?;
    if let Some(need) = command.needs.iter().find(|need| !CAPABILITIES.contains(&need.as_str())) {
        return Err(format!("it needs `{}`, which the contract does not have", need.escape_debug()));
    }
    files(command)?;
    let takes_resume = |arg: &Arg| arg.name == RESUME || arg.long.as_deref() == Some(RESUME);
    if command.needs("journal") && command.args.iter().any(takes_resume) {
        return Err(format!("`--{RESUME}` is a flag of atlassian-cli itself where a journal is kept"));
    }
    if command.needs("journal") && command.args.iter().any(|arg| arg.kind == ArgKind::Secret) {
        return Err("a secret cannot stand in a journal".to_owned());
    }
    if let Some(need) = command.needs.iter().find(|need| !manifest.imports.contains(need)) {
        return Err(format!("it needs `{need}`, which the plugin does not import"));
    }
    command.id.iter().try_for_each(|id| pointer(id))?;
    distinct("web", &command.web.iter().map(|page| page.name.clone()).collect::<Vec<_>>())?;
    for page in &command.web {
        identifier("page", &page.name)?;
        if !manifest.services.contains(&page.service) {
            return Err(format!("page `{}`: its service is not among the plugin's", page.name));
        }
        page::parse(&page.template).map_err(|why| format!("page `{}`: the template {why}", page.name))?;
    }
    for column in &command.columns {
        text("column", &column.title)?;
        pointer(&column.pointer)?;
    }
    Ok(())
}

/// Who is shown a file argument can count on the command to be about files, and the other way round.
fn files(command: &Command) -> Result<(), String> {
    let named = command.args.iter().find(|arg| arg.kind.is_file());
    if !command.needs("files") {
        return match named {
            Some(arg) => Err(format!("argument `{}` names files, but it does not need `files`", arg.name)),
            None => Ok(()),
        };
    }
    if named.is_none() && command.result != ResultKind::Text {
        return Err("it needs `files`, but no argument names any".to_owned());
    }
    let takes_force = |arg: &&Arg| arg.name == FORCE || arg.long.as_deref() == Some(FORCE);
    match command.args.iter().find(takes_force) {
        Some(_) if command.writes_files() => {
            Err(format!("`--{FORCE}` is a flag of atlassian-cli itself where files are written"))
        }
        _ => Ok(()),
    }
}

/// The remotes of a clone are looked at for a service's sake.
fn from_git(command: &Command) -> Result<(), String> {
    let mut sources = Vec::new();
    for arg in &command.args {
        sources.extend(arg.from);
        if sources.iter().filter(|source| Some(**source) == arg.from).count() > 1 {
            return Err(format!("argument `{}` is the second with that `from`", arg.name));
        }
    }
    if (sources.is_empty() && !command.needs(GIT)) || http::of_remotes(command).is_some() {
        return Ok(());
    }
    Err("`from` and `git` need an endpoint of a service that has git repositories".to_owned())
}

fn arguments(args: &[Arg]) -> Result<(), String> {
    let names: Vec<_> = args.iter().map(|arg| arg.name.clone()).collect();
    distinct("args", &names)?;
    distinct("flags", &args.iter().filter_map(|arg| arg.long.clone()).collect::<Vec<_>>())?;
    distinct("short flags", &args.iter().filter_map(|arg| arg.short).collect::<Vec<_>>())?;
    let mut optional_positional = None;
    for arg in args {
        argument(arg, &names).map_err(|why| format!("argument `{}`: {why}", arg.name.escape_debug()))?;
        if arg.long.is_none() {
            if let Some(before) = optional_positional {
                return Err(format!("`{}` cannot follow `{before}`, which may be absent or repeated", arg.name));
            }
            if !arg.is_typed() || arg.repeated {
                optional_positional = Some(&arg.name);
            }
        }
    }
    Ok(())
}

fn argument(arg: &Arg, names: &[String]) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if arg.name.is_empty() || arg.name.len() > LONGEST_NAME || !arg.name.chars().all(plain) {
        return Err("its name is not plain".to_owned());
    }
    text("help", &arg.help)?;
    arg.value_name.iter().try_for_each(|name| text("value name", name))?;
    if let Some(long) = &arg.long {
        identifier("flag", long)?;
        if HOST_FLAGS.contains(&long.as_str()) {
            return Err(format!("`--{long}` is a flag of atlassian-cli itself"));
        }
    }
    if arg.short.is_some_and(|short| !short.is_ascii_alphanumeric() || HOST_LETTERS.contains(&short)) {
        return Err("its short flag is not a free letter or digit".to_owned());
    }
    if arg.kind == ArgKind::Boolean && (arg.long.is_none() || arg.required || arg.repeated || arg.default.is_some()) {
        return Err("a switch has a flag, and is neither required nor repeated nor has a default".to_owned());
    }
    if (arg.kind == ArgKind::Choice) == arg.choices.is_empty() {
        return Err("choices stand with the kind `choice`, and only there".to_owned());
    }
    if arg.kind.is_output() && arg.repeated {
        return Err("what is written is named once".to_owned());
    }
    if arg.kind.is_file() && arg.default.as_deref().is_some_and(|default| default != "-") {
        return Err("the default of a file is `-` or nothing".to_owned());
    }
    let elsewhere = |default: &str| default == "-" || (default.starts_with('@') && !default.starts_with("@@"));
    if matches!(arg.kind, ArgKind::Text | ArgKind::Json) && arg.default.as_deref().is_some_and(elsewhere) {
        return Err("only the user names a file or standard input".to_owned());
    }
    if arg.kind == ArgKind::Secret && (arg.repeated || arg.default.is_some()) {
        return Err("a secret is one, and has no default".to_owned());
    }
    if arg.required && arg.default.is_some() {
        return Err("what is required has no default".to_owned());
    }
    arg.choices.iter().chain(&arg.default).try_for_each(|value| text("value", value))?;
    if arg.from.is_some() && (arg.kind != ArgKind::String || arg.repeated || arg.default.is_some()) {
        return Err("what has `from` is one string without a default".to_owned());
    }
    match arg.conflicts.iter().chain(&arg.requires).find(|other| !names.contains(other)) {
        Some(unknown) => Err(format!("there is no argument `{}`", unknown.escape_debug())),
        None => Ok(()),
    }
}

fn endpoint(manifest: &Manifest, endpoint: &Endpoint) -> Result<(), String> {
    let shown = format!("{} {}", endpoint.method.escape_debug(), endpoint.template.escape_debug());
    if !manifest.services.contains(&endpoint.service) {
        return Err(format!("`{shown}`: its service `{}` is not among the plugin's", endpoint.service.escape_debug()));
    }
    let any = endpoint.method == effect::ANY && endpoint.template.contains("{+");
    if !any && !METHODS.contains(&endpoint.method.as_str()) {
        return Err(format!("`{shown}`: no such method (`*` stands only with a template that ends in `{{+name}}`)"));
    }
    if endpoint.storage && !["GET", "HEAD"].contains(&endpoint.method.as_str()) {
        return Err(format!("`{shown}`: only GET and HEAD can lead to storage"));
    }
    let template = Template::parse(&endpoint.template).map_err(|why| format!("`{shown}`: the template {why}"))?;
    if template.is_root() && !["GET", "HEAD"].contains(&endpoint.method.as_str()) {
        return Err(format!("`{shown}`: only the template of a GET or HEAD ends in `/`"));
    }
    let service = http::service(&endpoint.service).ok_or("no such service")?;
    if !service.prefixes.iter().any(|prefix| endpoint.template.starts_with(prefix.as_str())) {
        return Err(format!("`{shown}`: it begins with none of {:?}", service.prefixes));
    }
    endpoint.scopes.classic.iter().chain(&endpoint.scopes.granular).try_for_each(|scope| text("scope", scope))
}

/// Lower-case letters, digits and single `-` between them: nothing that looks like another name, a path or a flag.
fn identifier(what: &str, name: &str) -> Result<(), String> {
    let parts_are_plain = name
        .split('-')
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
    let first = name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
    if parts_are_plain && first && name.len() <= LONGEST_NAME {
        return Ok(());
    }
    let shown: String = name.chars().take(80).collect();
    Err(format!("the {what} `{}` is not an identifier (lower-case letters, digits, `-`)", shown.escape_debug()))
}

/// Text that help shows: bounded, and without characters that move a cursor or reorder a line.
fn text(what: &str, value: &str) -> Result<(), String> {
    if value.len() > LONGEST_TEXT {
        return Err(format!("{what} is longer than {LONGEST_TEXT} bytes"));
    }
    if value.chars().any(|c| c != '\n' && crate::output::is_unsafe(c)) {
        return Err(format!("{what} has control or direction characters in it"));
    }
    Ok(())
}

fn pointer(pointer: &str) -> Result<(), String> {
    text("pointer", pointer)?;
    if pointer.is_empty() || pointer.starts_with('/') {
        return Ok(());
    }
    Err(format!("`{pointer}` is not a JSON pointer"))
}

fn distinct<T: Eq + std::hash::Hash + std::fmt::Debug>(what: &str, values: &[T]) -> Result<(), String> {
    let mut seen = HashSet::new();
    match values.iter().find(|value| !seen.insert(*value)) {
        Some(twice) => Err(format!("{what} has {twice:?} twice")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn good() -> Value {
        json!({
            "name": "demo", "version": "1.0.0", "about": "Demo", "contract": "0.1", "imports": ["http"],
            "services": ["jira"],
            "commands": [{
                "path": ["issue", "get"], "aliases": [["get"]], "about": "Get", "effect": "read", "result": "one",
                "id": "/key",
                "args": [
                    {"name": "key", "kind": "string", "required": true, "help": "Key"},
                    {"name": "limit", "kind": "integer", "long": "limit", "default": "5", "help": "Limit"}
                ],
                "http": [{"service": "jira", "method": "GET", "template": "/rest/api/3/issue/{id}"}],
                "columns": [{"title": "Key", "pointer": "/key"}]
            }]
        })
    }

    fn check(value: Value) -> Result<(), String> {
        let parsed: Manifest = serde_json::from_value(value).map_err(|error| error.to_string())?;
        manifest(&parsed)
    }

    #[test]
    fn a_good_manifest_passes() {
        check(good()).unwrap();
    }

    #[test]
    fn a_secret_is_not_kept() {
        let mut keeps = good();
        keeps["imports"] = json!(["http", "journal"]);
        keeps["commands"][0]["needs"] = json!(["journal"]);
        check(keeps.clone()).unwrap();
        keeps["commands"][0]["args"][0]["kind"] = json!("secret");
        assert!(check(keeps).unwrap_err().contains("a secret cannot stand in a journal"));
    }

    #[test]
    fn a_wildcard_is_valid() {
        let mut wide = good();
        wide["commands"][0]["http"][0]["method"] = json!("*");
        wide["commands"][0]["http"][0]["template"] = json!("/rest/api/{+path}");
        check(wide).unwrap();
    }

    #[test]
    fn each_rule_is_held() {
        for (pointer, value, expected) in [
            ("/name", json!("auth"), "a command of atlassian-cli itself"),
            ("/name", json!("../x"), "not an identifier"),
            ("/name", json!("Jira"), "not an identifier"),
            ("/name", json!("jira\u{202e}"), "not an identifier"),
            ("/name", json!("j\u{456}ra"), "not an identifier"),
            ("/name", json!("a".repeat(5000)), "not an identifier"),
            ("/name", json!("con-"), "not an identifier"),
            ("/about", json!("\u{1b}[2J"), "control"),
            ("/about", json!("x".repeat(LONGEST_TEXT + 1)), "longer"),
            ("/contract", json!("0.2"), "needs contract >= 0.2"),
            ("/contract", json!("1.0"), "needs contract >= 1.0"),
            ("/contract", json!("one"), "not a contract version"),
            ("/imports", json!(["http", "http"]), "twice"),
            ("/imports", json!(["sockets"]), "does not have"),
            ("/services", json!(["jira", "evil"]), "no service `evil`"),
            ("/commands", json!([]), "no commands"),
            ("/commands/0/path", json!([]), "one to four"),
            ("/commands/0/path/0", json!("--x"), "not an identifier"),
            ("/commands/0/aliases", json!([["issue", "get"]]), "two commands"),
            ("/commands/0/aliases", json!([["issue"]]), "below a command"),
            // Found by fuzzing: it would have stood beside the `help` that each level has.
            ("/commands/0/aliases", json!([["issue", "help"]]), "a word of atlassian-cli itself"),
            ("/commands/0/effect", json!("harmless"), "unknown variant"),
            ("/commands/0/needs", json!(["sockets"]), "does not have"),
            ("/commands/0/needs", json!(["git"]), "need an endpoint of a service that has git"),
            ("/commands/0/needs", json!(["files"]), "no argument names any"),
            ("/commands/0/args/0/kind", json!("input-file"), "does not need `files`"),
            ("/commands/0/args/0/kind", json!("socket"), "unknown variant"),
            ("/commands/0/http/0/storage", json!("yes"), "invalid type"),
            ("/commands/0/id", json!("key"), "JSON pointer"),
            ("/commands/0/args/1/long", json!("profile"), "a flag of atlassian-cli itself"),
            ("/commands/0/args/1/name", json!("key"), "twice"),
            ("/commands/0/args/1/short", json!("h"), "short flag"),
            ("/commands/0/args/1/kind", json!("choice"), "choices"),
            ("/commands/0/args/1/conflicts", json!(["nobody"]), "no argument `nobody`"),
            ("/commands/0/args/0/from", json!("git-remote.branch"), "unknown variant"),
            ("/commands/0/args/0/from", json!("git-remote.workspace"), "need an endpoint of a service that has git"),
            ("/commands/0/args/1/kind", json!("secret"), "a secret is one, and has no default"),
            ("/commands/0/args/1/from", json!("git-remote.workspace"), "one string without a default"),
            ("/commands/0/args/0/required", json!(false), ""),
            ("/commands/0/http/0/method", json!("get"), "no such method"),
            ("/commands/0/http/0/method", json!("CONNECT"), "no such method"),
            ("/commands/0/http/0/method", json!("*"), "no such method"),
            ("/commands/0/http/0/service", json!("bitbucket"), "not among the plugin's"),
            ("/commands/0/http/0/template", json!("/2.0/user"), "begins with none"),
            ("/commands/0/http/0/template", json!("/rest/api/../admin"), "not plain"),
            ("/commands/0/http/0/template", json!("/rest/{+all}"), "begins with none"),
            ("/commands/0/http/0/template", json!("/{x}/api/3"), "begins with none"),
        ] {
            let mut broken = good();
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            match broken.pointer_mut(parent).unwrap() {
                Value::Object(object) => drop(object.insert(key.to_owned(), value.clone())),
                Value::Array(items) => items[key.parse::<usize>().unwrap()] = value.clone(),
                other => panic!("{pointer} stands in {other}"),
            }
            let shown = check(broken).map_or_else(|why| why, |()| String::new());
            assert!(
                shown.contains(expected) && shown.is_empty() == expected.is_empty(),
                "{pointer} = {value}: {shown:?}"
            );
        }
    }

    #[test]
    fn files_are_declared_on_both_sides() {
        let with_files = || {
            let mut manifest = good();
            manifest["imports"] = json!(["http", "files"]);
            let command = &mut manifest["commands"][0];
            command["needs"] = json!(["files"]);
            command["args"][1] = json!({"name": "out", "kind": "output-file", "long": "out", "help": "Out"});
            manifest
        };
        check(with_files()).unwrap();
        for (pointer, value, expected) in [
            ("/imports", json!(["http"]), "does not import"),
            (
                "/commands/0/args/0",
                json!({"name": "t", "kind": "text", "long": "t", "default": "@/etc/passwd", "help": "T"}),
                "only the user names",
            ),
            (
                "/commands/0/args/0",
                json!({"name": "t", "kind": "json", "long": "t", "default": "-", "help": "T"}),
                "only the user names",
            ),
            ("/commands/0/needs", json!([]), "does not need `files`"),
            ("/commands/0/needs", json!(["files", "files"]), "twice"),
            ("/commands/0/args/1/long", json!("force"), "a flag of atlassian-cli itself"),
            ("/commands/0/args/0/name", json!("force"), "a flag of atlassian-cli itself"),
            ("/commands/0/args/1/repeated", json!(true), "named once"),
            ("/commands/0/args/1/default", json!("/etc/passwd"), "is `-` or nothing"),
            (
                "/commands/0/http/0",
                json!({"service": "jira", "method": "POST", "storage": true,
                "template": "/rest/api/3/issue"}),
                "only GET and HEAD",
            ),
        ] {
            let mut broken = with_files();
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            match broken.pointer_mut(parent).unwrap() {
                Value::Array(items) => items[key.parse::<usize>().unwrap()] = value.clone(),
                object => object[key] = value.clone(),
            }
            let shown = check(broken).unwrap_err();
            assert!(shown.contains(expected), "{pointer} = {value}: {shown}");
        }
        // Without an output, the word is the plugin's.
        let mut free = good();
        free["commands"][0]["args"][1]["long"] = json!("force");
        check(free).unwrap();
    }

    #[test]
    fn what_keeps_a_journal_takes_no_secret_and_leaves_resume_to_the_host() {
        let mut manifest = good();
        manifest["imports"] = json!(["http", "journal"]);
        manifest["commands"][0]["needs"] = json!(["journal"]);
        check(manifest.clone()).unwrap();
        let secret = json!({"name": "token", "kind": "secret", "long": "token", "help": "T"});
        let resume = json!({"name": "x", "kind": "string", "long": "resume", "help": "R"});
        for (arg, why) in [(secret, "a secret cannot stand in a journal"), (resume, "a flag of atlassian-cli itself")] {
            manifest["commands"][0]["args"][1] = arg;
            let shown = check(manifest.clone()).unwrap_err();
            assert!(shown.contains(why), "{shown}");
        }
    }

    #[test]
    fn unknown_fields_are_refused() {
        for pointer in ["", "/commands/0", "/commands/0/args/0", "/commands/0/http/0", "/commands/0/columns/0"] {
            let mut more = good();
            more.pointer_mut(pointer).unwrap()["extra"] = json!(true);
            assert!(check(more).unwrap_err().contains("unknown field"), "{pointer}");
        }
    }
}
