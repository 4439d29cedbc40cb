//! `jsm request list`: requests that concern the user.

use crate::desks::{self, DESKS};
use crate::organizations::{self, ORGANIZATIONS};
use crate::types::{self, TYPES};
use atlassian_plugin_sdk::prelude::*;

const REQUESTS: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/request",
    classic("read:servicedesk-request"),
    granular("read:request:jira-service-management", "read:user:jira"),
);

#[derive(Choice)]
pub(crate) enum Role {
    Reporter,
    Participant,
    Organizations,
    Approver,
}

impl Role {
    fn sent(&self) -> &'static str {
        match self {
            Self::Reporter => "OWNED_REQUESTS",
            Self::Participant => "PARTICIPATED_REQUESTS",
            Self::Organizations => "ALL_ORGANIZATIONS",
            Self::Approver => "APPROVER",
        }
    }
}

#[derive(Choice)]
pub(crate) enum Status {
    Open,
    Closed,
    All,
}

impl Status {
    fn sent(&self) -> &'static str {
        match self {
            Self::Open => "OPEN_REQUESTS",
            Self::Closed => "CLOSED_REQUESTS",
            Self::All => "ALL_REQUESTS",
        }
    }
}

#[derive(Choice)]
pub(crate) enum Approval {
    Pending,
    Answered,
}

impl Approval {
    fn sent(&self) -> &'static str {
        match self {
            Self::Pending => "MY_PENDING_APPROVAL",
            Self::Answered => "MY_HISTORY_APPROVAL",
        }
    }
}

/// List requests
///
/// Those that you have made or take part in, and those of your organizations. What others ask a service desk for stands
/// in its queues: `jsm queue issues`.
#[derive(Command)]
#[command(path = "request list", effect = "read", result = "many", id = "/issueKey")]
#[command(example = "jsm request list", example = "jsm request list --desk HELP --status open --search laptop")]
#[command(example = "jsm request list --approval pending")]
#[http(REQUESTS, DESKS, TYPES, ORGANIZATIONS)]
#[web(request: jsm "/browse/{issueKey}")]
#[column("Key", "/issueKey")]
#[column("Type", "/requestType/name")]
#[column("Summary", "/summary")]
#[column("Status", "/currentStatus/status", status)]
#[column("Reporter", "/reporter/displayName", user)]
#[column("Created", "/createdDate/iso8601", date)]
pub(crate) struct List {
    /// Service desk, by id, project key or name
    #[arg(long, value_name = "DESK")]
    desk: Option<String>,
    /// Request type of that desk, by id or name
    #[arg(long = "type", value_name = "TYPE", requires = "desk")]
    request_type: Option<String>,
    /// Requests that are open, closed, or both
    #[arg(long, default = "all", value_name = "STATUS")]
    status: Status,
    /// What you are to them (can be repeated)
    #[arg(long, value_name = "ROLE")]
    role: Vec<Role>,
    /// Requests of this organization of yours, by id or name
    #[arg(long, value_name = "ORGANIZATION")]
    organization: Option<String>,
    /// Requests that you have to approve, or that you were to approve
    #[arg(long, value_name = "APPROVAL")]
    approval: Option<Approval>,
    /// Requests with this in their summary; * stands for any letters
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Most requests to show; 0 for all
    #[arg(long, default = "25", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let desk = desks::find_opt(cx, self.desk.as_deref()).await?;
        let kind = match (&desk, &self.request_type) {
            (Some(desk), Some(kind)) => Some(types::find(cx, desk, kind).await?),
            _ => None,
        };
        let organization = match &self.organization {
            Some(organization) => Some(organizations::find(cx, organization).await?),
            None => None,
        };
        let mut roles: Vec<&str> = self.role.iter().map(Role::sent).collect();
        roles.extend(organization.map(|_| "ORGANIZATION"));
        if self.approval.is_some() && !roles.contains(&"APPROVER") {
            roles.push("APPROVER");
        }
        cx.request(REQUESTS)
            .query_opt("serviceDeskId", desk)
            .query_opt("requestTypeId", kind)
            .query("requestStatus", self.status.sent())
            .query_all("requestOwnership", roles)
            .query_opt("organizationId", organization)
            .query_opt("approvalStatus", self.approval.map(|approval| approval.sent()))
            .query_opt("searchTerm", self.search)
            .query("expand", "requestType")
            .list(cx, Paging::jsm(50), self.limit)
            .await
    }
}
