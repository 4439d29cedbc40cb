//! Arguments that the host knows where the line names none: the workspace and the repository that somebody works in.

use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::git::{Place, Worktree};
use crate::http;
use crate::plugin::manifest::{Arg, Command, Supply};
use crate::profile::Selected;
use crate::terminal;

use super::ask::ask;

/// The arguments with what was not typed, but can be told. What is still missing is asked for on a terminal.
///
/// # Errors
/// When the command cannot do without one.
pub fn supplied(command: &Command, args: Value, selected: &Selected) -> Result<Value> {
    let Value::Object(mut args) = args else { return Ok(args) };
    let Some(service) = http::of_remotes(command) else { return Ok(Value::Object(args)) };
    let find = |from| command.args.iter().find(|arg| arg.from == Some(from));
    let wanted = Wanted { workspace: find(Supply::Workspace), repository: find(Supply::Repository) };
    let why = wanted.fill(&mut args, selected.profile.workspace.as_deref(), || {
        Worktree::here()?.place(&service.remotes, &service.title)
    });
    for arg in command.args.iter().filter(|arg| arg.from.is_some() && arg.required) {
        if args.contains_key(&arg.name) {
            continue;
        }
        let typed = if terminal::is_there() { ask(arg)? } else { None };
        let value = typed.ok_or_else(|| missing(arg, why.as_deref(), selected))?;
        args.insert(arg.name.clone(), Value::from(value));
    }
    Ok(Value::Object(args))
}

/// The arguments of a command that can be told from the clone.
struct Wanted<'a> {
    workspace: Option<&'a Arg>,
    repository: Option<&'a Arg>,
}

impl Wanted<'_> {
    /// Fills in what is absent. What is typed counts first. A repository is the remote's, and then so is its workspace;
    /// without one, the workspace is the profile's, else the remote's. Says why the remote was of no use.
    fn fill(
        &self,
        args: &mut Map<String, Value>,
        of_profile: Option<&str>,
        place: impl FnOnce() -> Result<Place, String>,
    ) -> Option<String> {
        let typed = |arg: Option<&Arg>| arg.and_then(|arg| args.get(&arg.name)?.as_str()).map(str::to_owned);
        let (workspace, repository) = (typed(self.workspace), typed(self.repository));
        let wants_workspace = self.workspace.is_some() && workspace.is_none();
        let wants_repository = self.repository.is_some() && repository.is_none();
        if !wants_repository && (!wants_workspace || of_profile.is_some()) {
            let known = self.workspace.zip(of_profile).filter(|_| wants_workspace);
            known.map(|(arg, workspace)| args.insert(arg.name.clone(), Value::from(workspace)));
            return None;
        }
        let place = place();
        if let (true, Ok(place), Some(workspace)) = (wants_repository, &place, &workspace)
            && !place.workspace.eq_ignore_ascii_case(workspace)
        {
            return Some(format!("the git remote leads to another workspace, `{}`", place.workspace));
        }
        let mut put = |arg: Option<&Arg>, value: &str| {
            arg.map(|arg| args.insert(arg.name.clone(), Value::from(value)));
        };
        match (&place, of_profile) {
            (Ok(place), _) => {
                if wants_workspace {
                    put(self.workspace, &place.workspace);
                }
                if wants_repository {
                    put(self.repository, &place.repository);
                }
            }
            (Err(_), Some(workspace)) if wants_workspace => put(self.workspace, workspace),
            _ => {}
        }
        place.err()
    }
}

fn missing(arg: &Arg, why: Option<&str>, selected: &Selected) -> Error {
    let typed = arg.long.as_ref().map_or_else(|| arg.value_name(), |long| format!("--{long}"));
    let error = Error::usage(format!("`{typed}` is missing"));
    let error = why.into_iter().fold(error, |error, why| error.caused_by(why));
    match arg.from {
        Some(Supply::Workspace) => error.hinted(format!(
            "name it, run this in a clone, or set one for the profile: `atlassian-cli config set \
             profiles.{}.workspace SLUG`",
            selected.name
        )),
        _ => error.hinted("name it, or run this in a clone of the repository"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn arg(name: &str, from: &str) -> Arg {
        let arg = json!({"name": name, "kind": "string", "long": name, "required": true, "help": "x", "from": from});
        serde_json::from_value(arg).unwrap()
    }

    /// What becomes of what was typed, with the profile's workspace and the remote's `workspace/repository`.
    fn filled(typed: &[(&str, &str)], of_profile: Option<&str>, remote: Option<&str>) -> (String, String, bool) {
        let args = [arg("workspace", "git-remote.workspace"), arg("repo", "git-remote.repository")];
        let wanted = Wanted { workspace: Some(&args[0]), repository: Some(&args[1]) };
        let mut values: Map<_, _> = typed.iter().map(|(k, v)| ((*k).to_owned(), Value::from(*v))).collect();
        let why = wanted.fill(&mut values, of_profile, || {
            let (workspace, repository) = remote.and_then(|place| place.split_once('/')).ok_or("no remote")?;
            Place::new(workspace, repository).ok_or_else(|| "no place".to_owned())
        });
        let of = |name: &str| values.get(name).and_then(Value::as_str).unwrap_or("-").to_owned();
        (of("workspace"), of("repo"), why.is_some())
    }

    #[test]
    fn what_is_typed_counts_then_the_pair_of_the_remote_then_the_profile() {
        let both = [("workspace", "w"), ("repo", "r")];
        for (typed, of_profile, remote, expected) in [
            (&both[..], Some("p"), Some("g/x"), ("w", "r", false)),
            (&[], Some("p"), Some("g/x"), ("g", "x", false)),
            (&[], None, Some("g/x"), ("g", "x", false)),
            (&[], Some("p"), None, ("p", "-", true)),
            (&[], None, None, ("-", "-", true)),
            (&both[1..], Some("p"), Some("g/x"), ("p", "r", false)),
            (&both[1..], None, Some("g/x"), ("g", "r", false)),
            (&both[1..], None, None, ("-", "r", true)),
            // A repository of another workspace would be another repository.
            (&both[..1], Some("p"), Some("g/x"), ("w", "-", true)),
            (&both[..1], Some("p"), Some("W/x"), ("w", "x", false)),
        ] {
            let (workspace, repository, fails) = filled(typed, of_profile, remote);
            assert_eq!((&*workspace, &*repository, fails), expected, "{typed:?} {of_profile:?} {remote:?}");
        }
    }

    #[test]
    fn a_workspace_alone_is_the_profiles_first() {
        let arg = arg("workspace", "git-remote.workspace");
        for (of_profile, expected) in [(Some("p"), "p"), (None, "g")] {
            let mut values = Map::new();
            let place = || Place::new("g", "x").ok_or_else(String::new);
            let why = Wanted { workspace: Some(&arg), repository: None }.fill(&mut values, of_profile, place);
            assert_eq!((values["workspace"].as_str(), why), (Some(expected), None));
        }
    }
}
