//! What holds for the requests of one run, and the decision on each. Pure: nothing is read, asked or sent here.

use url::Url;

use crate::error::Error;
use crate::plugin::manifest::Effect;

use super::Policy;

/// The rules of one run.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// The organisation's.
    pub policy: Policy,
    /// What makes this run read only. Any one is enough, and none undoes another.
    pub read_only: Vec<ReadOnly>,
    /// Writes are shown instead of sent.
    pub dry_run: bool,
    /// The user has granted on the command line what would be asked.
    pub yes: bool,
}

/// What makes a run read only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadOnly {
    /// `--read-only`.
    Flag,
    /// `ATLASSIAN_CLI_READ_ONLY`.
    Variable,
    /// `read_only: true` of the profile.
    Profile,
}

impl std::fmt::Display for ReadOnly {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Flag => "`--read-only`",
            Self::Variable => "`ATLASSIAN_CLI_READ_ONLY`",
            Self::Profile => "`read_only: true` of the profile",
        })
    }
}

/// A request to decide on.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The full name of the running command.
    pub command: &'a str,
    /// The profile's name.
    pub profile: &'a str,
    /// A service of `services.toml`.
    pub service: &'a str,
    /// In capitals.
    pub method: &'a str,
    /// As declared, for messages.
    pub template: &'a str,
    /// The final path below the base, encoded.
    pub path: &'a str,
    /// Where it goes.
    pub base: &'a Url,
    /// What it does.
    pub effect: Effect,
}

/// What becomes of a request.
#[derive(Debug)]
pub enum Decision {
    /// It is sent.
    Allow,
    /// It is sent if the user grants it.
    Confirm,
    /// It is shown and not sent.
    Plan,
    /// It is not sent: the contract's code, and the reason.
    Refuse(&'static str, Error),
}

impl Rules {
    /// Decides on a request.
    pub fn decide(&self, question: &Question<'_>) -> Decision {
        if let Some(why) = self.forbidden(question) {
            let error =
                Error::refused(format!("the policy does not allow `{}` to {}", question.command, shown(question)))
                    .caused_by(why)
                    .hinted(format!("`{}` belongs to whoever administers this machine", super::PATH));
            return Decision::Refuse("denied", error);
        }
        if question.effect == Effect::Read {
            return Decision::Allow;
        }
        if let Some(error) = self.refuse_writing(question.command, &shown(question)) {
            return Decision::Refuse("read-only", error);
        }
        if self.dry_run {
            return Decision::Plan;
        }
        if question.effect == Effect::Delete && !self.yes { Decision::Confirm } else { Decision::Allow }
    }

    /// Why a command would not do what changes something, if this run is read only.
    pub fn refuse_writing(&self, command: &str, what: &str) -> Option<Error> {
        let by: Vec<_> = self.read_only.iter().map(ToString::to_string).collect();
        let error = || {
            Error::refused(format!("`{command}` would {what}, and this run is read only"))
                .caused_by(format!("set by {}", by.join(" and ")))
        };
        (!by.is_empty()).then(error)
    }

    /// Why the policy forbids a request.
    fn forbidden(&self, question: &Question<'_>) -> Option<String> {
        let policy = &self.policy;
        if !self.allows_site(question.base) {
            return Some(format!("`sites` does not list `{}`", question.base));
        }
        if let Some(rule) = policy.forbid.iter().find(|rule| rule.0.fits(question.method, question.path)) {
            return Some(format!("`forbid` lists `{}`", rule.0));
        }
        let broken = policy.effects.iter().find(|ceiling| {
            ceiling.service.as_deref().is_none_or(|service| service == question.service)
                && ceiling.profile.as_deref().is_none_or(|profile| profile == question.profile)
                && ceiling.site.as_ref().is_none_or(|site| site.holds(question.base))
                && !ceiling.highest.allows(question.effect)
        })?;
        let allowed = format!("{:?}", broken.highest).to_lowercase();
        Some(format!("`effects` allows `{allowed}` at most, and this would {}", question.effect.verb()))
    }

    /// Whether the policy lets requests go there.
    pub fn allows_site(&self, base: &Url) -> bool {
        self.policy.sites.as_ref().is_none_or(|sites| sites.iter().any(|site| site.holds(base)))
    }
}

fn shown(question: &Question<'_>) -> String {
    format!("{} (`{} {}`)", question.effect.verb(), question.method, question.template.escape_debug())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(policy: &str) -> Rules {
        let policy = if policy.is_empty() { Policy::default() } else { Policy::parse(policy).unwrap() };
        Rules { policy, ..Rules::default() }
    }

    fn decide(rules: &Rules, method: &str, path: &str) -> String {
        decide_at(rules, method, path, "https://acme.atlassian.net", "work")
    }

    fn decide_at(rules: &Rules, method: &str, path: &str, base: &str, profile: &str) -> String {
        let base = Url::parse(base).unwrap();
        let service = if path.starts_with("/2.0/") { "bitbucket" } else { "jira" };
        let effect = super::super::effect::of_request(service, method, path);
        let question = Question { command: "c", profile, service, method, template: path, path, base: &base, effect };
        match rules.decide(&question) {
            Decision::Refuse(code, error) => format!("{code}: {error}"),
            other => format!("{other:?}").to_lowercase(),
        }
    }

    const ISSUE: &str = "/rest/api/3/issue/DEV-1";

    #[test]
    fn without_rules_only_deleting_is_asked_about() {
        let free = rules("");
        for (method, expected) in [("GET", "allow"), ("PUT", "allow"), ("DELETE", "confirm")] {
            assert_eq!(decide(&free, method, ISSUE), expected);
        }
        assert_eq!(decide(&Rules { yes: true, ..rules("") }, "DELETE", ISSUE), "allow");
        assert_eq!(decide(&free, "POST", "/rest/api/3/bulk/issues/delete"), "confirm");
    }

    /// Each combination of the three, and of what else is asked for: one is enough.
    #[test]
    fn any_source_makes_it_read_only_and_nothing_undoes_it() {
        let sources = [ReadOnly::Flag, ReadOnly::Variable, ReadOnly::Profile];
        for bits in 1..8_usize {
            let read_only: Vec<_> = (0..3).filter(|bit| bits & (1 << bit) != 0).map(|bit| sources[bit]).collect();
            for (dry_run, yes) in [(false, false), (true, false), (false, true), (true, true)] {
                let rules = Rules { read_only: read_only.clone(), dry_run, yes, ..rules("") };
                assert_eq!(decide(&rules, "GET", ISSUE), "allow");
                assert_eq!(decide(&rules, "POST", "/rest/api/3/search/jql"), "allow");
                for (method, path) in [("PUT", ISSUE), ("DELETE", ISSUE), ("POST", "/rest/api/3/issue")] {
                    let refusal = decide(&rules, method, path);
                    assert!(refusal.starts_with("read-only: "), "{refusal}");
                    assert!(read_only.iter().all(|source| refusal.contains(&source.to_string())), "{refusal}");
                }
            }
        }
    }

    #[test]
    fn a_dry_run_sends_reads_alone_and_asks_nothing() {
        let dry = Rules { dry_run: true, ..rules("") };
        for (method, expected) in [("GET", "allow"), ("PUT", "plan"), ("DELETE", "plan")] {
            assert_eq!(decide(&dry, method, ISSUE), expected);
        }
    }

    #[test]
    fn the_lowest_ceiling_that_fits_counts() {
        let policy = "effects:\n\
            - {highest: write}\n\
            - {service: bitbucket, highest: none}\n\
            - {service: jira, profile: prod, highest: read}\n\
            - {site: 'https://prod.atlassian.net', highest: read}\n";
        let all = Rules { yes: true, ..rules(policy) };
        for (method, path, base, profile, allowed) in [
            ("PUT", ISSUE, "https://acme.atlassian.net", "work", true),
            ("DELETE", ISSUE, "https://acme.atlassian.net", "work", false),
            ("PUT", "/rest/api/3/issue/archive", "https://acme.atlassian.net", "work", false),
            ("PUT", ISSUE, "https://acme.atlassian.net", "prod", false),
            ("GET", ISSUE, "https://acme.atlassian.net", "prod", true),
            ("PUT", ISSUE, "https://prod.atlassian.net", "renamed", false),
            ("GET", "/2.0/user", "https://api.bitbucket.org", "work", false),
        ] {
            let decision = decide_at(&all, method, path, base, profile);
            assert_eq!(decision == "allow", allowed, "{method} {path} {base} {profile}: {decision}");
            assert!(allowed || decision.starts_with("denied: "), "{decision}");
        }
    }

    #[test]
    fn what_is_forbidden_is_so_in_every_spelling() {
        let rules =
            Rules { yes: true, ..rules("forbid: ['DELETE /rest/api/3/project/{key}', '* /rest/api/3/webhook']") };
        for (method, path, allowed) in [
            ("DELETE", "/rest/api/3/project/DEV", false),
            ("DELETE", "/rest/api/2/project/DEV", false),
            ("DELETE", "/rest/api/latest/Project/DEV/", false),
            ("DELETE", "/rest/api/3/%70roject/DEV", false),
            ("DELETE", "/rest/api/3/project;x=1/DEV", false),
            ("GET", "/rest/api/3/project/DEV", true),
            ("DELETE", "/rest/api/3/project/DEV/avatar", true),
            ("GET", "/rest/api/3/webhook", false),
            ("POST", "/rest/api/3/webhook", false),
        ] {
            assert_eq!(decide(&rules, method, path) == "allow", allowed, "{method} {path}");
        }
    }

    #[test]
    fn other_sites_are_refused() {
        let rules = rules("sites: ['https://acme.atlassian.net']");
        for (base, allowed) in [
            ("https://acme.atlassian.net", true),
            ("https://acme.atlassian.net:8443", false),
            ("https://evil.example", false),
            ("http://127.0.0.1:8089", false),
        ] {
            assert_eq!(decide_at(&rules, "GET", ISSUE, base, "work") == "allow", allowed, "{base}");
        }
    }

    #[test]
    fn plugins_are_allowed_by_name_or_digest() {
        let digest = format!("sha256:{}", "a".repeat(64));
        let rules = rules(&format!("plugins: [jira, '{digest}']"));
        assert!(rules.policy.allow_plugin("jira", || unreachable!()).is_ok());
        assert!(rules.policy.allow_plugin("other", || digest.clone()).is_ok());
        assert!(rules.policy.allow_plugin("other", || format!("sha256:{}", "b".repeat(64))).is_err());
        assert!(Policy::default().allow_plugin("other", || unreachable!()).is_ok());
    }
}
