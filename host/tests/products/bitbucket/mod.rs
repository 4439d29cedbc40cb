//! `bitbucket …`

mod bulk;
mod pipelines;
mod places;
mod pull_requests;
mod story;

use atlassian_simulator::{BITBUCKET_TOKEN, EMAIL, Simulator};
use serde_json::Value;

use crate::support::{Home, Ran};

/// A home whose profile is signed in to Bitbucket, in the workspace `example`.
fn home(site: &Simulator) -> Home {
    let home = Home::at(site);
    home.set("bitbucket_url", &site.url());
    home.set("workspace", "example");
    home.run(&["auth", "login", "--profile", "work", "--bitbucket", "--email", EMAIL, "--token", BITBUCKET_TOKEN]).ok();
    site.reset_requests();
    home
}

/// Runs `bitbucket` with these words, split at spaces, and `--repo example/backend`.
fn run(home: &Home, line: &str) -> Ran {
    let words: Vec<&str> = line.split(' ').collect();
    home.run(&[&["bitbucket"], words.as_slice(), &["--repo", "example/backend"]].concat())
}

/// Bodies of the requests with a method to a path.
fn sent(site: &Simulator, method: &str, path: &str) -> Vec<Value> {
    let requests = site.requests();
    let wanted = requests.iter().filter(|request| request.method == method && request.path.contains(path));
    wanted.map(|request| serde_json::from_slice(&request.body).unwrap_or(Value::Null)).collect()
}

/// How many requests wrote something.
fn writes(site: &Simulator) -> usize {
    site.requests().iter().filter(|request| request.method != "GET").count()
}

/// A folder that is a clone of a repository, as far as the program looks.
fn clone(full_name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    std::fs::write(folder.path().join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
    let config = format!("[remote \"origin\"]\n\turl = git@bitbucket.org:{full_name}.git\n");
    std::fs::write(folder.path().join(".git/config"), config).unwrap();
    folder
}
