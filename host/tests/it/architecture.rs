//! The borders that no type can hold: read from the source itself.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The host's source files below `dir`, each without its tests.
fn sources(dir: &str) -> Vec<(String, String)> {
    fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.push(path);
            }
        }
    }
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&base.join(dir), &mut found);
    let shown = |path: &Path| path.strip_prefix(&base).unwrap().to_string_lossy().replace('\\', "/");
    let without_tests = |text: String| text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
    found.iter().map(|path| (shown(path), without_tests(fs::read_to_string(path).unwrap()))).collect()
}

#[track_caller]
fn nobody_says(what: &str, words: &[&str], but: impl Fn(&str) -> bool) {
    let sources = sources("");
    assert!(sources.len() > 30, "the sources were not found");
    for (file, text) in sources.iter().filter(|(file, _)| !but(file)) {
        for (number, line) in text.lines().enumerate() {
            // Comments may name what code may not.
            let code = line.split("//").next().unwrap_or_default();
            let found = words.iter().find(|word| code.contains(*word));
            assert!(found.is_none(), "{file}:{}: {what}: {line}", number + 1);
        }
    }
}

#[test]
fn only_the_data_files_name_product_paths() {
    let words = ["/rest/", "/wiki/", "/2.0/", "servicedeskapi", "/ex/jira", "/ex/confluence"];
    nobody_says("product paths stand in services.toml, effects.txt and documented.txt", &words, |_| false);
}

#[test]
fn only_credential_exposes_a_secret() {
    nobody_says("a secret is exposed in credential/ alone", &[".expose("], |file| file.starts_with("credential/"));
}

#[test]
fn only_output_writes_to_the_standard_streams() {
    let words = ["io::stdout()", "io::stderr().lock", "println!", "eprintln!", "print!("];
    nobody_says("results and messages go through output/", &words, |file| file.starts_with("output/"));
}

#[test]
fn unsafe_code_stands_in_one_place() {
    nobody_says("unsafe code stands in plugin/cache.rs alone", &["unsafe "], |file| file == "plugin/cache.rs");
}

/// One table in code, README and help.
#[test]
fn the_exit_codes_are_those_of_the_readme() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    for (code, meaning) in atlassian_cli::exit_code::TABLE {
        let line = format!("| {code} | {meaning} |");
        assert!(readme.contains(&line), "README.md lacks `{line}`");
    }
}

/// What is looked up must be there: ARCHITECTURE.md names files and tests.
#[test]
fn the_architecture_names_what_exists() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let named: Vec<_> = text
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|name| name.contains('/') && [".rs", ".toml", ".wit", ".md"].iter().any(|end| name.ends_with(end)))
        .collect();
    assert!(named.len() > 20, "ARCHITECTURE.md names only {} files", named.len());
    for name in named.iter().filter(|name| !name.contains(['*', '<', '{', '~'])) {
        // Beside whole paths, it names files as they stand in the host.
        let there = ["", "host/src", "host/tests"].iter().any(|dir| root().join(dir).join(name).exists());
        // The command that "how to add a command" makes up.
        let made_up = name.ends_with("/assign.rs");
        assert!(there || made_up, "ARCHITECTURE.md names `{name}`, which does not exist");
    }
}
