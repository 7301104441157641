// Talks to the node this page came from, through the interface that it documents at /api/v1/openapi.json.

const TOKEN_KEY = 'pando-token';
const BASE = '/api/v1';

/** A refusal of the node, in its own words. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Keeps the API token until the tab closes. */
export function keepToken(token) {
  sessionStorage.setItem(TOKEN_KEY, token);
}

/** The models that can be asked, the first one being the default. */
export async function models() {
  return (await (await request('/v1/models', {})).json()).data;
}

/** One call: JSON in, JSON out; null where there is nothing to say. */
export async function call(method, path, body) {
  const response = await request(
    BASE + path,
    body === undefined
      ? { method }
      : {
          method,
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        },
  );
  return response.status === 204 ? null : response.json();
}

/** What an address holds, as an object URL that an image can show. */
export async function picture(path) {
  return URL.createObjectURL(await (await request(BASE + path, {})).blob());
}

/**
 * A call whose answer comes in events.
 *
 * @param onEvent ({type, …}) in order
 * @param signal  leaves; the node then stops
 * @throws Refused if the stream breaks off before its last event
 */
export async function stream(path, body, { onEvent, signal }) {
  const response = await request(BASE + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...body, stream: true }),
    signal,
  });
  let ended = false;
  for await (const event of events(response.body)) {
    if (event.type === 'error') throw new Refused(500, event.reason);
    if (event.type === 'end' || event.type === 'refused') ended = true;
    onEvent(event);
  }
  if (!ended) throw new Refused(0, 'The connection to the node broke off.');
}

async function request(path, options) {
  const token = sessionStorage.getItem(TOKEN_KEY);
  const headers = { ...options.headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) };
  const response = await fetch(path, { ...options, headers });
  if (response.ok) return response;
  const problem = await response.json().catch(() => null);
  throw new Refused(response.status, problem?.error?.message ?? `The node answered ${response.status}.`);
}

/** An error in words for people. */
export function inWords(error) {
  return error instanceof TypeError ? 'The node cannot be reached. Is it still running?' : error.message;
}

/** The JSON events of a server-sent stream, until [DONE] or its end. */
async function* events(body) {
  let rest = '';
  for await (const part of pieces(body.pipeThrough(new TextDecoderStream()))) {
    const lines = (rest + part).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      if (!line.startsWith('data: ')) continue;
      if (line === 'data: [DONE]') return;
      yield JSON.parse(line.slice(6));
    }
  }
}

// Safari has no async iteration over streams.
async function* pieces(body) {
  const reader = body.getReader();
  try {
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) yield value;
  } finally {
    reader.cancel().catch(() => {});
  }
}
