//! The user's page on authentication and profiles, from top to bottom: two sites, Bitbucket and the gateway, on a fresh
//! home. Only the addresses differ: they are on loopback.

use atlassian_simulator::{BITBUCKET_ACCESS_TOKEN, BITBUCKET_TOKEN, EMAIL, SITE_TOKEN};
use serde_json::Value;

use crate::support::{Home, Ran, site};

#[test]
fn the_page_from_top_to_bottom() {
    let (work, personal) = (site(), site());
    let home = Home::empty();
    let run = |line: &[&str]| -> Ran {
        let ran = home.run(line);
        home.assert_no_plaintext();
        ran
    };

    // Log in, verify.
    let url = work.url();
    let login = [
        "auth",
        "login",
        "--profile",
        "work",
        "--base-url",
        &url,
        "--email",
        EMAIL,
        "--token",
        SITE_TOKEN,
        "--default",
    ];
    assert_eq!(run(&login).ok(), "");
    assert!(run(&["auth", "test", "--profile", "work"]).ok().contains("works"));
    let search = ["jira", "search", "--jql", "project = DEV", "--limit", "1"];
    assert_eq!(run(&search).ok().lines().count(), 2);

    // Bitbucket: an API token in the same profile, an access token in one of its own.
    home.set("bitbucket_url", &url);
    run(&["auth", "login", "--profile", "work", "--bitbucket", "--email", EMAIL, "--token", BITBUCKET_TOKEN]).ok();
    run(&["auth", "test", "--profile", "work"]).ok();
    run(&["auth", "test", "--profile", "work", "--bitbucket"]).ok();
    let config = home.path().join(".atlassian-cli/config.yaml");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(
        &config,
        format!("# mine\n{text}  bb-ci:\n    bitbucket_url: {url}\n    colour: blue # kept\n")
            .replace("default_profile: work\n", ""),
    )
    .unwrap();
    run(&["auth", "use", "work"]).ok();
    let bearer = ["auth", "login", "--profile", "bb-ci", "--bitbucket", "--bearer", "--token", BITBUCKET_ACCESS_TOKEN];
    run(&bearer).ok();
    // The access token belongs to no user: without a workspace there is nothing to check it against.
    run(&["auth", "test", "--bitbucket", "--profile", "bb-ci"]).fails(2, &["belongs to no user", "--workspace"]);
    run(&[bearer.as_slice(), &["--workspace", "example"]].concat()).ok();
    assert!(run(&["auth", "test", "--bitbucket", "--profile", "bb-ci"]).ok().contains("access token for example"));
    assert!(run(&["bitbucket", "whoami", "--profile", "work"]).ok().contains("Devi Example"));

    // Profiles: list, switch, change the default.
    let other = personal.url();
    run(&["auth", "login", "--profile", "personal", "--base-url", &other, "--email", EMAIL, "--token", SITE_TOKEN])
        .ok();
    let list: Value = serde_json::from_str(&run(&["auth", "list", "--format", "json"]).ok()).unwrap();
    let names: Vec<_> = list.as_array().unwrap().iter().map(|row| row["profile"].as_str().unwrap()).collect();
    assert_eq!(names, ["bb-ci", "personal", "work"]);
    work.reset_requests();
    run(&["jira", "search", "--profile", "personal", "--jql", "project = PERS"]).ok();
    assert!(work.requests().is_empty() && !personal.requests().is_empty());
    run(&["--profile", "work", "jira", "search", "--jql", "project = DEV"]).ok();
    assert!(!work.requests().is_empty());
    let kept = run(&["auth", "login", "--profile", "personal", "--base-url", &other, "--email", EMAIL, "--default"]);
    assert!(
        kept.stderr.contains("kept the stored site token") && kept.stderr.contains("`personal` is the default"),
        "{kept:?}"
    );
    personal.reset_requests();
    run(&search).ok();
    assert!(!personal.requests().is_empty());
    run(&["auth", "login", "--profile", "work", "--default"]).ok();

    // By hand: comments, order and unknown keys survive.
    let text = std::fs::read_to_string(&config).unwrap();
    assert!(text.starts_with("# mine\n") && text.contains("colour: blue # kept"), "{text}");

    // Remove a token, all tokens, a profile.
    run(&["auth", "logout", "--profile", "work", "--bitbucket"]).ok();
    run(&["bitbucket", "whoami"]).fails(4, &["no Bitbucket token"]);
    run(&search).ok();
    run(&["auth", "logout", "--profile", "bb-ci"]).ok();
    run(&["auth", "test", "--bitbucket", "--profile", "bb-ci"]).fails(4, &["no Bitbucket token", "auth login"]);
    run(&["auth", "logout", "--profile", "bb-ci", "--remove-profile"]).ok();
    run(&["auth", "test", "--profile", "bb-ci"]).fails(2, &["no profile `bb-ci`"]);
    let removed = run(&["auth", "logout", "--profile", "work", "--remove-profile"]);
    assert!(removed.stderr.contains("no default profile now"), "{removed:?}");
    run(&search).fails(2, &["No default profile configured", "auth login --profile personal --default"]);
}

#[test]
fn ci_with_the_token_in_the_environment() {
    let site = site();
    let home = Home::empty().with_env("ATLASSIAN_API_TOKEN", SITE_TOKEN);
    let login =
        home.run(&["auth", "login", "--profile", "ci", "--base-url", &site.url(), "--email", EMAIL, "--default"]);
    assert!(login.stderr.contains("nothing secret was stored"), "{login:?}");
    let json = home.run(&["jira", "search", "--jql", "project = REL", "--format", "json"]).ok();
    assert!(serde_json::from_str::<Value>(&json).unwrap().as_array().is_some());
    home.assert_no_plaintext();
    assert!(!home.path().join(".config/atlassian-cli/credentials").exists());
}

#[test]
fn variables_win_over_the_store_in_the_documented_order() {
    let site = site();
    let home = Home::at(&site);
    let used = |variables: &[(&str, &str)]| {
        site.reset_requests();
        let mut command = home.command(&["jira", "issue", "get", "DEV-1"]);
        let status = command.envs(variables.iter().copied()).output().unwrap().status;
        (status.code().unwrap(), site.requests().first().and_then(|request| request.credential))
    };
    let wrong = "wrong-token-EXAMPLE";
    assert_eq!(used(&[]), (0, Some("site-basic")));
    assert_eq!(used(&[("ATLASSIAN_API_TOKEN", wrong)]).0, 4);
    assert_eq!(used(&[("ATLASSIAN_API_TOKEN", wrong), ("ATLASSIAN_CLI_TOKEN_WORK", SITE_TOKEN)]).0, 0);
    assert_eq!(used(&[("ATLASSIAN_API_TOKEN", SITE_TOKEN), ("ATLASSIAN_CLI_TOKEN_WORK", wrong)]).0, 4);
    // Blank counts as absent, and Bitbucket's variables are not the site's.
    assert_eq!(used(&[("ATLASSIAN_API_TOKEN", "  ")]).0, 0);
    assert_eq!(used(&[("BITBUCKET_TOKEN", wrong), ("ATLASSIAN_CLI_BITBUCKET_TOKEN_WORK", wrong)]).0, 0);
}

#[test]
fn status_whoami_scopes_and_doctor() {
    let site = site();
    let home = Home::at(&site);
    home.set("bitbucket_url", &site.url());
    home.run(&["auth", "login", "--profile", "work", "--bitbucket", "--email", EMAIL, "--token", BITBUCKET_TOKEN]).ok();
    let status = home.run(&["auth", "status"]).ok();
    for word in ["jira", "confluence", "bitbucket", "stored", "works"] {
        assert!(status.contains(word), "{word}:\n{status}");
    }
    assert!(home.run(&["auth", "whoami"]).ok().contains("Devi Example"));
    let scopes = home.run(&["auth", "scopes", "--for", "jira issue get"]).ok();
    assert!(scopes.contains("read:jira-work") && scopes.contains("/rest/api/3/issue/{issueIdOrKey}"), "{scopes}");
    home.run(&["auth", "scopes", "--for", "jira nonsense"]).fails(2, &["no command"]);
    let doctor = home.run(&["auth", "doctor"]).ok();
    for word in ["clock", "stored tokens", "signed in as Devi Example", "127.0.0.1"] {
        assert!(doctor.contains(word), "{word}:\n{doctor}");
    }
    home.sign_in(&site, "wrong-token-EXAMPLE");
    let broken = home.run(&["auth", "status"]);
    assert!(broken.code == 4 && broken.stderr.contains("no working token: `work` (site)"), "{broken:?}");
    let doctor = home.run(&["auth", "doctor"]);
    assert!(
        doctor.code == 4 && doctor.stdout.contains("bad") && doctor.stdout.contains("make a new one"),
        "{doctor:?}"
    );
}

#[test]
fn a_login_can_be_made_to_depend_on_the_answer() {
    let site = site();
    let home = Home::empty();
    let url = site.url();
    let login = ["auth", "login", "--profile", "work", "--base-url", &url, "--email", EMAIL, "--verify", "--token"];
    home.run(&[login.as_slice(), &["wrong-token-EXAMPLE"]].concat())
        .fails(4, &["does not accept", "nothing was stored"]);
    assert!(home.run(&["auth", "list", "--format", "quiet"]).ok().is_empty());
    let good = home.run(&[login.as_slice(), &[SITE_TOKEN]].concat());
    assert!(good.code == 0 && good.stderr.contains("signed in to"), "{good:?}");
}

/// A terminal asks for what is missing, hides the token and says who one is.
#[cfg(unix)]
#[test]
fn a_terminal_asks_and_greets() {
    use expectrl::{Eof, Session};
    let site = site();
    let home = Home::empty();
    let mut terminal = Session::spawn(home.command(&["auth", "login", "--default"])).unwrap();
    terminal.set_expect_timeout(Some(std::time::Duration::from_secs(60)));
    for (question, answer) in [
        ("Profile name: ", "work"),
        ("Address of the site: ", &format!("{}/wiki", site.url())),
        ("E-mail address: ", EMAIL),
        ("Token (not shown): ", SITE_TOKEN),
    ] {
        terminal.expect(question).unwrap();
        terminal.send_line(answer).unwrap();
    }
    let rest = terminal.expect(Eof).unwrap();
    let shown = String::from_utf8_lossy(rest.as_bytes()).into_owned();
    assert!(shown.contains("signed in to") && shown.contains("Devi Example"), "{shown}");
    assert!(!shown.contains(SITE_TOKEN), "the token was echoed: {shown}");
    home.run(&["jira", "issue", "get", "DEV-1"]).ok();
    home.assert_no_plaintext();
}

/// Ctrl-C at the question for a token ends it, and the terminal shows again what is typed.
#[cfg(unix)]
#[test]
fn ctrl_c_at_a_hidden_question_gives_the_terminal_back() {
    use expectrl::{ControlCode, Eof, Session};
    let home = Home::empty();
    let login = ["auth", "login", "--profile", "x", "--base-url", "http://127.0.0.1:1", "--email", EMAIL];
    let login = home.command(&login);
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", r#"trap : INT; stty echo; "$@"; echo "code $?"; stty -a"#, "sh"]).arg(login.get_program());
    shell.args(login.get_args()).envs(login.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut terminal = Session::spawn(shell).unwrap();
    terminal.set_expect_timeout(Some(std::time::Duration::from_secs(60)));
    terminal.expect("Token (not shown): ").unwrap();
    terminal.send_control(ControlCode::EndOfText).unwrap();
    let rest = terminal.expect(Eof).unwrap();
    let shown = String::from_utf8_lossy(rest.as_bytes()).into_owned();
    assert!(shown.contains("code 130") && shown.contains(" echo "), "{shown}");
}

/// On a terminal, a token on the command line is warned of, and not shown.
#[cfg(unix)]
#[test]
fn a_token_on_the_command_line_is_warned_of() {
    use expectrl::{Eof, Session};
    let home = Home::empty();
    let login = ["auth", "login", "--profile", "x", "--bitbucket", "--bearer", "--token", "some-token-EXAMPLE"];
    let mut terminal = Session::spawn(home.command(&login)).unwrap();
    terminal.set_expect_timeout(Some(std::time::Duration::from_secs(60)));
    let rest = terminal.expect(Eof).unwrap();
    let shown = String::from_utf8_lossy(rest.as_bytes()).into_owned();
    assert!(shown.contains("warning: ") && shown.contains("shell's history"), "{shown}");
    assert!(!shown.contains("some-token-EXAMPLE"), "{shown}");
    // In a script there is no history, and nothing to say.
    let quiet = home.run(&login);
    assert!(quiet.code == 0 && !quiet.stderr.contains("history"), "{quiet:?}");
    // Not a word of it either where the token comes in from elsewhere.
    let login = ["auth", "login", "--profile", "x", "--bitbucket", "--bearer", "--token", "-"];
    let piped = home.run_with_input(&login, "some-token-EXAMPLE\n");
    assert!(piped.code == 0 && !piped.stderr.contains("history"), "{piped:?}");
}
