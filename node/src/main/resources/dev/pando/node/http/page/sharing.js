// What leaves this node and what comes to it: choices, a look at the exact bytes, the log, the gate's verdicts.

import { call, inWords } from './api.js';
import { button, el, when } from './elements.js';

/** Nothing leaves until sharing is on. */
export const sharing = {
  title: 'Sharing',
  about:
    'Nothing leaves until you turn sharing on, and then only topics that you chose. Each line of the log is something that really left or came.',
  async show(room) {
    const view = el('div', { class: 'cards' });
    room.append(view);
    const show = async () => view.replaceChildren(...(await parts(show)));
    await show();
  },
};

async function parts(again) {
  const [state, near, preview, traffic, held] = await Promise.all([
    call('GET', '/sharing'),
    call('GET', '/peers'),
    call('GET', '/sharing/preview'),
    call('GET', '/sharing/traffic?limit=50'),
    call('GET', '/sharing/quarantine?limit=50'),
  ]);
  const problem = el('p', { class: 'problem', role: 'alert' });
  const change = (method, path, body) => async () => {
    try {
      await call(method, path, body);
      await again();
    } catch (e) {
      problem.textContent = inWords(e);
    }
  };
  return [
    problem,
    turn(state, change),
    topics(state, change),
    words(state, change),
    leaving(preview, change),
    peers(state, near, change),
    gate(state, held),
    log(traffic),
  ];
}

function turn(state, change) {
  const box = el('input', { type: 'checkbox', checked: state.on, id: 'sharing-on' });
  box.addEventListener('change', change('PUT', '/sharing', { on: !state.on }));
  return el(
    'section',
    { class: 'card', 'aria-label': 'Sharing' },
    el('label', { class: 'row' }, box, el('strong', {}, 'Sharing is ', state.on ? 'on' : 'off')),
    el(
      'p',
      { class: 'small' },
      `${state.bytes_out} bytes left so far · ${state.peers} ${state.peers === 1 ? 'peer' : 'peers'} connected · ${state.passed} artifacts passed the gate`,
    ),
  );
}

const RULES = { never: 'never share', ask: 'ask each time', share: 'share' };

function topics(state, change) {
  const form = el(
    'form',
    { class: 'inline' },
    el('input', { 'aria-label': 'Topic', placeholder: 'Another topic', maxlength: 64, required: true }),
    el('button', { type: 'submit', class: 'plain' }, 'Add'),
  );
  form.addEventListener('submit', (e) => {
    e.preventDefault();
    change('PUT', '/sharing', { rules: { [form.elements[0].value.trim()]: 'ask' } })();
  });
  return el(
    'section',
    { class: 'card', 'aria-label': 'Topics' },
    el('h3', {}, 'Topics'),
    ...Object.entries(state.rules).map(([topic, rule]) => {
      const choice = el(
        'select',
        { 'aria-label': `Rule for ${topic}` },
        ...Object.entries(RULES).map(([value, name]) => el('option', { value, selected: value === rule }, name)),
      );
      choice.addEventListener('change', () => change('PUT', '/sharing', { rules: { [topic]: choice.value } })());
      return el('p', { class: 'row' }, el('span', {}, topic), choice);
    }),
    form,
  );
}

function words(state, change) {
  const form = el(
    'form',
    { class: 'inline' },
    el('input', {
      'aria-label': 'A name or word that must never leave',
      placeholder: 'A name that must never leave',
      maxlength: 64,
      required: true,
    }),
    el('button', { type: 'submit', class: 'plain' }, 'Add'),
  );
  form.addEventListener('submit', (e) => {
    e.preventDefault();
    change('PUT', '/sharing', { private_words: [form.elements[0].value.trim()] })();
  });
  return el(
    'section',
    { class: 'card', 'aria-label': 'Private words' },
    el('h3', {}, 'Private words'),
    el(
      'p',
      { class: 'small' },
      'E-mail addresses, telephone numbers, bank and card numbers and keys are held back anyway.',
    ),
    el(
      'p',
      { class: 'row' },
      ...state.private_words.map((word) =>
        button(`${word} ×`, change('PUT', '/sharing', { public_words: [word] }), {
          'aria-label': `${word} is no longer private`,
        }),
      ),
    ),
    form,
  );
}

function leaving(preview, change) {
  const asked = preview.stays.filter((s) => s.note && /ask/i.test(s.because ?? ''));
  const agreed = asked.map((s) => s.note.id);
  return el(
    'section',
    { class: 'card', 'aria-label': 'What would leave' },
    el('h3', {}, `What would leave now: ${preview.leaves.length} artifacts, ${preview.bytes} bytes`),
    el('ul', {}, ...preview.leaves.map((l) => el('li', {}, l.note?.sentence ?? l.artifact, bytes(l)))),
    preview.stays.length
      ? el(
          'details',
          {},
          el('summary', {}, `${preview.stays.length} stay here`),
          el(
            'ul',
            { class: 'small' },
            ...preview.stays.map((s) => el('li', {}, `${s.note?.sentence ?? ''} — ${s.because}`)),
          ),
        )
      : null,
    el(
      'div',
      { class: 'row' },
      preview.leaves.length
        ? button('Share these', change('POST', '/sharing/share', { agreed: [], at_ms: preview.at_ms }), {
            class: 'strong',
          })
        : null,
      agreed.length
        ? button(`Agree to ${agreed.length} that wait for your yes`, change('POST', '/sharing/share', { agreed }))
        : null,
    ),
  );
}

/** The exact bytes, as they would be sent. */
function bytes(item) {
  const raw = atob(item.wire_base64);
  const hex = [...raw].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join(' ');
  return el(
    'details',
    {},
    el('summary', {}, `${raw.length} bytes`),
    el('pre', { class: 'bytes', tabindex: 0 }, el('code', {}, hex)),
  );
}

function peers(state, near, change) {
  const form = el(
    'form',
    { class: 'inline' },
    el('input', {
      'aria-label': 'A peer’s address',
      placeholder: '/ip4/…/tcp/…/p2p/…',
      maxlength: 512,
      required: true,
    }),
    el('button', { type: 'submit', class: 'plain' }, 'Meet'),
  );
  form.addEventListener('submit', (e) => {
    e.preventDefault();
    change('POST', '/sharing/peers', { address: form.elements[0].value.trim() })();
  });
  return el(
    'section',
    { class: 'card', 'aria-label': 'Authors' },
    el('h3', {}, 'Authors'),
    ...Object.entries(state.authors).map(([author, a]) =>
      el(
        'p',
        { class: 'row' },
        el('code', {}, `${author.slice(0, 16)}…`),
        el(
          'span',
          { class: 'small' },
          `reputation ${a.reputation.toFixed(2)}${a.invited ? ' · invited' : ''}${a.blocked ? ' · blocked' : ''}`,
        ),
        button(
          a.invited ? 'No friend of mine' : 'Trust as a friend',
          change('POST', `/sharing/authors/${author}`, { invited: !a.invited }),
        ),
        button(a.blocked ? 'Unblock' : 'Block', change('POST', `/sharing/authors/${author}`, { blocked: !a.blocked })),
      ),
    ),
    near.online
      ? el(
          'details',
          {},
          el('summary', {}, `${near.peers.length} connected`),
          el(
            'ul',
            { class: 'small' },
            ...near.peers.map((p) =>
              el(
                'li',
                {},
                el('code', {}, p.peer),
                ` ${p.way}, ${p.inbound ? 'came' : 'was met'} `,
                when(1000 * p.since),
              ),
            ),
            ...near.failed_dials.map((f) =>
              el('li', {}, 'no answer from ', el('code', {}, f.peer), ` at ${f.address}: ${f.reason}`),
            ),
          ),
        )
      : el('p', { class: 'none' }, 'This node works alone: ./pando up --p2p, or [net] in pando.toml.'),
    state.addresses.length ? el('p', { class: 'small' }, 'This node is at ', el('code', {}, state.addresses[0])) : null,
    form,
  );
}

function gate(state, held) {
  return el(
    'section',
    { class: 'card', 'aria-label': 'The gate' },
    el('h3', {}, 'The gate'),
    el(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Checks' },
      el(
        'table',
        {},
        el('thead', {}, el('tr', {}, el('th', {}, 'Check'), el('th', {}, 'Held coming'), el('th', {}, 'Held leaving'))),
        el(
          'tbody',
          {},
          ...state.checks.map((c) =>
            el(
              'tr',
              {},
              el('td', {}, `${c.number} ${c.name.replaceAll('_', ' ')}`),
              el('td', {}, c.held_in),
              el('td', {}, c.held_out),
            ),
          ),
        ),
      ),
    ),
    held.items.length
      ? el(
          'details',
          {},
          el('summary', {}, `${held.items.length} in quarantine`),
          el(
            'ul',
            { class: 'small' },
            ...held.items.map((i) =>
              el('li', {}, `${i.check}: ${i.reason} · `, el('code', {}, i.artifact), ' ', when(i.at_ms), bytes(i)),
            ),
          ),
        )
      : el('p', { class: 'none' }, 'Quarantine is empty.'),
  );
}

function log(traffic) {
  return el(
    'section',
    { class: 'card', 'aria-label': 'Log' },
    el('h3', {}, 'What left and what came'),
    traffic.lines.length
      ? el(
          'div',
          { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Traffic' },
          el(
            'table',
            {},
            el(
              'tbody',
              {},
              ...traffic.lines.map((l) =>
                el(
                  'tr',
                  {},
                  el('td', {}, when(l.at_ms)),
                  el('td', {}, l.outbound ? 'left' : 'came'),
                  el('td', {}, l.what),
                  el('td', {}, `${l.bytes} bytes`),
                  el('td', {}, el('code', {}, `${String(l.peer).slice(-10)}`)),
                ),
              ),
            ),
          ),
        )
      : el('p', { class: 'none' }, 'Nothing yet.'),
  );
}
