//! What a plugin is and may do, read from its file as data: for people as a page, for machines as JSON.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::http;
use crate::plugin::Plugin;
use crate::plugin::capabilities::{self, Capabilities, Reach};
use crate::plugin::component::{self, Description};
use crate::plugin::manifest::{Command, Effect, Endpoint, Manifest, Scopes};
use crate::policy::effect;

/// What the host can give at all, and the interfaces, of the contract or of WASI, through which it gives it. A plugin
/// that has none of them does not get it.
const GIFTS: &[(&str, &[&str])] = &[
    ("see a token or the profile's e-mail address", &[]),
    ("choose the address that a request goes to", &[]),
    ("read variables and arguments of the process, start programs, open sockets", &[]),
    ("open files or folders", &["files"]),
    ("have a branch checked out in your git clone", &["git"]),
    ("send requests", &["http"]),
    ("learn the profile's name, its workspace and web addresses", &["profile"]),
    ("show anything", &["output"]),
    ("learn the time", &["clock", "wasi:clocks/wall-clock"]),
    ("get random numbers", &["wasi:random/random", "wasi:random/insecure", "wasi:random/insecure-seed"]),
];

/// A plugin's file, read.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) manifest: Manifest,
    pub(super) sha256: String,
    pub(super) capabilities: Capabilities,
    wasi: Vec<String>,
    bytes: usize,
}

impl Report {
    /// Reads a component; `what` names it in errors.
    ///
    /// # Errors
    /// When it is not a plugin.
    pub(super) fn of(wasm: &[u8], what: &str) -> Result<Self> {
        let Description { manifest, mut wasi } = component::describe(wasm)
            .map_err(|why| Error::failed(format!("{what} cannot be used as a plugin: it {why}")))?;
        wasi.sort_unstable();
        wasi.dedup();
        let capabilities = Capabilities::of(&manifest);
        Ok(Self { manifest, sha256: capabilities::sha256(wasm), capabilities, wasi, bytes: wasm.len() })
    }

    /// That of a plugin that is here.
    ///
    /// # Errors
    /// When its file cannot be used.
    pub(super) fn of_plugin(plugin: &Plugin) -> Result<Self> {
        // Also that it calls itself what it is called.
        plugin.manifest()?;
        Self::of(plugin.wasm()?, &format!("the plugin `{}`", plugin.name))
    }

    /// The strongest effect of any command.
    pub(super) fn highest(&self) -> Effect {
        self.manifest.commands.iter().map(|command| Reach::of(command).highest()).max().unwrap_or(Effect::Read)
    }

    /// What is odd about any command.
    pub(super) fn flags(&self) -> BTreeSet<String> {
        self.manifest.commands.iter().flat_map(|command| Reach::of(command).flags).collect()
    }

    /// Everything, as an object whose keys stay.
    pub(super) fn json(&self, source: &str) -> Value {
        let manifest = &self.manifest;
        let commands: Vec<_> = manifest.commands.iter().map(command_json).collect();
        json!({
            "name": manifest.name, "version": manifest.version, "about": manifest.about, "source": source,
            "sha256": self.sha256, "bytes": self.bytes, "capabilities": self.capabilities.hash(),
            "contract": manifest.contract, "imports": manifest.imports, "wasi": self.wasi,
            "services": manifest.services, "effect": self.highest().verb(), "flags": self.flags(),
            "commands": commands, "cannot": self.cannot(),
        })
    }

    /// Everything, as lines for people.
    pub(super) fn page(&self, source: &str) -> Vec<String> {
        let manifest = &self.manifest;
        let list = |items: &[String]| if items.is_empty() { "none".to_owned() } else { items.join(", ") };
        let mut lines = vec![
            format!("{} {}: {}", manifest.name, manifest.version, manifest.about),
            String::new(),
            format!("  from          {source}"),
            format!("  digest        sha256:{}", self.sha256),
            format!("  capabilities  {}", self.capabilities.hash()),
            format!("  contract      {}", manifest.contract),
            format!("  imports       {}", list(&manifest.imports)),
            format!("  of WASI       {}", list(&self.wasi)),
            format!("  services      {}", list(&manifest.services)),
        ];
        let flags: Vec<_> = self.flags().into_iter().collect();
        if !flags.is_empty() {
            lines.push(format!("  look at       {}", flags.join("; ")));
        }
        lines.extend(self.by_effect());
        lines.extend([String::new(), "It cannot:".to_owned()]);
        lines.extend(self.cannot().into_iter().map(|thing| format!("  {thing}")));
        lines
    }

    /// The commands, the strongest effect first.
    pub(super) fn by_effect(&self) -> Vec<String> {
        let mut groups: BTreeMap<Effect, Vec<&Command>> = BTreeMap::new();
        for command in &self.manifest.commands {
            groups.entry(Reach::of(command).highest()).or_default().push(command);
        }
        let mut lines = Vec::new();
        for (effect, commands) in groups.into_iter().rev() {
            let title = match effect {
                Effect::Delete => "May delete:",
                Effect::Write => "May write:",
                Effect::Read => "May only read:",
            };
            lines.extend([String::new(), title.to_owned()]);
            commands.into_iter().for_each(|command| lines.extend(command_lines(command)));
        }
        lines
    }

    /// What the plugin does not get, from what it imports, needs and declares.
    pub(super) fn cannot(&self) -> Vec<String> {
        let manifest = &self.manifest;
        let needs = manifest.commands.iter().flat_map(|command| &command.needs);
        let mut has: BTreeSet<&str> =
            manifest.imports.iter().chain(&self.wasi).chain(needs).map(String::as_str).collect();
        // The host answers these only to commands that need them.
        for need in ["files", "git"] {
            if !manifest.commands.iter().any(|command| command.needs(need)) {
                has.remove(need);
            }
        }
        let absent = GIFTS.iter().filter(|(_, through)| !through.iter().any(|interface| has.contains(interface)));
        let mut cannot: Vec<_> = absent.map(|(gift, _)| (*gift).to_owned()).collect();
        if !has.contains("http") {
            return cannot;
        }
        let endpoints: Vec<_> = manifest.commands.iter().flat_map(|command| &command.http).collect();
        let reached: BTreeSet<_> = endpoints.iter().map(|endpoint| endpoint.service.as_str()).collect();
        let others: Vec<_> = http::services()
            .filter(|(name, _)| !reached.contains(name))
            .map(|(_, service)| service.title.as_str())
            .collect();
        if !others.is_empty() {
            cannot.push(format!("send anything to {}", others.join(", ")));
        }
        match endpoints.iter().filter(|endpoint| effect::of_endpoint(endpoint).wildcard).count() {
            0 => cannot.push("use an endpoint in a command that does not list it".to_owned()),
            count => cannot.push(format!(
                "use an endpoint in a command that does not list it, but for {count} with a wildcard above"
            )),
        }
        match self.highest() {
            Effect::Read => cannot.push("change or delete anything on the site".to_owned()),
            Effect::Write => cannot.push("delete anything on the site".to_owned()),
            Effect::Delete => {}
        }
        cannot
    }
}

fn command_lines(command: &Command) -> Vec<String> {
    let reach = Reach::of(command);
    let flags: Vec<_> = reach.flags.iter().map(String::as_str).collect();
    let flags = if flags.is_empty() { String::new() } else { format!("  [{}]", flags.join("; ")) };
    let mut lines = vec![format!("  {}{flags}", command.path.join(" "))];
    lines.extend(command.http.iter().map(|endpoint| format!("    {}", endpoint_line(endpoint))));
    if command.http.is_empty() {
        lines.push("    no requests".to_owned());
    }
    lines.extend(capabilities::beyond_requests(command).iter().map(|line| format!("    {line}")));
    lines
}

fn endpoint_line(endpoint: &Endpoint) -> String {
    let derived = effect::of_endpoint(endpoint);
    let flags: String = capabilities::flags(&derived).iter().map(|flag| format!("  {flag}")).collect();
    let Endpoint { service, method, template, scopes, .. } = endpoint;
    let effects: Vec<_> = derived.effects.iter().map(|effect| effect.verb()).collect();
    let Scopes { classic, granular } = scopes;
    let scopes = match (classic.is_empty(), granular.is_empty()) {
        (true, true) => String::new(),
        (false, true) => format!("  scopes {}", classic.join(" ")),
        (true, false) => format!("  scopes {}", granular.join(" ")),
        (false, false) => format!("  scopes {} (or {})", classic.join(" "), granular.join(" ")),
    };
    format!("{service} {method} {template}  ({}){scopes}{flags}", effects.join("/"))
}

fn command_json(command: &Command) -> Value {
    let reach = Reach::of(command);
    let endpoints: Vec<_> = command
        .http
        .iter()
        .map(|endpoint| {
            let derived = effect::of_endpoint(endpoint);
            json!({
                "service": endpoint.service, "method": endpoint.method, "template": endpoint.template,
                "effects": names(&derived.effects), "flags": capabilities::flags(&derived),
                "scopes": {"classic": endpoint.scopes.classic, "granular": endpoint.scopes.granular},
            })
        })
        .collect();
    json!({
        "path": command.path.join(" "), "about": command.about, "effect": reach.highest().verb(),
        "effects": names(&reach.effects), "claims": command.effect.verb(), "flags": reach.flags,
        "endpoints": endpoints, "needs": command.needs,
        "aliases": command.aliases.iter().map(|alias| alias.join(" ")).collect::<Vec<_>>(),
    })
}

fn names(effects: &BTreeSet<Effect>) -> Vec<&'static str> {
    effects.iter().map(|effect| effect.verb()).collect()
}

/// The difference between two plugins, as lines for people: what it may do now and could not before comes first.
pub(super) fn difference(before: &Report, after: &Report) -> Vec<String> {
    let changes = after.capabilities.changes_since(&before.capabilities);
    let (wider, narrower): (Vec<_>, Vec<_>) = changes.iter().partition(|change| !change.gained.is_empty());
    let mut lines = Vec::new();
    for (title, group) in [("wider:", wider), ("narrower or equal:", narrower)] {
        if !group.is_empty() {
            lines.push(title.to_owned());
        }
        for change in group {
            lines.push(format!("  {}", change.what));
            lines.extend(change.gained.iter().map(|line| format!("    + {line}")));
            lines.extend(change.lost.iter().map(|line| format!("    - {line}")));
        }
    }
    if lines.is_empty() {
        lines.push(
            if before.sha256 == after.sha256 {
                "nothing changed: the same bytes"
            } else {
                "only the code changed: it may do what it could before"
            }
            .to_owned(),
        );
    }
    lines
}

/// The same for machines.
pub(super) fn difference_json(before: &Report, after: &Report) -> Value {
    let changes = after.capabilities.changes_since(&before.capabilities);
    let side = |report: &Report| {
        let Report { manifest, sha256, capabilities, .. } = report;
        json!({
            "name": manifest.name, "version": manifest.version, "sha256": sha256, "capabilities": capabilities.hash(),
        })
    };
    let changed: Vec<_> = changes
        .iter()
        .map(|change| json!({"what": change.what, "gained": change.gained, "lost": change.lost}))
        .collect();
    json!({
        "old": side(before), "new": side(after), "wider": changes.iter().any(|change| !change.gained.is_empty()),
        "changes": changed,
        "wildcards": after.capabilities.new_wildcards(&before.capabilities),
    })
}
