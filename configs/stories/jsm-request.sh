#!/bin/sh
# A request that has to be approved, from its creation to its end, with what its SLA says meanwhile.
#
#   DESK      key of the service desk
#   TYPE      a request type whose requests are approved by whoever runs this
#   FIELDS    its fields, one `Name=Value` a line
set -eu

: "${DESK:?}" "${TYPE:?}"
set --
while IFS= read -r field; do
    [ -z "$field" ] || set -- "$@" --field "$field"
done <<END
${FIELDS:-}
END

atlassian-cli jsm request-type fields "$DESK" "$TYPE"
key=$(atlassian-cli jsm request create --desk "$DESK" --type "$TYPE" --summary "A story" "$@" --format quiet)
atlassian-cli jsm request comment "$key" --body "Is there any news?" --public
atlassian-cli jsm sla list "$key"
atlassian-cli jsm approval approve "$key"
atlassian-cli jsm request transition "$key" --transition Resolve
atlassian-cli jsm request status "$key"
atlassian-cli jsm sla list "$key"
