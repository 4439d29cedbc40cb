//! Listings that come in pages.
//!
//! The next page is begun before the present one is handed out, so that showing and fetching overlap; never more than
//! one, and none beyond the limit. Records stay unread JSON text; those that are only shown stay with the host.

use crate::args::Limit;
use crate::bindings::atlassian::plugin::http;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::executor::Pending;
use crate::output::emit_list;
use crate::query::pairs;
use crate::request::{Request, receive};
use crate::response::Response;
use futures_util::{Stream, TryStreamExt};
use serde::de::{DeserializeOwned, DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::collections::BTreeSet;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// How an endpoint spells its pages.
#[derive(Debug, Clone, Copy)]
pub struct Paging {
    /// The member that holds the records; without one, the answer is the list.
    records: Option<&'static str>,
    /// Query name and value of the page size.
    size: (&'static str, usize),
    /// The member that says how many records there are on all pages.
    total: Option<&'static str>,
    next: Next,
}

/// How an endpoint says where the next page begins.
#[derive(Debug, Clone, Copy)]
enum Next {
    /// The member goes into the query under its own name.
    Token(&'static str),
    /// The query has the number of records before the page. The member says whether it is the last one; without it, the
    /// total does; without both, only an empty page is the end.
    Offset { query: &'static str, last: &'static str },
    /// The member `next`, or the one in `_links`, is an address whose query is the next page's.
    Link,
    /// The same of the one in `links`.
    Links,
}

impl Paging {
    /// Jira's newer listings: `nextPageToken` in answer and query, the page size as `maxResults`.
    pub const fn token(records: &'static str, size: usize) -> Self {
        Self { records: Some(records), size: ("maxResults", size), total: None, next: Next::Token("nextPageToken") }
    }

    /// Jira's other listings: `startAt` and `maxResults`, ended by `isLast` or `total`.
    pub const fn offset(records: &'static str, size: usize) -> Self {
        let next = Next::Offset { query: "startAt", last: "isLast" };
        Self { records: Some(records), size: ("maxResults", size), total: Some("total"), next }
    }

    /// Jira's listings without an envelope, `startAt` and `maxResults` beside a bare array. A page may have fewer records
    /// than asked for, so that an empty one is the end.
    pub const fn array(size: usize) -> Self {
        let next = Next::Offset { query: "startAt", last: "isLast" };
        Self { records: None, size: ("maxResults", size), total: None, next }
    }

    /// Jira's audit log: `records`, `offset` and `limit`, ended by `total`.
    pub const fn audit(size: usize) -> Self {
        let next = Next::Offset { query: "offset", last: "isLast" };
        Self { records: Some("records"), size: ("limit", size), total: Some("total"), next }
    }

    /// Atlassian Automation: `data` and `limit`, the next page as a link in `links`.
    pub const fn automation(size: usize) -> Self {
        Self { records: Some("data"), size: ("limit", size), total: None, next: Next::Links }
    }

    /// Jira Service Management: `values`, `start` and `limit`, ended by `isLastPage`.
    pub const fn jsm(size: usize) -> Self {
        let next = Next::Offset { query: "start", last: "isLastPage" };
        Self { records: Some("values"), size: ("limit", size), total: None, next }
    }

    /// Jira Service Management's searches: `values` and `limit`, the next page as a link in `_links`.
    pub const fn jsm_links(size: usize) -> Self {
        Self { records: Some("values"), size: ("limit", size), total: None, next: Next::Link }
    }

    /// Confluence, both versions: `results` and `limit`, the next page as a link in `_links`. Of v1's search, `totalSize`
    /// is the total.
    pub const fn confluence(size: usize) -> Self {
        Self { records: Some("results"), size: ("limit", size), total: Some("totalSize"), next: Next::Link }
    }

    /// Bitbucket: `values` and `pagelen`, the next page as the link `next`, and the total as `size`.
    pub const fn bitbucket(size: usize) -> Self {
        Self { records: Some("values"), size: ("pagelen", size), total: Some("size"), next: Next::Link }
    }

    /// The first page's request. No page is larger than the limit, and all have one size: what a token means for
    /// another size, no document says.
    fn first(self, request: Request, limit: Limit) -> Request {
        let (name, size) = self.size;
        let size = limit.get().map_or(size, |limit| limit.min(size));
        request.replace_query(name, &size.to_string())
    }

    fn following(self, request: Request, position: &str) -> Request {
        match self.next {
            Next::Token(query) | Next::Offset { query, .. } => request.replace_query(query, position),
            Next::Link | Next::Links => {
                let pairs = pairs(position);
                let without = pairs.iter().fold(request, |request, (name, _)| request.without_query(name));
                pairs.into_iter().fold(without, |request, (name, value)| request.query(&name, value))
            }
        }
    }

    /// Reads a page; `before` records came on earlier ones.
    fn read(self, response: &Response, kept: Option<Records>, before: usize) -> Result<Page> {
        let mut answer = std::str::from_utf8(response.bytes())
            .map_err(serde::de::Error::custom)
            .and_then(|text| {
                let mut json = serde_json::Deserializer::from_str(text);
                let answer = Envelope(self).deserialize(&mut json)?;
                json.end().map(|()| answer)
            })
            .map_err(|error: serde_json::Error| response.unreadable(&error))?;
        if let Some(kept) = kept {
            answer.records = kept;
        }
        let next = self.after(&answer, before + answer.records.len())?;
        Ok(Page { records: answer.records, next, total: answer.total })
    }

    /// Where the next page begins, if there is one after `end` records.
    fn after(self, answer: &Answer, end: usize) -> Result<Option<String>> {
        match self.next {
            Next::Token(_) => Ok(answer.next.clone().filter(|next| !next.is_empty())),
            Next::Offset { .. } => {
                let reached = answer.total.is_some_and(|total| u64::try_from(end).is_ok_and(|end| end >= total));
                let ended = answer.records.len() == 0 || answer.last.unwrap_or(reached);
                Ok((!ended).then(|| end.to_string()))
            }
            Next::Link | Next::Links => match &answer.next {
                None => Ok(None),
                Some(address) => match address.split_once('?') {
                    Some((_, query)) if !query.is_empty() => Ok(Some(query.to_owned())),
                    _ => Err(Error::other("the site names a next page without saying which")),
                },
            },
        }
    }
}

/// The records of a page.
enum Records {
    Read(Vec<Box<RawValue>>),
    /// So many are with the host, which calls them by a number.
    Kept(u32, usize),
}

impl Records {
    fn len(&self) -> usize {
        match self {
            Self::Read(records) => records.len(),
            Self::Kept(_, count) => *count,
        }
    }

    fn truncate(&mut self, most: usize) {
        match self {
            Self::Read(records) => records.truncate(most),
            Self::Kept(_, count) => *count = most.min(*count),
        }
    }

    fn show(&self, cx: &Cx) -> Result<()> {
        match self {
            Self::Read(records) => records.iter().try_for_each(|record| cx.emit_raw(record)),
            Self::Kept(kept, count) => {
                emit_list(*kept, *count);
                Ok(())
            }
        }
    }
}

impl Default for Records {
    fn default() -> Self {
        Self::Read(Vec::new())
    }
}

/// One page: its records, and where the next one begins.
struct Page {
    records: Records,
    next: Option<String>,
    total: Option<u64>,
}

/// What an answer says.
#[derive(Default)]
struct Answer {
    records: Records,
    /// A token or a link.
    next: Option<String>,
    last: Option<bool>,
    total: Option<u64>,
}

/// Reads an answer with serde: member names are known at run time only, so it cannot be derived.
struct Envelope(Paging);

/// Confluence's `_links`.
#[derive(Deserialize)]
struct Links {
    next: Option<String>,
}

impl<'de> DeserializeSeed<'de> for Envelope {
    type Value = Answer;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<Answer, D::Error> {
        match self.0.records {
            Some(_) => deserializer.deserialize_map(self),
            None => Vec::deserialize(deserializer)
                .map(|records| Answer { records: Records::Read(records), ..Answer::default() }),
        }
    }
}

impl<'de> Visitor<'de> for Envelope {
    type Value = Answer;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a page with a member `{}`", self.0.records.unwrap_or_default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> std::result::Result<Answer, A::Error> {
        let Paging { records: list, total, next, .. } = self.0;
        let list = list.unwrap_or_default();
        let (mut records, mut answer) = (None, Answer::default());
        while let Some(member) = members.next_key::<String>()? {
            match (member.as_str(), next) {
                (name, _) if name == list => records = Some(members.next_value()?),
                (name, Next::Token(token)) if name == token => answer.next = members.next_value()?,
                (name, Next::Offset { last, .. }) if name == last => answer.last = members.next_value()?,
                ("next", Next::Link) => answer.next = members.next_value()?,
                ("links", Next::Links) | ("_links", Next::Link) => answer.next = members.next_value::<Links>()?.next,
                (name, _) if Some(name) == total => answer.total = members.next_value()?,
                _ => _ = members.next_value::<IgnoredAny>()?,
            }
        }
        // A listing without its records is not an empty one: nothing is silently incomplete.
        answer.records = Records::Read(records.ok_or_else(|| serde::de::Error::missing_field(list))?);
        Ok(answer)
    }
}

/// The pages of a listing, as a stream; see [`Request::pages`].
pub struct Pages {
    paging: Paging,
    request: Request,
    state: State,
    /// Positions that were already asked for: a site that repeats one would be asked for ever.
    seen: BTreeSet<String>,
    left: Option<usize>,
    /// Records that arrived so far.
    read: usize,
    more: bool,
    total: Option<u64>,
}

/// Where the listing stands.
enum State {
    Begin,
    /// The next page is under way.
    Under(Pending),
    /// Said after the page that came with it.
    Failed(Error),
    End,
}

impl Request {
    /// Asks for all pages of a listing, up to `limit` records.
    ///
    /// ```
    /// # use atlassian_plugin_sdk::prelude::*;
    /// # const SEARCH: Endpoint = endpoint!(jira GET "/rest/api/3/search/jql");
    /// # async fn run(cx: &Cx, limit: Limit) -> Result<()> {
    /// let mut pages = cx.request(SEARCH).query("jql", "project = DEV").pages(Paging::token("issues", 100), limit);
    /// while let Some(issues) = pages.try_next().await? {
    ///     issues.iter().try_for_each(|issue| cx.emit_raw(issue))?;
    /// }
    /// if pages.more() {
    ///     cx.incomplete("`--limit 0` shows all", None);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages(self, paging: Paging, limit: Limit) -> Pages {
        Pages {
            request: paging.first(self, limit),
            paging,
            state: State::Begin,
            seen: BTreeSet::new(),
            left: limit.get(),
            read: 0,
            more: false,
            total: None,
        }
    }
}

impl Pages {
    /// Whether the site has more than the limit let through. Known once the stream has ended.
    pub fn more(&self) -> bool {
        self.more
    }

    /// How many records there are on all pages, where the site has said so.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// Takes a page that arrived, and begins the next one if it is needed.
    fn arrived(&mut self, response: &Response, kept: Option<Records>) -> Result<Records> {
        let Page { mut records, next, total } = self.paging.read(response, kept, self.read)?;
        self.read += records.len();
        self.total = total.or(self.total);
        if let Some(left) = &mut self.left {
            self.more = records.len() > *left || (records.len() == *left && next.is_some());
            records.truncate(*left);
            *left -= records.len();
        }
        if let Some(position) = next.filter(|_| self.left != Some(0)) {
            self.state = self.begin(position).map_or_else(State::Failed, State::Under);
        }
        Ok(records)
    }

    fn begin(&mut self, position: String) -> Result<Pending> {
        let request = self.paging.following(self.request.clone(), &position);
        if !self.seen.insert(position) {
            return Err(Error::other("the site named the same page twice, so the listing cannot be completed"));
        }
        request.start()
    }
}

/// What is known of a listing once it was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// Records that were shown.
    pub count: usize,
    /// Whether the site has more than the limit let through.
    pub more: bool,
    /// How many records there are on all pages, where the site has said so.
    pub total: Option<u64>,
}

impl Request {
    /// Shows every record of a listing, up to `limit`, and says so when there are more.
    ///
    /// # Errors
    ///
    /// When a page cannot be had or read. What came before it has been shown.
    pub async fn list(self, cx: &Cx, paging: Paging, limit: Limit) -> Result<()> {
        let shown = self.show(cx, paging, limit).await?;
        if shown.more {
            cx.incomplete("`--limit 0` for all", shown.total);
        }
        Ok(())
    }

    /// Shows every record of a listing, up to `limit`. Whoever calls it says what is missing.
    ///
    /// # Errors
    ///
    /// As [`list`](Self::list).
    pub async fn show(self, cx: &Cx, paging: Paging, limit: Limit) -> Result<Shown> {
        self.pages(paging, limit).show(cx).await
    }

    /// Shows every record of an answer that has them all at once: the members of `list`, or without one the answer itself.
    ///
    /// # Errors
    ///
    /// When the answer cannot be had, or has no such list.
    pub async fn list_whole(self, cx: &Cx, list: Option<&'static str>) -> Result<()> {
        let paging = Paging { records: list, size: ("", 0), total: None, next: Next::Token("") };
        let pages = Pages { request: self.clone(), ..self.pages(paging, Limit::ALL) };
        pages.show(cx).await.map(|_| ())
    }

    /// Every record of a listing, read. For what a command needs to know; what is shown goes through
    /// [`list`](Self::list).
    ///
    /// # Errors
    ///
    /// When a page cannot be had, or a record does not fit `T`.
    pub async fn all<T: DeserializeOwned>(self, paging: Paging) -> Result<Vec<T>> {
        let mut pages = self.pages(paging, Limit::ALL);
        let mut all = Vec::new();
        while let Some(records) = pages.try_next().await? {
            for record in records {
                all.push(crate::read("a record of the listing", &record)?);
            }
        }
        Ok(all)
    }
}

impl Stream for Pages {
    type Item = Result<Vec<Box<RawValue>>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(cx, false).map_ok(|page| match page {
            Records::Read(records) => records,
            // Only where they were asked for so.
            Records::Kept(..) => Vec::new(),
        })
    }
}

impl Pages {
    /// The next page; its records stay with the host if they can and `may_keep`.
    fn poll_page(&mut self, cx: &mut Context<'_>, may_keep: bool) -> Poll<Option<Result<Records>>> {
        if matches!(self.state, State::Begin) {
            self.state = self.request.clone().start().map_or_else(State::Failed, State::Under);
        }
        let State::Under(pending) = &mut self.state else { return Poll::Ready(self.stop()) };
        let (answer, kept) = if may_keep {
            match ready!(pending.poll_list(cx, self.paging.records)) {
                Ok(http::Listing { response, kept, count }) => {
                    let count = usize::try_from(count).unwrap_or(usize::MAX);
                    (Ok(response), kept.map(|kept| Records::Kept(kept, count)))
                }
                Err(error) => (Err(error), None),
            }
        } else {
            (ready!(Pin::new(pending).poll(cx)), None)
        };
        self.state = State::End;
        Poll::Ready(Some(receive(answer).and_then(|response| self.arrived(&response, kept))))
    }

    async fn show(mut self, cx: &Cx) -> Result<Shown> {
        let mut count = 0;
        while let Some(page) = poll_fn(|task| self.poll_page(task, true)).await {
            let page = page?;
            count += page.len();
            page.show(cx)?;
        }
        Ok(Shown { count, more: self.more, total: self.total })
    }

    fn stop(&mut self) -> Option<Result<Records>> {
        match std::mem::replace(&mut self.state, State::End) {
            State::Failed(error) => Some(Err(error)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::atlassian::plugin::http;
    use crate::endpoint::Endpoint;
    use crate::executor::{Answer, block_on};
    use crate::fake::{Seen, host, json};
    use std::cell::Ref;

    const LIST: Endpoint = crate::endpoint!(jira GET "/list");
    const PAGING: Paging = Paging::token("issues", 2);

    /// Five records on pages of two, whatever size is asked for.
    fn five(request: &http::Request) -> Answer {
        match request.query.iter().find(|(name, _)| name == "nextPageToken").map(|(_, token)| token.as_str()) {
            None => json(r#"{"issues":[{"n":1},{"n": 2}],"nextPageToken":"b","isLast":false}"#),
            Some("b") => json(r#"{"nextPageToken":"c","issues":[{"n":3},{"n":4}]}"#),
            _ => json(r#"{"issues":[{"n":5}],"nextPageToken":null,"isLast":true}"#),
        }
    }

    /// What a listing gave: records, whether there is more, and its error if it ended with one.
    fn list(
        answer: fn(&http::Request) -> Answer,
        limit: usize,
        check: fn(Ref<'_, Seen>),
    ) -> (Vec<String>, bool, Option<Error>) {
        let (reactor, cx, seen) = host(answer);
        let mut pages = cx.request(LIST).query("jql", "x").pages(PAGING, Limit::new(limit));
        let mut records = Vec::new();
        let run = async {
            while let Some(page) = pages.try_next().await? {
                records.extend(page.into_iter().map(|record| record.get().to_owned()));
            }
            Ok(())
        };
        let error = block_on(&reactor, run).err();
        check(seen.borrow());
        (records, pages.more(), error)
    }

    #[test]
    fn all_pages_arrive_unread() {
        let (records, more, error) = list(five, 0, |seen| {
            assert_eq!(seen.queries("nextPageToken"), [None, Some("b"), Some("c")]);
            assert_eq!(seen.queries("maxResults"), [Some("2"); 3]);
            assert_eq!(seen.queries("jql"), [Some("x"); 3]);
        });
        assert_eq!(records, [r#"{"n":1}"#, r#"{"n": 2}"#, r#"{"n":3}"#, r#"{"n":4}"#, r#"{"n":5}"#]);
        assert_eq!((more, error), (false, None));
    }

    #[test]
    fn the_limit_is_exact_and_nothing_is_fetched_beyond_it() {
        for (limit, requests, more) in
            [(1, 1, true), (2, 1, true), (3, 2, true), (4, 2, true), (5, 3, false), (9, 3, false)]
        {
            let (reactor, cx, seen) = host(five);
            let mut pages = cx.request(LIST).pages(PAGING, Limit::new(limit));
            let records: Result<Vec<_>> = block_on(&reactor, (&mut pages).try_concat());
            assert_eq!(records.map(|records| records.len()), Ok(limit.min(5)));
            assert_eq!((seen.borrow().started.len(), pages.more()), (requests, more), "limit {limit}");
        }
    }

    #[test]
    fn the_next_page_is_under_way_when_one_is_handed_out() -> Result<()> {
        let (reactor, cx, seen) = host(five);
        let mut pages = cx.request(LIST).pages(PAGING, Limit::ALL);
        for started in [2, 3, 3] {
            block_on(&reactor, pages.try_next())?;
            assert_eq!(seen.borrow().started.len(), started);
        }
        Ok(())
    }

    /// What a listing says of pages that stay with the host: how many records each has.
    fn kept(answer: fn(&http::Request) -> Answer, paging: Paging, limit: usize) -> (Vec<Option<usize>>, bool) {
        let (reactor, cx, _) = host(answer);
        let mut pages = cx.request(LIST).pages(paging, Limit::new(limit));
        let mut counts = Vec::new();
        let run = async {
            while let Some(page) = poll_fn(|task| pages.poll_page(task, true)).await.transpose()? {
                counts.push(match page {
                    Records::Kept(_, count) => Some(count),
                    Records::Read(_) => None,
                });
            }
            Ok(())
        };
        block_on(&reactor, run).unwrap();
        (counts, pages.more())
    }

    #[test]
    fn records_that_are_only_shown_stay_with_the_host() {
        for (limit, counts, more) in [(0, &[2, 2, 1][..], false), (3, &[2, 1], true), (4, &[2, 2], true)] {
            let counts: Vec<_> = counts.iter().copied().map(Some).collect();
            assert_eq!(kept(five, PAGING, limit), (counts, more), "limit {limit}");
        }
        let array = |request: &http::Request| match request.query.len() {
            1 => json("[{},{}]"),
            _ => json("[]"),
        };
        assert_eq!(kept(array, Paging::array(2), 0), (vec![Some(2), Some(0)], false));
        let of_texts = |_: &http::Request| json(r#"{"issues":[{},"x"]}"#);
        assert_eq!(kept(of_texts, PAGING, 0), (vec![None], false));
    }

    #[test]
    fn a_repeated_position_ends_the_listing_with_an_error() {
        let (records, _, error) = list(|_| json(r#"{"issues":[{}],"nextPageToken":"again"}"#), 0, |_| ());
        assert_eq!(records.len(), 2);
        assert_eq!(
            error.as_ref().map(Error::message),
            Some("the site named the same page twice, so the listing cannot be completed")
        );
    }

    #[test]
    fn an_empty_page_is_not_the_end() {
        let answer = |request: &http::Request| match request.query.len() {
            2 => json(r#"{"issues":[],"nextPageToken":"b"}"#),
            _ => json(r#"{"issues":[{}]}"#),
        };
        assert_eq!(list(answer, 0, |_| ()).0.len(), 1);
    }

    #[test]
    fn a_page_without_its_records_is_an_error() {
        for body in [r#"{"values":[]}"#, "[]", "{\"issues\":[]} x", "<html>"] {
            let (reactor, cx, _) = host(|request| json(request.query.first().map_or("", |(_, body)| body)));
            let mut pages = cx.request(LIST).query("body", body).pages(PAGING, Limit::ALL);
            assert!(block_on(&reactor, pages.try_next()).is_err(), "{body}");
        }
    }

    /// Queries of every request of a listing of all records, and the number of records.
    fn queries(paging: Paging, answer: fn(&http::Request) -> Answer) -> (Vec<String>, usize, Option<u64>) {
        let (reactor, cx, seen) = host(answer);
        let mut pages = cx.request(LIST).query("q", "x").pages(paging, Limit::ALL);
        let records: Result<Vec<_>> = block_on(&reactor, (&mut pages).try_concat());
        let shown = |request: &http::Request| {
            request.query.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
        };
        let queries = seen.borrow().started.iter().map(shown).collect();
        (queries, records.map(|records| records.len()).unwrap_or_default(), pages.total())
    }

    fn asked(request: &http::Request, name: &str) -> Option<String> {
        request.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    #[test]
    fn offsets_end_where_the_site_says() {
        let by_flag = |request: &http::Request| match asked(request, "start").as_deref() {
            None => json(r#"{"size":2,"isLastPage":false,"values":[{},{}]}"#),
            _ => json(r#"{"size":1,"isLastPage":true,"values":[{}]}"#),
        };
        assert_eq!(
            queries(Paging::jsm(2), by_flag),
            (vec!["q=x&limit=2".into(), "q=x&limit=2&start=2".into()], 3, None)
        );
        let by_total = |request: &http::Request| match asked(request, "startAt").as_deref() {
            None => json(r#"{"total":3,"values":[{},{}]}"#),
            _ => json(r#"{"total":3,"values":[{}]}"#),
        };
        let (seen, records, total) = queries(Paging::offset("values", 2), by_total);
        assert_eq!((seen.len(), records, total), (2, 3, Some(3)));
        let arrays = |request: &http::Request| match asked(request, "startAt").as_deref() {
            None => json("[{},{}]"),
            Some("2") => json("[{}]"),
            _ => json("[]"),
        };
        assert_eq!(queries(Paging::array(2), arrays).1, 3);
    }

    #[test]
    fn links_are_reduced_to_their_query() {
        let confluence = |request: &http::Request| match asked(request, "cursor").as_deref() {
            None => json(r#"{"results":[{}],"_links":{"next":"/wiki/api/v2/pages?limit=1&cursor=a%2Bb%3D&q=x"}}"#),
            _ => json(r#"{"results":[{}],"_links":{"base":"x"}}"#),
        };
        let (seen, records, _) = queries(Paging::confluence(1), confluence);
        assert_eq!((seen.last().map(String::as_str), records), (Some("limit=1&cursor=a+b=&q=x"), 2));
        let bitbucket = |request: &http::Request| match asked(request, "page").as_deref() {
            None => json(r#"{"size":2,"values":[{}],"next":"https://elsewhere.example/2.0/x?page=2"}"#),
            _ => json(r#"{"size":2,"values":[{}]}"#),
        };
        let (seen, records, total) = queries(Paging::bitbucket(1), bitbucket);
        assert_eq!((seen.last().map(String::as_str), records, total), (Some("q=x&pagelen=1&page=2"), 2, Some(2)));
    }

    #[test]
    fn automation_links_are_bare_queries_and_the_audit_log_counts() {
        let automation = |request: &http::Request| match asked(request, "cursor").as_deref() {
            None => json(r#"{"links":{"self":"?limit=1","next":"?cursor=a%2Fb&limit=1","prev":null},"data":[{}]}"#),
            _ => json(r#"{"links":{"self":"?cursor=a%2Fb&limit=1","next":null,"prev":"?limit=1"},"data":[{}]}"#),
        };
        let (seen, records, _) = queries(Paging::automation(1), automation);
        assert_eq!((seen.last().map(String::as_str), records), (Some("q=x&cursor=a/b&limit=1"), 2));
        let audit = |request: &http::Request| match asked(request, "offset").as_deref() {
            None => json(r#"{"offset":0,"limit":2,"total":3,"records":[{},{}]}"#),
            _ => json(r#"{"offset":2,"limit":2,"total":3,"records":[{}]}"#),
        };
        let (seen, records, total) = queries(Paging::audit(2), audit);
        assert_eq!((seen.last().map(String::as_str), records, total), (Some("q=x&limit=2&offset=2"), 3, Some(3)));
    }

    #[test]
    fn a_link_that_names_no_page_is_an_error() {
        let (records, _, error) = {
            let (reactor, cx, _) = host(|_| json(r#"{"values":[{}],"next":"https://example.com"}"#));
            let mut pages = cx.request(LIST).pages(Paging::bitbucket(1), Limit::ALL);
            let first = block_on(&reactor, pages.try_next());
            (first.is_ok(), pages.more(), first.err())
        };
        assert!(!records);
        assert_eq!(error.as_ref().map(Error::message), Some("the site names a next page without saying which"));
    }
}
