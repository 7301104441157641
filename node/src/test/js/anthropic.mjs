// The npm package `@anthropic-ai/sdk` against a node whose address is the first argument; prints ok, or throws.

import assert from 'node:assert/strict';
import Anthropic, { BadRequestError, InternalServerError, NotFoundError } from '@anthropic-ai/sdk';

const client = new Anthropic({ baseURL: process.argv[2], apiKey: 'unused', maxRetries: 0 });
const ask = (said, more = {}) => ({ model: 'scripted', max_tokens: 100, messages: [{ role: 'user', content: said }], ...more });
const tools = [{ name: 'weather', description: 'what it is like', input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } }];

// messages
const answer = await client.messages.create(ask('count 3', { system: 'be brief' }));
assert.deepEqual(answer.content, [{ type: 'text', text: '1 2 3' }]);
assert.equal(answer.stop_reason, 'end_turn');
assert.equal(answer.role, 'assistant');
assert.equal(answer.usage.output_tokens, 3);
assert.equal((await client.messages.create(ask('count 9', { max_tokens: 2 }))).stop_reason, 'max_tokens');
const cut = await client.messages.create(ask('count 9', { stop_sequences: ['8', '4'] }));
assert.deepEqual([cut.content[0].text, cut.stop_reason, cut.stop_sequence], ['1 2 3 ', 'stop_sequence', '4']);
assert.deepEqual([answer.stop_reason, answer.stop_sequence], ['end_turn', null]);
const blocks = [{ type: 'text', text: 'count ' }, { type: 'text', text: '2' }];
assert.equal((await client.messages.create({ ...ask(''), system: [{ type: 'text', text: 's' }], messages: [{ role: 'user', content: blocks }] })).content[0].text, '1 2');

// streaming, by events and gathered by the library
const types = [];
let text = '';
for await (const event of await client.messages.create(ask('count 4', { stream: true }))) {
  types.push(event.type);
  if (event.type === 'content_block_delta') text += event.delta.text;
}
assert.equal(text, '1 2 3 4');
assert.equal(types[0], 'message_start');
assert.equal(types.at(-1), 'message_stop');
const gathered = await client.messages.stream(ask('count 5')).finalMessage();
assert.equal(gathered.content[0].text, '1 2 3 4 5');
assert.equal(gathered.usage.input_tokens + gathered.usage.cache_read_input_tokens, 7);

const cutLive = await client.messages.stream(ask('count 9', { stop_sequences: ['8', '4'] })).finalMessage();
assert.deepEqual([cutLive.content[0].text, cutLive.stop_reason, cutLive.stop_sequence], ['1 2 3 ', 'stop_sequence', '4']);
assert.deepEqual([gathered.stop_reason, gathered.stop_sequence], ['end_turn', null]);

// an answer that never ends is left
let words = 0;
for await (const event of await client.messages.create(ask('forever', { stream: true }))) if (event.type === 'content_block_delta' && ++words === 5) break;

// tools
const called = await client.messages.create(ask('call weather {"city":"Paris"}', { tools }));
assert.equal(called.stop_reason, 'tool_use');
const use = called.content.find((b) => b.type === 'tool_use');
assert.deepEqual([use.name, use.input], ['weather', { city: 'Paris' }]);
const streamed = await client.messages.stream(ask('call weather {"city":"Paris"}', { tools })).finalMessage();
assert.deepEqual(streamed.content.find((b) => b.type === 'tool_use').input, { city: 'Paris' });
let input = '';
const told = [];
for await (const event of await client.messages.create(ask('call weather {"city":"Paris"}', { tools, stream: true }))) {
  told.push(event.type);
  if (event.type === 'content_block_start') assert.deepEqual([event.content_block.type, event.content_block.name, event.content_block.input], ['tool_use', 'weather', {}]);
  if (event.type === 'content_block_delta') assert.equal(event.delta.type, 'input_json_delta');
  if (event.type === 'content_block_delta') input += event.delta.partial_json;
  if (event.type === 'message_delta') assert.equal(event.delta.stop_reason, 'tool_use');
}
assert.deepEqual(JSON.parse(input), { city: 'Paris' });
const inside = ['content_block_start', 'content_block_delta', 'content_block_delta', 'content_block_stop'];
assert.deepEqual(told.filter((type) => type !== 'ping'), ['message_start', ...inside, 'message_delta', 'message_stop']);
const forced = await client.messages.create(ask('hello', { tools, tool_choice: { type: 'tool', name: 'weather' } }));
assert.equal(forced.content[0].name, 'weather');
const after = await client.messages.create({ ...ask(''), tools, messages: [{ role: 'user', content: 'x' }, { role: 'assistant', content: called.content }, { role: 'user', content: [{ type: 'tool_result', tool_use_id: use.id, content: 'sunny' }] }] });
assert.equal(after.content[0].text, 'sunny');

// counting
assert.equal((await client.messages.countTokens({ model: 'scripted', messages: [{ role: 'user', content: 'x' }] })).input_tokens, 7);

// errors
await assert.rejects(client.messages.create(ask('x', { model: 'claude' })), (e) => e instanceof NotFoundError && e.error.error.type === 'not_found_error');
await assert.rejects(client.messages.create(ask('x', { temperature: 9 })), BadRequestError);
await assert.rejects(client.messages.create({ ...ask(''), messages: [{ role: 'user', content: 'x' }, { role: 'assistant' }] }), BadRequestError);
await assert.rejects(client.messages.create(ask('break')), InternalServerError);

console.log('ok');
