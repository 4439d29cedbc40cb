//! Records as Bitbucket shows them.

use serde_json::{Value, json};

use super::diff::Change;
use super::git::{Commit, Tag};
use super::store::{
    Comment, DeployKey, Environment, Hook, Inline, Pipeline, Project, Pull, Repository, Restriction, Status, Step,
    Store, Task, Variable, Workspace,
};
use crate::reply::put;
use crate::time::{self, Millis};

/// What every record needs: the people and names, and the origin of links.
#[derive(Clone, Copy)]
pub(crate) struct Render<'a> {
    pub(crate) store: &'a Store,
    pub(crate) origin: &'a str,
}

impl Render<'_> {
    fn link(&self, path: &str) -> Value {
        json!({"href": format!("{}{path}", self.origin)})
    }

    fn date(millis: Millis) -> String {
        time::bitbucket(millis)
    }

    pub(crate) fn person(&self, place: usize) -> Value {
        let Some(person) = self.store.people.get(place) else { return Value::Null };
        let id = person.uuid.replace('{', "%7B").replace('}', "%7D");
        json!({
            "type": "user",
            "display_name": person.name,
            "nickname": person.nickname,
            "account_id": person.account_id,
            "uuid": person.uuid,
            "links": {
                "self": self.link(&format!("/2.0/users/{id}")),
                "avatar": self.link(&format!("/avatars/{}", person.nickname)),
                "html": self.link(&format!("/{id}/")),
            },
        })
    }

    pub(crate) fn workspace(&self, workspace: &Workspace) -> Value {
        let slug = &workspace.slug;
        json!({
            "type": "workspace",
            "uuid": workspace.uuid,
            "name": workspace.name,
            "slug": slug,
            "is_private": true,
            "is_privacy_enforced": false,
            "forking_mode": "allow_forks",
            "created_on": "2020-01-01T00:00:00.000000+00:00",
            "updated_on": "2026-01-01T00:00:00.000000+00:00",
            "links": {
                "avatar": self.link(&format!("/workspaces/{slug}/avatar/")),
                "self": self.link(&format!("/2.0/workspaces/{slug}")),
                "html": self.link(&format!("/{slug}/")),
            },
        })
    }

    fn team(&self, workspace: &Workspace) -> Value {
        json!({
            "type": "team",
            "display_name": workspace.name,
            "username": workspace.slug,
            "uuid": workspace.uuid,
            "links": {"avatar": self.link(&format!("/workspaces/{}/avatar/", workspace.slug))},
        })
    }

    pub(crate) fn project(&self, project: &Project) -> Value {
        let page = format!("/{}/workspace/projects/{}", project.workspace, project.key);
        let mut repositories = self.store.repositories.iter();
        let public =
            repositories.any(|one| one.workspace == project.workspace && one.project == project.key && !one.private);
        json!({
            "type": "project",
            "uuid": project.uuid,
            "key": project.key,
            "name": project.name,
            "description": project.description,
            "is_private": project.private,
            "created_on": Self::date(project.created),
            "updated_on": Self::date(project.updated),
            "has_publicly_visible_repos": public,
            "owner": self.store.workspace(&project.workspace).map(|workspace| self.team(workspace)),
            // The document knows no `self` here.
            "links": {
                "html": self.link(&page),
                "avatar": self.link(&format!("{page}/avatar")),
            },
        })
    }

    /// A repository as other records name it.
    pub(crate) fn repository_name(&self, repository: &Repository) -> Value {
        let full_name = repository.full_name();
        json!({
            "type": "repository",
            "uuid": repository.uuid,
            "full_name": full_name,
            "name": repository.name,
            "links": {
                "self": self.link(&format!("/2.0/repositories/{full_name}")),
                "html": self.link(&format!("/{full_name}")),
                "avatar": self.link(&format!("/{full_name}/avatar")),
            },
        })
    }

    pub(crate) fn repository(&self, repository: &Repository) -> Value {
        let full_name = repository.full_name();
        let link = |tail: &str| self.link(&format!("/2.0/repositories/{full_name}{tail}"));
        let workspace = self.store.workspace(&repository.workspace);
        let project = self
            .store
            .projects
            .iter()
            .find(|project| project.workspace == repository.workspace && project.key == repository.project);
        let mut record = json!({
            "type": "repository",
            "uuid": repository.uuid,
            "full_name": full_name,
            "name": repository.name,
            "slug": repository.slug,
            "is_private": repository.private,
            "scm": "git",
            "description": repository.description,
            "created_on": Self::date(repository.created),
            "updated_on": Self::date(repository.updated),
            "size": repository.size,
            "language": repository.language,
            "has_issues": false,
            "has_wiki": false,
            "fork_policy": repository.fork_policy,
            "website": null,
            "owner": workspace.map(|workspace| self.team(workspace)),
            "workspace": workspace.map(|workspace| {
                json!({"type": "workspace", "slug": workspace.slug, "name": workspace.name, "uuid": workspace.uuid})
            }),
            "project": project.map(|project| {
                json!({"type": "project", "key": project.key, "name": project.name, "uuid": project.uuid})
            }),
            "links": {
                "self": link(""),
                "html": self.link(&format!("/{full_name}")),
                "avatar": self.link(&format!("/{full_name}/avatar")),
                "pullrequests": link("/pullrequests"),
                "commits": link("/commits"),
                "forks": link("/forks"),
                "watchers": link("/watchers"),
                "hooks": link("/hooks"),
                "clone": [
                    {"name": "https", "href": format!("https://bitbucket.org/{full_name}.git")},
                    {"name": "ssh", "href": format!("ssh://git@bitbucket.org/{full_name}.git")},
                ],
            },
        });
        // An empty repository has no main branch, and the document allows no null here.
        if !repository.git.branches.is_empty() {
            put(&mut record, "mainbranch", json!({"type": "branch", "name": repository.main}));
        }
        let parent = repository
            .parent
            .as_ref()
            .and_then(|parent| self.store.repositories.iter().find(|other| other.full_name() == *parent));
        if let Some(parent) = parent {
            put(&mut record, "parent", self.repository_name(parent));
        }
        record
    }

    pub(crate) fn commit(&self, repository: &Repository, commit: &Commit) -> Value {
        let (full_name, hash) = (repository.full_name(), &commit.hash);
        let person = self.store.people.get(commit.author);
        let raw = person.map(|person| format!("{} <{}@example.com>", person.name, person.nickname));
        let path = format!("/2.0/repositories/{full_name}/commit/{hash}");
        let parents: Vec<Value> = commit.parents.iter().map(|parent| self.commit_name(repository, parent)).collect();
        json!({
            "type": "commit",
            "hash": hash,
            "date": Self::date(commit.date),
            "author": {"type": "author", "raw": raw, "user": self.person(commit.author)},
            "message": commit.message,
            "summary": {"raw": commit.message, "markup": "markdown", "html": ""},
            "parents": parents,
            "repository": self.repository_name(repository),
            "links": {
                "self": self.link(&path),
                "html": self.link(&format!("/{full_name}/commits/{hash}")),
                "diff": self.link(&format!("/2.0/repositories/{full_name}/diff/{hash}")),
                "statuses": self.link(&format!("{path}/statuses")),
            },
        })
    }

    /// A commit as other records name it.
    pub(crate) fn commit_name(&self, repository: &Repository, hash: &str) -> Value {
        let full_name = repository.full_name();
        json!({
            "type": "commit",
            "hash": hash,
            "links": {
                "self": self.link(&format!("/2.0/repositories/{full_name}/commit/{hash}")),
                "html": self.link(&format!("/{full_name}/commits/{hash}")),
            },
        })
    }

    pub(crate) fn branch(&self, repository: &Repository, name: &str, hash: &str) -> Value {
        let full_name = repository.full_name();
        json!({
            "type": "branch",
            "name": name,
            "target": repository.git.by_hash(hash).map(|commit| self.commit(repository, commit)),
            "merge_strategies": ["merge_commit", "squash", "fast_forward"],
            "default_merge_strategy": "merge_commit",
            "links": {
                "self": self.link(&format!("/2.0/repositories/{full_name}/refs/branches/{name}")),
                "html": self.link(&format!("/{full_name}/branch/{name}")),
                "commits": self.link(&format!("/2.0/repositories/{full_name}/commits/{name}")),
            },
        })
    }

    pub(crate) fn tag(&self, repository: &Repository, name: &str, tag: &Tag) -> Value {
        let full_name = repository.full_name();
        let mut record = json!({
            "type": "tag",
            "name": name,
            "target": repository.git.by_hash(&tag.target).map(|commit| self.commit(repository, commit)),
            "date": Self::date(tag.date),
            "links": {
                "self": self.link(&format!("/2.0/repositories/{full_name}/refs/tags/{name}")),
                "html": self.link(&format!("/{full_name}/commits/tag/{name}")),
                "commits": self.link(&format!("/2.0/repositories/{full_name}/commits/{name}")),
            },
        });
        if let Some(message) = &tag.message {
            put(&mut record, "message", json!(message));
        }
        record
    }

    pub(crate) fn change(&self, repository: &Repository, change: &Change<'_>) -> Value {
        let full_name = repository.full_name();
        let file = |there: bool| {
            there.then(|| {
                json!({
                    "type": "commit_file",
                    "path": change.path,
                    "escaped_path": change.path,
                    "links": {"self": self.link(&format!("/2.0/repositories/{full_name}/src/main/{}", change.path))},
                })
            })
        };
        let (added, removed) = change.counts();
        let mut record = json!({
            "type": "diffstat",
            "status": change.status(),
            "lines_added": added,
            "lines_removed": removed,
        });
        // The document allows no null here, though the site sends it.
        for (side, file) in [("old", file(change.is_in_old())), ("new", file(change.is_in_new()))] {
            if let Some(file) = file {
                put(&mut record, side, file);
            }
        }
        record
    }

    pub(crate) fn status(&self, repository: &Repository, status: &Status) -> Value {
        let path = format!("/2.0/repositories/{}/commit/{}", repository.full_name(), status.hash);
        json!({
            "type": "build",
            "key": status.key,
            "name": status.name,
            "state": status.state,
            "description": status.description,
            "url": status.url,
            "created_on": Self::date(status.created),
            "updated_on": Self::date(status.created),
            "links": {
                "self": self.link(&format!("{path}/statuses/build/{}", status.key)),
                "commit": self.link(&path),
            },
        })
    }

    pub(crate) fn pull(&self, repository: &Repository, pull: &Pull) -> Value {
        let (full_name, id) = (repository.full_name(), pull.id);
        let path = format!("/2.0/repositories/{full_name}/pullrequests/{id}");
        let link = |tail: &str| self.link(&format!("{path}{tail}"));
        let spec = format!("{full_name}:{}%0D{}", short(&pull.source_hash), short(&pull.destination_hash));
        let query = format!("?from_pullrequest_id={id}&topic=true");
        let source = self.store.repositories.iter().find(|other| other.full_name() == pull.from);
        let end = |place: &Repository, branch: &str, hash: &str| {
            json!({
                "branch": {"name": branch},
                "commit": {"hash": short(hash)},
                "repository": self.repository_name(place),
            })
        };
        let participants: Vec<Value> = self.participants(pull);
        let rendered = |text: &str| json!({"raw": text, "markup": "markdown", "html": text});
        let open = |task: &&Task| task.resolved.is_none();
        let mut record = json!({
            "type": "pullrequest",
            "id": id,
            "title": pull.title,
            "description": pull.description,
            "rendered": {"title": rendered(&pull.title), "description": rendered(&pull.description)},
            "summary": rendered(&pull.description),
            "state": pull.state,
            "draft": pull.draft,
            "author": self.person(pull.author),
            "source": end(source.unwrap_or(repository), &pull.source, &pull.source_hash),
            "destination": end(repository, &pull.destination, &pull.destination_hash),
            "comment_count": pull.comments.len(),
            "task_count": pull.tasks.iter().filter(open).count(),
            "close_source_branch": pull.close_source_branch,
            "reason": pull.reason,
            "created_on": Self::date(pull.created),
            "updated_on": Self::date(pull.updated),
            "reviewers": pull.reviewers.iter().map(|person| self.person(*person)).collect::<Vec<_>>(),
            "participants": participants,
            "links": {
                "self": link(""),
                "html": self.link(&format!("/{full_name}/pull-requests/{id}")),
                "commits": link("/commits"),
                "approve": link("/approve"),
                "diff": self.link(&format!("/2.0/repositories/{full_name}/diff/{spec}{query}")),
                "diffstat": self.link(&format!("/2.0/repositories/{full_name}/diffstat/{spec}{query}")),
                "comments": link("/comments"),
                "activity": link("/activity"),
                "merge": link("/merge"),
                "decline": link("/decline"),
            },
        });
        if let Some(hash) = &pull.merge_commit {
            put(&mut record, "merge_commit", self.commit_name(repository, short(hash)));
        }
        if let Some(person) = pull.closed_by {
            put(&mut record, "closed_by", self.person(person));
        }
        record
    }

    fn participants(&self, pull: &Pull) -> Vec<Value> {
        let others = pull.verdicts.keys().filter(|person| !pull.reviewers.contains(person));
        pull.reviewers.iter().chain(others).map(|person| self.participant(pull, *person)).collect()
    }

    pub(crate) fn participant(&self, pull: &Pull, person: usize) -> Value {
        let verdict = pull.verdicts.get(&person);
        let mut record = json!({
            "type": "participant",
            "user": self.person(person),
            "role": if pull.reviewers.contains(&person) { "REVIEWER" } else { "PARTICIPANT" },
            "approved": verdict.is_some_and(|(state, _)| *state == "approved"),
            "state": verdict.map(|(state, _)| *state),
        });
        if let Some((_, when)) = verdict {
            put(&mut record, "participated_on", json!(Self::date(*when)));
        }
        record
    }

    pub(crate) fn comment(&self, repository: &Repository, pull: &Pull, comment: &Comment) -> Value {
        let (full_name, id) = (repository.full_name(), pull.id);
        let path = format!("/2.0/repositories/{full_name}/pullrequests/{id}/comments/{}", comment.id);
        let page = format!("/{full_name}/pull-requests/{id}/_/diff#comment-{}", comment.id);
        let mut record = json!({
            "type": "pullrequest_comment",
            "id": comment.id,
            "created_on": Self::date(comment.created),
            "updated_on": Self::date(comment.created),
            "content": {"raw": comment.text, "markup": "markdown", "html": comment.text},
            "user": self.person(comment.author),
            "deleted": false,
            "pending": false,
            "pullrequest": {"type": "pullrequest", "id": id, "title": pull.title},
            "links": {"self": self.link(&path), "html": self.link(&page)},
        });
        if let Some(parent) = comment.parent {
            let path = format!("/2.0/repositories/{full_name}/pullrequests/{id}/comments/{parent}");
            let parent = json!({"type": "pullrequest_comment", "id": parent, "links": {"self": self.link(&path)}});
            put(&mut record, "parent", parent);
        }
        if let Some(Inline { path, from, to }) = &comment.inline {
            let mut inline = json!({"path": path});
            for (side, line) in [("from", from), ("to", to)] {
                if let Some(line) = line {
                    put(&mut inline, side, json!(line));
                }
            }
            put(&mut record, "inline", inline);
        }
        if let Some(resolved) = comment.resolved {
            put(&mut record, "resolution", self.resolution(resolved));
        }
        record
    }

    pub(crate) fn resolution(&self, (person, when): (usize, Millis)) -> Value {
        json!({"type": "comment_resolution", "user": self.person(person), "created_on": Self::date(when)})
    }

    pub(crate) fn task(&self, repository: &Repository, pull: &Pull, task: &Task) -> Value {
        let path = format!("/2.0/repositories/{}/pullrequests/{}", repository.full_name(), pull.id);
        let mut record = json!({
            "id": task.id,
            "state": if task.resolved.is_some() { "RESOLVED" } else { "UNRESOLVED" },
            "content": {"raw": task.text, "markup": "markdown", "html": task.text},
            "creator": self.person(task.author),
            "created_on": Self::date(task.created),
            "updated_on": Self::date(task.resolved.map_or(task.created, |(_, when)| when)),
            "pending": false,
            "links": {"self": self.link(&format!("{path}/tasks/{}", task.id))},
        });
        if let Some(comment) = task.comment {
            let link = self.link(&format!("{path}/comments/{comment}"));
            put(&mut record, "comment", json!({"type": "comment", "id": comment, "links": {"self": link}}));
        }
        if let Some((person, when)) = task.resolved {
            put(&mut record, "resolved_on", json!(Self::date(when)));
            put(&mut record, "resolved_by", self.person(person));
        }
        record
    }

    pub(crate) fn pipeline(&self, repository: &Repository, pipeline: &Pipeline) -> Value {
        let full_name = repository.full_name();
        let commit = self.commit_name(repository, &pipeline.hash);
        let (kind, pattern) = &pipeline.selector;
        let mut selector = json!({"type": kind});
        if let Some(pattern) = pattern {
            put(&mut selector, "pattern", json!(pattern));
        }
        let mut target = json!({"type": "pipeline_commit_target", "commit": commit, "selector": selector});
        if let (Some(ref_type), Some(ref_name)) = (&pipeline.ref_type, &pipeline.ref_name) {
            put(&mut target, "type", json!("pipeline_ref_target"));
            put(&mut target, "ref_type", json!(ref_type));
            put(&mut target, "ref_name", json!(ref_name));
        }
        let path = format!("/2.0/repositories/{full_name}/pipelines/{}", braces(&pipeline.uuid));
        // The document has a type on these links, and on no others.
        let link = |path: &str| json!({"type": "pipeline_link", "href": format!("{}{path}", self.origin)});
        let variables: Vec<Value> = pipeline.variables.iter().map(|one| self.variable(one)).collect();
        let mut record = json!({
            "type": "pipeline",
            "uuid": pipeline.uuid,
            "build_number": pipeline.number,
            "repository": self.repository_name(repository),
            "creator": self.person(pipeline.creator),
            "target": target,
            "trigger": {"type": "pipeline_trigger_manual", "name": "MANUAL"},
            "state": state(pipeline),
            "variables": variables,
            "created_on": Self::date(pipeline.created),
            "build_seconds_used": pipeline.completed.map_or(0, |end| ((end - pipeline.created) / 1000).max(1)),
            "links": {
                "type": "pipeline_links",
                "self": link(&path),
                "html": link(&format!("/{full_name}/pipelines/results/{}", pipeline.number)),
                "steps": link(&format!("{path}/steps")),
            },
        });
        if let Some(end) = pipeline.completed {
            put(&mut record, "completed_on", json!(Self::date(end)));
        }
        record
    }

    pub(crate) fn step(&self, pipeline: &Pipeline, place: usize, step: &Step) -> Value {
        let (done, running) = pipeline.progress();
        let (mut started, mut ended) = (Some(pipeline.created), None);
        let state = if place < done {
            ended = Some(pipeline.completed.unwrap_or(pipeline.created + 30_000));
            completed("pipeline_step_state", &step.result)
        } else if place == done && running {
            json!({
                "type": "pipeline_step_state_in_progress",
                "name": "IN_PROGRESS",
            })
        } else {
            started = None;
            json!({"type": "pipeline_step_state_pending", "name": "PENDING"})
        };
        let commands: Vec<Value> = step.commands.iter().map(|text| json!({"name": text, "command": text})).collect();
        let mut record = json!({
            "type": "pipeline_step",
            "uuid": step.uuid,
            "name": step.name,
            "state": state,
            "image": {"name": "atlassian/default-image:4"},
            "setup_commands": [],
            "script_commands": commands,
        });
        for (name, when) in [("started_on", started), ("completed_on", ended)] {
            if let Some(when) = when {
                put(&mut record, name, json!(Self::date(when)));
            }
        }
        if let (Some(started), Some(ended)) = (started, ended) {
            put(&mut record, "duration_in_seconds", json!((ended - started) / 1000));
        }
        record
    }

    /// A secured variable's value is never shown.
    pub(crate) fn variable(&self, variable: &Variable) -> Value {
        let mut record = json!({
            "type": "pipeline_variable",
            "uuid": variable.uuid,
            "key": variable.key,
            "secured": variable.secured,
        });
        if !variable.secured {
            put(&mut record, "value", json!(variable.value));
        }
        record
    }

    pub(crate) fn environment(&self, environment: &Environment) -> Value {
        json!({
            "type": "deployment_environment",
            "uuid": environment.uuid,
            "name": environment.name,
            "slug": environment.name.to_lowercase().replace(' ', "-"),
            "environment_type": {"type": "deployment_environment_type", "name": environment.kind},
            "hidden": false,
        })
    }

    pub(crate) fn restriction(&self, repository: &Repository, restriction: &Restriction) -> Value {
        let path = format!("/2.0/repositories/{}/branch-restrictions/{}", repository.full_name(), restriction.id);
        let groups = restriction.groups.iter().map(|slug| self.group(&repository.workspace, slug));
        let mut record = json!({
            "type": "branchrestriction",
            "id": restriction.id,
            "kind": restriction.kind,
            "branch_match_kind": restriction.match_kind,
            "pattern": restriction.pattern,
            "users": restriction.users.iter().map(|person| self.person(*person)).collect::<Vec<_>>(),
            "groups": groups.collect::<Vec<_>>(),
            "links": {"self": self.link(&path)},
        });
        if let Some(branch_type) = &restriction.branch_type {
            put(&mut record, "branch_type", json!(branch_type));
        }
        if let Some(value) = restriction.value {
            put(&mut record, "value", json!(value));
        }
        record
    }

    pub(crate) fn group(&self, workspace: &str, slug: &str) -> Value {
        let found = self.store.groups.iter().find(|group| group.workspace == workspace && group.slug == slug);
        json!({"type": "group", "slug": slug, "name": found.map(|group| &group.name)})
    }

    pub(crate) fn hook(&self, repository: &Repository, hook: &Hook) -> Value {
        let path = format!("/2.0/repositories/{}/hooks/{}", repository.full_name(), braces(&hook.uuid));
        json!({
            "type": "webhook_subscription",
            "uuid": hook.uuid,
            "url": hook.url,
            "description": hook.description,
            "subject_type": "repository",
            "subject": self.repository_name(repository),
            "active": hook.active,
            "created_at": Self::date(hook.created),
            "events": hook.events,
            "secret_set": hook.secret,
            "links": {"self": self.link(&path)},
        })
    }

    pub(crate) fn key(&self, repository: &Repository, key: &DeployKey) -> Value {
        let path = format!("/2.0/repositories/{}/deploy-keys/{}", repository.full_name(), key.id);
        json!({
            "type": "deploy_key",
            "id": key.id,
            "label": key.label,
            "key": key.key,
            "comment": key.comment,
            "added_on": Self::date(key.added),
            "repository": self.repository_name(repository),
            "links": {"self": self.link(&path)},
        })
    }
}

fn state(pipeline: &Pipeline) -> Value {
    if pipeline.completed.is_some() {
        return completed("pipeline_state", &pipeline.result);
    }
    if pipeline.progress().1 {
        let stage = json!({"type": "pipeline_state_in_progress_running", "name": "RUNNING"});
        return json!({"type": "pipeline_state_in_progress", "name": "IN_PROGRESS", "stage": stage});
    }
    json!({"type": "pipeline_state_pending", "name": "PENDING"})
}

fn completed(kind: &str, result: &str) -> Value {
    let result = json!({"type": format!("{kind}_completed_{}", result.to_lowercase()), "name": result});
    json!({"type": format!("{kind}_completed"), "name": "COMPLETED", "result": result})
}

/// Hashes in pull requests are short.
fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

fn braces(uuid: &str) -> String {
    uuid.replace('{', "%7B").replace('}', "%7D")
}
