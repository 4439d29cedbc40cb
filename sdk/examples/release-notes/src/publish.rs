//! `release-notes publish`: the notes as a Confluence page, made anew or brought up to date.

use crate::issues::{self, SEARCH};
use crate::notes::Notes;
use atlassian_plugin_sdk::futures_util::try_join;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::Deserialize;
use atlassian_plugin_sdk::serde_json::{Value, json};

const SPACES: Endpoint = endpoint!(confluence GET "/wiki/api/v2/spaces", granular("read:space:confluence"));
const PAGES: Endpoint = endpoint!(confluence GET "/wiki/api/v2/pages", granular("read:page:confluence"));
const CREATE: Endpoint = endpoint!(confluence POST "/wiki/api/v2/pages", granular("write:page:confluence"));
const UPDATE: Endpoint = endpoint!(confluence PUT "/wiki/api/v2/pages/{id}", granular("write:page:confluence"));

/// Write the release notes of a version as a Confluence page
///
/// A page of the same title in the space is brought up to date; its older version stays in the page's history.
#[derive(Command)]
#[command(path = "publish", effect = "write", result = "one", id = "/id")]
#[command(example = "release-notes publish 1.4.0 --project DEV --space DEV")]
#[command(example = "release-notes publish 1.4.0 --project DEV --space DEV --title \"What is new\"")]
#[http(SEARCH, SPACES, PAGES, CREATE, UPDATE)]
#[column("Id", "/id")]
#[column("Title", "/title")]
#[column("Version", "/version/number", number)]
pub(crate) struct Publish {
    /// Name of the version in Jira
    #[arg(positional)]
    version: String,
    /// Project that the version belongs to
    #[arg(long, value_name = "KEY")]
    project: String,
    /// Space that the page belongs to
    #[arg(long, value_name = "KEY")]
    space: String,
    /// Id of the page to put it below; without it, a new page goes below the space's homepage
    #[arg(long, value_name = "ID")]
    parent: Option<String>,
    /// Title of the page; without it, the project and the version
    #[arg(long)]
    title: Option<String>,
}

impl Run for Publish {
    async fn run(self, cx: &Cx) -> Result<()> {
        // Two services at once; what is not there is said before anything is written.
        let (issues, space) =
            try_join!(issues::of_version(cx, &self.project, &self.version), space_id(cx, &self.space))?;
        let title = self.title.clone().unwrap_or_else(|| format!("Release notes: {} {}", self.project, self.version));
        let body = Notes::new(&issues).storage(cx.profile("web-origin.jira").as_deref());
        let old = find_page(cx, &space, &title).await?;
        let request = match &old {
            Some(old) => cx.request(UPDATE).param("id", &old.id).json_body(&self.change(old, &title, &body)),
            None => cx.request(CREATE).json_body(&self.new_page(&space, &title, &body)),
        };
        let page = request.raw().await?;
        cx.success(&format!("{} `{title}`", if old.is_some() { "updated" } else { "created" }));
        cx.emit_raw(&page)
    }
}

impl Publish {
    fn new_page(&self, space: &str, title: &str, body: &str) -> Value {
        self.below_parent(json!({
            "spaceId": space,
            "status": "current",
            "title": title,
            "body": {"representation": "storage", "value": body},
        }))
    }

    /// The version number is the next one: if somebody else was faster, Confluence says so and nothing is lost.
    fn change(&self, old: &Page, title: &str, body: &str) -> Value {
        let message = format!("Release notes of {} {}", self.project, self.version);
        self.below_parent(json!({
            "id": old.id,
            "status": "current",
            "title": title,
            "body": {"representation": "storage", "value": body},
            "version": {"number": old.version.number + 1, "message": message},
        }))
    }

    fn below_parent(&self, mut page: Value) -> Value {
        if let Some(parent) = &self.parent {
            page["parentId"] = json!(parent);
        }
        page
    }
}

/// What v2's listings have in common.
#[derive(Deserialize)]
#[serde(crate = "atlassian_plugin_sdk::serde")]
struct Found<T> {
    results: Vec<T>,
}

#[derive(Deserialize)]
#[serde(crate = "atlassian_plugin_sdk::serde")]
struct Space {
    id: String,
    key: String,
}

#[derive(Deserialize)]
#[serde(crate = "atlassian_plugin_sdk::serde")]
struct Page {
    id: String,
    title: String,
    version: Version,
}

#[derive(Deserialize)]
#[serde(crate = "atlassian_plugin_sdk::serde")]
struct Version {
    number: u32,
}

/// v2 knows spaces by their ids, people know them by their keys.
async fn space_id(cx: &Cx, key: &str) -> Result<String> {
    let found: Found<Space> = cx.request(SPACES).query("keys", key).json().await?;
    let space = found.results.into_iter().find(|space| space.key == key);
    space.map(|space| space.id).ok_or_else(|| Error::not_found(format!("no space has the key `{key}`")))
}

async fn find_page(cx: &Cx, space: &str, title: &str) -> Result<Option<Page>> {
    let request = cx.request(PAGES).query("space-id", space).query("title", title).query("status", "current");
    let found: Found<Page> = request.json().await?;
    Ok(found.results.into_iter().find(|page| page.title == title))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn publish(parent: Option<&str>) -> Publish {
        let parent = parent.map(str::to_owned);
        Publish { version: "1.0".into(), project: "DEV".into(), space: "DEV".into(), parent, title: None }
    }

    #[test]
    fn an_update_is_the_next_version_of_the_page() {
        let old = Page { id: "7".into(), title: "t".into(), version: Version { number: 4 } };
        let body = publish(None).change(&old, "t", "<p/>");
        assert_eq!((&body["id"], &body["version"]["number"]), (&json!("7"), &json!(5)));
        assert_eq!(body.get("parentId"), None);
    }

    #[test]
    fn a_parent_is_sent_only_if_it_was_named() {
        assert_eq!(publish(Some("3")).new_page("1", "t", "")["parentId"], "3");
        assert_eq!(publish(None).new_page("1", "t", "").get("parentId"), None);
    }
}
