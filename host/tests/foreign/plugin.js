// A plugin in JavaScript: shows an issue, and tries to reach what it does not declare.

import { send } from 'atlassian:plugin/http@0.1.0';
import { emit } from 'atlassian:plugin/output@0.1.0';

const ISSUE = '/rest/api/3/issue/{issueIdOrKey}';

export function run({ command, args }) {
  if (command.join(' ') === 'get') {
    get(JSON.parse(args).key);
  } else {
    emit(JSON.stringify(reach(JSON.parse(args).way)));
  }
}

function ask(key) {
  return send({
    service: 'jira',
    method: 'get',
    template: ISSUE,
    params: [{ name: 'issueIdOrKey', value: key }],
    query: [],
    headers: [],
    body: { tag: 'none' },
  });
}

function get(key) {
  let response;
  try {
    response = ask(key);
  } catch (error) {
    throw failure('other', error.payload.message);
  }
  if (response.status === 404) {
    throw failure('not-found', `there is no issue ${key}`, response.status);
  }
  emit(new TextDecoder().decode(response.body));
}

function failure(kind, message, status) {
  return { kind, message, hints: [], status, requestId: undefined };
}

const WAYS = {
  undeclared() {
    try {
      return ask('DEV-1').status;
    } catch (error) {
      return error.payload.code;
    }
  },
  globals: () => ['process', 'require', 'Deno', 'Bun', 'XMLHttpRequest', 'WebSocket'].filter((name) => name in globalThis),
  fetch: () => fetch('http://127.0.0.1/'),
};

function reach(way) {
  try {
    return { way, got: JSON.stringify(WAYS[way]()) };
  } catch (error) {
    return { way, refused: `${error}` };
  }
}
