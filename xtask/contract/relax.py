#!/usr/bin/env python3
"""relax.py DOCUMENT -- where a document's own schema contradicts its words, so that no request could be right.

Jira Software's lists of texts in a query (`fields`, `type`, `state`) are declared as lists of objects, or as objects;
their descriptions and examples say `fields=summary,status`. Such parameters may hold anything.

Jira's "Assign issue" says that an account id of null is nobody, and its body takes texts alone. "Bulk move issues" requires
a member that it does not know (`targetToMultipleSourceMapping`); its example has `targetToSourcesMapping`. That one requires
`issueIdOrKeys`, and knows `issueIdsOrKeys` alone.

Bitbucket's corrections stand in `bitbucket()`, each with its reason."""
import json, sys


def bitbucket(document):
    repository = "/2.0/repositories/{workspace}/{repo_slug}"
    paths, schemas = document["paths"], document["components"]["schemas"]
    text = {"type": "string"}

    def body(path, properties, required):
        schema = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
        content = {"application/json": {"schema": schema}}
        paths[repository + path]["post"]["requestBody"] = {"content": content, "required": True}

    def parameter(path, name):
        found = paths[repository + path]["get"]["parameters"]
        return next(one for one in found if one["name"] == name and one["in"] == "query")

    # These take a body, which the words of each describe, with an example: the document's schema has none. The hash of
    # a new branch may be a name (the example has `default`), and every object of Bitbucket may say its `type`.
    target = {"type": "object", "properties": {"type": text, "hash": text}, "required": ["hash"]}
    target["additionalProperties"] = False
    body("/refs/branches", {"type": text, "name": text, "target": target}, ["name", "target"])
    hook = {"description": text, "url": {"type": "string", "format": "uri"}, "active": {"type": "boolean"}}
    hook["secret"] = {"type": "string", "nullable": True}
    hook["events"] = schemas["webhook_subscription"]["allOf"][1]["properties"]["events"]
    body("/hooks", hook, ["url", "events"])
    body("/deploy-keys", {"key": text, "label": text}, ["key"])

    # "Update an environment" says nothing at all of what to send. Terraform's provider sends a new name so.
    change = {"type": "object", "properties": {"name": text}, "required": ["name"], "additionalProperties": False}
    body("/environments/{environment_uuid}/changes", {"change": change}, ["change"])

    # Everything of Bitbucket that sorts does so backwards after a `-`; the list of values leaves that out.
    sort = parameter("/pipelines", "sort")["schema"]
    sort["enum"] += ["-" + name for name in sort["enum"]]

    # "This parameter can be repeated", it says of itself.
    state = parameter("/pullrequests", "state")
    state["schema"] = {"type": "array", "items": state["schema"]}

    # With `format=meta` the answer is the file or the folder itself (the words have an example), not a list of them.
    # Without it, a file comes as it is, in the type that its name says.
    content = paths[repository + "/src/{commit}/{path}"]["get"]["responses"]["200"]["content"]
    entry = {"allOf": [{"$ref": "#/components/schemas/treeentry"}, {"type": "object", "required": ["path", "commit"]}]}
    content["application/json"]["schema"] = {"anyOf": [content["application/json"]["schema"], entry]}
    content["*/*"] = {"schema": {}}

    # Only here is the document right: Prism itself goes where the answer leads, and hands on what is there.
    there = paths[repository + "/diff/{spec}"]["get"]["responses"]["200"]
    paths[repository + "/pullrequests/{pull_request_id}/diff"]["get"]["responses"]["200"] = there

    # Who has given no verdict has the state null: it is one of the values, but the type beside them forbids it.
    schemas["participant"]["allOf"][1]["properties"]["state"]["nullable"] = True


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
if path.endswith("/bitbucket.json"):
    bitbucket(document)
with open(path, "w") as file:
    json.dump(document, file, ensure_ascii=False, separators=(",", ":"))
