#!/bin/sh
# Moves every issue of a query to a status, for a job of CI or a person: shows the plan, does it, takes it up again where
# it was cut off, and leaves a report of each issue.
#
#   jira-bulk-transition.sh "project = DEV AND status = 'To Do'" "In Progress" report.csv
#
# With JIRA_URL and JIRA_EMAIL a profile `ci` is made of them. Without, it is ATLASSIAN_CLI_PROFILE, or the default of
# config.yaml. The token comes from ATLASSIAN_CLI_TOKEN_<PROFILE> or ATLASSIAN_API_TOKEN, and is not stored. Nothing is
# asked: what would be is granted by --yes below.
set -eu

jql=$1
status=$2
report=$3

if [ -n "${JIRA_URL:-}" ]; then
    atlassian-cli auth login --profile ci --base-url "$JIRA_URL" --email "$JIRA_EMAIL" --default
    ATLASSIAN_CLI_PROFILE=ci
    export ATLASSIAN_CLI_PROFILE
    atlassian-cli auth test
fi

echo "plan:" >&2
atlassian-cli jira bulk transition --jql "$jql" --to "$status" --dry-run >&2

code=0
atlassian-cli jira bulk transition --jql "$jql" --to "$status" --yes >&2 || code=$?

# 6: the site could not be reached; 7: some failed; 130: interrupted. Each leaves a journal that goes on, and does nothing
# twice. Three tries, with a pause that grows.
try=1
while [ "$code" -ne 0 ] && [ "$try" -le 3 ]; do
    journal=$(atlassian-cli bulk list --unfinished --format quiet | head -n 1)
    [ -n "$journal" ] || exit "$code"
    sleep "$((try * ${RUNBOOK_PAUSE:-20}))"
    code=0
    atlassian-cli jira bulk transition --resume "$journal" --yes >&2 || code=$?
    try=$((try + 1))
done

journal=$(atlassian-cli bulk list --format quiet | head -n 1)
[ -z "$journal" ] || atlassian-cli bulk show "$journal" --format csv >"$report"
exit "$code"
