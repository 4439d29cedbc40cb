//! `confluence search`: content by CQL, by words, or by what it is.

use crate::cql::Query;
use crate::people;
use crate::spaces::{SPACES, SpaceRef};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

pub(crate) const SEARCH: Endpoint = endpoint!(
    confluence GET "/wiki/rest/api/content/search",
    classic("search:confluence"),
    granular("read:content-details:confluence"),
);

/// As many as are asked for at once; Confluence may give fewer.
pub(crate) const PAGE: Paging = Paging::confluence(100);

#[derive(Choice)]
enum Type {
    Page,
    #[choice("blogpost")]
    BlogPost,
    Attachment,
    Comment,
    Folder,
    Whiteboard,
    Database,
}

/// Find pages, blog posts and other content
///
/// What is said by several flags has to hold at once. `--show-query` shows the query that they make, without sending
/// it. Every page of results is fetched, until the limit or the end.
#[derive(Command)]
#[command(path = "search", effect = "read", result = "many", id = "/id")]
#[command(example = "confluence search --text \"second page\"")]
#[command(example = "confluence search --space OPS --label runbook --title alarm --limit 0")]
#[command(example = "confluence search --cql \"type = blogpost ORDER BY created\" --creator @me")]
#[http(SEARCH, SPACES, people::FIND)]
#[web(page: confluence "/wiki/pages/viewpage.action?pageId={id}")]
#[column("Id", "/id")]
#[column("Type", "/type")]
#[column("Space", "/space/key")]
#[column("Title", "/title")]
#[column("Updated", "/version/when", date)]
#[column("By", "/version/by/displayName", user)]
pub(crate) struct Search {
    /// Words that stand in the content or its title
    #[arg(positional, value_name = "WORDS")]
    words: Option<String>,
    /// Query in CQL, for example "type = page AND lastmodified > now('-7d')"
    #[arg(long, value_name = "CQL")]
    cql: Option<String>,
    /// Words that stand in the content or its title
    #[arg(long, value_name = "WORDS", conflicts = "words")]
    text: Option<String>,
    /// Key, id or address of a space (can be repeated: in any of them)
    #[arg(long, value_name = "SPACE")]
    space: Vec<SpaceRef>,
    /// Sort of content
    #[arg(long, value_name = "TYPE")]
    r#type: Option<Type>,
    /// Who made it: display name, account id or `@me`
    #[arg(long, value_name = "PERSON")]
    creator: Option<String>,
    /// Label (can be repeated: all of them)
    #[arg(long, value_name = "LABEL")]
    label: Vec<String>,
    /// Words that stand in the title
    #[arg(long, value_name = "WORDS")]
    title: Option<String>,
    /// Page or folder that it lies below, by id
    #[arg(long, value_name = "ID")]
    below: Option<crate::content_id::ContentId>,
    /// Show the query, and do not send it
    #[arg(long)]
    show_query: bool,
    /// Most results to show; 0 for all
    #[arg(long, default = "25", value_name = "N")]
    limit: Limit,
}

impl Run for Search {
    async fn run(self, cx: &Cx) -> Result<()> {
        let query = self.query(cx).await?;
        if self.show_query {
            cx.columns([Column::new("CQL", ["cql"])]);
            return cx.emit(&json!({"cql": query}));
        }
        let request = cx.request(SEARCH).query("cql", query).query("expand", "space,version");
        request.list(cx, PAGE, self.limit).await
    }
}

impl Search {
    async fn query(&self, cx: &Cx) -> Result<String> {
        let mut spaces = Vec::new();
        for space in &self.space {
            spaces.push(space.find(cx).await?.key);
        }
        let creator = match &self.creator {
            None => None,
            Some(me) if me.trim() == "@me" => Some("creator = currentUser()".to_owned()),
            Some(typed) => Some(format!("creator = {}", crate::cql::quoted(&people::account(cx, typed).await?))),
        };
        let text = self.text.as_deref().or(self.words.as_deref());
        let kind = self.r#type.as_ref().map(ToString::to_string);
        let query = Query::default().any("space", &spaces).clause("type", "=", kind.as_deref()).raw(creator);
        let query = self.label.iter().fold(query, |query, label| query.clause("label", "=", Some(label)));
        let below = self.below.as_ref().map(|id| id.0.as_str());
        let query = query.clause("ancestor", "=", below).clause("title", "~", self.title.as_deref());
        let query = query.clause("text", "~", text).with(self.cql.as_deref());
        if query.is_empty() {
            return Err(Error::usage("there is nothing to search for")
                .hint("`--text`, `--space`, `--label` and others say what, or `--cql` for all that Confluence knows"));
        }
        Ok(query)
    }
}
