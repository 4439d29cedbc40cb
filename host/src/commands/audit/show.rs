//! `audit show`: what was asked, refused and installed.

use std::collections::VecDeque;

use clap::Args;
use jiff::{Timestamp, ZonedDateTime};
use serde_json::Value;

use crate::audit;
use crate::cli::Globals;
use crate::error::{Error, Result};
use crate::output::{self, Level, Output, Shape};

use super::moment::{self, Edge};

const COLUMNS: &[(&str, &str)] = &[
    ("Time", "/time"),
    ("Kind", "/kind"),
    ("Profile", "/profile"),
    ("Command", "/command"),
    ("Method", "/method"),
    ("Template", "/template"),
    ("Result", "/result"),
    ("Ms", "/ms"),
];

/// Show the newest entries of the audit log
///
/// One line for each request, one before each that may change something, and one for each refusal: who asked for what,
/// and what became of it; never a body, a token or a value. Times are UTC; those that you give are local unless they
/// end with `Z`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli audit show
  atlassian-cli audit show --since 2h --writes
  atlassian-cli audit show --since 2026-11-01 --until 2026-11-07 --plugin jira --limit 0 --format csv
  atlassian-cli audit show --denied --format json")]
pub(super) struct Show {
    /// Only from then on: a date, a time, `today`, `yesterday`, or how long ago, such as `2h` or `-7d`
    #[arg(long, value_name = "WHEN", allow_hyphen_values = true)]
    since: Option<String>,
    /// Only up to then; a date includes its day
    #[arg(long, value_name = "WHEN", allow_hyphen_values = true)]
    until: Option<String>,
    /// Only this plugin; `none` for commands of the host's own
    #[arg(long, value_name = "NAME")]
    plugin: Option<String>,
    /// Only this command, or those that begin with it, such as `jira issue`
    #[arg(long, value_name = "WORDS")]
    command: Option<String>,
    /// Only this service
    #[arg(long, value_name = "NAME")]
    service: Option<String>,
    /// Only this method
    #[arg(long, value_name = "METHOD", ignore_case = true)]
    method: Option<String>,
    /// Only what was refused
    #[arg(long)]
    denied: bool,
    /// Only what may have changed something
    #[arg(long)]
    writes: bool,
    /// How many of the newest; 0 for all
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
}

impl Show {
    pub(super) fn run(self, globals: &Globals) -> Result<()> {
        let filter = Filter::new(&self, globals)?;
        let mut newest = VecDeque::new();
        let (mut matching, mut unreadable) = (0_u64, 0_u64);
        let there = audit::read(|line| match line {
            None => unreadable += 1,
            Some(line) if filter.takes(&line) => {
                matching += 1;
                if self.limit > 0 && newest.len() == self.limit {
                    newest.pop_front();
                }
                newest.push_back(line);
            }
            Some(_) => {}
        })?;
        if !there {
            output::note(Level::Info, "there is no audit log yet");
        }
        let mut output = Output::new(&globals.view, Shape::many(COLUMNS, "/n"))?;
        let shown = u64::try_from(newest.len()).unwrap_or(u64::MAX);
        for line in newest {
            output.value(&with_result(line))?;
        }
        if shown < matching {
            output.incomplete("these are the newest; `--limit 0` shows all", Some(matching));
        }
        output.finish(true)?;
        if unreadable > 0 {
            let lines = if unreadable == 1 { "1 line".to_owned() } else { format!("{unreadable} lines") };
            let text = format!("{lines} of the log cannot be read; see `atlassian-cli audit verify`");
            output::note(Level::Warning, &text);
        }
        Ok(())
    }
}

struct Filter {
    since: Option<Timestamp>,
    until: Option<Timestamp>,
    /// Pointers and the texts that must stand there; none for nothing.
    texts: Vec<(&'static str, Option<String>)>,
    command: Option<String>,
    denied: bool,
    writes: bool,
}

impl Filter {
    fn new(show: &Show, globals: &Globals) -> Result<Self> {
        let now = ZonedDateTime::now();
        let moment = |flag: &str, text: &Option<String>, edge| {
            let parsed = text.as_deref().map(|text| moment::parse(text, edge, &now)).transpose();
            parsed.map_err(|why| Error::usage(format!("`{flag}` cannot be read: {why}")))
        };
        let plugin = show.plugin.clone().map(|name| (name != "none").then_some(name));
        let texts = [
            ("/profile", globals.profile.clone().map(Some)),
            ("/plugin/name", plugin),
            ("/service", show.service.clone().map(Some)),
            ("/method", show.method.as_ref().map(|method| Some(method.to_ascii_uppercase()))),
        ];
        Ok(Self {
            since: moment("--since", &show.since, Edge::Since)?,
            until: moment("--until", &show.until, Edge::Until)?,
            texts: texts.into_iter().filter_map(|(pointer, text)| Some((pointer, text?))).collect(),
            command: show.command.clone(),
            denied: show.denied,
            writes: show.writes,
        })
    }

    fn takes(&self, line: &Value) -> bool {
        let text = |pointer: &str| line.pointer(pointer).and_then(Value::as_str);
        let in_time = || {
            let Some(time) = text("/time").and_then(|time| time.parse::<Timestamp>().ok()) else { return false };
            self.since.is_none_or(|since| since <= time) && self.until.is_none_or(|until| time < until)
        };
        let (kind, method) = (text("/kind"), text("/method"));
        let of_command = |wanted: &String| {
            let rest = text("/command").and_then(|command| command.strip_prefix(wanted.trim()));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        // The log's own lines are of no plugin, but also of no command.
        let fits = |(pointer, wanted): &(&str, Option<String>)| match wanted {
            Some(wanted) => text(pointer) == Some(wanted.as_str()),
            None => text(pointer).is_none() && text("/command").is_some(),
        };
        (self.since.is_none() && self.until.is_none() || in_time())
            && self.texts.iter().all(fits)
            && self.command.as_ref().is_none_or(of_command)
            && (!self.denied || kind == Some("denied") || text("/failure") == Some("denied"))
            && (!self.writes
                || (kind != Some("denied") && method.is_some_and(|method| !matches!(method, "GET" | "HEAD"))))
    }
}

/// Adds in one place what became of it: the status, why there is none, the rule of a refusal, or what happened.
fn with_result(mut line: Value) -> Value {
    let text = |key: &str| line.get(key).and_then(Value::as_str);
    let result = match (line.get("status").and_then(Value::as_u64), text("failure")) {
        (Some(status), _) => Some(status.to_string()),
        (None, Some(failure)) => Some(match text("delivery") {
            Some("unknown") => format!("{failure}, may have arrived"),
            _ => format!("{failure}, not sent"),
        }),
        (None, None) => text("rule").map(str::to_owned).or_else(|| {
            let plugin = line.pointer("/plugin/name").and_then(Value::as_str);
            Some([text("event")?, plugin.unwrap_or_default()].join(" ").trim_end().to_owned())
        }),
    };
    if let Value::Object(line) = &mut line {
        line.insert("result".to_owned(), result.into());
    }
    line
}
