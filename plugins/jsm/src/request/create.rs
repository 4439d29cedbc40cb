//! `jsm request create`: ask a service desk for something.

use crate::desks::{self, DESKS};
use crate::fields::{FIELDS, Form, Typed};
use crate::people;
use crate::types::{self, TYPES};
use crate::uploads::{self, ATTACH, UPLOAD};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::{Map, Value, json};

const CREATE: Endpoint = endpoint!(
    jsm POST "/rest/servicedeskapi/request",
    classic("write:servicedesk-request"),
    granular("read:request:jira-service-management", "read:user:jira", "write:request:jira-service-management"),
);

/// Create a request
///
/// Fields are named as the portal names them, and are checked before anything is sent: what is missing is said, and for a
/// wrong value, which ones the field takes. Lists stand between commas, a value below another is "Parent > Child", and
/// NAME:=JSON is sent as it is.
#[derive(Command)]
#[command(path = "request create", effect = "write", result = "one", id = "/issueKey", need = "files")]
#[command(example = "jsm request create --desk HELP --type \"Get IT help\" --summary \"The printer is on fire\"")]
#[command(
    example = "jsm request create --desk HELP --type \"Request a laptop\" --summary \"A laptop for Olu\" --field Impact=High --field \"Needed by=2026-04-30\" --on-behalf-of olu@example.com --attach notes.txt"
)]
#[http(CREATE, DESKS, TYPES, FIELDS, UPLOAD, ATTACH, people::FIND_AT_DESK)]
#[web(request: jsm "/browse/{issueKey}")]
#[column("Key", "/issueKey")]
#[column("Summary", "/summary")]
#[column("Status", "/currentStatus/status", status)]
#[column("Reporter", "/reporter/displayName", user)]
#[column("Portal", "/_links/web")]
pub(crate) struct Create {
    /// Service desk, by id, project key or name
    #[arg(long, value_name = "DESK")]
    desk: String,
    /// Request type, by id or name
    #[arg(long = "type", value_name = "TYPE")]
    request_type: String,
    /// Summary
    #[arg(long, value_name = "TEXT")]
    summary: Option<String>,
    /// Description
    #[arg(long, value_name = "TEXT")]
    description: Option<Text>,
    /// Value of a field, by the field's name or id (can be repeated)
    #[arg(long, value_name = "NAME=VALUE")]
    field: Vec<KeyValue>,
    /// Who asks for it: account id, e-mail address or name
    #[arg(long, value_name = "PERSON")]
    on_behalf_of: Option<String>,
    /// Who takes part: account id, e-mail address, name or "@me" (can be repeated)
    #[arg(long, value_name = "PERSON")]
    participant: Vec<String>,
    /// File to attach, - for standard input (can be repeated)
    #[arg(long, value_name = "FILE")]
    attach: Vec<InputFile>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Created {
    issue_key: String,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let desk = desks::find(cx, &self.desk).await?;
        let kind = types::find(cx, &desk, &self.request_type).await?;
        let form = cx.request(FIELDS).param("serviceDeskId", &desk).param("requestTypeId", &kind);
        let form: Form = form.json().await?;
        let typed = self.typed(&form)?;
        self.check(&form)?;
        let mut values = typed.values(cx, &desk, &form).await?;
        let others = self.others(cx, &desk).await?;

        // Everything was checked: from here on, something is sent.
        let mut files = Vec::new();
        if !self.attach.is_empty() {
            files = match uploads::send(cx, &desk, &self.attach).await {
                // Shown, never sent: the request is shown, too, with names where the desk's ids would stand.
                Err(error) if cx.is_dry_run() && error.kind() == Kind::Refused => {
                    self.attach.iter().map(|file| format!("(id of {})", file.name())).collect()
                }
                sent => sent?,
            };
        }
        if let Some(field) = form.request_type_fields.iter().find(|field| field.is_attachment())
            && !files.is_empty()
        {
            values.insert(field.field_id.clone(), json!(std::mem::take(&mut files)));
        }
        let mut body = json!({"serviceDeskId": desk, "requestTypeId": kind, "requestFieldValues": values});
        if let Value::Object(body) = &mut body {
            body.extend(others);
        }
        let created = cx.request(CREATE).json_body(&body).raw().await?;
        cx.emit_raw(&created)?;
        self.attach_later(cx, &created, files).await
    }
}

impl Create {
    fn typed(&self, form: &Form) -> Result<Typed> {
        let mut typed = Typed::default();
        if let Some(summary) = &self.summary {
            typed.put("summary", summary);
        }
        if let Some(Text(description)) = &self.description {
            typed.put("description", description);
        }
        self.field.iter().try_for_each(|pair| typed.assign(form, pair))?;
        typed.check(form, !self.attach.is_empty())?;
        Ok(typed)
    }

    /// What the site would refuse, in words that name the flag.
    fn check(&self, form: &Form) -> Result<()> {
        if self.on_behalf_of.is_some() && !form.can_raise_on_behalf_of {
            return Err(Error::new(Kind::Forbidden, "you may not create requests of this type for others"));
        }
        if !self.participant.is_empty() && !form.can_add_request_participants {
            return Err(Error::new(Kind::Forbidden, "you may not add participants to requests of this type"));
        }
        Ok(())
    }

    /// People beside the fields.
    async fn others(&self, cx: &Cx, desk: &str) -> Result<Map<String, Value>> {
        let mut others = Map::new();
        if let Some(person) = &self.on_behalf_of {
            let account = people::account(cx, person, Some(desk)).await?;
            others.insert("raiseOnBehalfOf".to_owned(), json!(account));
        }
        if !self.participant.is_empty() {
            let accounts = people::accounts(cx, &self.participant, Some(desk)).await?;
            others.insert("requestParticipants".to_owned(), json!(accounts));
        }
        Ok(others)
    }

    /// Files of a request whose type has no field for them.
    async fn attach_later(&self, cx: &Cx, created: &RawValue, files: Vec<String>) -> Result<()> {
        if files.is_empty() {
            return Ok(());
        }
        let Created { issue_key } = atlassian_plugin_sdk::read("the new request", created)?;
        let body = json!({"temporaryAttachmentIds": files, "public": true});
        let attached = cx.request(ATTACH).param("issueIdOrKey", &issue_key).json_body(&body).send().await;
        attached.map(|_| ()).map_err(|error| {
            Error::new(Kind::Partial, format!("{issue_key} was created, but its files were not attached: {error}"))
                .hint(format!("attach them with `jsm request attach {issue_key} FILE`"))
        })
    }
}
