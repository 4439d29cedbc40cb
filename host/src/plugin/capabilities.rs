//! Everything that a plugin may do, as lines: what is accepted at installation, hashed, and compared at an upgrade.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::policy::effect::{self, Derived};

use super::manifest::{Command, Effect, Endpoint, Manifest};

/// A plugin's capabilities. Each line is one thing that it may do; more lines are more rights.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// What every command shares: interfaces and services.
    general: BTreeSet<String>,
    /// Of each command, by its path as it is typed.
    commands: BTreeMap<String, BTreeSet<String>>,
    /// Command and endpoint of each wildcard.
    wildcards: BTreeSet<(String, String)>,
}

impl Capabilities {
    /// Those of a manifest, with effects as this program derives them, not as the author claims them.
    pub fn of(manifest: &Manifest) -> Self {
        let imports = manifest.imports.iter().map(|import| format!("interface {import}"));
        let services = manifest.services.iter().map(|service| format!("service {service}"));
        let mut all = Self { general: imports.chain(services).collect(), ..Self::default() };
        for command in &manifest.commands {
            let path = command.path.join(" ");
            for endpoint in command.http.iter().filter(|endpoint| effect::of_endpoint(endpoint).wildcard) {
                all.wildcards.insert((path.clone(), line(endpoint)));
            }
            all.commands.insert(path, lines(command));
        }
        all
    }

    /// SHA-256 of the canonical text, in hexadecimal.
    pub fn hash(&self) -> String {
        let mut text = String::new();
        for line in &self.general {
            text.push_str(&format!("{line}\n"));
        }
        for (path, lines) in &self.commands {
            text.push_str(&format!("command {path}\n"));
            lines.iter().for_each(|line| text.push_str(&format!("  {line}\n")));
        }
        sha256(text.as_bytes())
    }

    /// Endpoints that stand for more than one operation by a wildcard and that `before` does not have.
    pub fn new_wildcards(&self, before: &Self) -> Vec<String> {
        self.wildcards.difference(&before.wildcards).map(|(path, line)| format!("`{path}`: {line}")).collect()
    }

    /// What is different from `before`.
    pub fn changes_since(&self, before: &Self) -> Vec<Change> {
        let none = BTreeSet::new();
        let of = |all: &Self, path: &String| all.commands.get(path).unwrap_or(&none).clone();
        let paths: BTreeSet<_> = self.commands.keys().chain(before.commands.keys()).collect();
        let general = Change::between("every command", &before.general, &self.general);
        let commands = paths.into_iter().map(|path| {
            let what = match (before.commands.contains_key(path), self.commands.contains_key(path)) {
                (false, true) => format!("`{path}`, a new command"),
                (true, false) => format!("`{path}`, which is gone"),
                _ => format!("`{path}`"),
            };
            (
                what,
                of(before, path),
                of(self, path),
                before.commands.contains_key(path) != self.commands.contains_key(path),
            )
        });
        let mut changes: Vec<_> = general.is_any().then_some(general).into_iter().collect();
        for (what, old, new, came_or_went) in commands {
            let change = Change::between(&what, &old, &new);
            if change.is_any() || came_or_went {
                changes.push(change);
            }
        }
        changes
    }
}

/// What changed for one command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which command.
    pub what: String,
    /// What it may do now.
    pub gained: Vec<String>,
    /// What it may do no longer.
    pub lost: Vec<String>,
}

impl Change {
    fn between(what: &str, before: &BTreeSet<String>, after: &BTreeSet<String>) -> Self {
        Self {
            what: what.to_owned(),
            gained: after.difference(before).cloned().collect(),
            lost: before.difference(after).cloned().collect(),
        }
    }

    fn is_any(&self) -> bool {
        !self.gained.is_empty() || !self.lost.is_empty()
    }
}

/// What a command can do to the site, over all its endpoints.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// Every effect that it can have; none for a command without endpoints.
    pub effects: BTreeSet<Effect>,
    /// What is odd about its endpoints or about the author's claim, in words for people.
    pub flags: BTreeSet<String>,
}

impl Reach {
    /// That of a command.
    pub fn of(command: &Command) -> Self {
        let mut reach = Self::default();
        for derived in command.http.iter().map(effect::of_endpoint) {
            reach.flags.extend(flags(&derived).into_iter().map(str::to_owned));
            reach.effects.extend(derived.effects);
        }
        let (claimed, highest) = (command.effect, reach.highest());
        if claimed != highest {
            reach.flags.insert(format!("claims {}, can {}", claimed.verb(), highest.verb()));
        }
        reach
    }

    /// The strongest effect; a command without endpoints changes nothing.
    pub fn highest(&self) -> Effect {
        self.effects.last().copied().unwrap_or(Effect::Read)
    }
}

/// What is odd about an endpoint.
pub fn flags(derived: &Derived) -> Vec<&'static str> {
    [(derived.wildcard, "WILDCARD"), (derived.broad, "BROAD"), (derived.undocumented, "UNDOCUMENTED")]
        .into_iter()
        .filter_map(|(is_so, flag)| is_so.then_some(flag))
        .collect()
}

fn lines(command: &Command) -> BTreeSet<String> {
    let effects = Reach::of(command).effects.into_iter().map(|effect| format!("may {}", effect.verb()));
    effects.chain(command.http.iter().map(line)).chain(beyond_requests(command)).collect()
}

fn line(endpoint: &Endpoint) -> String {
    format!("{} {} {}", endpoint.service, endpoint.method, endpoint.template)
}

/// What a command may do besides requests: what it needs of the host, and which files it may be given.
pub fn beyond_requests(command: &Command) -> Vec<String> {
    let files = command.args.iter().filter(|arg| arg.kind.is_file()).map(|arg| {
        format!("{} the file or folder given as `{}`", if arg.kind.is_output() { "writes" } else { "reads" }, arg.name)
    });
    let git = command
        .args
        .iter()
        .filter(|arg| arg.from.is_some())
        .map(|arg| format!("is told the `{}` of the git clone in which it runs", arg.name));
    command.needs.iter().map(|need| format!("needs {need}")).chain(files).chain(git).collect()
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn with(commands: &Value) -> Capabilities {
        let manifest = json!({
            "name": "demo", "version": "1.0.0", "about": "Demo", "contract": "0.1", "imports": ["http"],
            "services": ["jira"], "commands": commands,
        });
        Capabilities::of(&serde_json::from_value(manifest).unwrap())
    }

    fn command(path: &str, endpoints: &[(&str, &str)]) -> Value {
        let http: Vec<_> = endpoints
            .iter()
            .map(|(method, template)| json!({"service": "jira", "method": method, "template": template}))
            .collect();
        json!({"path": [path], "about": "x", "effect": "read", "result": "one", "http": http})
    }

    #[test]
    fn every_difference_is_wider_narrower_or_none() {
        let get = ("GET", "/rest/api/3/issue/{key}");
        let create = ("POST", "/rest/api/3/issue");
        let base = with(&json!([command("get", &[get])]));
        let gained = |after: &Capabilities, before: &Capabilities| -> Vec<String> {
            after.changes_since(before).into_iter().flat_map(|change| change.gained).collect()
        };
        assert!(base.changes_since(&base).is_empty());
        let wider = with(&json!([command("get", &[get, create])]));
        assert_eq!(gained(&wider, &base), ["jira POST /rest/api/3/issue", "may write"]);
        assert!(gained(&base, &wider).is_empty());
        assert_eq!(base.changes_since(&wider).len(), 1);
        // The same endpoint in another command is a right of that command's.
        let moved = with(&json!([command("get", &[create]), command("other", &[get])]));
        assert!(!gained(&moved, &with(&json!([command("get", &[get]), command("other", &[create])]))).is_empty());
        assert_ne!(base.hash(), wider.hash());
        // Order says nothing, a claim says nothing.
        let other_order = with(&json!([command("get", &[create, get])]));
        assert_eq!(other_order.hash(), wider.hash());
        let mut claims = command("get", &[get]);
        claims["effect"] = json!("delete");
        assert_eq!(with(&json!([claims])).hash(), base.hash());
    }

    #[test]
    fn a_new_wildcard_is_told_apart() {
        let all = with(&json!([command("api", &[("*", "/rest/api/{+path}")])]));
        let none = Capabilities::default();
        assert_eq!(all.new_wildcards(&none), ["`api`: jira * /rest/api/{+path}"]);
        assert!(all.new_wildcards(&all).is_empty());
    }

    #[test]
    fn a_claim_is_compared_with_what_is_derived() {
        let reach = |command: Value| Reach::of(&serde_json::from_value(command).unwrap());
        let writes = reach(command("get", &[("PUT", "/rest/api/3/version/{id}")]));
        assert_eq!(writes.highest(), Effect::Write);
        assert!(writes.flags.contains("claims read, can write"), "{writes:?}");
        assert!(reach(command("nothing", &[])).flags.is_empty());
    }
}
