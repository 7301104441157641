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

// tools
const tools = [{ type: 'function', function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } } }];
const called = await client.chat.completions.create(ask('call weather {"city":"Paris"}', { tools }));
const call = called.choices[0].message.tool_calls[0];
assert.equal(called.choices[0].finish_reason, 'tool_calls');
assert.deepEqual(JSON.parse(call.function.arguments), { city: 'Paris' });
const together = await client.chat.completions.stream(ask('call weather {"city":"Paris"}', { tools })).finalChatCompletion();
assert.deepEqual(JSON.parse(together.choices[0].message.tool_calls[0].function.arguments), { city: 'Paris' });
const after = await client.chat.completions.create({ model: 'scripted', tools, messages: [{ role: 'user', content: 'x' }, called.choices[0].message, { role: 'tool', tool_call_id: call.id, content: 'sunny' }] });
assert.equal(after.choices[0].message.content, 'sunny');
const forced = await client.chat.completions.create(ask('hello', { tools, tool_choice: { type: 'function', function: { name: 'weather' } } }));
assert.equal(forced.choices[0].message.tool_calls[0].function.name, 'weather');

// JSON
const schema = { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'], additionalProperties: false };
const json = await client.chat.completions.parse(ask('{"a":1}', { response_format: { type: 'json_schema', json_schema: { name: 'a', schema, strict: true } } }));
assert.deepEqual(JSON.parse(json.choices[0].message.content), { a: 1 });

// embeddings, as the library asks for them (base64) and as numbers
const vector = (await client.embeddings.create({ model: 'lengths', input: 'abc' })).data[0].embedding;
assert.equal(vector.length, 3);
const plain = await client.embeddings.create({ model: 'lengths', input: ['abc', 'd'], encoding_format: 'float' });
assert.deepEqual(plain.data[0].embedding.map((x) => x.toFixed(4)), vector.map((x) => x.toFixed(4)));

// responses: whole, streamed, with tools, going on from an earlier one
const first = await client.responses.create({ model: 'scripted', input: 'count 3', instructions: 'be brief' });
assert.equal(first.output_text, '1 2 3');
assert.equal(first.status, 'completed');
assert.equal(first.usage.output_tokens, 3);
const second = await client.responses.create({ model: 'scripted', input: 'more', previous_response_id: first.id });
assert.equal(second.output_text, 'more');
const kinds = [];
let response = '';
for await (const event of await client.responses.create({ model: 'scripted', input: 'count 4', stream: true })) {
  kinds.push(event.type);
  if (event.type === 'response.output_text.delta') response += event.delta;
}
assert.equal(response, '1 2 3 4');
assert.deepEqual([kinds[0], kinds.at(-1)], ['response.created', 'response.completed']);
const gatheredResponse = await client.responses.stream({ model: 'scripted', input: 'count 5' }).finalResponse();
assert.equal(gatheredResponse.output_text, '1 2 3 4 5');
const functions = [{ type: 'function', name: 'weather', parameters: schema, strict: true }];
const wanted = await client.responses.create({ model: 'scripted', input: 'call weather {"a":1}', tools: functions });
const item = wanted.output.find((o) => o.type === 'function_call');
assert.deepEqual([item.name, JSON.parse(item.arguments)], ['weather', { a: 1 }]);
const told = await client.responses.create({ model: 'scripted', previous_response_id: wanted.id, tools: functions, input: [{ type: 'function_call_output', call_id: item.call_id, output: 'sunny' }] });
assert.equal(told.output_text, 'sunny');
assert.equal((await client.responses.create({ model: 'scripted', input: 'count 9', max_output_tokens: 2 })).status, 'incomplete');
assert.equal((await client.responses.retrieve(first.id)).output[0].content[0].text, '1 2 3');
await client.responses.delete(first.id);
await assert.rejects(client.responses.retrieve(first.id), NotFoundError);
await assert.rejects(client.responses.create({ model: 'scripted', input: 'x', previous_response_id: 'resp_no' }), NotFoundError);

// errors
await assert.rejects(client.chat.completions.create(ask('x', { model: 'gpt-4' })), NotFoundError);
await assert.rejects(client.chat.completions.create(ask('x', { n: 2 })), (e) => e instanceof BadRequestError && e.param === 'n');
await assert.rejects(client.chat.completions.create(ask('break')), InternalServerError);

console.log('ok');
