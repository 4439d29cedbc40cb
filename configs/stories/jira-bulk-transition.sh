#!/bin/sh
# Moves every issue that a query finds to a status, as a job of CI does it.
#
#   JIRA_URL, JIRA_EMAIL   the site, and the account that the token belongs to
#   ATLASSIAN_API_TOKEN    the token; it is not stored
#   JQL, STATUS            which issues, and where to
#   REPORT                 where the report goes; report.json unless told
#
# Exit code 0: all moved. 7: some could not be moved; the report says which and why. Any other: nothing, or not all, was
# tried, and what was said names the command that goes on.
set -eu

: "${JIRA_URL:?}" "${JIRA_EMAIL:?}" "${ATLASSIAN_API_TOKEN:?}" "${JQL:?}" "${STATUS:?}"
report=${REPORT:-report.json}

# A profile without a token: that one comes from the environment, run by run.
atlassian-cli auth login --profile ci --base-url "$JIRA_URL" --email "$JIRA_EMAIL" --default
atlassian-cli auth test

echo "Plan:"
atlassian-cli jira search --jql "$JQL" --limit 10 --columns key,status,summary
atlassian-cli jira bulk transition --jql "$JQL" --to "$STATUS" --dry-run --format quiet > /dev/null

code=0
atlassian-cli jira bulk transition --jql "$JQL" --to "$STATUS" --yes --format json > "$report" || code=$?

echo "Report, also in $report:"
atlassian-cli bulk list
exit "$code"
