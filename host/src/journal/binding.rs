//! What a journal is bound to: it is taken up by the same plugin and command, under the same profile at the same site.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::profile::{self, Selected};

/// Whose journal it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// The command's full name, without the program's.
    pub command: String,
    /// Digest of the plugin's file.
    pub plugin: String,
    /// Name of the profile.
    pub profile: String,
    /// Address of the site.
    pub site: Option<String>,
    /// Address of Bitbucket.
    pub bitbucket: String,
    /// Bitbucket workspace.
    pub workspace: Option<String>,
}

impl Binding {
    /// Of a run of a command with a plugin of that digest, under a profile.
    pub fn new(command: String, plugin: String, selected: &Selected) -> Self {
        let profile = &selected.profile;
        Self {
            command,
            plugin,
            profile: selected.name.clone(),
            site: profile.base_url.clone(),
            bitbucket: profile.bitbucket_url.clone().unwrap_or_else(|| profile::BITBUCKET_URL.to_owned()),
            workspace: profile.workspace.clone(),
        }
    }

    /// Refuses a run that is another one's.
    ///
    /// # Errors
    /// When anything differs; says what.
    pub fn check(&self, id: &str, now: &Self) -> Result<()> {
        let absent = || "none".to_owned();
        let differences: Vec<_> = [
            ("command", self.command.clone(), now.command.clone()),
            ("profile", self.profile.clone(), now.profile.clone()),
            ("site", self.site.clone().unwrap_or_else(absent), now.site.clone().unwrap_or_else(absent)),
            ("address of Bitbucket", self.bitbucket.clone(), now.bitbucket.clone()),
            (
                "Bitbucket workspace",
                self.workspace.clone().unwrap_or_else(absent),
                now.workspace.clone().unwrap_or_else(absent),
            ),
            ("plugin", self.plugin.clone(), now.plugin.clone()),
        ]
        .into_iter()
        .filter(|(_, before, now)| before != now)
        .collect();
        let Some((first, ..)) = differences.first() else { return Ok(()) };
        let cure = match *first {
            "command" => format!("type the command that it belongs to: `{} --resume {id}`", self.command),
            "profile" => format!("add `--profile {}`", self.profile),
            "plugin" => format!(
                "the plugin is another version than the one that began; `atlassian-cli bulk show {id}` says what was \
                 done: plan the rest anew"
            ),
            _ => format!("the profile `{}` leads elsewhere by now; put its address back", self.profile),
        };
        let error = Error::usage(format!("journal `{id}` is not of this run"));
        let causes = differences.iter().map(|(what, before, now)| format!("{what}: `{before}` then, `{now}` now"));
        Err(causes.fold(error, Error::caused_by).hinted(cure))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binding() -> Binding {
        Binding {
            command: "jira bulk edit".to_owned(),
            plugin: "sha256:1".to_owned(),
            profile: "work".to_owned(),
            site: Some("https://a.example".to_owned()),
            bitbucket: "https://b.example".to_owned(),
            workspace: None,
        }
    }

    #[test]
    fn whatever_differs_is_named() {
        binding().check("x", &binding()).unwrap();
        for (other, cause, cure) in [
            (
                Binding { command: "jira bulk move".to_owned(), ..binding() },
                "command: `jira bulk edit` then, `jira bulk move` now",
                "`jira bulk edit --resume x`",
            ),
            (Binding { profile: "b".to_owned(), ..binding() }, "profile: `work` then, `b` now", "--profile work"),
            (Binding { plugin: "sha256:2".to_owned(), ..binding() }, "plugin: `sha256:1` then", "bulk show x"),
            (Binding { site: None, ..binding() }, "site: `https://a.example` then, `none` now", "put its address back"),
            (Binding { workspace: Some("w".to_owned()), ..binding() }, "workspace: `none` then", "put its address"),
        ] {
            let error = binding().check("x", &other).unwrap_err();
            assert!(error.causes[0].contains(cause) && error.hints[0].contains(cure), "{error:?}");
        }
    }
}
