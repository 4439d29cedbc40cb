#!/usr/bin/env python3
"""relax.py DOCUMENT -- where a document's own schema contradicts its words, so that no request could be right.

Jira Software's lists of texts in a query (`fields`, `type`, `state`) are declared as lists of objects, or as objects;
their descriptions and examples say `fields=summary,status`. Such parameters may hold anything.

Jira's "Assign issue" says that an account id of null is nobody, and its body takes texts alone. "Bulk move issues" requires
a member that it does not know (`targetToMultipleSourceMapping`); its example has `targetToSourcesMapping`. That one requires
`issueIdOrKeys`, and knows `issueIdsOrKeys` alone."""
import json, sys

path = sys.argv[1]
with open(path) as file:
    document = json.load(file)
for item in document["paths"].values():
    for operation in item.values():
        parameters = operation.get("parameters", []) if isinstance(operation, dict) else []
        for parameter in parameters:
            schema = parameter.get("schema", {})
            if parameter.get("in") != "query":
                continue
            for part in (schema, schema.get("items", {})):
                if part.get("type") == "object" and "properties" not in part:
                    part.pop("type")
assign = document["paths"].get("/rest/api/3/issue/{issueIdOrKey}/assignee", {}).get("put")
if assign:
    body = assign["requestBody"]["content"]["application/json"]
    body["schema"] = {"type": "object", "properties": {"accountId": {"type": "string", "nullable": True}}}
move = document.get("components", {}).get("schemas", {}).get("IssueBulkMovePayload")
if move:
    move["required"] = ["targetToSourcesMapping"]
    mapping = document["components"]["schemas"]["targetToSourcesMapping"]
    mapping["required"] = [name.replace("issueIdOrKeys", "issueIdsOrKeys") for name in mapping["required"]]
with open(path, "w") as file:
    json.dump(document, file, ensure_ascii=False, separators=(",", ":"))
