//! Compiled code that was tampered with. Loading it would be running it: it is thrown away and made again.

use std::path::{Path, PathBuf};

use crate::guests::{Wat, raw};
use crate::support::{Home, Ran};

fn code(home: &Home) -> Vec<PathBuf> {
    home.files().into_iter().filter(|path| path.extension().is_some_and(|end| end == "code")).collect()
}

fn folder(home: &Home) -> PathBuf {
    home.path().join(".cache/atlassian-cli/code")
}

/// What somebody does to the file, given what it held and the code of another plugin.
type Damage = fn(&Path, &[u8], &Path);

fn write(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).unwrap();
}

fn flipped(path: &Path, good: &[u8], at: usize) {
    let mut bytes = good.to_vec();
    bytes[at] ^= 0x80;
    write(path, &bytes);
}

pub(crate) const FILES: &[(&str, Damage)] = &[
    ("the code of another plugin", |path, _, other| assert_ne!(std::fs::copy(other, path).unwrap(), 0)),
    ("the first byte of the MAC", |path, good, _| flipped(path, good, 0)),
    ("the last byte of the MAC", |path, good, _| flipped(path, good, 31)),
    ("the first byte of the code", |path, good, _| flipped(path, good, 32)),
    ("the engine's header", |path, good, _| flipped(path, good, 32 + 80)),
    ("a byte in the middle", |path, good, _| flipped(path, good, good.len() / 2)),
    ("the last byte", |path, good, _| flipped(path, good, good.len() - 1)),
    ("a byte more", |path, good, _| write(path, &[good, b"x"].concat())),
    ("a byte less", |path, good, _| write(path, &good[..good.len() - 1])),
    ("half of it", |path, good, _| write(path, &good[..good.len() / 2])),
    ("the MAC alone", |path, good, _| write(path, &good[..32])),
    ("less than a MAC", |path, good, _| write(path, &good[..31])),
    ("nothing", |path, _, _| write(path, b"")),
    ("the code without its MAC", |path, good, _| write(path, &good[32..])),
    ("zeros for the MAC", |path, good, _| write(path, &[&[0; 32], &good[32..]].concat())),
    ("a link to the good one", |path, good, other| {
        write(&other.with_extension("elsewhere"), good);
        std::fs::remove_file(path).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(other.with_extension("elsewhere"), path).unwrap();
    }),
    ("a link to nowhere", |path, _, _| {
        std::fs::remove_file(path).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("/nowhere/at/all", path).unwrap();
    }),
    ("a pipe that nobody writes to", |path, _, _| {
        std::fs::remove_file(path).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    }),
];

#[cfg(unix)]
#[test]
fn each_is_thrown_away_and_made_again() {
    let home = Home::with_profile();
    let other = Wat { fields: "(func $other)", ..Wat::default() }.plugin();
    home.run_with(("wat", &other), &["wat", "many"]).ok();
    let [other] = code(&home).try_into().unwrap();
    let kept = home.path().join("other.kept");
    std::fs::rename(&other, &kept).unwrap();
    let plugin = Wat::default().plugin();
    let run = || -> Ran { home.run_with(("wat", &plugin), &["wat", "many"]) };
    assert_eq!(run().stderr, "no results\n");
    let [path] = code(&home).try_into().unwrap();
    let good = std::fs::read(&path).unwrap();
    for (name, damage) in FILES {
        println!("{name}");
        damage(&path, &good, &kept);
        let ran = crate::ends::within(std::time::Duration::from_secs(60), run);
        assert!(ran.code == 0 && ran.stderr.contains("had been changed"), "{name}: {ran:?}");
        assert!(std::fs::symlink_metadata(&path).unwrap().is_file(), "{name} is still there");
        assert_eq!(run().stderr, "no results\n", "{name} was not made again");
    }
}

/// A key that others can read is no secret: it is made anew, and what was signed with it is not taken.
#[cfg(unix)]
#[test]
fn another_key_is_another_cache() {
    let home = Home::with_profile();
    let plugin = Wat::default().plugin();
    let run = || home.run_with(("wat", &plugin), &["wat", "many"]).ok();
    run();
    let key = home.path().join(".config/atlassian-cli/cache-key");
    let old = std::fs::read(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    run();
    assert_ne!(std::fs::read(&key).unwrap(), old);
    assert_eq!(code(&home).len(), 2, "code of another key was taken or thrown away");
    std::fs::write(&key, "short").unwrap();
    run();
    assert_eq!(std::fs::read(&key).unwrap().len(), 32);
}

/// Who can write into the folder can put nothing there that is loaded; and the folder is closed again.
#[cfg(unix)]
#[test]
fn a_folder_that_all_may_write_is_closed() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::with_profile();
    let plugin = Wat::default().plugin();
    home.run_with(("wat", &plugin), &["wat", "many"]).ok();
    let folder = folder(&home);
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o777)).unwrap();
    home.run_with(("wat", &plugin), &["wat", "many"]).ok();
    assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn sixteen_at_once_leave_one_file() {
    let home = Home::with_profile();
    let plugin = Wat { fields: "(func $sixteen)", ..Wat::default() }.plugin();
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| assert_eq!(home.run_with(("wat", &plugin), &["wat", "many"]).code, 0));
        }
    });
    assert_eq!(code(&home).len(), 1);
    assert!(!home.files().iter().any(|file| file.to_string_lossy().contains(".tmp-")), "{:?}", home.files());
}

/// Compiled code is no plugin, wherever it comes from.
#[test]
fn compiled_code_is_no_plugin() {
    let home = Home::with_profile().with_guests(&[("raw", raw())]);
    home.run(&["raw", "many"]).ok();
    let [path] = code(&home).try_into().unwrap();
    let bytes = std::fs::read(&path).unwrap();
    for (name, bytes) in [("with its MAC", &bytes[..]), ("without", &bytes[32..])] {
        let plugin = home.path().join("plugin.cwasm");
        std::fs::write(&plugin, bytes).unwrap();
        let ran = home.run_with(("raw", &plugin), &["raw", "many"]);
        ran.fails(1, &["the plugin `raw` cannot be used: it is not valid"]);
        println!("{name}");
    }
}

/// A full disk costs time, not the command.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_costs_time_alone() {
    const SCRIPT: &str = r#"
        mkdir -p "$HOME/.cache" && mount -t tmpfs -o size=16k tmpfs "$HOME/.cache" || exit 99
        "$PROGRAM" raw many || exit 10
        "$PROGRAM" raw many || exit 11
        [ -z "$(find "$HOME/.cache" -name '*.code' -size +0)" ] || exit 12
        [ -z "$(find "$HOME/.cache" -name '*tmp*')" ] || exit 13
    "#;
    let home = Home::with_profile().with_guests(&[("raw", raw())]);
    let command = home.command::<&str>(&[]);
    let root = rustix::process::geteuid().is_root();
    let output = std::process::Command::new("unshare")
        .args([if root { "-m" } else { "-rm" }, "sh", "-c", SCRIPT])
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .env("HOME", home.path())
        .env("PROGRAM", command.get_program())
        .envs(
            command
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?)))
                .filter(|(name, _)| *name == "TEST_PLUGINS"),
        )
        .output();
    match output {
        Ok(output) if output.status.success() => {}
        Ok(output) if matches!(output.status.code(), Some(10..=13)) => panic!("{output:?}"),
        other => println!("skipped: no file system can be mounted here: {other:?}"),
    }
}
