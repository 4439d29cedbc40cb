//! Files: only those that were named, whole or not at all, and none of ours. Downloads, storage and forms.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use atlassian_simulator::{Scripted, Simulator};
use serde_json::Value;

use crate::servers;
use crate::support::{Home, Ran, probe, site};

const CONTENT: &str = "/rest/api/3/attachment/content/";
const ATTACHMENTS: &str = "/rest/api/3/issue/DEV-1/attachments";

fn home(site: &Simulator) -> Home {
    Home::at(site).with_guests(&[("probe", probe())])
}

/// A folder of the test's own with a file in it; not in the home, every file of which is read when the test ends.
struct Folder(tempfile::TempDir);

impl std::ops::Deref for Folder {
    type Target = Path;

    fn deref(&self) -> &Path {
        self.0.path()
    }
}

fn folder() -> Folder {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("in.txt"), "content").unwrap();
    Folder(dir)
}

fn shown(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Everything in a folder, hidden files included.
fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn read(home: &Home, path: &Path) -> Ran {
    home.run(&["probe", "file", "read", "--format", "json", shown(path)])
}

fn copy(home: &Home, from: &Path, to: &Path, more: &[&str]) -> Ran {
    home.run(&[&["probe", "file", "copy", shown(from), "--to", shown(to)], more].concat())
}

fn run_at(home: &Home, dir: &Path, args: &[&str]) -> Ran {
    let output = home.command(args).current_dir(dir).stdin(Stdio::null()).output().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

#[test]
fn a_named_file_is_read_and_its_path_stays_here() {
    let site = site();
    let home = home(&site);
    let dir = folder();
    let ran: Value = serde_json::from_str(&read(&home, &dir.join("in.txt")).ok()).unwrap();
    assert_eq!(ran, serde_json::json!([{"name": "in.txt", "opened": "in.txt", "size": 7, "start": "content"}]));
    std::os::unix::fs::symlink(dir.join("in.txt"), dir.join("link")).unwrap();
    assert!(read(&home, &dir.join("link")).ok().contains("content"));
    // What looks like a flag or like a reference is a name where a file is meant.
    for (name, typed) in [("-x", "./-x"), ("@in.txt", "@in.txt")] {
        fs::write(dir.join(name), name).unwrap();
        let ran = run_at(&home, &dir, &["probe", "file", "read", "--format", "json", typed]).ok();
        assert!(ran.contains(&format!("\"start\":\"{name}\"")), "{ran}");
    }
    let ran = run_at(&home, &dir, &["probe", "file", "read", "--format", "json", "--", "-x"]).ok();
    assert!(ran.contains("\"name\":\"-x\""), "{ran}");
    run_at(&home, &dir, &["probe", "file", "read", "-x"]).fails(2, &["-x"]);
    let ran = home.run_with_input(&["probe", "file", "read", "--format", "json", "-"], "typed").ok();
    assert!(ran.contains("\"size\":null") && ran.contains("typed"), "{ran}");
    let twice = home.run_with_input(&["probe", "file", "read", "--format", "quiet", "-", "-"], "typed");
    assert!(twice.code == 2 && twice.stderr.contains("standard input can be read once"), "{twice:?}");
}

#[test]
fn only_what_is_stored_is_read() {
    let site = site();
    let home = home(&site);
    let dir = folder();
    assert!(Command::new("mkfifo").arg(dir.join("pipe")).status().unwrap().success());
    std::os::unix::fs::symlink("/proc/self/environ", dir.join("environ")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", dir.join("zeros")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(dir.join("socket")).unwrap();
    for name in ["pipe", "zeros", "socket", ""] {
        read(&home, &dir.join(name)).fails(2, &["not a regular file"]);
    }
    read(&home, Path::new("/dev/zero")).fails(2, &["not a regular file"]);
    read(&home, &dir.join("absent")).fails(2, &["`absent` cannot be read", "is the path right"]);
    if cfg!(target_os = "linux") {
        for path in
            [dir.join("environ"), "/proc/self/environ".into(), "/proc/self/mem".into(), "/proc/1/cmdline".into()]
        {
            read(&home, &path).fails(2, &["running system"]);
        }
    }
    // Longer than any disk here; only what is read costs something.
    fs::File::create(dir.join("long")).unwrap().set_len(1 << 40).unwrap();
    let ran: Value = serde_json::from_str(&read(&home, &dir.join("long")).ok()).unwrap();
    assert_eq!(ran[0]["size"], 1_u64 << 40);
}

#[test]
fn our_own_files_are_neither_read_nor_written() {
    let site = site();
    let home = home(&site);
    let dir = folder();
    // Compiled code, too.
    read(&home, &dir.join("in.txt")).ok();
    let ours = home.files();
    for name in ["config.yaml", "credentials", "key", "cache-key"] {
        assert!(ours.iter().any(|path| path.ends_with(name)), "{name} is missing in {ours:?}");
    }
    let before: Vec<_> = ours.iter().map(|path| fs::read(path).unwrap()).collect();
    for (number, path) in ours.iter().enumerate() {
        let (link, hard) = (dir.join(format!("link{number}")), dir.join(format!("hard{number}")));
        std::os::unix::fs::symlink(path, &link).unwrap();
        fs::hard_link(path, &hard).unwrap();
        for path in [path, &link, &hard] {
            read(&home, path).fails(3, &["belongs to atlassian-cli itself"]);
        }
        for path in [path, &hard] {
            copy(&home, &dir.join("in.txt"), path, &["--force"]).fails(3, &["belongs to atlassian-cli itself"]);
        }
        copy(&home, &dir.join("in.txt"), &link, &["--force"]).fails(2, &["is a link"]);
    }
    let config = home.path().join(".atlassian-cli");
    copy(&home, &dir.join("in.txt"), &config.join("new"), &[]).fails(3, &["belongs to atlassian-cli itself"]);
    let data = home.path().join(".local/share/atlassian-cli/plugins");
    home.run(&["probe", "file", "fill", shown(&data), "--name", "evil.wasm", "--text", "x"])
        .fails(3, &["belongs to atlassian-cli itself"]);
    assert!(!data.exists());
    let program = home.command(&["--version"]).get_program().to_owned();
    copy(&home, &dir.join("in.txt"), Path::new(&program), &[]).fails(3, &["belongs to atlassian-cli itself"]);
    let after: Vec<_> = ours.iter().map(|path| fs::read(path).unwrap()).collect();
    assert!(before == after);
    // Where the user chose the folder, other files in it are the user's.
    let moved = dir.join("moved");
    fs::create_dir(&moved).unwrap();
    for name in ["config.yaml", "credentials", "key"] {
        let from = ours.iter().find(|path| path.ends_with(name)).unwrap();
        fs::copy(from, moved.join(name)).unwrap();
    }
    let home = home.with_env("ATLASSIAN_CLI_CONFIG_DIR", shown(&moved));
    copy(&home, &dir.join("in.txt"), &moved.join("mine.txt"), &[]).ok();
    for name in ["key", "credentials", "KEY", "plugins.lock", "config.yaml"] {
        copy(&home, &dir.join("in.txt"), &moved.join(name), &["--force"])
            .fails(3, &["belongs to atlassian-cli itself"]);
    }
    read(&home, &moved.join("key")).fails(3, &["belongs to atlassian-cli itself"]);
}

#[test]
fn below_a_folder_no_name_leads_out() {
    let site = site();
    let home = home(&site);
    let dir = folder();
    let inner = dir.join("inner");
    fs::create_dir_all(inner.join("b/c")).unwrap();
    for (name, text) in [("z", "1"), ("a", "22"), ("b/c/d", "333"), (".hidden", "4"), ("b/.git", "5")] {
        fs::write(inner.join(name), text).unwrap();
    }
    std::os::unix::fs::symlink(dir.join("in.txt"), inner.join("link")).unwrap();
    std::os::unix::fs::symlink(&*dir, inner.join("up")).unwrap();
    assert!(Command::new("mkfifo").arg(inner.join("pipe")).status().unwrap().success());
    let list: Value =
        serde_json::from_str(&home.run(&["probe", "file", "list", "--format", "json", shown(&inner)]).ok()).unwrap();
    let expected = serde_json::json!([
        {"name": "a", "size": 2}, {"name": "b/c/d", "size": 3}, {"name": "z", "size": 1}
    ]);
    assert_eq!(list, expected);
    let read = |name: &str| home.run(&["probe", "file", "list", "--format", "json", shown(&inner), "--read", name]);
    let text = read("b/c/d").ok();
    assert!(text.contains("333") && text.contains("\"folder\":\"inner\""), "{text}");
    for name in [
        "../in.txt",
        "b/../../in.txt",
        "/etc/passwd",
        shown(&dir.join("in.txt")),
        ".hidden",
        "b/.git",
        "b//c/d",
        "",
        "a/",
    ] {
        read(name).fails(3, &["is not the name of a file below `inner`"]);
    }
    read("link").fails(2, &["is a link"]);
    read("pipe").fails(2, &["not a regular file"]);
    for name in ["up/in.txt", "absent", "a/b"] {
        read(name).fails(1, &["cannot be read"]);
    }
    let fill = |name: &str| home.run(&["probe", "file", "fill", shown(&inner), "--name", name, "--text", "new"]);
    for name in ["../out", "/tmp/out", ".bashrc", "b/../../out", "a\u{202e}b", "a\nb"] {
        fill(name).fails(3, &["is not the name of a file below `inner`"]);
    }
    for name in ["up/out", "link/out", "a/out"] {
        fill(name).fails(1, &["cannot be written"]);
    }
    fill("link").fails(2, &["is a link"]);
    fill("new/er/file").ok();
    assert_eq!(fs::read_to_string(inner.join("new/er/file")).unwrap(), "new");
    assert_eq!(names(&dir), ["in.txt", "inner"]);
    assert_eq!(fs::read_to_string(dir.join("in.txt")).unwrap(), "content");
    // A folder that is not there is made.
    let fresh = dir.join("fresh/folder");
    home.run(&["probe", "file", "fill", shown(&fresh), "--name", "file", "--text", "new"]).ok();
    assert_eq!(names(&fresh), ["file"]);
}

/// More folders than a process may have open, and more files than are listed.
#[test]
fn a_large_folder_is_listed_whole_or_refused_with_the_limit() {
    let site = site();
    let home = home(&site);
    let dir = folder();
    for number in 0..3000 {
        let below = dir.join(format!("{number}/deep"));
        fs::create_dir_all(&below).unwrap();
        fs::write(below.join("file"), "x").unwrap();
    }
    let list = || home.run(&["probe", "file", "list", "--format", "json", shown(&dir)]);
    let all: Value = serde_json::from_str(&list().ok()).unwrap();
    assert_eq!(all.as_array().unwrap().len(), 3001);
    for number in 0..97_000 {
        fs::File::create(dir.join(format!("empty{number}"))).unwrap();
    }
    let said = list();
    assert!(said.code == 1 && said.stderr.contains("has more than 100000 files"), "{said:?}");
}

#[test]
fn what_is_there_is_replaced_only_by_force() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let site = site();
    let home = home(&site);
    let dir = folder();
    let (from, to) = (dir.join("in.txt"), dir.join("out.txt"));
    copy(&home, &from, &to, &[]).ok();
    assert_eq!(fs::read_to_string(&to).unwrap(), "content");
    let inode = fs::metadata(&to).unwrap().ino();
    copy(&home, &from, &to, &[]).ok();
    copy(&home, &from, &to, &["--force"]).ok();
    assert_eq!(fs::metadata(&to).unwrap().ino(), inode, "the same content was written again");
    fs::write(&to, "CONTENT").unwrap();
    fs::set_permissions(&to, fs::Permissions::from_mode(0o600)).unwrap();
    copy(&home, &from, &to, &[]).fails(3, &["`out.txt` is already there", "hint: add `--force`"]);
    assert_eq!(fs::read_to_string(&to).unwrap(), "CONTENT");
    copy(&home, &from, &to, &["--force"]).ok();
    assert_eq!(fs::read_to_string(&to).unwrap(), "content");
    assert_eq!(fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(names(&dir), ["in.txt", "out.txt"]);
    // Only commands that write files have the flag.
    home.run(&["probe", "file", "read", shown(&from), "--force"]).fails(2, &["--force"]);
    assert!(home.run(&["probe", "file", "copy", "--help"]).ok().contains("--force"));
}

#[test]
fn a_dry_run_writes_no_file() {
    let site = site();
    let home = home(&site);
    let dir = folder();
    let (from, to) = (dir.join("from.txt"), dir.join("to.txt"));
    fs::write(&from, "text").unwrap();
    let ran = copy(&home, &from, &to, &["--dry-run"]);
    assert!(ran.code == 0 && ran.stderr.contains("dry run: `to.txt` with 4 bytes was not written"), "{ran:?}");
    assert_eq!(names(&dir), ["from.txt", "in.txt"]);
    fs::write(&to, "old").unwrap();
    assert_eq!(copy(&home, &from, &to, &["--dry-run", "--force"]).code, 0);
    assert_eq!(fs::read_to_string(&to).unwrap(), "old");
    let below = dir.join("below");
    home.run(&["probe", "file", "fill", shown(&below), "--name", "a/file", "--text", "new", "--dry-run"]).ok();
    assert!(!below.exists());
}

#[test]
fn nothing_but_a_file_in_a_folder_is_written() {
    let site = site();
    let home = home(&site);
    let dir = folder();
    let from = dir.join("in.txt");
    std::os::unix::fs::symlink(&from, dir.join("link")).unwrap();
    std::os::unix::fs::symlink(dir.join("nowhere"), dir.join("dangling")).unwrap();
    fs::create_dir(dir.join("folder")).unwrap();
    assert!(Command::new("mkfifo").arg(dir.join("pipe")).status().unwrap().success());
    let before = names(&dir);
    for (name, words) in [
        ("link", "is a link"),
        ("dangling", "is a link"),
        ("folder", "not a regular file"),
        ("folder/", "it names a folder"),
        ("pipe", "not a regular file"),
        ("absent/out", "cannot be used"),
        ("in.txt/out", "cannot be used"),
    ] {
        copy(&home, &from, &dir.join(name), &["--force"]).fails(2, &[words]);
    }
    copy(&home, &from, Path::new("/dev/null"), &["--force"]).fails(2, &["not a regular file"]);
    assert_eq!(names(&dir), before);
    assert_eq!(fs::read_to_string(&from).unwrap(), "content");
}

#[test]
fn a_run_that_fails_leaves_nothing_behind() {
    let site = site();
    let home = home(&site);
    let dir = folder();
    for way in ["--fail", "--panic"] {
        assert_eq!(copy(&home, &dir.join("in.txt"), &dir.join("out.txt"), &[way]).code, 1);
        assert_eq!(names(&dir), ["in.txt"]);
    }
}

#[test]
fn an_interrupted_run_leaves_nothing_behind() {
    let site = site();
    let home = home(&site);
    let dir = folder();
    for signal in ["-INT", "-TERM"] {
        let mut child = home
            .command(&["probe", "file", "copy", "-", "--to", shown(&dir.join("out.txt"))])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(b"the beginning").unwrap();
        let deadline = Instant::now() + Duration::from_secs(60);
        while names(&dir).len() == 1 {
            assert!(Instant::now() < deadline, "no temporary file appeared");
            std::thread::sleep(Duration::from_millis(5));
        }
        assert!(!names(&dir).contains(&"out.txt".to_owned()));
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        assert_eq!(child.wait().unwrap().code(), Some(130));
        assert_eq!(names(&dir), ["in.txt"]);
        drop(input);
    }
}

#[test]
fn misuse_ends_a_run() {
    let site = site();
    let home = home(&site);
    let dir = folder();
    let not_named = "which the command line does not name";
    for (way, code, words) in [
        ("other-argument", 3, not_named),
        ("a-path", 3, not_named),
        ("name-below-a-file", 3, not_named),
        ("input-as-output", 3, not_named),
        ("other-index", 3, "value 1 of `file`, which was not given"),
        ("stdout", 3, "its result is not text"),
        ("write-input", 1, "which is read"),
        ("read-output", 1, "which is written"),
        ("read-nothing", 1, "0 bytes"),
        ("after-close", 1, "does not hold (any more)"),
        ("after-finish", 1, "does not hold (any more)"),
        ("foreign", 1, "does not hold (any more)"),
        ("too-much", 1, "8 MiB"),
        ("too-many", 1, "256 files"),
    ] {
        let to = dir.join(format!("out-{way}"));
        let ran = home.run(&["probe", "file", "misuse", way, shown(&dir.join("in.txt")), "--to", shown(&to)]);
        ran.fails(code, &[words]);
        assert_eq!(to.exists(), way == "after-finish", "{way}");
    }
    let ran = home.run(&["probe", "file", "unneeded", "--file", "x", "--format", "json"]);
    assert!(ran.stdout.contains("\"refused\":true") && ran.stderr.contains("warning: refused:"), "{ran:?}");
}

#[test]
fn bytes_go_to_standard_output_as_they_are() {
    let site = site();
    let home = home(&site);
    let shown = home.run(&["probe", "file", "stdout", "--zeros", "3000000"]).ok();
    assert!(shown.len() == 3_000_008 && shown.ends_with("\0the end\n"));
    let dir = folder();
    assert_eq!(copy(&home, &dir.join("in.txt"), Path::new("-"), &[]).ok(), "content");
}

/// Attaches a file; answers its id.
fn upload(home: &Home, args: &[&str]) -> String {
    let ran = home.run(&[&["probe", "file", "upload", "DEV-1"], args].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    let json = ran.stderr.split_once('[').map(|(_, rest)| format!("[{rest}")).unwrap();
    let list: Value = serde_json::from_str(&json).unwrap();
    list[0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_form_is_streamed_and_cannot_be_broken_out_of() {
    let site = site();
    let home = home(&site);
    let dir = folder();
    let path = dir.join("in.txt");
    upload(&home, &[shown(&path)]);
    let sent = site.requests().pop().unwrap();
    let body = String::from_utf8_lossy(&sent.body).into_owned();
    assert!(
        body.contains("name=\"file\"; filename=\"in.txt\"\r\nContent-Type: text/plain\r\n\r\ncontent\r\n--"),
        "{body}"
    );
    assert_eq!(sent.header("content-length"), Some(sent.body.len().to_string().as_str()));
    assert!(!body.contains(shown(&dir)), "{body}");
    site.reset_requests();
    upload(&home, &[shown(&path), "--filename", "a\"; name=\"evil\".txt"]);
    let body = String::from_utf8_lossy(&site.requests().pop().unwrap().body).into_owned();
    assert!(body.contains("filename=\"a%22; name=%22evil%22.txt\""), "{body}");
    site.reset_requests();
    for name in ["a\r\nContent-Type: text/html", "a\nb", "\r\n--x"] {
        home.run(&["probe", "file", "upload", "DEV-1", shown(&path), "--filename", name]).fails(3, &["not allowed"]);
    }
    assert!(site.requests().is_empty());
    // A file can be sent again when the site certainly did not take it; standard input cannot.
    site.script(ATTACHMENTS, Scripted::json(429, "{}"));
    upload(&home, &[shown(&path)]);
    assert_eq!(site.requests().len(), 2);
    site.reset_requests();
    site.script(ATTACHMENTS, Scripted::json(429, "{}"));
    home.run_with_input(&["probe", "file", "upload", "DEV-1", "-"], "typed").fails(6, &[]);
    let sent = site.requests();
    assert_eq!((sent.len(), sent[0].header("content-length")), (1, None));
    assert!(String::from_utf8_lossy(&sent[0].body).contains("typed"));
}

#[test]
fn a_download_of_any_size_comes_from_storage_without_the_credential() {
    let site = site();
    let home = home(&site);
    let dir = folder();
    // More than an answer in memory may have, and not the same everywhere.
    let large: Vec<u8> = (0..40_u32 << 18).flat_map(u32::to_le_bytes).collect();
    fs::write(dir.join("large"), &large).unwrap();
    let id = upload(&home, &[shown(&dir.join("large"))]);
    site.reset_requests();
    home.set("headers", "{X-Gate: env:GATE}");
    let home = home.with_env("GATE", "open-EXAMPLE");
    let to = dir.join("out");
    let ran = home.run(&["probe", "file", "download", &id, "--to", shown(&to), "--debug"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(fs::read(&to).unwrap() == large);
    assert!(ran.stderr.contains(&format!("saved Some({}), and 0 bytes in memory", large.len())), "{}", ran.stderr);
    assert!(!ran.stderr.contains("storage-signature-EXAMPLE"), "{}", ran.stderr);
    let [asked, stored] = site.requests().try_into().unwrap();
    assert_eq!((asked.scheme.as_deref(), asked.header("x-gate")), (Some("Basic"), Some("open-EXAMPLE")));
    assert!(stored.path.starts_with("/_storage/"), "{}", stored.path);
    for name in ["authorization", "x-gate", "referer", "cookie"] {
        assert_eq!(stored.header(name), None, "{name}");
    }
    assert_eq!(stored.scheme, None);
    // An error of the site is no file, even if the guest wants one.
    for more in [&[][..], &["--anyway"]] {
        let none = dir.join("none");
        let ran = home.run(&[&["probe", "file", "download", "999999", "--to", shown(&none)], more].concat());
        assert!(ran.code != 0 && !none.exists(), "{ran:?}");
    }
    assert_eq!(names(&dir), ["in.txt", "large", "out"]);
    // Without the word in its manifest, an endpoint leads nowhere else.
    home.run(&["probe", "file", "fetch", &id]).fails(1, &["it redirects to `http://localhost:"]);
}

#[test]
fn a_download_that_is_cut_is_no_file() {
    let site = site();
    let home = home(&site);
    let dir = folder();
    let to = dir.join("out");
    for head in ["content-length: 1000", "transfer-encoding: chunked"] {
        let port = servers::raw(move |stream, _| {
            write!(stream, "HTTP/1.1 200 OK\r\n{head}\r\nconnection: close\r\n\r\n3e8\r\nthe beginning")
        });
        let there = format!("http://localhost:{port}/file?signature=abc-EXAMPLE");
        site.script(CONTENT, Scripted::new(303).header("location", &there).always());
        for more in [&[][..], &["--anyway"]] {
            let ran = home.run(&[&["probe", "file", "download", "1", "--to", shown(&to)], more].concat());
            assert!(ran.code != 0, "{ran:?}");
            assert!(!ran.stderr.contains("abc-EXAMPLE"), "{}", ran.stderr);
            assert_eq!(names(&dir), ["in.txt"]);
        }
        let out = home.run(&["probe", "file", "download", "1", "--to", "-"]);
        assert!(out.code == 1 && out.stderr.contains("written to standard output"), "{out:?}");
    }
}

#[test]
fn storage_is_never_in_the_users_network() {
    let site = site();
    let home = home(&site);
    let dir = folder();
    let to = dir.join("out");
    for (there, words) in [
        ("http://169.254.169.254/latest/meta-data", "not asked by https"),
        ("https://169.254.169.254/latest/meta-data", "private network"),
        ("https://[::ffff:127.0.0.1]/f", "private network"),
        ("https://[::ffff:10.0.0.1]/f", "private network"),
        ("https://192.168.1.1/f", "private network"),
        ("http://media.example/f", "not asked by https"),
        ("file:///etc/passwd", "`file:`"),
        ("ftp://localhost/f", "not asked by http"),
        ("https://user:secret-EXAMPLE@localhost/f", "wants a user name"),
    ] {
        let there = format!("{there}?signature=abc-EXAMPLE");
        site.script(CONTENT, Scripted::new(303).header("location", &there));
        let ran = home.run(&["probe", "file", "download", "1", "--to", shown(&to), "--debug"]);
        let said = ran.fails(1, &["did not answer the request itself", words]);
        assert!(!said.contains("abc-EXAMPLE"), "{said}");
        assert_eq!(names(&dir), ["in.txt"]);
    }
    // From storage, too, it goes on only where it may, and not for ever.
    let port = servers::raw(|stream, head| {
        assert!(!head.to_lowercase().contains("authorization"), "{head}");
        let next = if head.contains("/loop") { "/loop?signature=abc-EXAMPLE" } else { "https://10.0.0.1/f" };
        write!(stream, "HTTP/1.1 302 Found\r\nlocation: {next}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
    });
    for (path, words) in [("loop", "again and again"), ("other", "private network")] {
        let there = format!("http://localhost:{port}/{path}?signature=abc-EXAMPLE");
        site.script(CONTENT, Scripted::new(303).header("location", &there));
        let said = home.run(&["probe", "file", "download", "1", "--to", shown(&to), "--debug"]).fails(1, &[words]);
        assert!(!said.contains("abc-EXAMPLE"), "{said}");
    }
}

#[test]
fn arguments_arrive_as_what_they_mean() {
    let site = site();
    let home = home(&site);
    let dir = folder();
    let typed = |args: &[&str]| home.run(&[&["probe", "file", "typed", "--format", "json"], args].concat());
    let at = format!("@{}", shown(&dir.join("in.txt")));
    let pairs = ["--pair", "a=b=c", "--pair", "d="];
    let more = ["--date", "2026-01-31", "--duration", "1h30m", "--json", "{\"n\": 12345678901234567890123}"];
    let ran: Value = serde_json::from_str(&typed(&[&["--text", &at][..], &pairs, &more].concat()).ok()).unwrap();
    assert_eq!(ran["text"], "content");
    assert_eq!(ran["date"], "2026-01-31T00:00:00+00:00");
    assert_eq!(ran["seconds"], 5400);
    assert_eq!(ran["pairs"], serde_json::json!([["a", "b=c"], ["d", ""]]));
    // No digit is lost on the way.
    assert!(typed(&more).ok().contains("12345678901234567890123"));
    assert!(typed(&["--text", "@@here"]).ok().contains("\"@here\""));
    assert!(typed(&["--date", "-7d"]).ok().contains("+00:00"));
    let input = home.run_with_input(&["probe", "file", "typed", "--format", "json", "--text", "-"], "typed").ok();
    assert!(input.contains("\"typed\""), "{input}");
    for (args, words) in [
        (&["--text", "-", "--json", "-"][..], "standard input can be read once"),
        (&["--text", "@/absent"], "cannot be read"),
        (&["--text", "@/dev/zero"], "not a regular file"),
        (&["--json", "{"], "is not JSON"),
        (&["--date", "soon"], "a date looks like"),
        (&["--duration", "5"], "a duration looks like"),
        (&["--pair", "a"], "a pair looks like"),
    ] {
        typed(args).fails(2, &[words]);
    }
    // What a guest may not have, it does not get this way either.
    let key = home.files().into_iter().find(|path| path.ends_with("key")).unwrap();
    typed(&["--text", &format!("@{}", shown(&key))]).fails(3, &["belongs to atlassian-cli itself"]);
}
