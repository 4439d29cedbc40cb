//! Tokens from environment variables: they win over the store.

use crate::environment;
use crate::error::{Error, Result};

use super::{CredentialKind, Secret};

/// A token from a variable, and the variable's name.
#[derive(Debug)]
pub struct FromEnvironment {
    /// The token.
    pub secret: Secret,
    /// Which variable it came from.
    pub variable: String,
}

/// The token that the environment has for a profile, first match wins. Blank variables count as absent.
///
/// # Errors
/// When two profiles of `known` map to the same variable, and it is set: whose token would it be?
pub fn token(profile: &str, kind: CredentialKind, known: &[String]) -> Result<Option<FromEnvironment>> {
    find(profile, kind, known, environment::var)
}

fn find(
    profile: &str,
    kind: CredentialKind,
    known: &[String],
    get: impl Fn(&str) -> Option<String>,
) -> Result<Option<FromEnvironment>> {
    let (prefix, fallbacks) = names(kind);
    let exact = format!("{prefix}{}", profile.to_uppercase());
    let shell = format!("{prefix}{}", shell_name(profile));
    for variable in [&exact, &shell] {
        let Some(value) = get(variable) else { continue };
        if let Some(other) = known.iter().find(|other| *other != profile && meets(other, prefix, variable)) {
            return Err(Error::usage(format!(
                "`{variable}` could be the token of profile `{profile}` or of profile `{other}`"
            ))
            .hinted("rename one of the two profiles, or log in to both instead of using the variable"));
        }
        return Ok(Some(FromEnvironment { secret: Secret::new(value), variable: variable.clone() }));
    }
    Ok(fallbacks.iter().find_map(|name| {
        get(name).map(|value| FromEnvironment { secret: Secret::new(value), variable: (*name).to_owned() })
    }))
}

fn names(kind: CredentialKind) -> (&'static str, &'static [&'static str]) {
    match kind {
        CredentialKind::Site => ("ATLASSIAN_CLI_TOKEN_", &["ATLASSIAN_API_TOKEN"]),
        CredentialKind::Bitbucket => {
            ("ATLASSIAN_CLI_BITBUCKET_TOKEN_", &["ATLASSIAN_BITBUCKET_TOKEN", "BITBUCKET_TOKEN"])
        }
    }
}

/// A shell can set only letters, digits and `_`: `bb-ci` is `BB_CI` there.
fn shell_name(profile: &str) -> String {
    profile.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect()
}

fn meets(other: &str, prefix: &str, variable: &str) -> bool {
    let rest = variable.strip_prefix(prefix);
    rest == Some(shell_name(other).as_str()) || rest == Some(other.to_uppercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asks with these variables set, each to its own name.
    fn ask(profile: &str, kind: CredentialKind, known: &[&str], set: &[&str]) -> Result<Option<String>> {
        let known: Vec<_> = known.iter().map(|name| (*name).to_owned()).collect();
        let found = find(profile, kind, &known, |name| set.contains(&name).then(|| format!("{name}-EXAMPLE")))?;
        Ok(found.map(|found| {
            assert_eq!(found.secret.expose(), format!("{}-EXAMPLE", found.variable));
            found.variable
        }))
    }

    /// All subsets of the variables: the first of the list that is set wins.
    #[test]
    fn precedence_in_every_combination() {
        use CredentialKind::{Bitbucket, Site};
        let site = ["ATLASSIAN_CLI_TOKEN_BB-CI", "ATLASSIAN_CLI_TOKEN_BB_CI", "ATLASSIAN_API_TOKEN"];
        let bitbucket = [
            "ATLASSIAN_CLI_BITBUCKET_TOKEN_BB-CI",
            "ATLASSIAN_CLI_BITBUCKET_TOKEN_BB_CI",
            "ATLASSIAN_BITBUCKET_TOKEN",
            "BITBUCKET_TOKEN",
        ];
        let all: Vec<&str> = site.iter().chain(&bitbucket).copied().collect();
        for mask in 0..1_u32 << all.len() {
            let set: Vec<&str> =
                all.iter().enumerate().filter(|(bit, _)| mask >> bit & 1 == 1).map(|(_, name)| *name).collect();
            for (kind, order) in [(Site, site.as_slice()), (Bitbucket, bitbucket.as_slice())] {
                let expected = order.iter().find(|name| set.contains(name)).map(|name| (*name).to_owned());
                assert_eq!(ask("bb-ci", kind, &["bb-ci", "work"], &set).unwrap(), expected, "{kind:?} {set:?}");
            }
        }
    }

    #[test]
    fn two_profiles_with_one_variable_are_an_error() {
        let set = ["ATLASSIAN_CLI_TOKEN_BB_CI"];
        for profile in ["bb-ci", "bb_ci", "BB.CI"] {
            let error = ask(profile, CredentialKind::Site, &["bb-ci", "bb_ci", "BB.CI"], &set).unwrap_err();
            assert!(error.message.contains("could be the token"), "{error}");
        }
        // The exact name is nobody else's.
        let exact = ask("bb-ci", CredentialKind::Site, &["bb-ci", "bb_ci"], &["ATLASSIAN_CLI_TOKEN_BB-CI"]);
        assert_eq!(exact.unwrap().as_deref(), Some("ATLASSIAN_CLI_TOKEN_BB-CI"));
    }
}
