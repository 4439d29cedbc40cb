//! Completion in the real shells: the script is loaded, a line is typed, and the shell asks the program.

use std::process::Command;

use expectrl::Session;

use crate::support::{Home, site};

/// Whether the shell is here. In CI it has to be.
fn has(shell: &str) -> bool {
    let found = Command::new(shell).arg("--version").output().is_ok_and(|output| output.status.success());
    assert!(found || std::env::var_os("CI").is_none(), "CI has no {shell}");
    if !found {
        println!("skipped: there is no {shell} here");
    }
    found
}

/// A shell in a home, which finds the program by its name.
fn shell(home: &Home, shell: &str, args: &[&str]) -> Command {
    let program = home.command::<&str>(&[]);
    let folder = std::path::Path::new(program.get_program()).parent().unwrap().to_owned();
    let link = home.path().join("bin");
    std::fs::create_dir_all(&link).unwrap();
    let _ = std::os::unix::fs::symlink(program.get_program(), link.join("atlassian-cli"));
    let mut command = Command::new(shell);
    command.args(args).env_clear();
    command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{}:{}:{path}", link.display(), folder.display())).env("TERM", "xterm");
    command
}

/// Lines as typed up to the cursor, and what must be among the candidates.
const LINES: &[(&str, &[&str])] = &[
    ("atlassian-cli ji", &["jira"]),
    ("atlassian-cli jira issue ", &["get", "search", "comment"]),
    ("atlassian-cli jira issue comment ", &["list", "add"]),
    ("atlassian-cli --profile work jira issue ge", &["get"]),
    ("atlassian-cli auth ", &["login", "test"]),
    ("atlassian-cli jira issue get --fie", &["--fields"]),
    ("atlassian-cli jira search --format js", &["json", "jsonl"]),
    ("atlassian-cli jira search --profile wo", &["work"]),
    ("atlassian-cli completion ", &["bash", "fish", "powershell", "zsh"]),
];

#[test]
fn bash_completes() {
    if !has("bash") {
        return;
    }
    let home = Home::at(&site());
    for (line, expected) in LINES {
        let script = format!(
            "source <(atlassian-cli completion bash); read -ra COMP_WORDS <<< '{line}'; \
             [[ '{line}' == *' ' ]] && COMP_WORDS+=(''); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMP_TYPE=9; \
             compopt() {{ true; }}; \
             _clap_complete_atlassian_cli atlassian-cli \"${{COMP_WORDS[COMP_CWORD]}}\"; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        let output = shell(&home, "bash", &["--norc", "-c", &script]).output().unwrap();
        shows("bash", line, &output, expected);
    }
}

#[test]
fn fish_completes() {
    if !has("fish") {
        return;
    }
    let home = Home::at(&site());
    for (line, expected) in LINES {
        let script = format!("atlassian-cli completion fish | source; complete -C '{line}'");
        let output = shell(&home, "fish", &["--no-config", "-c", &script]).output().unwrap();
        shows("fish", line, &output, expected);
    }
}

#[track_caller]
fn shows(shell: &str, line: &str, output: &std::process::Output, expected: &[&str]) {
    let shown = String::from_utf8_lossy(&output.stdout);
    let first = |line: &str| line.split('\t').next().unwrap_or_default().trim().to_owned();
    let candidates: Vec<_> = shown.lines().map(first).collect();
    for candidate in expected {
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(candidates.iter().any(|found| found == candidate), "{shell}: {line:?}: {candidates:?} {stderr}");
    }
}

/// zsh has no way to ask without a terminal: the key is pressed.
#[test]
fn zsh_completes() {
    if !has("zsh") {
        return;
    }
    let home = Home::at(&site());
    let mut terminal = Session::spawn(shell(&home, "zsh", &["-f", "-i"])).unwrap();
    terminal.set_expect_timeout(Some(std::time::Duration::from_secs(60)));
    terminal.send_line("PS1='rea''dy> '; autoload -U compinit; compinit -u -d ~/.dump").unwrap();
    terminal.expect("ready> ").unwrap();
    terminal.send_line("source <(atlassian-cli completion zsh)").unwrap();
    // A key that shows what stands on the line, and takes it away.
    terminal.send_line("show() { zle -I; print -r -- \"<$BUFFER>\"; BUFFER=; }; zle -N show").unwrap();
    terminal.send_line("bindkey '^X' show; echo load''ed").unwrap();
    terminal.expect("\nloaded").unwrap();
    for (typed, completed) in [
        ("atlassian-cli ji", "<atlassian-cli jira >"),
        ("atlassian-cli jira issue get --fie", "<atlassian-cli jira issue get --fields >"),
        ("atlassian-cli jira search --profile wo", "<atlassian-cli jira search --profile work >"),
    ] {
        terminal.send(format!("{typed}\t\u{18}")).unwrap();
        let shown = terminal.expect(completed);
        assert!(shown.is_ok(), "{typed}: {shown:?}");
    }
}

#[test]
fn powershell_has_a_script() {
    let script = Home::empty().run(&["completion", "powershell"]).ok();
    assert!(script.contains("Register-ArgumentCompleter") && script.contains("ATLASSIAN_CLI_COMPLETE"), "{script}");
}

#[test]
fn nothing_runs_and_nothing_is_written() {
    let home = Home::empty();
    let answer = |words: &[&str]| {
        let mut command = home.command(&["--"]);
        command.args(words).env("ATLASSIAN_CLI_COMPLETE", "fish");
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, shown) = answer(&["atlassian-cli", "jira", ""]);
    assert!(code == Some(0) && shown.contains("search"), "{code:?} {shown}");
    assert!(answer(&["atlassian-cli", "nothing", "of", "the", "kind", ""]).0.is_some());
    // A word in the middle of a line, which bash and zsh tell by its place.
    let mut command = home.command(&["--", "atlassian-cli", "jira", "iss", "get", "DEV-1"]);
    command.env("ATLASSIAN_CLI_COMPLETE", "bash").env("_CLAP_COMPLETE_INDEX", "2");
    let shown = String::from_utf8(command.output().unwrap().stdout).unwrap();
    assert!(shown.contains("issue") && !shown.contains("get"), "{shown}");
    assert!(home.files().is_empty(), "{:?}", home.files());
}
