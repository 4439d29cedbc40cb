#!/bin/sh
# Documentation as code: a page and all below it become Markdown files, a file is changed, and goes back.
#
#   PAGE    id of the page
#   FROM    a word to be replaced in every file below it, and
#   TO      what by
set -eu

: "${PAGE:?}" "${FROM:?}" "${TO:?}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

atlassian-cli confluence page export "$PAGE" --tree "$folder"
find "$folder" -name '*.md' -exec sed -i "s/$FROM/$TO/" {} +

# The files say which version they were made from: a page that somebody else has changed since is not overwritten.
changed=$(atlassian-cli confluence page import "$folder" --message "$FROM is called $TO now" --write "$folder" --force \
    --format json --jq '.[] | select(.action == "updated") | .id')

# What came of it, and that another export changes nothing.
for id in $changed; do
    atlassian-cli confluence page diff "$id"
done
atlassian-cli confluence page export "$PAGE" --tree "$folder"
