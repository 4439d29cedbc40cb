//! Machine id and user name, from which the peer tool makes its key.

use crate::environment;
use crate::error::{Error, Result};
use crate::files;

/// A machine and a user on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// As the system gives it, without white space around it.
    pub machine_id: String,
    /// The name one signs in with.
    pub user: String,
}

/// Whose store it may be: what is given, else what this machine says. Where it says several things, all are tried.
///
/// # Errors
/// When it says nothing.
pub fn identities(machine_id: Option<&str>, user: Option<&str>) -> Result<Vec<Identity>> {
    let machines = given_or(machine_id, machine_ids);
    let users = given_or(user, users);
    if machines.is_empty() {
        return Err(Error::usage("the id of this machine, which the peer tool's key is made of, is not known here")
            .hinted("give it with `--machine-id`: on macOS the IOPlatformUUID that `ioreg -rd1 -c IOPlatformExpertDevice` shows, on Windows the MachineGuid below `HKLM\\SOFTWARE\\Microsoft\\Cryptography`"));
    }
    if users.is_empty() {
        return Err(Error::usage("your user name, which the peer tool's key is made of, is not known here")
            .hinted("give it with `--user`"));
    }
    let pairs = machines.iter().flat_map(|machine_id| {
        users.iter().map(|user| Identity { machine_id: machine_id.clone(), user: user.clone() })
    });
    Ok(pairs.collect())
}

fn given_or(given: Option<&str>, known: impl FnOnce() -> Vec<String>) -> Vec<String> {
    let mut all = given.map_or_else(known, |given| vec![given.trim().to_owned()]);
    all.retain(|one| !one.is_empty());
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|one| seen.insert(one.clone()));
    all
}

/// Both places where Linux systems keep it, in the order in which the peer tool looks.
fn machine_ids() -> Vec<String> {
    let read = |path| files::read_optional(std::path::Path::new(path)).ok().flatten();
    let places = ["/var/lib/dbus/machine-id", "/etc/machine-id"];
    places.into_iter().filter_map(read).map(|id| String::from_utf8_lossy(&id).trim().to_owned()).collect()
}

fn users() -> Vec<String> {
    let variables = ["USER", "LOGNAME", "USERNAME"].into_iter().filter_map(environment::var);
    account().into_iter().chain(variables).collect()
}

/// The name that the system has for who runs this.
#[cfg(unix)]
fn account() -> Option<String> {
    let own = rustix::process::geteuid().as_raw().to_string();
    let accounts = files::read_optional(std::path::Path::new("/etc/passwd")).ok().flatten()?;
    String::from_utf8_lossy(&accounts).lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == own).then(|| name.to_owned())
    })
}

#[cfg(not(unix))]
fn account() -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_stands_alone() {
        let given = identities(Some(" m\n"), Some("u")).unwrap();
        assert_eq!(given, [Identity { machine_id: "m".to_owned(), user: "u".to_owned() }]);
        assert!(identities(Some(""), Some("u")).unwrap_err().hints[0].contains("--machine-id"));
        assert!(identities(Some("m"), Some(" ")).unwrap_err().hints[0].contains("--user"));
    }
}
