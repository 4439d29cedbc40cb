//! Documentation as code: a tree of pages becomes files, and files become pages.

use std::fs;
use std::path::{Path, PathBuf};

use atlassian_simulator::Simulator;

use super::{csv, sent, writes};
use crate::support::{Home, Ran, site};

struct Docs {
    site: Simulator,
    home: Home,
    dir: PathBuf,
}

impl Docs {
    fn new() -> Self {
        let site = site();
        let home = Home::at(&site);
        let dir = home.path().join("docs");
        Self { site, home, dir }
    }

    fn run(&self, args: &[&str]) -> Ran {
        self.home.run(&[&["confluence"], args].concat())
    }

    fn export(&self, more: &[&str]) -> Ran {
        self.run(&[&["page", "export", "131073", "--tree", self.path()], more].concat())
    }

    fn import(&self, more: &[&str]) -> Ran {
        self.run(&[&["page", "import", self.path(), "--format", "csv", "--columns", "File,What"], more].concat())
    }

    fn path(&self) -> &str {
        self.dir.to_str().unwrap()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.dir.join(name)).unwrap()
    }

    fn change(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{text}");
        fs::write(self.dir.join(name), text.replace(from, to)).unwrap();
    }

    /// Names below the folder, with what tells whether a file was written anew.
    fn files(&self) -> Vec<(String, std::time::SystemTime)> {
        fn walk(top: &Path, dir: &Path, found: &mut Vec<(String, std::time::SystemTime)>) {
            for entry in fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(top, &path, found);
                } else if !path.file_name().unwrap().to_str().unwrap().starts_with('.') {
                    let name = path.strip_prefix(top).unwrap().display().to_string();
                    found.push((name, fs::metadata(&path).unwrap().modified().unwrap()));
                }
            }
        }
        let mut found = Vec::new();
        walk(&self.dir, &self.dir, &mut found);
        found.sort();
        found
    }

    fn names(&self) -> Vec<String> {
        self.files().into_iter().map(|(name, _)| name).collect()
    }
}

const HOME: &str = "Development home.md";
const RELEASE: &str = "Development home/How we release 🚢.md";
const CHECKLIST: &str = "Development home/How we release 🚢.files/checklist.txt";

#[test]
fn a_tree_is_exported_changed_imported_and_compared() {
    let docs = Docs::new();
    docs.export(&[]).ok();
    assert_eq!(docs.names(), [HOME, CHECKLIST, RELEASE]);
    let expected = "---\nid: 131074\ntitle: \"How we release 🚢\"\nspace: DEV\nparent: 131073\nversion: 1\n\
                    labels: [how-to, release]\n---\n\nCut the branch, write the notes, press the button.\n";
    assert_eq!(docs.read(RELEASE), expected);

    docs.change(RELEASE, "press the button", "press the **red** button");
    docs.change(RELEASE, "[how-to, release]", "[release, train]");
    docs.site.reset_requests();
    let write = ["--message", "From the repository", "--write", docs.path(), "--force"];
    let imported = csv(docs.import(&write));
    assert_eq!(imported, format!("File,What\n{HOME},unchanged\n{RELEASE},updated\n"));
    let [change] = &sent(&docs.site, "PUT", "/wiki/api/v2/pages/")[..] else { panic!("one page changes") };
    assert_eq!(
        (&change["version"]["number"], &change["version"]["message"]),
        (&2.into(), &"From the repository".into())
    );
    assert!(change["body"]["value"].as_str().unwrap().contains("<strong>red</strong>"), "{change}");
    let writes = writes(&docs.site);
    assert_eq!(writes.len(), 3, "the page, a new label, an old one: {writes:?}");
    assert!(docs.read(RELEASE).contains("version: 2\nlabels: [release, train]"), "{}", docs.read(RELEASE));

    let diff = docs.run(&["page", "diff", "131074"]).ok();
    let expected = "--- How we release 🚢\tversion 1\n+++ How we release 🚢\tversion 2\n@@ -1 +1 @@\n\
                    -Cut the branch, write the notes, press the button.\n\
                    +Cut the branch, write the notes, press the **red** button.\n";
    assert_eq!(diff, expected);
    // All is said: another import has nothing to do, and another export nothing to write.
    let again = csv(docs.import(&[]));
    assert_eq!(again, format!("File,What\n{HOME},unchanged\n{RELEASE},unchanged\n"));
    let before = docs.files();
    docs.export(&[]).ok();
    assert_eq!(docs.files(), before);
}

#[test]
fn new_files_become_pages_below_the_page_of_their_folder() {
    let docs = Docs::new();
    docs.export(&[]).ok();
    fs::create_dir_all(docs.dir.join("Development home/New")).unwrap();
    fs::create_dir_all(docs.dir.join("Development home/New.files")).unwrap();
    fs::write(docs.dir.join("Development home/New.md"), "---\ntitle: New\nlabels: [fresh]\n---\n\n# One\n").unwrap();
    fs::write(docs.dir.join("Development home/New/Below.md"), "---\ntitle: Below\n---\nText\n").unwrap();
    fs::write(docs.dir.join("Development home/New.files/a.bin"), [0, 159, 146, 150]).unwrap();
    fs::write(docs.dir.join("README.md"), "# No page\n").unwrap();
    docs.site.reset_requests();

    let planned = docs.import(&["--dry-run"]);
    assert_eq!(planned.code, 0, "{planned:?}");
    assert!(writes(&docs.site).is_empty(), "{:?}", docs.site.requests());
    docs.import(&["--write", docs.path(), "--force"]).ok();
    let made = sent(&docs.site, "POST", "/wiki/api/v2/pages");
    assert_eq!((made[0]["title"].as_str(), made[0]["parentId"].as_str()), (Some("New"), Some("131073")));
    let id = made[1]["parentId"].as_str().unwrap();
    assert!(docs.read("Development home/New.md").starts_with(&format!("---\nid: {id}\ntitle: \"New\"\n")));
    let files = csv(docs.run(&["attachment", "list", id, "--format", "csv", "--columns", "Name,Size"]));
    assert_eq!(files, "Name,Size\na.bin,4\n");
    assert_eq!(docs.run(&["label", "list", id, "--format", "quiet"]).ok(), "fresh\n");
    // The same bytes are not sent again.
    docs.site.reset_requests();
    docs.import(&[]).ok();
    assert_eq!(writes(&docs.site), Vec::<String>::new());
}

#[test]
fn nobody_elses_changes_are_overwritten() {
    let docs = Docs::new();
    docs.export(&[]).ok();
    docs.run(&["page", "update", "131074", "--body", "Somebody else was here."]).ok();
    docs.change(RELEASE, "button", "lever");
    docs.change(HOME, "Welcome", "Hello");
    docs.site.reset_requests();
    let said = &["nothing was imported", "made from version 1, and the page is at 2", "--skip-conflicts"];
    docs.import(&[]).fails(1, said);
    assert_eq!(writes(&docs.site), Vec::<String>::new());
    let imported = csv(docs.import(&["--skip-conflicts"]));
    assert_eq!(imported, format!("File,What\n{HOME},updated\n{RELEASE},conflict\n"));
    assert_eq!(writes(&docs.site), ["PUT /wiki/api/v2/pages/131073"]);
    // Neither is what somebody has changed on disk.
    let exported = docs.export(&[]);
    assert_eq!(exported.code, 7, "{exported:?}");
    assert!(exported.stderr.contains("of 3 files were not written") && docs.read(RELEASE).contains("lever"));
    docs.export(&["--force"]).ok();
    assert!(docs.read(RELEASE).contains("Somebody else was here."));
}

#[test]
fn what_is_gone_from_the_site_goes_from_the_tree_and_nothing_else() {
    let docs = Docs::new();
    docs.export(&[]).ok();
    fs::write(docs.dir.join("Development home/mine.md"), "mine").unwrap();
    let before = docs.files();
    docs.export(&[]).ok();
    assert_eq!(docs.files(), before, "a second export changes nothing");

    // Another tree in the same folder leaves this one alone.
    docs.run(&["page", "export", "--space", "KB", "--tree", docs.path()]).ok();
    assert_eq!(docs.read("KB/Knowledge base.files/Übersicht.csv"), "question,answer\n");
    assert!(docs.dir.join(RELEASE).exists());

    docs.run(&["page", "delete", "131074", "--yes"]).ok();
    docs.export(&[]).ok();
    let left = docs.names();
    let kept = [
        "Development home/mine.md",
        "Development home.md",
        "KB/Knowledge base.files/Übersicht.csv",
        "KB/Knowledge base.md",
    ];
    assert_eq!(left.iter().map(String::as_str).collect::<std::collections::BTreeSet<_>>(), kept.into());
}

#[test]
fn no_title_leads_out_of_the_folder() {
    let docs = Docs::new();
    for title in ["../../escape", "con", "Same", "same ", "..", "a/b\\c:d", "運用".repeat(60).as_str()] {
        docs.run(&["page", "create", "--space", "DEV", "--title", title, "--body", "x"]).ok();
    }
    docs.export(&[]).ok();
    let names = docs.names();
    assert_eq!(names.iter().filter(|name| name.ends_with(".md")).count(), 9, "{names:?}");
    for name in ["_-..-escape", "_con", "Same", "untitled", "a-b-c-d"] {
        assert!(names.contains(&format!("Development home/{name}.md")), "{name} in {names:?}");
    }
    assert!(names.iter().any(|name| name.starts_with("Development home/same-13")), "{names:?}");
    let outside: Vec<_> =
        docs.home.files().into_iter().filter(|path| path.to_string_lossy().contains("escape")).collect();
    assert!(outside.iter().all(|path| path.starts_with(&docs.dir)), "{outside:?}");
}

#[test]
fn front_matter_that_cannot_be_read_stops_everything() {
    let docs = Docs::new();
    docs.export(&[]).ok();
    docs.change(HOME, "version: 1", "version: one");
    docs.change(RELEASE, "id: 131074", "id: 131073");
    docs.change(RELEASE, "button", "lever");
    docs.site.reset_requests();
    docs.import(&[]).fails(1, &["line 5: a version is a number"]);
    docs.change(HOME, "version: one", "version: 1");
    docs.import(&[]).fails(1, &["are the same page, `131073`"]);
    docs.change(RELEASE, "id: 131073", "id: 99999");
    docs.import(&[]).fails(5, &["How we release", "there is no page `99999`"]);
    assert_eq!(writes(&docs.site), Vec::<String>::new());
}

#[test]
fn a_text_that_is_written_by_hand_is_imported_once() {
    let docs = Docs::new();
    docs.export(&[]).ok();
    let by_hand = "A paragraph that\ngoes over two lines, with __bold__ words.\n\n* one\n* two\n";
    docs.change(RELEASE, "Cut the branch, write the notes, press the button.\n", by_hand);
    let updated = format!("File,What\n{HOME},unchanged\n{RELEASE},updated\n");
    assert_eq!(csv(docs.import(&["--write", docs.path(), "--force"])), updated);
    assert!(docs.read(RELEASE).ends_with(by_hand));
    docs.site.reset_requests();
    let unchanged = format!("File,What\n{HOME},unchanged\n{RELEASE},unchanged\n");
    assert_eq!(csv(docs.import(&[])), unchanged);
    // Nor is it a conflict where the file still names the version that it was made from.
    docs.change(RELEASE, "version: 2", "version: 1");
    assert_eq!(csv(docs.import(&[])), unchanged);
    assert_eq!(writes(&docs.site), Vec::<String>::new());
}

#[test]
fn pictures_and_links_are_paths_on_disk_and_confluences_own_on_the_site() {
    let docs = Docs::new();
    docs.export(&[]).ok();
    fs::write(docs.dir.join("Development home/How we release 🚢.files/p.png"), [0, 1, 2]).unwrap();
    let text = "![pic](<How%20we release 🚢.files/p.png>)\n\nsee [home](../Development%20home.md#top) and \
                [list](./How%20we%20release%20%F0%9F%9A%A2.files/checklist.txt), not [this](other.md)\n";
    docs.change(RELEASE, "Cut the branch, write the notes, press the button.\n", text);
    docs.change(HOME, "---\n\n", "---\n\n[How](<Development home/How we release 🚢.md>)\n\n");
    docs.site.reset_requests();
    docs.import(&["--write", docs.path(), "--force"]).ok();
    let bodies = sent(&docs.site, "PUT", "/wiki/api/v2/pages/");
    let body = |place: usize| bodies[place]["body"]["value"].as_str().unwrap();
    assert!(body(0).contains("<ri:page ri:content-title=\"How we release 🚢\""), "{}", body(0));
    for part in [
        "<ac:image ac:alt=\"pic\"><ri:attachment ri:filename=\"p.png\"",
        "<ac:link ac:anchor=\"top\"><ri:page ri:content-title=\"Development home\"",
        "<ac:link><ri:attachment ri:filename=\"checklist.txt\"",
        "<a href=\"other.md\">",
    ] {
        assert!(body(1).contains(part), "{part} in {}", body(1));
    }
    let unchanged = format!("File,What\n{HOME},unchanged\n{RELEASE},unchanged\n");
    assert_eq!(csv(docs.import(&[])), unchanged);

    // What comes back are paths, too, and they stay.
    docs.export(&["--force"]).ok();
    let exported = docs.read(RELEASE);
    for part in [
        "![pic](How%20we%20release%20%F0%9F%9A%A2.files/p.png)",
        "[home](../Development%20home.md#top)",
        "[list](How%20we%20release%20%F0%9F%9A%A2.files/checklist.txt)",
        "[this](other.md)",
    ] {
        assert!(exported.contains(part), "{part} in {exported}");
    }
    assert_eq!(csv(docs.import(&[])), unchanged);
    let before = docs.files();
    docs.export(&[]).ok();
    assert_eq!(docs.files(), before);
}
