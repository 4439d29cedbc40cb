//! `atlassian-simulator`: the simulated site as a program.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use atlassian_simulator::{
    BITBUCKET_ACCESS_TOKEN, BITBUCKET_TOKEN, CLOUD_ID, EMAIL, Fault, GUEST_EMAIL, GUEST_TOKEN, Options, RateLimit,
    SCOPED_TOKEN, SITE_BEARER, SITE_TOKEN, Simulator, duration, message,
};
use clap::Parser;

/// Atlassian Cloud in one process on loopback, for demos, tests and plugin authors.
///
/// Jira, Confluence, Bitbucket and Jira Service Management answer below one address, with data that can be read in
/// seed.toml, credentials that are checked, pages as the real services page, and writes that change state until the
/// process ends. It listens on 127.0.0.1 only and never talks to anybody.
#[derive(Debug, Parser)]
#[command(name = "atlassian-simulator", version, after_long_help = EXAMPLES)]
struct Arguments {
    /// Port to listen on; 0 takes any free one
    #[arg(long, default_value_t = 8089, value_name = "PORT")]
    port: u16,

    /// Writes the port to this file once connections are accepted, for scripts
    #[arg(long, value_name = "FILE")]
    port_file: Option<PathBuf>,

    /// Generates this many issues in project DEMO, the same ones in every run
    #[arg(long, default_value_t = 250, value_name = "NUMBER")]
    issues: usize,

    /// Adds this to every answer, such as 50ms or 2s
    #[arg(long, default_value = "0", value_parser = duration, value_name = "TIME")]
    latency: Duration,

    /// Fails a share of the requests, such as 503:0.05 (can be repeated)
    #[arg(long, value_name = "STATUS:SHARE")]
    fail: Vec<Fault>,

    /// Chooses another sequence of requests that fail
    #[arg(long, default_value_t = 0, value_name = "NUMBER")]
    seed: u64,

    /// Answers 429 beyond this many requests, such as 10/s, 600/m or 3600/h
    #[arg(long, value_name = "REQUESTS/UNIT")]
    rate_limit: Option<RateLimit>,

    /// Seconds in the Retry-After of a 429 or 503
    #[arg(long, default_value_t = 1, value_name = "SECONDS")]
    retry_after: u32,

    /// Origin for links in answers, where clients come through a proxy
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,

    /// Ends by itself after this many seconds
    #[arg(long, value_name = "SECONDS")]
    max_seconds: Option<u64>,

    /// Prints no line for each request, and no credentials at the start
    #[arg(long)]
    quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  A site with 2,500 issues on the usual port:
      atlassian-simulator --issues 2500
  A slow and unreliable one:
      atlassian-simulator --latency 300ms --fail 503:0.05 --fail 500:0.01
  One that is strict about its limit:
      atlassian-simulator --rate-limit 5/s --retry-after 2
  For a script, on any port, ending by itself:
      atlassian-simulator --port 0 --port-file port.txt --max-seconds 60 --quiet &
  Ask it something:
      curl -u dev@example.com:ATATT-site-token-EXAMPLE \\
        'http://127.0.0.1:8089/rest/api/3/search/jql?jql=project%20%3D%20DEV&fields=summary,status'

The credentials that work are printed at the start. stdout has one line, the address; everything else is on stderr.";

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            message(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> std::io::Result<()> {
    let options = Options {
        port: arguments.port,
        issues: arguments.issues,
        latency: arguments.latency,
        fail: arguments.fail,
        rate_limit: arguments.rate_limit,
        retry_after: arguments.retry_after,
        seed: arguments.seed,
        quiet: arguments.quiet,
        public_url: arguments.public_url,
    };
    let site = Simulator::start(options).map_err(|error| {
        std::io::Error::new(error.kind(), format!("cannot listen on 127.0.0.1:{}: {error}", arguments.port))
    })?;
    announce(&site, arguments.quiet)?;
    if let Some(file) = &arguments.port_file {
        write_port(file, site.port())?;
    }
    wait(arguments.max_seconds.map(Duration::from_secs))
}

fn announce(site: &Simulator, quiet: bool) -> std::io::Result<()> {
    writeln!(std::io::stdout().lock(), "{}", site.url())?;
    if !quiet {
        message(&credentials(&site.url()));
    }
    Ok(())
}

fn credentials(url: &str) -> String {
    format!(
        "\
Jira, Confluence, JSM   {url}
  Basic                 {EMAIL} / {SITE_TOKEN}
  Bearer                {SITE_BEARER}
  sees almost nothing   {GUEST_EMAIL} / {GUEST_TOKEN}
Gateway                 {url}/ex/{{jira,confluence}}/{CLOUD_ID}
  Basic, with scopes    {EMAIL} / {SCOPED_TOKEN}
Bitbucket               {url}/2.0
  Basic                 {EMAIL} / {BITBUCKET_TOKEN}
  Bearer                {BITBUCKET_ACCESS_TOKEN}
"
    )
}

/// Under another name first, so that whoever waits for the file never reads half of it.
fn write_port(file: &Path, port: u16) -> std::io::Result<()> {
    let mut temporary = file.as_os_str().to_owned();
    temporary.push(".tmp");
    std::fs::write(&temporary, format!("{port}\n"))?;
    std::fs::rename(&temporary, file)
}

/// Until the time is over or somebody presses Ctrl-C.
fn wait(longest: Option<Duration>) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let over = async {
            match longest {
                Some(longest) => tokio::time::sleep(longest).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = over => Ok(()),
            pressed = tokio::signal::ctrl_c() => pressed,
        }
    })
}
