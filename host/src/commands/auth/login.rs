//! `auth login`: sets up a profile and stores its token.

use std::io::{IsTerminal, Read};

use clap::Args;

use crate::cli::Globals;
use crate::credential::{self, Credential, CredentialKind, Secret, Source, Store, Stored};
use crate::error::{Context, Error, Kind, Result};
use crate::http;
use crate::output::{self, Level};
use crate::profile::{self, Change, Config, Keys, Profile, Scheme, Selected, Value};

use super::{Which, ask, check};

/// Longest token that is read from standard input, in bytes.
const LONGEST_TOKEN: u64 = 64 * 1024;

/// Set up a profile and store its token
///
/// Stores the token encrypted, for the address it is given for and no other. What is missing is asked for on a
/// terminal. Where an environment variable has the token, nothing secret is stored. Running it again changes only what
/// is given, so `--default` alone makes a profile the default.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli auth login --profile work --base-url https://your-domain.atlassian.net --email you@company.com --default
  atlassian-cli auth login --profile work --bitbucket --email you@company.com
  atlassian-cli auth login --profile bb-ci --bitbucket --bearer --token - < token.txt

Make a token at https://id.atlassian.com/manage-profile/security/api-tokens")]
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
    /// Store nothing unless the service accepts the token
    #[arg(long, conflicts_with = "no_verify")]
    verify: bool,
    /// Do not ask the service whether it accepts the token
    #[arg(long)]
    no_verify: bool,
}

/// A token as it was found.
enum Token {
    /// To be stored.
    New(Secret),
    /// Stored already, for the same address.
    Kept,
    /// In this variable; nothing is stored.
    Environment(String),
}

impl Login {
    pub(super) fn run(mut self, globals: &Globals) -> Result<()> {
        let name = match &globals.profile {
            Some(name) => name.clone(),
            None => ask::line("Profile name", "--profile", "any name will do, for example `--profile work`")?,
        };
        profile::check_name(&name)?;
        let config = Config::load()?;
        let kind = self.which.kind();
        if self.only_default() && config.get(&name).is_some() {
            return make_default(&name);
        }
        self.ask_for_missing(&config.get(&name).unwrap_or_default(), kind)?;
        let (profile, mut keys) = self.merged(&config.get(&name).unwrap_or_default(), kind)?;
        let mut selected = Selected { name, profile };

        let store = Store::open()?;
        let token = self.token(&selected, kind, &store, &config)?;
        if matches!(token, Token::New(_)) && kind == CredentialKind::Site && selected.profile.gateway {
            // Another token may not need the gateway; the first 401 finds it again.
            selected.profile.gateway = false;
            keys.push(("gateway", None));
        }
        let checked = self.wants_check(&token).then(|| self.check(&selected, kind, &token, &config, globals));
        if let (true, Some(Err(error))) = (self.verify, &checked) {
            return Err(error.clone().hinted("nothing was stored"));
        }
        self.store(&selected, kind, &store, token)?;
        if let Some(Ok(Some(cloud_id))) = &checked {
            keys.retain(|(key, _)| *key != "gateway");
            keys.push(("cloud_id", Some(Value::Text(cloud_id.clone()))));
            keys.push(("gateway", Some(Value::Switch(true))));
        }
        profile::apply(&[Change::Profile { name: selected.name.clone(), keys }])?;
        if self.default {
            make_default(&selected.name)?;
        }
        if let Some(Err(error)) = checked {
            output::note(Level::Warning, "the profile is set up, but its token does not work yet");
            output::error(&error);
        }
        Ok(())
    }

    /// `--profile NAME --default` alone changes the default and nothing else.
    fn only_default(&self) -> bool {
        let anything_else = self.which.bitbucket
            || self.bearer
            || self.verify
            || [&self.base_url, &self.email, &self.token, &self.workspace].iter().any(|given| given.is_some());
        self.default && !anything_else
    }

    fn ask_for_missing(&mut self, before: &Profile, kind: CredentialKind) -> Result<()> {
        if kind == CredentialKind::Site && self.base_url.is_none() && before.base_url.is_none() {
            let hint = "the address of your site, `https://your-domain.atlassian.net`; for a Bitbucket token, add `--bitbucket`";
            self.base_url = Some(ask::line("Address of the site", "--base-url", hint)?);
        }
        let (scheme, email) = match kind {
            CredentialKind::Site => (before.auth, before.email.as_ref()),
            CredentialKind::Bitbucket => (before.bitbucket_auth, before.bitbucket_account()),
        };
        if !self.bearer && scheme == Scheme::Basic && email.is_none() && self.email.is_none() {
            let hint = "the account that owns the token; an access token is sent without one: add `--bearer`";
            self.email = Some(ask::line("E-mail address", "--email", hint)?);
        }
        Ok(())
    }

    /// The profile as it will be, and the keys that change in config.yaml.
    fn merged(&self, before: &Profile, kind: CredentialKind) -> Result<(Profile, Keys)> {
        let mut after = before.clone();
        let mut keys: Keys = Vec::new();
        let text = |value: &str| Some(Value::Text(value.to_owned()));
        if let Some(url) = &self.base_url {
            let url = profile::normalise(url)?;
            keys.push(("base_url", text(&url)));
            if before.base_url.as_ref() != Some(&url) && before.cloud_id.is_some() {
                // Another site has another id.
                keys.extend([("cloud_id", None), ("gateway", None)]);
                (after.cloud_id, after.gateway) = (None, false);
            }
            after.base_url = Some(url);
        }
        let (email_key, auth_key, email, scheme) = match kind {
            CredentialKind::Site => ("email", "auth", &mut after.email, &mut after.auth),
            CredentialKind::Bitbucket => {
                ("bitbucket_email", "bitbucket_auth", &mut after.bitbucket_email, &mut after.bitbucket_auth)
            }
        };
        if let Some(given) = &self.email {
            let given = checked_email(given)?;
            keys.push((email_key, text(given)));
            *email = Some(given.to_owned());
        }
        let wanted = match (self.bearer, &self.email) {
            (true, _) => Scheme::Bearer,
            (false, Some(_)) => Scheme::Basic,
            (false, None) => *scheme,
        };
        if wanted != *scheme {
            *scheme = wanted;
            keys.push((auth_key, text(wanted.as_str())));
        }
        if let Some(workspace) = &self.workspace {
            keys.push(("workspace", text(workspace)));
            after.workspace = Some(workspace.clone());
        }
        Ok((after, keys))
    }

    fn token(&self, selected: &Selected, kind: CredentialKind, store: &Store, config: &Config) -> Result<Token> {
        let secret = match self.token.as_deref() {
            Some("-") => from_stdin()?,
            Some(given) => {
                if std::io::stdin().is_terminal() {
                    output::note(
                        Level::Warning,
                        "a token on the command line may stay in the shell's history; without `--token` it is asked for",
                    );
                }
                Secret::new(given.to_owned())
            }
            None => return absent(selected, kind, store, config),
        };
        if secret.is_empty() {
            return Err(Error::usage("the token is empty")
                .hinted("if it comes from a variable, it is not set here; without `--token`, the token is asked for"));
        }
        Ok(Token::New(secret))
    }

    /// On a terminal a login says who one is; elsewhere only when it is asked to.
    fn wants_check(&self, token: &Token) -> bool {
        let new = matches!(token, Token::New(_));
        self.verify || (new && !self.no_verify && std::io::stderr().is_terminal() && std::io::stdin().is_terminal())
    }

    /// Asks the service who one is; answers the cloud id when the gateway was needed.
    fn check(
        &self,
        selected: &Selected,
        kind: CredentialKind,
        token: &Token,
        config: &Config,
        globals: &Globals,
    ) -> Result<Option<String>> {
        let session = check::session(selected, config, globals)?;
        let session = match token {
            Token::New(secret) => {
                let stored = Stored { secret: secret.clone(), origins: origins(selected, kind)? };
                session.with_credential(kind, Credential::new(selected, kind, stored, Source::Given)?)
            }
            Token::Kept | Token::Environment(_) => session,
        };
        check::greet(session, kind)
    }

    fn store(&self, selected: &Selected, kind: CredentialKind, store: &Store, token: Token) -> Result<()> {
        let name = &selected.name;
        match token {
            Token::New(secret) => {
                store.put(name, kind, &Stored { secret, origins: origins(selected, kind)? })?;
                let stored = format!("stored the {} token of profile `{name}`, encrypted", kind.as_str());
                output::note(Level::Success, &stored);
            }
            Token::Environment(variable) => {
                if !credential::is_all_atlassian(&selected.profile, kind) {
                    // Whoever can run this has the token; the address is what is confirmed.
                    let nothing = Secret::new(String::new());
                    store.put(name, kind, &Stored { secret: nothing, origins: origins(selected, kind)? })?;
                    output::note(
                        Level::Info,
                        "tokens from the environment may go to this profile's address from now on",
                    );
                }
                output::note(Level::Info, &format!("the token is in `{variable}`; nothing secret was stored"));
            }
            Token::Kept => {
                output::note(Level::Info, &format!("kept the stored {} token of profile `{name}`", kind.as_str()));
            }
        }
        Ok(())
    }
}

/// Makes a profile the default one.
pub(super) fn make_default(name: &str) -> Result<()> {
    profile::apply(&[Change::Default(Some(name.to_owned()))])?;
    output::note(Level::Success, &format!("`{name}` is the default profile"));
    Ok(())
}

fn checked_email(given: &str) -> Result<&str> {
    let given = given.trim();
    if given.is_empty() || given.contains(':') || given.chars().any(char::is_control) {
        return Err(Error::usage(format!("`{}` is not an e-mail address", given.escape_debug())));
    }
    Ok(given)
}

/// No token on the command line: it is stored already, or in the environment, or asked for.
fn absent(selected: &Selected, kind: CredentialKind, store: &Store, config: &Config) -> Result<Token> {
    let wanted = origins(selected, kind)?;
    let stored = store.get(&selected.name, kind)?.filter(|stored| !stored.secret.is_empty());
    let moved = stored.is_some();
    if stored.is_some_and(|stored| wanted.iter().all(|origin| stored.origins.contains(origin))) {
        return Ok(Token::Kept);
    }
    let known: Vec<_> = config.profiles.keys().cloned().collect();
    if let Some(found) = credential::environment::token(&selected.name, kind, &known)? {
        return Ok(Token::Environment(found.variable));
    }
    let hint = if moved {
        "the stored token was given for another address and does not follow"
    } else {
        "`--token -` reads it from standard input; in CI, set a variable such as `ATLASSIAN_API_TOKEN`"
    };
    ask::hidden("Token", "--token", hint).map(Token::New)
}

fn from_stdin() -> Result<Secret> {
    let mut text = String::new();
    std::io::stdin()
        .take(LONGEST_TOKEN)
        .read_to_string(&mut text)
        .context(Kind::Failed, || "the token cannot be read from standard input".to_owned())?;
    Ok(Secret::new(text))
}

/// Origins that a token may go to: those of the services it is for, and the gateway that the profile names.
fn origins(selected: &Selected, kind: CredentialKind) -> Result<Vec<String>> {
    let mut direct = selected.clone();
    direct.profile.gateway = false;
    let mut origins = Vec::new();
    let mut add = |origin: String| {
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    };
    for (_, service) in http::services().filter(|(_, service)| service.credential == kind && service.check.is_some()) {
        add(service.base(&direct)?.origin().ascii_serialization());
    }
    if let (CredentialKind::Site, Some(gateway)) = (kind, &selected.profile.gateway_url) {
        add(profile::origin(&profile::normalise(gateway)?)?);
    }
    Ok(origins)
}
