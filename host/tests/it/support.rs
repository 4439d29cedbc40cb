//! A home of its own for each test, and the program run in it.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use atlassian_simulator::{
    BITBUCKET_ACCESS_TOKEN, BITBUCKET_TOKEN, EMAIL, GUEST_TOKEN, Options, SCOPED_TOKEN, SITE_BEARER, SITE_TOKEN,
    Simulator,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

/// A fresh home folder and the program that runs in it.
pub(crate) struct Home {
    dir: tempfile::TempDir,
    plugins: Option<String>,
    env: Vec<(String, String)>,
}

/// Whatever a test did: at its end no token is on disk in plaintext.
impl Drop for Home {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.assert_no_plaintext();
        }
    }
}

/// What a run left.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Home {
    /// An empty home, with the program as it is shipped.
    pub(crate) fn empty() -> Self {
        Self { dir: tempfile::tempdir().unwrap(), plugins: None, env: Vec::new() }
    }

    /// A home with the profile `work`, the default, at a site. The bundled plugins have run in it before: compiling them
    /// anew in every test would take most of the time.
    pub(crate) fn at(site: &Simulator) -> Self {
        let home = Self::warm();
        home.sign_in(site, SITE_TOKEN);
        home
    }

    /// The same before anything has run.
    pub(crate) fn cold(site: &Simulator) -> Self {
        let home = Self::empty();
        home.sign_in(site, SITE_TOKEN);
        home
    }

    /// A home that holds nothing but the compiled code of the bundled plugins, and its key.
    fn warm() -> Self {
        static COMPILED: OnceLock<tempfile::TempDir> = OnceLock::new();
        let home = Self::empty();
        copy(COMPILED.get_or_init(compiled).path(), home.path());
        home
    }

    /// A home with the profile `work`, the default, at an address.
    pub(crate) fn at_url(url: &str) -> Self {
        let home = Self::warm();
        home.log_in(url, SITE_TOKEN);
        home
    }

    /// Makes the profile `work` the default, with this token.
    pub(crate) fn sign_in(&self, site: &Simulator, token: &str) {
        self.log_in(&site.url(), token);
        site.reset_requests();
    }

    fn log_in(&self, url: &str, token: &str) {
        let account = ["--email", EMAIL, "--token", token];
        let login = ["auth", "login", "--profile", "work", "--default", "--base-url", url];
        let login = self.run(&[&login[..], &account].concat());
        assert_eq!(login.code, 0, "{login:?}");
    }

    /// The same home with the guests of the tests instead of the bundled plugins.
    pub(crate) fn with_guests(mut self, guests: &[(&str, &Path)]) -> Self {
        let list: Vec<_> = guests.iter().map(|(name, path)| format!("{name}={}", path.display())).collect();
        self.plugins = Some(list.join(";"));
        self
    }

    /// The same home with a variable set for every run.
    pub(crate) fn with_env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Writes a key of the profile `work` into config.yaml, as a user would by hand.
    pub(crate) fn set(&self, key: &str, value: &str) {
        let config = self.path().join(".atlassian-cli/config.yaml");
        let text = std::fs::read_to_string(&config).unwrap();
        std::fs::write(&config, text.replacen("  work:\n", &format!("  work:\n    {key}: {value}\n"), 1)).unwrap();
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// The program, ready to be started in this home and nothing else.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, args: &[S]) -> Command {
        let program = match &self.plugins {
            None => PathBuf::from(env!("CARGO_BIN_EXE_atlassian-cli")),
            Some(_) => guest_host(),
        };
        let mut command = Command::new(program);
        command.env_clear().env("HOME", self.path()).env("TZ", "UTC").args(args);
        if let Some(plugins) = &self.plugins {
            command.env("TEST_PLUGINS", plugins);
        }
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    pub(crate) fn run<S: AsRef<OsStr>>(&self, args: &[S]) -> Ran {
        ran(&self.command(args).stdin(Stdio::null()).output().unwrap())
    }

    /// Runs with this on standard input.
    pub(crate) fn run_with_input<S: AsRef<OsStr>>(&self, args: &[S], input: &str) -> Ran {
        let mut child =
            self.command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        ran(&child.wait_with_output().unwrap())
    }

    /// No form of any token stands in any file below this home.
    pub(crate) fn assert_no_plaintext(&self) {
        let tokens = [SITE_TOKEN, SITE_BEARER, SCOPED_TOKEN, GUEST_TOKEN, BITBUCKET_TOKEN, BITBUCKET_ACCESS_TOKEN];
        let forms: Vec<_> = tokens
            .iter()
            .flat_map(|token| {
                let with_email = BASE64.encode(format!("{EMAIL}:{token}"));
                [(*token).to_owned(), BASE64.encode(token), with_email, token.replace('-', "%2D")]
            })
            .collect();
        for file in self.files() {
            // Compiled code that all homes share was there before any token, and is several megabytes.
            if is_shared(&file) {
                continue;
            }
            // Sockets and what cannot be read hold no token of ours.
            let Ok(bytes) = std::fs::read(&file) else { continue };
            let found = forms.iter().any(|form| memchr::memmem::find(&bytes, form.as_bytes()).is_some());
            assert!(!found, "a token stands in {}", file.display());
        }
    }

    /// Every file below this home.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { walk(&path, found) } else { found.push(path) }
            }
        }
        let mut found = Vec::new();
        walk(self.path(), &mut found);
        found.sort();
        found
    }
}

/// What is left in a home after each bundled plugin has run once.
fn compiled() -> tempfile::TempDir {
    let site = site();
    let home = Home::cold(&site);
    home.set("bitbucket_url", &site.url());
    for (plugin, path) in [
        ("jira", "/rest/api/3/serverInfo"),
        ("jsm", "/rest/servicedeskapi/info"),
        ("confluence", "/wiki/api/v2/spaces"),
        ("bitbucket", "/2.0/user"),
    ] {
        // Whether the site knows the path is no matter: the plugin has run.
        home.run(&[plugin, "api", path]);
    }
    let kept = tempfile::tempdir().unwrap();
    for part in [".config/atlassian-cli", ".cache/atlassian-cli"] {
        copy(&home.path().join(part), &kept.path().join(part));
    }
    // Tokens and the audit log's chain are another home's.
    for entry in std::fs::read_dir(kept.path().join(".config/atlassian-cli")).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name() != "cache-key" {
            std::fs::remove_file(entry.path()).unwrap();
        }
    }
    kept
}

/// Whether a file has other names, as compiled code does that came from elsewhere.
#[cfg(unix)]
fn is_shared(file: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::symlink_metadata(file).is_ok_and(|metadata| metadata.is_file() && metadata.nlink() > 1)
}

#[cfg(not(unix))]
fn is_shared(_: &Path) -> bool {
    false
}

/// Copies a file or a folder with all that is in it, modes included.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to.parent().unwrap()).unwrap();
    if !from.is_dir() {
        // Compiled code is large and is never changed in place: where a test does, it takes the file away first.
        let is_code = from.extension().is_some_and(|end| end == "code");
        if !is_code || std::fs::hard_link(from, to).is_err() {
            std::fs::copy(from, to).unwrap();
        }
        return;
    }
    std::fs::create_dir_all(to).unwrap();
    std::fs::set_permissions(to, from.metadata().unwrap().permissions()).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        copy(&entry.path(), &to.join(entry.file_name()));
    }
}

pub(crate) fn ran(output: &Output) -> Ran {
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

impl Ran {
    /// Whether standard output is JSON, or empty.
    pub(crate) fn is_data(&self) -> bool {
        self.stdout.is_empty() || serde_json::from_str::<serde::de::IgnoredAny>(&self.stdout).is_ok()
    }

    /// Asserts success; answers standard output.
    #[track_caller]
    pub(crate) fn ok(self) -> String {
        assert_eq!(self.code, 0, "{self:?}");
        self.stdout
    }

    /// Asserts failure with a code, nothing on standard output, and all of these words on standard error.
    #[track_caller]
    pub(crate) fn fails(self, code: i32, words: &[&str]) -> String {
        assert_eq!((self.code, self.stdout.as_str()), (code, ""), "{self:?}");
        for word in words {
            assert!(self.stderr.contains(word), "`{word}` is missing in:\n{}", self.stderr);
        }
        self.stderr
    }
}

/// A quiet site with some hand-written issues.
pub(crate) fn site() -> Simulator {
    Simulator::start(Options::default()).unwrap()
}

/// The guest that behaves badly on request, built once.
pub(crate) fn probe() -> &'static Path {
    static PROBE: OnceLock<PathBuf> = OnceLock::new();
    PROBE.get_or_init(|| guest("test-guest-probe"))
}

/// Builds a guest of the tests, in a target folder of its own: cargo would wait for itself in the outer one.
pub(crate) fn guest(package: &str) -> PathBuf {
    let target_dir = target_dir().join("guests");
    let status = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args([
            "build",
            "--quiet",
            "--locked",
            "--profile",
            "plugin",
            "--target",
            "wasm32-wasip2",
            "--package",
            package,
        ])
        .arg("--target-dir")
        .arg(&target_dir)
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .status()
        .unwrap();
    assert!(status.success(), "{package} does not build");
    target_dir.join("wasm32-wasip2/plugin").join(format!("{}.wasm", package.replace('-', "_")))
}

/// The outer build's target folder: where the program under test lies.
pub(crate) fn target_dir() -> PathBuf {
    let program = Path::new(env!("CARGO_BIN_EXE_atlassian-cli"));
    program.parent().unwrap().parent().unwrap().to_owned()
}

/// The program with guests: an example, so that cargo builds it with the tests and never installs it.
pub(crate) fn guest_host() -> PathBuf {
    let path = Path::new(env!("CARGO_BIN_EXE_atlassian-cli")).parent().unwrap().join("examples/host-with-guests");
    assert!(path.is_file(), "{} is missing: run the tests with `cargo test`, which builds it", path.display());
    path
}

/// What a terminal of that many columns shows.
pub(crate) fn on_terminal(home: &Home, args: &[&str], columns: u16, env: &[(&str, &str)]) -> String {
    let program = home.command(args);
    let mut command = Command::new("sh");
    // Only after the terminal has got the size that every new one gets.
    command.args(["-c", &format!("read _; stty cols {columns} rows 50; exec \"$@\""), "sh"]);
    command.arg(program.get_program()).args(program.get_args()).env_clear();
    command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("TERM", "xterm-256color")
        .env("PAGER", "never")
        .envs(env.iter().copied());
    let mut terminal = expectrl::Session::spawn(command).unwrap();
    terminal.set_expect_timeout(Some(std::time::Duration::from_secs(60)));
    terminal.send_line("").unwrap();
    let shown = terminal.expect(expectrl::Eof).unwrap();
    let shown = String::from_utf8(shown.as_bytes().to_vec()).unwrap().replace("\r\n", "\n");
    // What was typed is echoed.
    shown.strip_prefix('\n').map(str::to_owned).unwrap_or(shown)
}
