//! `auth login`: sets up a profile and stores its token.

use std::io::{IsTerminal, Read};

use clap::Args;

use crate::cli::Globals;
use crate::credential::{self, CredentialKind, Secret, Store, Stored};
use crate::error::{Context, Error, Kind, Result};
use crate::http;
use crate::output::{self, Level};
use crate::profile::{self, Change, Config, Keys, Profile, Scheme, Selected, Value};

use super::{Which, check};

/// Longest token that is read from standard input, in bytes.
const LONGEST_TOKEN: u64 = 64 * 1024;

/// Set up a profile and store its token
///
/// Stores the token encrypted, for the address it is given for and no other. Without `--token`, it is asked for on a
/// terminal; where an environment variable has it, nothing is stored. Running it again changes only what is given.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli auth login --profile work --base-url https://your-domain.atlassian.net --email you@company.com --default
  atlassian-cli auth login --profile work --bitbucket --email you@company.com
  atlassian-cli auth login --profile bb-ci --bitbucket --bearer --token - < token.txt")]
pub(super) struct Login {
    #[command(flatten)]
    which: Which,
    /// Address of the site, `https://your-domain.atlassian.net`
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// E-mail address of the account that owns the token
    #[arg(long)]
    email: Option<String>,
    /// The token, or `-` to read it from standard input
    #[arg(long)]
    token: Option<String>,
    /// Send the token alone (access tokens, service accounts) instead of with an e-mail address
    #[arg(long)]
    bearer: bool,
    /// Bitbucket workspace to use where a command names none
    #[arg(long, value_name = "SLUG")]
    workspace: Option<String>,
    /// Make this the profile that is used when `--profile` is absent
    #[arg(long)]
    default: bool,
}

impl Login {
    pub(super) fn run(self, globals: &Globals) -> Result<()> {
        let name = globals.profile.clone().ok_or_else(|| {
            Error::usage("`--profile` is missing").hinted("any name will do, for example `--profile work`")
        })?;
        profile::check_name(&name)?;
        let config = Config::load()?;
        let kind = self.which.kind();
        let before = config.get(&name).unwrap_or_default();
        let (after, keys) = self.merged(&before, kind)?;
        let selected = Selected { name: name.clone(), profile: after };
        check_complete(&selected, kind, self.bearer)?;

        let store = Store::open()?;
        let token = self.token(&selected, kind, &store)?;
        if let Token::New(secret) = token {
            store.put(&name, kind, &Stored { secret, origins: origins(&selected, kind)? })?;
            output::note(Level::Success, &format!("stored the {} token of profile `{name}`, encrypted", kind.as_str()));
        } else if let Token::Environment(variable) = &token {
            output::note(Level::Info, &format!("the token is in `{variable}`; nothing secret was stored"));
        }
        let mut changes = vec![Change::Profile { name: name.clone(), keys }];
        if self.default {
            changes.push(Change::Default(Some(name.clone())));
        }
        profile::apply(&changes)?;
        if self.default {
            output::note(Level::Success, &format!("`{name}` is the default profile"));
        }
        if std::io::stderr().is_terminal() {
            check::greet(&selected, kind, &Config::load()?);
        }
        Ok(())
    }

    /// The profile as it will be, and the keys that change in config.yaml.
    fn merged(&self, before: &Profile, kind: CredentialKind) -> Result<(Profile, Keys)> {
        let mut after = before.clone();
        let mut keys = Vec::new();
        let text = |value: &str| Some(Value::Text(value.to_owned()));
        if let Some(url) = &self.base_url {
            let url = profile::normalise(url)?;
            keys.push(("base_url", text(&url)));
            after.base_url = Some(url);
        }
        let (email, auth) = match kind {
            CredentialKind::Site => ("email", "auth"),
            CredentialKind::Bitbucket => ("bitbucket_email", "bitbucket_auth"),
        };
        let (email_now, scheme_now) = match kind {
            CredentialKind::Site => (&mut after.email, &mut after.auth),
            CredentialKind::Bitbucket => (&mut after.bitbucket_email, &mut after.bitbucket_auth),
        };
        if let Some(given) = &self.email {
            let given = given.trim();
            if given.is_empty() || given.contains(':') || given.chars().any(char::is_control) {
                return Err(Error::usage(format!("`{}` is not an e-mail address", given.escape_debug())));
            }
            keys.push((email, text(given)));
            *email_now = Some(given.to_owned());
        }
        let scheme = if self.bearer {
            Scheme::Bearer
        } else if self.email.is_some() {
            Scheme::Basic
        } else {
            *scheme_now
        };
        if scheme != *scheme_now {
            *scheme_now = scheme;
            keys.push((auth, text(scheme.as_str())));
        }
        if let Some(workspace) = &self.workspace {
            keys.push(("workspace", text(workspace)));
            after.workspace = Some(workspace.clone());
        }
        Ok((after, keys))
    }

    fn token(&self, selected: &Selected, kind: CredentialKind, store: &Store) -> Result<Token> {
        let secret = match self.token.as_deref() {
            Some("-") => from_stdin()?,
            Some(given) => Secret::new(given.to_owned()),
            None => return Self::absent(selected, kind, store),
        };
        if secret.is_empty() {
            return Err(Error::usage("the token is empty").hinted(
                "if it comes from a variable, the variable is not set here; without `--token`, it is asked for",
            ));
        }
        Ok(Token::New(secret))
    }

    /// No token on the command line: it is kept, or in the environment, or asked for.
    fn absent(selected: &Selected, kind: CredentialKind, store: &Store) -> Result<Token> {
        let wanted = origins(selected, kind)?;
        let stored = store.get(&selected.name, kind)?;
        if stored.is_some_and(|stored| wanted.iter().all(|origin| stored.origins.contains(origin))) {
            return Ok(Token::Kept);
        }
        if let Some(found) = credential::environment::token(&selected.name, kind, std::slice::from_ref(&selected.name))?
        {
            return Ok(Token::Environment(found.variable));
        }
        if !std::io::stdin().is_terminal() {
            return Err(Error::usage("`--token` is missing").hinted("`--token -` reads it from standard input"));
        }
        let typed = rpassword::prompt_password("Token: ")
            .context(Kind::Failed, || "the token cannot be read from the terminal".to_owned())?;
        let secret = Secret::new(typed);
        if secret.is_empty() { Err(Error::usage("no token was given")) } else { Ok(Token::New(secret)) }
    }
}

enum Token {
    New(Secret),
    Kept,
    Environment(String),
}

fn from_stdin() -> Result<Secret> {
    let mut text = String::new();
    std::io::stdin()
        .take(LONGEST_TOKEN)
        .read_to_string(&mut text)
        .context(Kind::Failed, || "the token cannot be read from standard input".to_owned())?;
    Ok(Secret::new(text))
}

/// What the profile must have before a token is of any use.
fn check_complete(selected: &Selected, kind: CredentialKind, bearer: bool) -> Result<()> {
    let profile = &selected.profile;
    if kind == CredentialKind::Site && profile.base_url.is_none() {
        return Err(Error::usage("`--base-url` is missing")
            .hinted("the address of your site: `--base-url https://your-domain.atlassian.net`")
            .hinted("for a Bitbucket token, add `--bitbucket`"));
    }
    let (scheme, email) = match kind {
        CredentialKind::Site => (profile.auth, profile.email.as_ref()),
        CredentialKind::Bitbucket => {
            (profile.bitbucket_auth, profile.bitbucket_email.as_ref().or(profile.email.as_ref()))
        }
    };
    if scheme == Scheme::Basic && email.is_none() && !bearer {
        return Err(Error::usage("`--email` is missing")
            .hinted("the e-mail address of the account that owns the token")
            .hinted("an access token is sent without one: add `--bearer`"));
    }
    Ok(())
}

/// Origins that a token may go to: those of the services that it is for.
fn origins(selected: &Selected, kind: CredentialKind) -> Result<Vec<String>> {
    let mut origins = Vec::new();
    for (_, service) in http::services().filter(|(_, service)| service.credential == kind && service.check.is_some()) {
        let origin = service.base(selected)?.origin().ascii_serialization();
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }
    Ok(origins)
}
