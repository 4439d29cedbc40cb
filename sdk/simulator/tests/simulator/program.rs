//! The program `atlassian-simulator`.

use std::process::{Command, Stdio};

use crate::common::client;

const PROGRAM: &str = env!("CARGO_BIN_EXE_atlassian-simulator");

#[test]
fn help_has_examples_and_wrong_values_are_refused() {
    let help = Command::new(PROGRAM).arg("--help").output().unwrap();
    let text = String::from_utf8(help.stdout).unwrap();
    assert!(help.status.success() && text.contains("Examples:") && text.contains("--rate-limit"));
    for arguments in [["--fail", "200:1"], ["--latency", "fast"], ["--rate-limit", "10"], ["--port", "70000"]] {
        assert!(!Command::new(PROGRAM).args(arguments).output().unwrap().status.success(), "{arguments:?}");
    }
}

#[tokio::test]
async fn it_tells_its_port_logs_no_token_and_ends_by_itself() {
    let folder = std::env::temp_dir().join(format!("atlassian-simulator-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let port_file = folder.join("port");
    let mut command = Command::new(PROGRAM);
    command.args(["--port", "0", "--max-seconds", "5", "--port-file"]).arg(&port_file);
    let mut running = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while !port_file.exists() {
        assert!(running.try_wait().unwrap().is_none(), "it ended without a port");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let port = std::fs::read_to_string(&port_file).unwrap();
    let url = format!("http://127.0.0.1:{}/rest/api/3/myself", port.trim());
    let answer =
        client().get(url).basic_auth("dev@example.com", Some("ATATT-site-token-EXAMPLE")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let output = tokio::task::spawn_blocking(|| running.wait_with_output().unwrap()).await.unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("http://127.0.0.1:{}\n", port.trim()));
    let log = String::from_utf8(output.stderr).unwrap();
    let line = log.lines().last().unwrap();
    assert!(line.contains("GET    /rest/api/3/myself 200") && line.contains("site-basic"), "{line}");
    assert!(!line.contains("EXAMPLE"));
}
