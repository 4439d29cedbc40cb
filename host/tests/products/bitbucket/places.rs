//! Which repository is meant, and what is in it.

use super::{clone, home, run, sent};
use crate::support::{ran, site};
use atlassian_simulator::Scripted;
use std::process::Stdio;

#[test]
fn the_repository_is_the_flag_an_address_or_the_clone() {
    let site = site();
    let home = home(&site);
    let folder = clone("example/backend");
    let there =
        |args: &[&str]| ran(&home.command(args).current_dir(folder.path()).stdin(Stdio::null()).output().unwrap());
    let listed = there(&["bitbucket", "pr", "list", "--format", "quiet"]).ok();
    assert_eq!(listed, "4\n2\n");
    assert!(there(&["bitbucket", "branch", "list", "--repo", "website"]).ok().contains("main"));
    // What is deleted is named, wherever one is.
    there(&["bitbucket", "repo", "delete", "--yes"]).fails(2, &["REPOSITORY"]);
    let address = "https://bitbucket.org/example/backend/pull-requests/2/diff";
    assert!(home.run(&["bitbucket", "pr", "get", address]).ok().contains("Log in"));
    home.run(&["bitbucket", "pr", "list"]).fails(2, &["which repository is meant is not said", "--repo"]);
    home.run(&["bitbucket", "pr", "get", "x", "--repo", "backend"]).fails(2, &["no pull request's number"]);
}

#[test]
fn all_pages_are_fetched_and_a_cut_is_said() {
    let site = site();
    let home = home(&site);
    let path = "/2.0/repositories/example/backend/refs/branches";
    let next = format!("{}{path}?pagelen=100&sort=-target.date&page=2", site.url());
    site.script(path, Scripted::json(200, &format!(r#"{{"values":[{{"name":"a"}}],"size":2,"next":"{next}"}}"#)));
    site.script(path, Scripted::json(200, r#"{"values":[{"name":"b"}],"size":2}"#));
    assert_eq!(run(&home, "branch list --limit 0 --format quiet").ok(), "a\nb\n");
    assert!(site.requests()[1].path.contains("page=2"));
    let cut = run(&home, "branch list --limit 2");
    assert!(cut.stderr.contains("showing 2 of about 5"), "{cut:?}");
}

#[test]
fn names_with_slashes_and_files_come_as_they_are() {
    let site = site();
    let home = home(&site);
    assert!(run(&home, "branch get feature/login").ok().contains("Greet who logs in"));
    run(&home, "branch get feature/nothing").fails(5, &["does not exist"]);
    let listed = run(&home, "src list --ref feature/login --format quiet").ok();
    assert_eq!(listed, "src\nREADME.md\nbitbucket-pipelines.yml\n");
    assert_eq!(run(&home, "src list src --ref feature/login --format quiet").ok(), "src/login.rs\nsrc/main.rs\n");
    assert_eq!(run(&home, "src cat README.md").ok(), run(&home, "src cat main README.md").ok());
    assert_eq!(run(&home, "src cat src/login.rs --ref feature/login").code, 0);
    run(&home, "src cat main README.md --ref main").fails(2, &["say its path"]);
    run(&home, "src cat main src").fails(1, &["`src` is a folder", "bitbucket src list"]);
    run(&home, "src list README.md").fails(1, &["bitbucket src cat"]);
    run(&home, "src cat main nothing").fails(5, &["No such file"]);
    // The main branch of an empty repository is nowhere.
    home.run(&["bitbucket", "repo", "create", "empty"]).ok();
    home.run(&["bitbucket", "src", "list", "--repo", "empty"]).fails(5, &["empty"]);
}

#[test]
fn a_tag_is_made_at_the_commit_of_what_is_named() {
    let site = site();
    let home = home(&site);
    let hash = run(&home, "branch get feature/login --jq .target.hash").ok().trim().replace('"', "");
    run(&home, "tag create v2 --target feature/login").ok();
    run(&home, "tag create v3 --target v2").ok();
    run(&home, &format!("tag create v4 --target {}", &hash[..12])).ok();
    run(&home, "tag create v5 --target nothing").fails(5, &["does not exist"]);
    let bodies = sent(&site, "POST", "/refs/tags");
    let targets: Vec<_> = bodies.iter().map(|body| body["target"]["hash"].as_str().unwrap()).collect();
    assert_eq!(targets, [hash.as_str(), &hash, &hash[..12]]);
}

#[test]
fn a_repository_is_made_changed_forked_and_deleted() {
    let site = site();
    let home = home(&site);
    let bitbucket = |line: &str| home.run(&[&["bitbucket"], line.split(' ').collect::<Vec<_>>().as_slice()].concat());
    bitbucket("project create APP --name Apps --private").ok();
    let made = bitbucket("repo create app --project APP --description App");
    assert!(made.stderr.contains("created repository example/app"), "{made:?}");
    assert_eq!(bitbucket("repo list --project APP --format quiet").ok(), "app\n");
    bitbucket("project delete APP --yes").fails(1, &["contains repositories"]);
    bitbucket("repo update app --name Application --public").ok();
    let shown = bitbucket("repo get application --format json").ok();
    assert!(shown.contains(r#""is_private":false"#) && shown.contains(r#""description":"App""#), "{shown}");
    bitbucket("repo update application").fails(2, &["nothing to change"]);
    bitbucket("repo fork application").fails(2, &["a name of its own"]);
    bitbucket("repo fork application --to example-labs").ok();
    assert!(bitbucket("repo get example-labs/application").ok().contains("example/application"));
    bitbucket("repo delete application").fails(3, &["delete the repository example/application for good", "--yes"]);
    bitbucket("repo get").fails(2, &["WORKSPACE/SLUG"]);
    bitbucket("repo delete application --yes").ok();
    bitbucket("repo get application").fails(5, &["no longer exists"]);
}
