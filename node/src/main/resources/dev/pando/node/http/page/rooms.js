// The rooms beside the conversation. Each shows what the node keeps, and lets a person change it.

import { call } from './api.js';
import { approvalCard } from './approvals.js';
import { button, editor, el, iconButton, sureButton, when } from './elements.js';
import { genomes } from './genomes.js';
import { knowledge } from './knowledge.js';
import { machines } from './machines.js';
import { sharing } from './sharing.js';

const TYPING_MS = 200;

/** By the word in the address. */
export const rooms = {
  memory: {
    title: 'Memory',
    about:
      'What Pando remembers of your conversations and notes. Change or forget anything; answers show which of these they used.',
    show: memory,
  },
  you: {
    title: 'You',
    about: 'What you told Pando about yourself. It goes into every conversation, and nowhere else.',
    show: you,
  },
  lessons: {
    title: 'Lessons',
    about: 'What your thumbs, edits and corrections could teach. They stay here until you decide otherwise.',
    show: lessons,
  },
  approvals: {
    title: 'Approvals',
    about: 'Tools that cannot be undone wait here for your yes. Each yes runs exactly what is shown, once.',
    show: approvals,
  },
  knowledge,
  sharing,
  genomes,
  machines,
};

// ---- memory

async function memory(room) {
  const search = el('input', {
    type: 'search',
    placeholder: 'Search by words or meaning',
    'aria-label': 'Search memories',
  });
  const list = el('div', { class: 'cards', 'aria-live': 'polite' });
  const note = el(
    'form',
    { class: 'inline' },
    el('input', {
      'aria-label': 'A note to remember',
      placeholder: 'Something to remember',
      maxlength: 4000,
      required: true,
    }),
    el('button', { type: 'submit', class: 'strong' }, 'Remember'),
  );
  note.addEventListener('submit', async (e) => {
    e.preventDefault();
    await call('POST', '/memories', { text: note.elements[0].value.trim() });
    note.reset();
    await show();
  });
  let typing;
  search.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(show, TYPING_MS);
  });
  room.append(note, search, list);
  async function show() {
    const words = search.value.trim();
    list.replaceChildren();
    await more(words ? `query=${encodeURIComponent(words)}` : '', words);
    if (!list.children.length)
      list.append(el('p', { class: 'none' }, words ? 'Nothing fits.' : 'Nothing yet. Talk, or write a note above.'));
  }
  async function more(query, words) {
    const { memories } = await call('GET', `/memories?limit=20&${query}`);
    list.append(...memories.map((m) => memoryCard(m)));
    if (words || memories.length < 20) return;
    const next = button('Older', async () => {
      next.remove();
      await more(`before=${memories.at(-1).id}`, '');
    });
    list.append(next);
  }
  await show();
}

const KINDS = { said: 'you said', note: 'note', answer: 'good answer' };

function memoryCard(m) {
  const text = el('p', { class: 'words' }, m.text);
  const edit = iconButton('pen', 'Change this memory', () =>
    text.replaceWith(
      editor(m.text, {
        label: 'The memory',
        cancel: () => card.replaceWith(memoryCard(m)),
        save: async (words) =>
          card.replaceWith(memoryCard({ ...m, ...(await call('PATCH', `/memories/${m.id}`, { text: words })) })),
      }),
    ),
  );
  const card = el(
    'section',
    { class: 'card', 'aria-label': 'Memory' },
    text,
    el(
      'div',
      { class: 'after' },
      el('span', { class: 'small' }, KINDS[m.kind], ' · ', when(m.created_ms)),
      edit,
      sureButton('Forget', 'Forget for good?', async () => {
        await call('DELETE', `/memories/${m.id}`);
        card.remove();
      }),
    ),
  );
  return card;
}

// ---- you

async function you(room) {
  const [{ public_key: key }, { facts }] = await Promise.all([call('GET', '/identity'), call('GET', '/profile')]);
  const list = el('div', { class: 'cards' }, ...facts.map((f) => factCard(f)));
  const add = el(
    'form',
    { class: 'inline' },
    el('input', {
      name: 'name',
      'aria-label': 'What it is',
      placeholder: 'Name, city, work …',
      maxlength: 200,
      required: true,
    }),
    el('input', {
      name: 'value',
      'aria-label': 'How it is for you',
      placeholder: 'How it is for you',
      maxlength: 4000,
      required: true,
    }),
    el('button', { type: 'submit', class: 'strong' }, 'Add'),
  );
  add.addEventListener('submit', async (e) => {
    e.preventDefault();
    await call('PUT', '/profile', Object.fromEntries(new FormData(add)));
    add.reset();
    const { facts: all } = await call('GET', '/profile');
    list.replaceChildren(...all.map((f) => factCard(f)));
  });
  room.append(
    add,
    list,
    el('h3', {}, 'This node’s key'),
    el('p', { class: 'small' }, 'What this node signs carries this Ed25519 key. It names the node, not you.'),
    el('p', {}, el('code', { class: 'key' }, key)),
  );
}

function factCard(f) {
  const value = el('p', { class: 'words' }, f.value);
  const card = el(
    'section',
    { class: 'card', 'aria-label': f.name },
    el('h3', {}, f.name),
    value,
    el(
      'div',
      { class: 'after' },
      iconButton('pen', `Change ${f.name}`, () =>
        value.replaceWith(
          editor(f.value, {
            label: f.name,
            cancel: () => card.replaceWith(factCard(f)),
            save: async (words) =>
              card.replaceWith(factCard(await call('PATCH', `/profile/${f.id}`, { value: words }))),
          }),
        ),
      ),
      sureButton(
        'Forget',
        'Forget for good?',
        async () => {
          await call('DELETE', `/profile/${f.id}`);
          card.remove();
        },
        `Forget ${f.name}`,
      ),
    ),
  );
  return card;
}

// ---- lessons

const LESSONS = {
  corrected_answer: 'Corrected answer',
  preferred_pair: 'Preferred of two',
  instruction_response: 'Good answer',
  counterfactual: 'The same asked otherwise',
};
const PARTS = {
  instruction: 'Asked',
  wrong: 'Wrong',
  right: 'Right',
  chosen: 'Better',
  rejected: 'Worse',
  response: 'Answered',
  other_instruction: 'Asked otherwise',
  other_response: 'Answered then',
};

async function lessons(room) {
  const kind = el(
    'select',
    { 'aria-label': 'Which lessons' },
    el('option', { value: '' }, 'All lessons'),
    ...Object.entries(LESSONS).map(([value, words]) => el('option', { value }, words)),
  );
  const list = el('div', { class: 'cards', 'aria-live': 'polite' });
  async function show() {
    const { signals } = await call('GET', `/signals?type=${kind.value}`);
    list.replaceChildren(...signals.map((s) => lessonCard(s)));
    if (!signals.length)
      list.append(el('p', { class: 'none' }, 'No lessons yet. Give an answer a thumb, correct it, or ask again.'));
  }
  kind.addEventListener('change', show);
  room.append(kind, list);
  await show();
}

function lessonCard(s) {
  const { type, ...parts } = s.lesson;
  const card = el('section', { class: 'card', 'aria-label': LESSONS[type] }, el('h3', {}, LESSONS[type]));
  for (const [name, words] of Object.entries(parts)) {
    const text = el('dd', {}, words);
    const change = iconButton('pen', `Change “${PARTS[name]}”`, () =>
      text.replaceChildren(
        editor(words, {
          label: PARTS[name],
          cancel: () => card.replaceWith(lessonCard(s)),
          save: async (better) =>
            card.replaceWith(lessonCard(await call('PATCH', `/signals/${s.id}`, { [name]: better }))),
        }),
      ),
    );
    card.append(el('dl', { class: name }, el('dt', {}, PARTS[name], change), text));
  }
  card.append(
    el(
      'div',
      { class: 'after' },
      el(
        'span',
        { class: 'small' },
        `from a ${s.cause}`,
        s.changed_by_person ? ', changed by you' : '',
        ' · ',
        when(s.created_ms),
      ),
      sureButton(
        'Delete',
        'Delete for good?',
        async () => {
          await call('DELETE', `/signals/${s.id}`);
          card.remove();
        },
        'Delete the lesson',
      ),
    ),
  );
  return card;
}

// ---- approvals

async function approvals(room) {
  const [{ approvals: all }, { tools }, audit] = await Promise.all([
    call('GET', '/approvals'),
    call('GET', '/tools'),
    call('GET', '/audit'),
  ]);
  const pending = all.filter((a) => a.state === 'pending');
  room.append(
    el(
      'div',
      { class: 'cards' },
      ...(pending.length ? pending.map((a) => approvalCard(a)) : [el('p', { class: 'none' }, 'Nothing waits.')]),
    ),
    el('h3', {}, 'Tools'),
    el('div', { class: 'cards' }, ...tools.map((t) => toolCard(t))),
    el('h3', {}, 'What was asked, decided and done'),
    audit.first_broken === null
      ? ''
      : el('p', { class: 'problem', role: 'alert' }, `Line ${audit.first_broken} of this log was changed or lost.`),
    el(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Audit log' },
      el(
        'table',
        {},
        el(
          'tbody',
          {},
          ...audit.lines.map((l) =>
            el(
              'tr',
              {},
              el('td', {}, when(l.at_ms)),
              el('td', {}, l.what),
              el('td', {}, l.tool),
              el('td', {}, l.detail),
            ),
          ),
        ),
      ),
    ),
  );
}

const EFFECTS = { looks: 'only looks', reversible: 'can be undone', irreversible: 'cannot be undone: asks each time' };

function toolCard(t) {
  const box = el('input', { type: 'checkbox', checked: t.allowed });
  box.addEventListener('change', () =>
    call('PUT', `/tools/${encodeURIComponent(t.name)}`, { allowed: box.checked }).catch(() => {
      box.checked = !box.checked;
    }),
  );
  return el(
    'section',
    { class: 'card', 'aria-label': t.name },
    el('label', { class: 'row' }, box, el('strong', {}, t.name), el('span', { class: 'small' }, EFFECTS[t.effect])),
    el('p', { class: 'small' }, t.description),
  );
}
