#!/bin/sh
# A branch becomes a pull request, is talked about, approved and merged, and its pipeline is watched to the end.
#
#   REPOSITORY   workspace/name; in a clone, it would come from the git remote
#   BRANCH       the new branch
#   FROM         where it begins
set -eu

: "${REPOSITORY:?}" "${BRANCH:?}" "${FROM:?}"
bb() { atlassian-cli bitbucket "$@" --repo "$REPOSITORY"; }

bb branch create "$BRANCH" --from "$FROM"
id=$(bb pr create --source "$BRANCH" --title "$BRANCH" --default-reviewers --format quiet)
comment=$(bb pr comment "$id" --body "Why this way?" --format quiet)
bb pr reply "$id" "$comment" --body "Because of the cache."
bb pr resolve "$id" "$comment"
bb pr diffstat "$id"
bb pr approve "$id"
bb pr merge "$id" --strategy merge-commit --close-source-branch
bb pr get "$id"

# Ends with an error when the pipeline fails.
bb pipeline watch latest --interval 1s
