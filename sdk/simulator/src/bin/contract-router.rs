//! `atlassian-contract-router`: one address in front of the Prisms and the simulator.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use atlassian_simulator::contract::{Document, Exceptions, Report, Route, Router, Settings};
use atlassian_simulator::message;
use clap::Parser;

/// Sends each request to the Prism whose prefix it has, and counts what breaks a contract.
///
/// Prisms (`prism proxy --errors`) hold requests and answers against Atlassian's documents. Requests below
/// /wiki/rest/api are checked by the router itself, because Confluence v1 is too heavy for Prism, and go straight to
/// the simulator. So do the routes of contract-exceptions.toml. Anything else is a violation.
///
/// `GET /__contract/report` gives the report as JSON at any time; at the end (SIGTERM or Ctrl-C) it is printed on
/// stdout, and the exit code is 1 if there were violations.
#[derive(Debug, Parser)]
#[command(name = "atlassian-contract-router", version)]
struct Arguments {
    /// Port to listen on; 0 takes any free one
    #[arg(long, default_value_t = 0, value_name = "PORT")]
    listen: u16,

    /// Writes the port to this file once connections are accepted
    #[arg(long, value_name = "FILE")]
    port_file: Option<PathBuf>,

    /// A path prefix and the Prism for it; the longest prefix wins (can be repeated)
    #[arg(long, value_name = "PREFIX=URL")]
    route: Vec<Route>,

    /// The simulator, for everything that no prefix takes
    #[arg(long, value_name = "URL")]
    otherwise: String,

    /// Folder with Atlassian's documents
    #[arg(long, env = "ATLASSIAN_OPENAPI_DIR", default_value = "../shared/openapi", value_name = "FOLDER")]
    openapi: PathBuf,

    /// Another list of exceptions than the built-in one
    #[arg(long, value_name = "FILE")]
    exceptions: Option<PathBuf>,

    /// Ends by itself after this many seconds
    #[arg(long, value_name = "SECONDS")]
    max_seconds: Option<u64>,
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(report) if report.violations.is_empty() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            message(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> io::Result<Report> {
    let exceptions = match &arguments.exceptions {
        Some(file) => Exceptions::load(file)?,
        None => Exceptions::built_in()?,
    };
    let document = Document::load(&arguments.openapi.join("confluence.v1.json"))?;
    let settings = Settings {
        port: arguments.listen,
        routes: arguments.route,
        otherwise: arguments.otherwise.trim_end_matches('/').to_owned(),
        checked: Some(("/wiki/rest/api/".to_owned(), document)),
        exceptions,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let report = runtime.block_on(async {
        let router = Router::bind(settings).await?;
        let address = router.address()?;
        message(&format!("http://{address}"));
        if let Some(file) = &arguments.port_file {
            write_port(file, address.port())?;
        }
        router.serve(end(arguments.max_seconds.map(Duration::from_secs))).await
    })?;
    let text = serde_json::to_string_pretty(&report).map_err(io::Error::other)?;
    writeln!(io::stdout().lock(), "{text}")?;
    Ok(report)
}

/// Under another name first, so that whoever waits for the file never reads half of it.
fn write_port(file: &Path, port: u16) -> io::Result<()> {
    let mut temporary = file.as_os_str().to_owned();
    temporary.push(".tmp");
    std::fs::write(&temporary, format!("{port}\n"))?;
    std::fs::rename(&temporary, file)
}

/// SIGTERM, Ctrl-C, or the end of the time.
async fn end(longest: Option<Duration>) {
    let over = async {
        match longest {
            Some(longest) => tokio::time::sleep(longest).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = over => {}
        _ = tokio::signal::ctrl_c() => {}
        () = terminated() => {}
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => _ = signal.recv().await,
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending::<()>().await;
}
