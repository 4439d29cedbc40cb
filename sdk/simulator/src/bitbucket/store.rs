//! All that Bitbucket holds, changed by writes until the process ends.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::git::{Commit, Git, Tag, Tree};
use super::seed;
use crate::seed::Seed;
use crate::time::{self, Millis};

pub(crate) use super::seed::{Group, Person};
pub(crate) use crate::seed::Workspace;

/// Place in the list of people of whom the credentials belong to.
pub(crate) const ME: usize = 0;

/// Everything.
#[derive(Debug)]
pub(crate) struct Store {
    pub(crate) people: Vec<Person>,
    pub(crate) groups: Vec<Group>,
    pub(crate) workspaces: Vec<Workspace>,
    pub(crate) projects: Vec<Project>,
    pub(crate) repositories: Vec<Repository>,
    /// Variables of workspaces, by slug.
    pub(crate) variables: BTreeMap<String, Vec<Variable>>,
    /// Counts what gets a number or a UUID.
    made: u64,
}

#[derive(Debug, Clone)]
pub(crate) struct Project {
    pub(crate) workspace: String,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) private: bool,
    pub(crate) uuid: String,
    pub(crate) created: Millis,
    pub(crate) updated: Millis,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Repository {
    pub(crate) workspace: String,
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) uuid: String,
    pub(crate) language: String,
    pub(crate) description: String,
    pub(crate) private: bool,
    pub(crate) fork_policy: String,
    pub(crate) size: u64,
    pub(crate) created: Millis,
    pub(crate) updated: Millis,
    /// Key of its project.
    pub(crate) project: String,
    /// Full name of what it was forked from.
    pub(crate) parent: Option<String>,
    pub(crate) main: String,
    pub(crate) git: Git,
    pub(crate) pulls: Vec<Pull>,
    pub(crate) statuses: Vec<Status>,
    pub(crate) pipelines: Vec<Pipeline>,
    pub(crate) environments: Vec<Environment>,
    pub(crate) variables: Vec<Variable>,
    pub(crate) restrictions: Vec<Restriction>,
    pub(crate) hooks: Vec<Hook>,
    pub(crate) keys: Vec<DeployKey>,
    pub(crate) default_reviewers: Vec<usize>,
    /// Permission by place in the list of people.
    pub(crate) people: BTreeMap<usize, String>,
    /// Permission by slug of the group.
    pub(crate) groups: BTreeMap<String, String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Pull {
    pub(crate) id: u64,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) state: String,
    pub(crate) draft: bool,
    pub(crate) author: usize,
    pub(crate) reviewers: Vec<usize>,
    /// Full name of the repository that the branch is in.
    pub(crate) from: String,
    pub(crate) source: String,
    pub(crate) destination: String,
    /// The ends of the branches; fixed once it is closed.
    pub(crate) source_hash: String,
    pub(crate) destination_hash: String,
    pub(crate) merge_commit: Option<String>,
    pub(crate) close_source_branch: bool,
    pub(crate) closed_by: Option<usize>,
    pub(crate) reason: String,
    pub(crate) created: Millis,
    pub(crate) updated: Millis,
    /// `approved` or `changes_requested`, and when, by person.
    pub(crate) verdicts: BTreeMap<usize, (&'static str, Millis)>,
    pub(crate) comments: Vec<Comment>,
    pub(crate) tasks: Vec<Task>,
    /// Merges under way: how often their state was asked for.
    pub(crate) merging: Option<u32>,
}

#[derive(Debug, Clone)]
pub(crate) struct Comment {
    pub(crate) id: u64,
    pub(crate) author: usize,
    pub(crate) text: String,
    pub(crate) parent: Option<u64>,
    pub(crate) inline: Option<Inline>,
    pub(crate) resolved: Option<(usize, Millis)>,
    pub(crate) created: Millis,
}

/// A place in a file: a line of the old side, of the new one, or neither.
#[derive(Debug, Clone)]
pub(crate) struct Inline {
    pub(crate) path: String,
    pub(crate) from: Option<u64>,
    pub(crate) to: Option<u64>,
}

#[derive(Debug, Clone)]
pub(crate) struct Task {
    pub(crate) id: u64,
    pub(crate) author: usize,
    pub(crate) text: String,
    pub(crate) comment: Option<u64>,
    pub(crate) resolved: Option<(usize, Millis)>,
    pub(crate) created: Millis,
}

#[derive(Debug, Clone)]
pub(crate) struct Status {
    pub(crate) hash: String,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) state: String,
    pub(crate) description: String,
    pub(crate) url: String,
    pub(crate) created: Millis,
}

/// A pipeline goes on each time that somebody looks.
#[derive(Debug, Clone)]
pub(crate) struct Pipeline {
    pub(crate) number: u64,
    pub(crate) uuid: String,
    pub(crate) creator: usize,
    pub(crate) ref_type: Option<String>,
    pub(crate) ref_name: Option<String>,
    pub(crate) hash: String,
    /// Type and pattern of its selector.
    pub(crate) selector: (String, Option<String>),
    pub(crate) variables: Vec<Variable>,
    pub(crate) created: Millis,
    pub(crate) completed: Option<Millis>,
    pub(crate) steps: Vec<Step>,
    /// How often somebody looked.
    pub(crate) looks: u32,
    /// What it will end with, or ended with.
    pub(crate) result: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) uuid: String,
    pub(crate) name: String,
    pub(crate) commands: Vec<String>,
    pub(crate) result: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Environment {
    pub(crate) uuid: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) variables: Vec<Variable>,
}

#[derive(Debug, Clone)]
pub(crate) struct Variable {
    pub(crate) uuid: String,
    pub(crate) key: String,
    pub(crate) value: String,
    pub(crate) secured: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Restriction {
    pub(crate) id: u64,
    pub(crate) kind: String,
    pub(crate) match_kind: String,
    pub(crate) branch_type: Option<String>,
    pub(crate) pattern: String,
    pub(crate) value: Option<u64>,
    pub(crate) users: Vec<usize>,
    pub(crate) groups: Vec<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Hook {
    pub(crate) uuid: String,
    pub(crate) url: String,
    pub(crate) description: String,
    pub(crate) active: bool,
    pub(crate) events: Vec<String>,
    pub(crate) secret: bool,
    pub(crate) created: Millis,
}

#[derive(Debug, Clone)]
pub(crate) struct DeployKey {
    pub(crate) id: u64,
    pub(crate) label: String,
    pub(crate) key: String,
    pub(crate) comment: String,
    pub(crate) added: Millis,
}

impl Repository {
    pub(crate) fn full_name(&self) -> String {
        format!("{}/{}", self.workspace, self.slug)
    }

    pub(crate) fn pull(&self, id: u64) -> Option<&Pull> {
        self.pulls.iter().find(|pull| pull.id == id)
    }

    /// Open pull requests follow their branches.
    pub(crate) fn follow(&mut self) {
        for pull in self.pulls.iter_mut().filter(|pull| pull.state == "OPEN") {
            if let Some(hash) = self.git.branches.get(&pull.source) {
                pull.source_hash.clone_from(hash);
            }
            if let Some(hash) = self.git.branches.get(&pull.destination) {
                pull.destination_hash.clone_from(hash);
            }
        }
    }
}

impl Store {
    /// The state that the two data files describe.
    pub(crate) fn new(seed: &Seed) -> std::io::Result<Self> {
        let file = seed::load()?;
        let mut store = Self {
            people: file.person.clone(),
            groups: file.group.clone(),
            workspaces: seed.workspace.clone(),
            projects: Vec::new(),
            repositories: Vec::new(),
            variables: BTreeMap::new(),
            made: 0,
        };
        store.fill(seed, &file).ok_or_else(|| std::io::Error::other("bitbucket/seed.toml names what it lacks"))?;
        Ok(store)
    }

    fn fill(&mut self, seed: &Seed, file: &seed::File) -> Option<()> {
        for project in &file.project {
            let created = time::parse(&project.created)?;
            self.projects.push(Project {
                workspace: project.workspace.clone(),
                key: project.key.clone(),
                name: project.name.clone(),
                description: project.description.clone(),
                private: project.private,
                uuid: project.uuid.clone(),
                created,
                updated: created,
            });
        }
        for repository in &seed.repository {
            let project = self.projects.iter().find(|project| project.workspace == repository.workspace)?.key.clone();
            self.repositories.push(Repository {
                workspace: repository.workspace.clone(),
                slug: repository.slug.clone(),
                name: repository.name.clone(),
                uuid: repository.uuid.clone(),
                language: repository.language.clone(),
                description: repository.description.clone(),
                private: repository.private,
                fork_policy: "no_public_forks".to_owned(),
                size: repository.size,
                created: time::parse(&repository.created)?,
                updated: time::parse(&repository.updated)?,
                project,
                main: "main".to_owned(),
                ..Repository::default()
            });
        }
        file.commit.iter().try_for_each(|commit| self.seed_commit(commit))?;
        for tag in &file.tag {
            let date = time::parse(&tag.date)?;
            let git = &mut self.by_full_name(&tag.repository)?.git;
            let target = git.find(&tag.revision)?.hash.clone();
            git.tags.insert(tag.name.clone(), Tag { target, message: tag.message.clone(), date });
        }
        file.pull.iter().try_for_each(|pull| self.seed_pull(pull))?;
        self.seed_builds(file)?;
        self.seed_settings(file)
    }

    fn seed_commit(&mut self, commit: &seed::Commit) -> Option<()> {
        let (author, date) = (self.nicknamed(&commit.author)?, time::parse(&commit.date)?);
        let git = &mut self.by_full_name(&commit.repository)?.git;
        let before = git.branches.get(&commit.branch).or_else(|| git.branches.get(commit.from.as_ref()?)).cloned();
        let merged = match &commit.merge {
            Some(branch) => Some(git.branches.get(branch)?.clone()),
            None => None,
        };
        let mut tree = before.as_ref().and_then(|hash| git.by_hash(hash)).map(|commit| commit.tree.clone());
        let files = commit.files.iter().map(|(path, text)| (path.clone(), Arc::new(text.as_bytes().to_vec())));
        let tree: Tree = {
            let tree = tree.get_or_insert_default();
            tree.extend(files);
            tree.clone()
        };
        let hash = git.commit(before.into_iter().chain(merged).collect(), &commit.message, author, date, tree);
        git.branches.insert(commit.branch.clone(), hash);
        Some(())
    }

    fn seed_pull(&mut self, pull: &seed::Pull) -> Option<()> {
        let created = time::parse(&pull.created)?;
        let author = self.nicknamed(&pull.author)?;
        let reviewers = pull.reviewers.iter().map(|name| self.nicknamed(name)).collect::<Option<_>>()?;
        let approved = pull.approved.iter().map(|name| self.nicknamed(name)).collect::<Option<Vec<_>>>()?;
        let mut comments = Vec::new();
        for comment in &pull.comments {
            let parent = match comment.parent {
                Some(place) => Some(comments.get(place).map(|comment: &Comment| comment.id)?),
                None => None,
            };
            let inline = comment.path.clone().map(|path| Inline { path, from: None, to: comment.line });
            comments.push(Comment {
                id: self.number(),
                author: self.nicknamed(&comment.author)?,
                text: comment.text.clone(),
                parent,
                inline,
                resolved: comment.resolved.then_some((author, created)),
                created,
            });
        }
        let mut tasks = Vec::new();
        for task in &pull.tasks {
            let comment = task.comment.and_then(|place| comments.get(place)).map(|comment| comment.id);
            let (id, author) = (self.number(), self.nicknamed(&task.author)?);
            tasks.push(Task { id, author, text: task.text.clone(), comment, resolved: None, created });
        }
        let repository = self.by_full_name(&pull.repository)?;
        let git = &repository.git;
        let (source, destination) = (git.find(&pull.source)?.hash.clone(), git.find(&pull.destination)?.hash.clone());
        let merged = pull.state == "MERGED";
        let merge_commit =
            git.commits.iter().find(|commit| merged && commit.parents.contains(&source) && commit.parents.len() == 2);
        let destination_hash = merge_commit.and_then(|commit| commit.parents.first()).cloned().unwrap_or(destination);
        let pull = Pull {
            id: u64::try_from(repository.pulls.len()).ok()? + 1,
            title: pull.title.clone(),
            description: pull.description.clone(),
            state: pull.state.clone(),
            draft: false,
            author,
            reviewers,
            from: pull.repository.clone(),
            source: pull.source.clone(),
            destination: pull.destination.clone(),
            source_hash: source,
            destination_hash,
            merge_commit: merge_commit.map(|commit| commit.hash.clone()),
            close_source_branch: false,
            closed_by: (pull.state != "OPEN").then_some(ME),
            reason: pull.reason.clone(),
            created,
            updated: created,
            verdicts: approved.into_iter().map(|person| (person, ("approved", created))).collect(),
            comments,
            tasks,
            merging: None,
        };
        repository.pulls.push(pull);
        Some(())
    }

    fn seed_builds(&mut self, file: &seed::File) -> Option<()> {
        for status in &file.status {
            let created = time::parse(&status.created)?;
            let repository = self.by_full_name(&status.repository)?;
            repository.statuses.push(Status {
                hash: repository.git.find(&status.revision)?.hash.clone(),
                key: status.key.clone(),
                name: status.name.clone(),
                state: status.state.clone(),
                description: status.description.clone(),
                url: status.url.clone(),
                created,
            });
        }
        for pipeline in &file.pipeline {
            let created = time::parse(&pipeline.created)?;
            let (uuid, steps) = (self.uuid(), [self.uuid(), self.uuid()]);
            let repository = self.by_full_name(&pipeline.repository)?;
            let hash = repository.git.find(&pipeline.branch)?.hash.clone();
            let mut new = Pipeline::new(repository, uuid, steps, ("branch", &pipeline.branch), hash, created)?;
            if let Some(result) = &pipeline.result {
                new.result.clone_from(result);
                new.finish(created + 90_000);
            }
            repository.pipelines.push(new);
        }
        for environment in &file.environment {
            let uuid = self.uuid();
            self.by_full_name(&environment.repository)?.environments.push(Environment {
                uuid,
                name: environment.name.clone(),
                kind: environment.kind.clone(),
                variables: Vec::new(),
            });
        }
        for variable in &file.variable {
            let new = Variable {
                uuid: self.uuid(),
                key: variable.key.clone(),
                value: variable.value.clone(),
                secured: variable.secured,
            };
            if let Some(workspace) = &variable.workspace {
                self.variables.entry(workspace.clone()).or_default().push(new);
                continue;
            }
            let repository = self.by_full_name(variable.repository.as_ref()?)?;
            match &variable.environment {
                Some(name) => {
                    repository.environments.iter_mut().find(|one| one.name == *name)?.variables.push(new);
                }
                None => repository.variables.push(new),
            }
        }
        Some(())
    }

    fn seed_settings(&mut self, file: &seed::File) -> Option<()> {
        let now = time::parse("2026-02-10T10:00:00Z")?;
        for restriction in &file.restriction {
            let id = self.number();
            self.by_full_name(&restriction.repository)?.restrictions.push(Restriction {
                id,
                kind: restriction.kind.clone(),
                match_kind: "glob".to_owned(),
                branch_type: None,
                pattern: restriction.pattern.clone(),
                value: restriction.value,
                users: Vec::new(),
                groups: Vec::new(),
            });
        }
        for hook in &file.hook {
            let uuid = self.uuid();
            self.by_full_name(&hook.repository)?.hooks.push(Hook {
                uuid,
                url: hook.url.clone(),
                description: hook.description.clone(),
                active: true,
                events: hook.events.clone(),
                secret: false,
                created: now,
            });
        }
        for key in &file.deploy_key {
            let id = self.number();
            self.by_full_name(&key.repository)?.keys.push(DeployKey {
                id,
                label: key.label.clone(),
                key: key.key.clone(),
                comment: key.key.split_whitespace().nth(2).unwrap_or_default().to_owned(),
                added: now,
            });
        }
        for reviewer in &file.default_reviewer {
            let person = self.nicknamed(&reviewer.person)?;
            self.by_full_name(&reviewer.repository)?.default_reviewers.push(person);
        }
        for permission in &file.permission {
            let person = permission.person.as_ref().and_then(|name| self.nicknamed(name));
            let repository = self.by_full_name(&permission.repository)?;
            match (person, &permission.group) {
                (Some(person), None) => _ = repository.people.insert(person, permission.permission.clone()),
                (None, Some(group)) => _ = repository.groups.insert(group.clone(), permission.permission.clone()),
                _ => return None,
            }
        }
        Some(())
    }

    fn nicknamed(&self, nickname: &str) -> Option<usize> {
        self.people.iter().position(|person| person.nickname == nickname)
    }

    /// By UUID in braces, or by account id.
    pub(crate) fn person(&self, id: &str) -> Option<usize> {
        self.people.iter().position(|person| person.uuid == id || person.account_id == id)
    }

    pub(crate) fn by_full_name(&mut self, full_name: &str) -> Option<&mut Repository> {
        self.repositories.iter_mut().find(|repository| repository.full_name() == full_name)
    }

    /// By slug or by UUID in braces.
    pub(crate) fn workspace(&self, name: &str) -> Option<&Workspace> {
        self.workspaces.iter().find(|workspace| workspace.slug == name || workspace.uuid == name)
    }

    /// The place of a repository, by slugs or by UUIDs in braces.
    pub(crate) fn place(&self, workspace: &str, name: &str) -> Option<usize> {
        let workspace = self.workspace(workspace)?;
        self.repositories.iter().position(|repository| {
            repository.workspace == workspace.slug
                && (repository.slug.eq_ignore_ascii_case(name) || repository.uuid == name)
        })
    }

    /// A number that was not given out yet.
    pub(crate) fn number(&mut self) -> u64 {
        self.made += 1;
        self.made
    }

    /// A UUID that was not given out yet.
    pub(crate) fn uuid(&mut self) -> String {
        format!("{{2f6b7c6e-0000-4000-8000-{:012}}}", self.number())
    }
}

impl Pipeline {
    /// One that nobody has looked at. Its steps are those of the repository's file, where it has one.
    pub(crate) fn new(
        repository: &Repository,
        uuid: String,
        step_uuids: [String; 2],
        (ref_type, ref_name): (&str, &str),
        hash: String,
        created: Millis,
    ) -> Option<Self> {
        let commit: &Commit = repository.git.by_hash(&hash)?;
        commit.tree.get("bitbucket-pipelines.yml")?;
        let names = [("Build", "cargo build"), ("Test", "cargo test")];
        let step = |(uuid, (name, command)): (String, (&str, &str))| Step {
            uuid,
            name: name.to_owned(),
            commands: vec![command.to_owned()],
            result: "SUCCESSFUL".to_owned(),
        };
        Some(Self {
            number: u64::try_from(repository.pipelines.len()).ok()? + 1,
            uuid,
            creator: ME,
            ref_type: Some(ref_type.to_owned()),
            ref_name: Some(ref_name.to_owned()),
            hash,
            selector: ("default".to_owned(), None),
            variables: Vec::new(),
            created,
            completed: None,
            steps: step_uuids.into_iter().zip(names).map(step).collect(),
            looks: 0,
            result: "SUCCESSFUL".to_owned(),
        })
    }

    /// Ends it. The last step has the result; one that was stopped leaves nothing to run.
    pub(crate) fn finish(&mut self, now: Millis) {
        if self.completed.is_some() {
            return;
        }
        self.completed = Some(now);
        if let Some(last) = self.steps.last_mut() {
            last.result.clone_from(&self.result);
        }
    }

    /// How many steps are over, and whether the next one runs: it goes on with every look.
    pub(crate) fn progress(&self) -> (usize, bool) {
        if self.completed.is_some() {
            return (self.steps.len(), false);
        }
        match self.looks {
            0 | 1 => (0, false),
            looks => (usize::try_from(looks - 2).unwrap_or(0).min(self.steps.len()), true),
        }
    }

    /// Somebody looks.
    pub(crate) fn look(&mut self, now: Millis) {
        self.looks = self.looks.saturating_add(1);
        if self.progress().0 >= self.steps.len() {
            self.finish(now);
        }
    }
}

/// Hashes of the commits that `includes` reach and `excludes` do not; without `includes`, of all branches and tags.
pub(crate) fn reachable<'a>(git: &'a Git, includes: &[String], excludes: &[String]) -> Option<Vec<&'a Commit>> {
    let ends = |names: &[String]| -> Option<Vec<String>> {
        names.iter().map(|name| git.find(name).map(|commit| commit.hash.clone())).collect()
    };
    let from = if includes.is_empty() { git.branches.values().cloned().collect() } else { ends(includes)? };
    let set = |ends: Vec<String>| -> BTreeSet<String> {
        ends.iter().flat_map(|hash| git.history(hash)).map(|commit| commit.hash.clone()).collect()
    };
    let (wanted, unwanted) = (set(from), set(ends(excludes)?));
    let fits = |commit: &&Commit| wanted.contains(&commit.hash) && !unwanted.contains(&commit.hash);
    Some(git.commits.iter().rev().filter(fits).collect())
}
