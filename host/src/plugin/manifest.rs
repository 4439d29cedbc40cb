//! The manifest: what a plugin says about itself, as data.
//!
//! It is JSON in one custom section of the component. Nothing here runs or compiles a guest.

use serde::Deserialize;

/// Name of the custom section that holds the manifest.
pub const SECTION: &str = "atlassian-cli:manifest";

/// A plugin's manifest. Unknown fields are refused: what a reviewer cannot see must not mean anything.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// First word of every command: a lower-case identifier.
    pub name: String,
    /// The plugin's own version.
    pub version: String,
    /// One line of help.
    pub about: String,
    /// Version of the contract that the plugin was built for, `major.minor`.
    pub contract: String,
    /// Interfaces of the contract that the component imports, by short name; must equal what the binary imports.
    pub imports: Vec<String>,
    /// Services that the endpoints belong to.
    pub services: Vec<String>,
    /// The commands, in the order in which help shows them.
    pub commands: Vec<Command>,
}

/// One command of a plugin.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// Words typed after the plugin's name, `["issue", "get"]`.
    pub path: Vec<String>,
    /// Other spellings of the whole path.
    #[serde(default)]
    pub aliases: Vec<Vec<String>>,
    /// One line of help, imperative, without a period.
    pub about: String,
    /// Further help.
    #[serde(default)]
    pub long: Option<String>,
    /// Whole command lines without the program's name; each is also run as a test.
    #[serde(default)]
    pub examples: Vec<String>,
    /// The author's claim.
    pub effect: Effect,
    /// The arguments, in order.
    #[serde(default)]
    pub args: Vec<Arg>,
    /// The only endpoints that the command may use.
    #[serde(default)]
    pub http: Vec<Endpoint>,
    /// What the command emits.
    pub result: ResultKind,
    /// JSON pointer of what `--format quiet` prints.
    #[serde(default)]
    pub id: Option<String>,
    /// Columns of the table and CSV formats.
    #[serde(default)]
    pub columns: Vec<Column>,
    /// Pages of the product: what `--web` opens and an identifier in a terminal links to. The first is the record's.
    #[serde(default)]
    pub web: Vec<Page>,
    /// Capabilities beyond HTTP and output that the host answers while the command runs.
    #[serde(default)]
    pub needs: Vec<String>,
}

/// What a command does to the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// Changes nothing.
    Read,
    /// Creates or changes.
    Write,
    /// Removes or hides.
    Delete,
}

impl Effect {
    /// As a manifest writes it, and as a verb in a sentence.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Delete => "delete",
        }
    }
}

/// One argument of a command.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arg {
    /// Its name in the `args` object that the guest receives.
    pub name: String,
    /// How its value is read.
    pub kind: ArgKind,
    /// Without `--`; absent for a positional argument.
    #[serde(default)]
    pub long: Option<String>,
    /// Without `-`.
    #[serde(default)]
    pub short: Option<char>,
    /// Must be given.
    #[serde(default)]
    pub required: bool,
    /// May be given more than once; the guest receives an array.
    #[serde(default)]
    pub repeated: bool,
    /// As it would be typed.
    #[serde(default)]
    pub default: Option<String>,
    /// The allowed values of a `choice`.
    #[serde(default)]
    pub choices: Vec<String>,
    /// Names of arguments that cannot be given together with this one.
    #[serde(default)]
    pub conflicts: Vec<String>,
    /// Names of arguments that must be given together with this one.
    #[serde(default)]
    pub requires: Vec<String>,
    /// Placeholder in help.
    #[serde(default)]
    pub value_name: Option<String>,
    /// Help, without a period at the end of its first line.
    pub help: String,
    /// Where the host takes an absent value from.
    #[serde(default)]
    pub from: Option<Supply>,
}

/// Where the host takes the value of an absent argument from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Supply {
    /// The workspace of the repository that follows from the git remote, else the profile's, else the git remote's.
    #[serde(rename = "git-remote.workspace")]
    Workspace,
    /// The repository to which the git remote of the working directory leads.
    #[serde(rename = "git-remote.repository")]
    Repository,
}

impl Supply {
    /// What is said of it in help.
    pub fn help(self) -> &'static str {
        match self {
            Self::Workspace => "from the profile or the git remote",
            Self::Repository => "from the git remote",
        }
    }
}

impl Arg {
    /// The placeholder in help.
    pub fn value_name(&self) -> String {
        self.value_name.clone().unwrap_or_else(|| self.name.to_uppercase().replace('-', "_"))
    }

    /// Where its value comes from besides the line, for help.
    pub fn source(&self) -> Option<&'static str> {
        match (self.from, self.kind) {
            (Some(from), _) => Some(from.help()),
            (None, ArgKind::Secret) => Some("`-`: from standard input, or asked for on a terminal"),
            _ => None,
        }
    }

    /// Whether it has to be typed.
    pub fn is_typed(&self) -> bool {
        self.required && self.from.is_none()
    }
}

/// How an argument is typed and what the guest receives for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ArgKind {
    /// Text as typed.
    String,
    /// A whole number; a JSON number.
    Integer,
    /// A JSON number.
    Number,
    /// A switch; `true` when given.
    Boolean,
    /// One of `choices`.
    Choice,
    /// A text, literally or from `@FILE` or `-`; `@@` is one `@`. The guest receives the text, of 8 MiB at most.
    Text,
    /// JSON, from the same places; the guest receives its text.
    Json,
    /// A secret, from `-` alone: standard input, or a question on a terminal. Shown nowhere; the guest receives it.
    Secret,
    /// A date or moment; the guest receives RFC 3339 with the user's offset.
    Date,
    /// `1h30m`; the guest receives seconds.
    Duration,
    /// `KEY=VALUE`; the guest receives an object with `key` and `value`.
    #[serde(rename = "key=value")]
    KeyValue,
    /// A file that is read, or `-` for standard input; the guest receives its base name.
    InputFile,
    /// A folder below which files are read; the guest receives its base name.
    InputDir,
    /// A file that is written, or `-` for standard output; the guest receives its base name.
    OutputFile,
    /// A folder below which files are written, made where it is missing; the guest receives its base name.
    OutputDir,
}

impl ArgKind {
    /// A file or folder: the guest gets at it through `files` alone.
    pub fn is_file(self) -> bool {
        matches!(self, Self::InputFile | Self::InputDir) || self.is_output()
    }

    /// A file or folder that is written.
    pub fn is_output(self) -> bool {
        matches!(self, Self::OutputFile | Self::OutputDir)
    }
}

impl Command {
    /// Whether it writes files that the user names, and so has the flag `--force`.
    pub fn writes_files(&self) -> bool {
        self.args.iter().any(|arg| arg.kind.is_output())
    }

    /// Whether it has the flag `--web`: a record of its own has a page, or the plugin leads to one.
    pub fn has_page(&self) -> bool {
        match self.result {
            ResultKind::One => !self.web.is_empty(),
            ResultKind::Many | ResultKind::Text => self.web.len() > 1,
            ResultKind::None => false,
        }
    }

    /// Whether the host answers this capability while it runs.
    pub fn needs(&self, capability: &str) -> bool {
        self.needs.iter().any(|need| need == capability)
    }
}

/// An endpoint that a command may use: a prepared request's fixed part.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// A service of `services.toml`.
    pub service: String,
    /// Upper case.
    pub method: String,
    /// Path with `{name}` for one segment and, last only, `{+name}` for several.
    pub template: String,
    /// OAuth scopes that the endpoint needs.
    #[serde(default)]
    pub scopes: Scopes,
    /// Whether a GET or HEAD may be redirected to signed storage at another address, to which no credential is sent.
    #[serde(default)]
    pub storage: bool,
}

/// A page of a product.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// What the plugin calls it.
    pub name: String,
    /// The service on whose web origin it is.
    pub service: String,
    /// Its path, and perhaps parameters: `/issues?jql={jql}`. A parameter is the name of a record's member, with dots
    /// on the way down, or what the plugin gives to `output.browse`.
    pub template: String,
}

/// OAuth scopes of an endpoint; a token needs all of one of the two lists.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scopes {
    /// For example `read:jira-work`.
    #[serde(default)]
    pub classic: Vec<String>,
    /// For example `read:issue:jira`.
    #[serde(default)]
    pub granular: Vec<String>,
}

/// What a command emits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ResultKind {
    /// One record.
    One,
    /// Any number of records.
    Many,
    /// Text.
    Text,
    /// Nothing but notes.
    None,
}

/// A column of the table and CSV formats.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// JSON pointer (RFC 6901) of its value in a record.
    pub pointer: String,
    /// How a table shows it; CSV and JSON show what the site sent.
    #[serde(default)]
    pub kind: ColumnKind,
}

/// How a table shows a value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnKind {
    /// As it is.
    #[default]
    Text,
    /// A timestamp, in the user's offset.
    Date,
    /// A person: the display name.
    User,
    /// A workflow status.
    Status,
    /// Aligned to the right.
    Number,
    /// A size in bytes.
    Bytes,
}
