// The npm package `openai` against a node whose address is the first argument; prints ok, or throws.

import assert from 'node:assert/strict';
import OpenAI, { BadRequestError, InternalServerError, NotFoundError } from 'openai';

const client = new OpenAI({ baseURL: `${process.argv[2]}/v1`, apiKey: 'unused', maxRetries: 0 });
const ask = (said, more = {}) => ({ model: 'scripted', messages: [{ role: 'user', content: said }], ...more });

// chat
const answer = await client.chat.completions.create(ask('count 3'));
assert.equal(answer.choices[0].message.content, '1 2 3');
assert.equal(answer.choices[0].finish_reason, 'stop');
assert.equal(answer.usage.total_tokens, 10);

// streaming
let text = '', usage = null;
for await (const chunk of await client.chat.completions.create(ask('count 40', { stream: true, stream_options: { include_usage: true } }))) {
  text += chunk.choices[0]?.delta?.content ?? '';
  usage = chunk.usage ?? usage;
}
assert.ok(text.endsWith('39 40'));
assert.equal(usage.completion_tokens, 40);

// the library's own gathering of a stream
const gathered = await client.chat.completions.stream(ask('count 5')).finalChatCompletion();
assert.equal(gathered.choices[0].message.content, '1 2 3 4 5');

// an answer that never ends is left
let words = 0;
const endless = await client.chat.completions.create(ask('forever', { stream: true }));
for await (const chunk of endless) if (chunk.choices[0]?.delta?.content && ++words === 5) break;
assert.equal(words, 5);

// log probabilities
const scored = await client.chat.completions.create(ask('a b', { logprobs: true, top_logprobs: 2 }));
assert.equal(scored.choices[0].logprobs.content[0].top_logprobs.length, 2);

// stop
assert.equal((await client.chat.completions.create(ask('count 9', { stop: ['4'] }))).choices[0].message.content, '1 2 3 ');
assert.equal((await client.chat.completions.create(ask('count 9', { max_completion_tokens: 2 }))).choices[0].finish_reason, 'length');

// completions and models
assert.equal((await client.completions.create({ model: 'scripted', prompt: 'count 2' })).choices[0].text, '1 2');
assert.equal((await client.models.list()).data[0].id, 'scripted');

// errors
await assert.rejects(client.chat.completions.create(ask('x', { model: 'gpt-4' })), NotFoundError);
await assert.rejects(client.chat.completions.create(ask('x', { n: 2 })), (e) => e instanceof BadRequestError && e.param === 'n');
await assert.rejects(client.chat.completions.create(ask('break')), InternalServerError);

console.log('ok');
