//! What a line of the log says.

use serde::Serialize;

use super::Text;

/// One thing that happened.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Entry {
    /// A request is about to be sent: written before each that may change something.
    Sending {
        /// The request.
        #[serde(flatten)]
        asked: Asked,
    },
    /// A request has come to its end.
    Request {
        /// The request.
        #[serde(flatten)]
        asked: Asked,
        /// Number of the line that announced it, if one did.
        #[serde(skip_serializing_if = "Option::is_none")]
        announced: Option<u64>,
        /// What became of it.
        #[serde(flatten)]
        outcome: Outcome,
    },
    /// A request was refused, and not sent.
    Denied {
        /// The request, as the guest asked for it.
        #[serde(flatten)]
        asked: Asked,
        /// Why, in our words: names of parameters, never their values.
        rule: Text,
    },
    /// Compiled code was thrown away, because it was not what we wrote.
    Cache {
        /// Whose it was.
        plugin: Plugin,
    },
    /// The installed plugins changed.
    Plugin {
        /// How.
        event: PluginEvent,
        /// Which.
        plugin: Plugin,
    },
}

/// A plugin by name and bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plugin {
    /// First word of its commands.
    pub name: Text,
    /// `sha256:` and the digest of the component, in hexadecimal.
    pub digest: String,
}

impl Plugin {
    /// Digests a component, which takes about a millisecond: only for a line that is written.
    pub fn new(name: &str, wasm: &[u8]) -> Self {
        use sha2::Digest;
        let digest: String = sha2::Sha256::digest(wasm).iter().map(|byte| format!("{byte:02x}")).collect();
        Self::with_digest(name, &digest)
    }

    /// One whose digest is known, in hexadecimal.
    pub fn with_digest(name: &str, sha256: &str) -> Self {
        Self { name: Text::new(name), digest: format!("sha256:{sha256}") }
    }
}

/// What happened to a plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PluginEvent {
    /// It was not there before.
    Installed,
    /// Another version was there before.
    Upgraded,
    /// It is there no more.
    Removed,
}

/// Who asked for what.
#[derive(Debug, Clone, Serialize)]
pub struct Asked {
    /// The profile.
    pub profile: Text,
    /// The plugin; none for a command of the host's own.
    pub plugin: Option<Plugin>,
    /// The command, such as `jira issue get`.
    pub command: Text,
    /// The service.
    pub service: Text,
    /// `GET`, …
    pub method: &'static str,
    /// The path with its parameters' names.
    pub template: Text,
    /// The path with their values, where policy wants it, or the template is a wildcard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<Text>,
}

/// What became of a request.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Outcome {
    /// Status of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Length of the decoded answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<usize>,
    /// The site's name for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<Text>,
    /// Why there is no answer: a code of the contract, or `abandoned`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<&'static str>,
    /// Whether it may have arrived all the same: `not_sent` or `unknown`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery: Option<&'static str>,
    /// How often it was sent, redirects and the gateway included.
    pub attempts: u32,
    /// Milliseconds from the first byte sent to the end.
    pub ms: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plugin_is_named_with_the_digest_of_its_bytes() {
        let plugin = Plugin::new("jira", b"abc");
        let line = serde_json::to_value(Entry::Plugin { event: PluginEvent::Upgraded, plugin }).unwrap();
        // The digest of FIPS 180-4's own example.
        let digest = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let expected = serde_json::json!({
            "kind": "plugin", "event": "upgraded", "plugin": {"name": "jira", "digest": digest},
        });
        assert_eq!(line, expected);
    }
}
