// The npm package `ollama` against a node whose address is the first argument; prints ok, or throws.

import assert from 'node:assert/strict';
import { Ollama } from 'ollama';

const client = new Ollama({ host: process.argv[2] });
const ask = (said, more = {}) => ({ model: 'scripted', messages: [{ role: 'user', content: said }], ...more });
const tools = [{ type: 'function', function: { name: 'weather', description: 'what it is like', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } } }];

// chat
const answer = await client.chat(ask('count 3'));
assert.equal(answer.message.content, '1 2 3');
assert.equal(answer.done, true);
assert.equal(answer.done_reason, 'stop');
assert.equal(answer.prompt_eval_count, 7);

// streaming
let text = '', last = null;
for await (const part of await client.chat(ask('count 40', { stream: true }))) { text += part.message.content; last = part; }
assert.ok(text.endsWith('39 40'));
assert.equal(last.eval_count, 40);

// an answer that never ends is left
let words = 0;
for await (const part of await client.chat(ask('forever', { stream: true }))) if (part.message.content && ++words === 5) break;

// options, stop, limits
assert.equal((await client.chat(ask('count 9', { options: { stop: ['4'], temperature: 0 } }))).message.content, '1 2 3 ');
assert.equal((await client.chat(ask('count 9', { options: { num_predict: 2 } }))).done_reason, 'length');

// tools, and their results
const called = await client.chat(ask('call weather {"city":"Paris"}', { tools }));
assert.equal(called.message.tool_calls[0].function.name, 'weather');
assert.deepEqual(called.message.tool_calls[0].function.arguments, { city: 'Paris' });
let streamed = [];
for await (const part of await client.chat(ask('call weather {"city":"Paris"}', { tools, stream: true }))) streamed.push(...(part.message.tool_calls ?? []));
assert.deepEqual(streamed[0].function.arguments, { city: 'Paris' });
const after = await client.chat({ model: 'scripted', tools, messages: [{ role: 'user', content: 'x' }, called.message, { role: 'tool', content: 'sunny', tool_name: 'weather' }] });
assert.equal(after.message.content, 'sunny');

// formats
const schema = { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] };
assert.deepEqual(JSON.parse((await client.chat(ask('{"a":1}', { format: schema }))).message.content), { a: 1 });
assert.deepEqual(JSON.parse((await client.chat(ask('{}', { format: 'json' }))).message.content), {});

// generate
assert.equal((await client.generate({ model: 'scripted:latest', prompt: 'count 2', system: 'be brief' })).response, '1 2');
assert.equal((await client.generate({ model: 'scripted', prompt: 'count 2', raw: true })).response, '1 2');
text = '';
for await (const part of await client.generate({ model: 'scripted', prompt: 'count 5', stream: true })) text += part.response;
assert.equal(text, '1 2 3 4 5');

// models
assert.equal((await client.list()).models[0].name, 'scripted');
assert.equal((await client.ps()).models[0].context_length, 4096);
assert.deepEqual((await client.show({ model: 'scripted' })).capabilities, ['completion', 'tools']);
assert.match((await client.version()).version, /^\d+\.\d+\.\d+$/);

// embeddings
const embedded = await client.embed({ model: 'lengths', input: ['a', 'bb'] });
assert.equal(embedded.embeddings.length, 2);
assert.equal(embedded.embeddings[1].length, 3);
assert.equal((await client.embeddings({ model: 'lengths', prompt: 'a' })).embedding.length, 3);

// errors
await assert.rejects(client.chat(ask('x', { model: 'llama3' })), (e) => e.status_code === 404 && /not found/.test(e.error ?? e.message));
await assert.rejects(client.show({ model: 'llama3' }), (e) => e.status_code === 404);
await assert.rejects(client.chat(ask('break')), (e) => e.status_code === 500);
await assert.rejects(client.pull({ model: 'https://example.org/model.gguf' }), (e) => e.status_code === 400);

console.log('ok');
