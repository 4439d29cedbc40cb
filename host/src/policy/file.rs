//! The organisation's policy: `/etc/atlassian-cli/policy.yaml`, above everything that a user can set. No variable, flag
//! or file of the user's moves it. What cannot be read or is not valid lets nothing run.

use std::path::Path;

use serde::Deserialize;
use url::Url;

use crate::audit;
use crate::error::{Error, Result};
use crate::http;
#[cfg(feature = "engine")]
use crate::plugin::limits;
use crate::plugin::manifest::Effect;

use super::effect::Pattern;

/// Where the policy lies.
pub const PATH: &str = "/etc/atlassian-cli/policy.yaml";

/// Largest policy in bytes.
const LARGEST: u64 = 1 << 20;

/// What an organisation allows. `Policy::default()` forbids nothing. `configs/policy.example.yaml` explains every key.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// The only plugins that may run, by name or by `sha256:` and the digest of the file; absent: all.
    pub plugins: Option<Vec<String>>,
    /// Each that fits a request counts.
    pub effects: Vec<Ceiling>,
    /// Requests that nobody makes.
    pub forbid: Vec<Forbidden>,
    /// The only addresses that requests go to; absent: all that a profile can name.
    pub sites: Option<Vec<Site>>,
    /// Whether a run needs the audit log.
    pub audit: Audit,
    /// What the audit log says of paths.
    pub audit_paths: AuditPaths,
    /// Bounds below the usual ones.
    pub limits: Ceilings,
    /// Whether there is a policy at all.
    #[serde(skip)]
    pub is_there: bool,
}

/// The strongest effect at a service, under a profile, at a site; what is absent stands for all.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ceiling {
    /// A service of `services.toml`.
    pub service: Option<String>,
    /// A profile's name. Users choose these names; where that matters, name the site.
    pub profile: Option<String>,
    /// An address, as in `sites`.
    pub site: Option<Site>,
    /// The strongest effect.
    pub highest: Highest,
}

/// The strongest effect that is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Highest {
    /// No request at all.
    None,
    /// Reading.
    Read,
    /// Reading and changing.
    Write,
    /// Everything.
    Delete,
}

impl Highest {
    /// Whether an effect is not above it.
    pub fn allows(self, effect: Effect) -> bool {
        let needed = match effect {
            Effect::Read => Self::Read,
            Effect::Write => Self::Write,
            Effect::Delete => Self::Delete,
        };
        needed <= self
    }
}

/// A method and a template, as a policy writes them.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct Forbidden(pub Pattern);

impl TryFrom<String> for Forbidden {
    type Error = String;

    fn try_from(text: String) -> std::result::Result<Self, String> {
        if text.split_whitespace().count() != 2 {
            return Err(format!("`{text}` is not `METHOD /path`"));
        }
        Pattern::parse(&text).map(Self).map_err(|why| format!("`{text}` {why}"))
    }
}

/// An address, with all that lies below it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Site(Url);

impl TryFrom<String> for Site {
    type Error = String;

    fn try_from(text: String) -> std::result::Result<Self, String> {
        let url = Url::parse(&text).map_err(|error| format!("`{text}` is not an address: {error}"))?;
        let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
        let web = matches!(url.scheme(), "https" | "http") && url.has_host();
        if plain && web && url.fragment().is_none() {
            Ok(Self(url))
        } else {
            Err(format!("`{text}` is not a plain address"))
        }
    }
}

impl Site {
    /// Whether an address is this one or lies below it.
    pub fn holds(&self, base: &Url) -> bool {
        let above = self.0.path().trim_end_matches('/');
        let below = base.path().trim_end_matches('/').strip_prefix(above);
        self.0.origin() == base.origin() && below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// Whether a run needs the audit log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audit {
    /// It is written where it can be.
    #[default]
    Optional,
    /// What cannot be logged is not done.
    Required,
}

/// What the audit log says of paths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AuditPaths {
    /// The template.
    #[default]
    Template,
    /// The final path, too: keys, names and ids.
    Full,
}

/// Bounds that a policy lowers; what is absent, or above the usual bound, changes nothing.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ceilings {
    /// MiB over all memories of a guest.
    pub memory_mib: Option<usize>,
    /// Seconds on the processor without a host call.
    pub cpu_seconds: Option<u64>,
    /// MiB of one host call's arguments.
    pub argument_mib: Option<usize>,
    /// Elements of a table.
    pub table_elements: Option<usize>,
    /// Core instances.
    pub instances: Option<usize>,
    /// Tables.
    pub tables: Option<usize>,
    /// Memories.
    pub memories: Option<usize>,
    /// Requests on the wire at once.
    pub in_flight: Option<usize>,
    /// Requests under way at once.
    pub started: Option<usize>,
    /// MiB of one decoded answer.
    pub answer_mib: Option<usize>,
    /// Seconds that a guest waits for one answer.
    pub wait_seconds: Option<u64>,
}

fn lower<T: Ord>(limit: &mut T, ceiling: Option<T>) {
    if let Some(ceiling) = ceiling
        && ceiling < *limit
    {
        *limit = ceiling;
    }
}

impl Ceilings {
    /// Lowers a guest's limits.
    #[cfg(feature = "engine")]
    pub fn lower_guest(&self, limits: &mut limits::Limits) {
        lower(&mut limits.memory, self.memory_mib.map(|mib| mib << 20));
        lower(&mut limits.cpu, self.cpu_seconds.map(std::time::Duration::from_secs));
        lower(&mut limits.argument_bytes, self.argument_mib.map(|mib| mib << 20));
        lower(&mut limits.table_elements, self.table_elements);
        lower(&mut limits.instances, self.instances);
        lower(&mut limits.tables, self.tables);
        lower(&mut limits.memories, self.memories);
    }

    /// Lowers the limits of its requests.
    pub fn lower_http(&self, limits: &mut http::Limits) {
        lower(&mut limits.in_flight, self.in_flight.map(|count| count.max(1)));
        lower(&mut limits.started, self.started);
        lower(&mut limits.largest_answer, self.answer_mib.map(|mib| mib << 20));
        lower(&mut limits.longest_wait, self.wait_seconds.map(std::time::Duration::from_secs));
    }
}

impl Policy {
    /// Reads the policy; absent forbids nothing.
    ///
    /// # Errors
    /// When it is there and cannot be read, is not valid, or could have been written by somebody else than root.
    pub fn load() -> Result<Self> {
        match read(Path::new(PATH))? {
            None => Ok(Self::default()),
            Some(text) => Self::parse(&text).map_err(|why| refused(&why)),
        }
    }

    /// Adds to what is wanted of the audit log.
    pub fn tighten(&self, audit: audit::Settings) -> audit::Settings {
        audit::Settings {
            required: audit.required || self.audit == Audit::Required,
            full_paths: audit.full_paths || self.audit_paths == AuditPaths::Full,
            ..audit
        }
    }

    /// Whether the policy lets a plugin be installed and run. The digest is asked for only where it counts.
    ///
    /// # Errors
    /// When it does not.
    pub fn allow_plugin(&self, name: &str, digest: impl FnOnce() -> String) -> Result<()> {
        let Some(allowed) = &self.plugins else { return Ok(()) };
        if allowed.iter().any(|entry| entry == name) {
            return Ok(());
        }
        let by_digest = allowed.iter().any(|entry| entry.starts_with("sha256:"));
        if by_digest && allowed.contains(&digest()) {
            return Ok(());
        }
        Err(Error::refused(format!("the policy does not allow the plugin `{name}`"))
            .caused_by(format!("`plugins` of `{}` lists neither its name nor its digest", PATH)))
    }

    /// Reads the text of a policy.
    ///
    /// # Errors
    /// When it is not valid.
    pub fn parse(text: &str) -> std::result::Result<Self, String> {
        // An empty file was meant to hold something.
        let policy: Option<Self> = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
        let mut policy = policy.ok_or("it is empty")?;
        policy.is_there = true;
        let services = policy.effects.iter().filter_map(|ceiling| ceiling.service.as_deref());
        for service in services {
            if http::service(service).is_none() {
                return Err(format!("there is no service `{service}`"));
            }
        }
        for plugin in policy.plugins.iter().flatten() {
            let digest = plugin.strip_prefix("sha256:");
            let hex = |digest: &str| {
                digest.len() == 64 && digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
            };
            if digest.is_some_and(|digest| !hex(digest)) {
                return Err(format!("`{plugin}` is not `sha256:` and 64 hexadecimal digits in lower case"));
            }
        }
        Ok(policy)
    }
}

fn refused(why: &dyn std::fmt::Display) -> Error {
    Error::refused(format!("the policy `{PATH}` cannot be used, so nothing runs"))
        .caused_by(why)
        .hinted("whoever administers this machine has to put it right")
}

/// The text of the policy, if there is one.
#[cfg(unix)]
fn read(path: &Path) -> Result<Option<String>> {
    use std::io::{ErrorKind, Read};

    let dir = path.parent().unwrap_or(Path::new("/"));
    match std::fs::symlink_metadata(dir) {
        Ok(meta) => ours_alone(dir, &meta, meta.is_dir()).map_err(|why| refused(&why))?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(refused(&error)),
    }
    let flags = rustix::fs::OFlags::RDONLY
        | rustix::fs::OFlags::NOFOLLOW
        | rustix::fs::OFlags::NONBLOCK
        | rustix::fs::OFlags::CLOEXEC;
    let file = match rustix::fs::open(path, flags, rustix::fs::Mode::empty()) {
        Ok(file) => std::fs::File::from(file),
        Err(rustix::io::Errno::NOENT) => return Ok(None),
        Err(rustix::io::Errno::LOOP) => return Err(refused(&"it is a link")),
        Err(error) => return Err(refused(&error)),
    };
    let meta = file.metadata().map_err(|error| refused(&error))?;
    ours_alone(path, &meta, meta.is_file()).map_err(|why| refused(&why))?;
    if meta.len() > LARGEST {
        return Err(refused(&format!("it has more than {} MiB", LARGEST >> 20)));
    }
    let mut text = String::new();
    file.take(LARGEST).read_to_string(&mut text).map_err(|error| refused(&error))?;
    Ok(Some(text))
}

/// Only root can have written it.
#[cfg(unix)]
fn ours_alone(path: &Path, meta: &std::fs::Metadata, right_kind: bool) -> std::result::Result<(), String> {
    use std::os::unix::fs::MetadataExt;
    let path = path.display();
    if !right_kind {
        return Err(format!("`{path}` is a link, or not what it should be"));
    }
    if meta.uid() != 0 {
        return Err(format!("`{path}` does not belong to root"));
    }
    if meta.mode() & 0o022 != 0 {
        return Err(format!("`{path}` can be written by others than root"));
    }
    Ok(())
}

/// There is no policy on other systems yet.
#[cfg(not(unix))]
fn read(_: &Path) -> Result<Option<String>> {
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_valid_is_no_policy() {
        for (text, expected) in [
            ("", "empty"),
            ("# nothing\n", "empty"),
            ("plugin: [jira]", "unknown field"),
            ("- jira", "invalid type"),
            ("plugins: [sha256:abc]", "64 hexadecimal"),
            ("forbid: [delete /rest/api/3/issue]", "capitals"),
            ("forbid: [DELETE]", "METHOD /path"),
            ("forbid: [DELETE rest]", "begin with"),
            ("forbid: ['DELETE /rest/a b']", "METHOD /path"),
            ("effects: [{highest: all}]", "unknown variant"),
            ("effects: [{service: trello, highest: read}]", "no service"),
            ("effects: [{service: jira}]", "highest"),
            ("sites: [acme.atlassian.net]", "not an address"),
            ("sites: ['https://user@acme.atlassian.net']", "plain address"),
            ("sites: ['file:///etc']", "plain address"),
            ("audit: sometimes", "unknown variant"),
            ("limits: {memory: 1}", "unknown field"),
            ("limits: {memory_mib: -1}", "invalid type"),
            ("sites: [https://a.example]\nsites: []", "duplicate"),
        ] {
            let why = Policy::parse(text).unwrap_err();
            assert!(why.contains(expected), "{text:?}: {why}");
        }
    }

    /// The example is valid and has every key that there is.
    #[test]
    fn the_example_is_complete() {
        let text = include_str!("../../../configs/policy.example.yaml");
        Policy::parse(text).unwrap();
        let value: serde_yaml::Value = serde_yaml::from_str(text).unwrap();
        let names = |value: &serde_yaml::Value| -> std::collections::BTreeSet<String> {
            value.as_mapping().unwrap().keys().map(|key| key.as_str().unwrap().to_owned()).collect()
        };
        // An unknown key is answered with the names of all that there are.
        let known = |text: &str| -> std::collections::BTreeSet<String> {
            let why = Policy::parse(text).unwrap_err();
            let list = why.split("expected").nth(1).unwrap();
            list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
        };
        assert_eq!(names(&value), known("x: 1"));
        assert_eq!(names(&value["limits"]), known("limits: {x: 1}"));
        let ceilings = value["effects"].as_sequence().unwrap().iter().flat_map(names).collect();
        assert_eq!(known("effects: [{x: 1}]"), ceilings);
    }

    #[test]
    fn a_site_holds_itself_and_what_lies_below() {
        let site = |text: &str| Site::try_from(text.to_owned()).unwrap();
        let url = |text: &str| Url::parse(text).unwrap();
        let acme = site("https://acme.atlassian.net");
        for (base, expected) in [
            ("https://acme.atlassian.net/", true),
            ("https://ACME.atlassian.net:443/", true),
            ("https://acme.atlassian.net/gateway/api", true),
            ("https://acme.atlassian.net:8443/", false),
            ("http://acme.atlassian.net/", false),
            ("https://acme.atlassian.net.evil.example/", false),
            ("https://other.atlassian.net/", false),
        ] {
            assert_eq!(acme.holds(&url(base)), expected, "{base}");
        }
        let gateway = site("https://api.atlassian.com/ex/jira/11223344-a1b2-4c3d-8e9f-112233445566/");
        assert!(gateway.holds(&url("https://api.atlassian.com/ex/jira/11223344-a1b2-4c3d-8e9f-112233445566")));
        assert!(!gateway.holds(&url("https://api.atlassian.com/ex/jira/11223344-a1b2-4c3d-8e9f-112233445566x")));
        assert!(!gateway.holds(&url("https://api.atlassian.com/ex/jira/00000000-a1b2-4c3d-8e9f-112233445566")));
    }

    #[test]
    fn limits_are_only_lowered() {
        let ceilings = Ceilings { memory_mib: Some(1 << 20), cpu_seconds: Some(2), ..Ceilings::default() };
        let (usual, mut limits) = (limits::Limits::default(), limits::Limits::default());
        ceilings.lower_guest(&mut limits);
        assert_eq!(limits.memory, usual.memory);
        assert_eq!(limits.cpu.as_secs(), 2);
    }
}
