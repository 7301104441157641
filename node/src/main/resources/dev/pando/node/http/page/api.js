// Talks to the node this page came from: OpenAI's interface, nothing of its own.

const TOKEN_KEY = 'pando-token';
const RETRIES_MAX = 5;

/** A refusal of the node, in its own words. */
export class Refused extends Error {
  constructor(status, message, retryAfterS) {
    super(message);
    this.status = status;
    this.retryAfterS = retryAfterS;
  }
}

/** Keeps the API token until the tab closes. */
export function keepToken(token) {
  sessionStorage.setItem(TOKEN_KEY, token);
}

/** The models that can be asked, the first one being the default. */
export async function models() {
  const response = await request('/v1/models', {});
  return (await response.json()).data;
}

/**
 * Asks for an answer and hands its text over as it comes.
 *
 * @param messages [{role, content}] in order
 * @param onText   (text) more of the answer
 * @param onBusy   (seconds) the node is busy; it is asked again after so many seconds
 * @param signal   aborts the answer; the node then stops working on it
 * @returns {reason, usage} once the answer is over
 */
export async function chat(messages, { onText, onBusy, signal }) {
  const body = JSON.stringify({ messages, stream: true, stream_options: { include_usage: true } });
  const response = await patiently(() => request('/v1/chat/completions', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body, signal,
  }), onBusy, signal);
  const end = { reason: null, usage: null };
  for await (const event of events(response.body)) {
    if (event.error) throw new Refused(500, event.error.message);
    const choice = event.choices?.[0];
    if (choice?.delta?.content) onText(choice.delta.content);
    if (choice?.finish_reason) end.reason = choice.finish_reason;
    if (event.usage) end.usage = event.usage;
  }
  if (!end.reason) throw new Refused(0, 'The connection to the node broke off.');
  return end;
}

async function patiently(ask, onBusy, signal) {
  for (let tries = 0; ; tries++) {
    try {
      return await ask();
    } catch (e) {
      if (e.status !== 429 || tries === RETRIES_MAX) throw e;
      onBusy(e.retryAfterS);
      await pause(e.retryAfterS * 1000, signal);
    }
  }
}

function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
  });
}

async function request(path, options) {
  const token = sessionStorage.getItem(TOKEN_KEY);
  const headers = { ...options.headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) };
  const response = await fetch(path, { ...options, headers });
  if (response.ok) return response;
  const problem = await response.json().catch(() => null);
  throw new Refused(response.status, problem?.error?.message ?? `The node answered ${response.status}.`,
    Number(response.headers.get('Retry-After')) || 1);
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
async function* pieces(stream) {
  const reader = stream.getReader();
  try {
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) yield value;
  } finally {
    reader.cancel().catch(() => {});
  }
}
