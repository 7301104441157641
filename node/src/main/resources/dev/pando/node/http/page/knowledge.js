// What the node knows, alone and with others: statements, questions that join them, and the grid as a picture.

import { call, inWords, picture } from './api.js';
import { button, el, sureButton, when } from './elements.js';
import { author } from './evidence.js';

const TYPING_MS = 200;
const LAYERS = {
  activation: 'Where something is written',
  confidence: 'How sure it is',
  provenance: 'Who wrote it: a colour for each author',
};

/** Facts of one's own and of others, and the place where they add up. */
export const knowledge = {
  title: 'Knowledge',
  about:
    'Statements from what you taught and from what others shared. A question may join two of them that no single node held.',
  async show(room) {
    const state = await call('GET', '/knowledge');
    const shown = new URLSearchParams(location.hash.split('?')[1] ?? '').get('note');
    if (shown) room.append(await one(shown));
    room.append(
      ask(),
      teach(room),
      facts(),
      el('h3', {}, 'The grid'),
      grid(state),
      el(
        'p',
        { class: 'small' },
        `${state.notes} statements · ${state.artifacts} artifacts · ${state.active_cells} cells · ${state.peers} peers · hash ${state.grid_hash}`,
      ),
    );
  },
};

function ask() {
  const answer = el('div', { 'aria-live': 'polite' });
  const form = el(
    'form',
    { class: 'inline' },
    el('input', {
      'aria-label': 'A question to the knowledge',
      placeholder: 'What does … lead to?',
      maxlength: 2000,
      required: true,
    }),
    el('button', { type: 'submit', class: 'strong' }, 'Ask'),
  );
  form.addEventListener('submit', async (e) => {
    e.preventDefault();
    answer.replaceChildren(el('div', { class: 'waiting' }, el('i'), el('i'), el('i')));
    try {
      answer.replaceChildren(reply(await call('POST', '/knowledge/ask', { question: form.elements[0].value.trim() })));
    } catch (error) {
      answer.replaceChildren(el('p', { class: 'problem', role: 'alert' }, inWords(error)));
    }
  });
  return el('div', { class: 'cards' }, form, answer);
}

function reply(a) {
  const way = a.ways[0];
  return el(
    'section',
    { class: `card answer ${a.known ? 'known' : ''}`, 'aria-label': 'Answer' },
    el('p', { class: 'words' }, a.answer),
    way && a.known
      ? el(
          'p',
          { class: 'path', 'aria-label': 'How it joins' },
          ...way.names.flatMap((name, i) => (i ? [' → ', el('strong', {}, name)] : [el('strong', {}, name)])),
        )
      : null,
    el(
      'ol',
      { class: 'sources' },
      ...a.sources.map((s) =>
        el('li', { value: s.number }, s.sentence, el('span', { class: 'small' }, ` — ${owner(s)}, ${s.source}`)),
      ),
    ),
    el(
      'p',
      { class: 'small' },
      `confidence ${a.confidence.toFixed(2)} · worded by ${a.composer}${a.remark ? ` · ${a.remark}` : ''}`,
    ),
  );
}

function owner(note) {
  return author(note.own ? '' : note.author);
}

/** The statement that the address names, with all that is known of it. */
async function one(id) {
  let n;
  try {
    n = await call('GET', `/knowledge/notes/${id}`);
  } catch (e) {
    return el(
      'p',
      { class: 'problem', role: 'alert' },
      e.status === 404 ? 'This statement was taken back, or deleted.' : inWords(e),
    );
  }
  const row = (name, ...value) => [el('dt', {}, name), el('dd', {}, ...value)];
  const card = fact(n);
  card.classList.add('pointed');
  card.append(
    el(
      'dl',
      {},
      ...row('Author', n.own ? 'you' : el('code', {}, n.author)),
      ...row('Trusted here', n.reputation.toFixed(2)),
      ...row('Where it is from', n.source),
      ...row('How sure its author is', n.confidence.toFixed(2)),
      ...row('Written', when(n.created_ms)),
      ...(n.artifact ? row('Known to others as', el('code', {}, n.artifact)) : row('Known to others', 'no')),
    ),
  );
  return card;
}

function teach(room) {
  const form = el(
    'form',
    { class: 'editor' },
    el('textarea', {
      'aria-label': 'A text to learn from',
      rows: 3,
      placeholder: 'A text to learn from: “Warm water leads to coral bleaching.”',
      required: true,
    }),
    el(
      'div',
      { class: 'row' },
      el('input', { 'aria-label': 'Topic', value: 'general', maxlength: 64 }),
      el('button', { type: 'submit', class: 'strong' }, 'Learn'),
    ),
  );
  const told = el('p', { class: 'small', role: 'status' });
  form.addEventListener('submit', async (e) => {
    e.preventDefault();
    try {
      const { notes } = await call('POST', '/knowledge/learn', {
        text: form.elements[0].value,
        topic: form.elements[1].value || 'general',
      });
      told.textContent = notes.length
        ? `Learned ${notes.length} statement${notes.length > 1 ? 's' : ''}.`
        : 'No statement was found in it.';
      if (notes.length) form.elements[0].value = '';
      room.dispatchEvent(new Event('learned'));
    } catch (error) {
      told.textContent = inWords(error);
    }
  });
  return el('div', {}, form, told);
}

function facts() {
  const search = el('input', { type: 'search', placeholder: 'Search statements', 'aria-label': 'Search statements' });
  const list = el('div', { class: 'cards', 'aria-live': 'polite' });
  async function show() {
    const { notes } = await call('GET', `/knowledge/notes?limit=50&search=${encodeURIComponent(search.value.trim())}`);
    list.replaceChildren(...notes.map((n) => fact(n)));
    if (!notes.length) list.append(el('p', { class: 'none' }, search.value ? 'Nothing fits.' : 'Nothing yet.'));
  }
  let typing;
  search.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(show, TYPING_MS);
  });
  queueMicrotask(() => {
    search.closest('.room')?.addEventListener('learned', show);
    show().catch((e) => list.replaceChildren(el('p', { class: 'problem', role: 'alert' }, inWords(e))));
  });
  return el('div', { class: 'cards' }, search, list);
}

function fact(n) {
  const card = el(
    'section',
    { class: `card fact ${n.own ? 'own' : 'foreign'}`, 'aria-label': 'Statement' },
    el('p', { class: 'words' }, n.sentence),
    el(
      'div',
      { class: 'after' },
      el('span', { class: 'small' }, `${n.subject} → ${n.object} · ${owner(n)} · ${n.topic} · `, when(n.created_ms)),
    ),
  );
  const judge = (verdict) => async () => {
    await call('POST', `/knowledge/notes/${n.id}/${verdict}`);
    card.querySelector('.small').append(` · ${verdict}`);
  };
  if (n.own) {
    card.lastChild.append(
      sureButton('Take back', n.artifact ? 'Take back from everybody?' : 'Forget for good?', async () => {
        await call('DELETE', `/knowledge/notes/${n.id}`);
        card.remove();
      }),
    );
  } else card.lastChild.append(button('Good', judge('good')), button('Bad', judge('bad')));
  return card;
}

function grid(state) {
  const image = el('img', {
    class: 'grid',
    width: 256,
    height: 256,
    alt: `The grid: ${state.active_cells} of 65,536 cells hold something`,
  });
  const words = el('p', { class: 'small' });
  const choose = el(
    'select',
    { 'aria-label': 'Layer' },
    ...Object.keys(LAYERS).map((layer) => el('option', {}, layer)),
  );
  const zoom = el('input', { type: 'range', min: 1, max: 8, step: 1, value: 2, 'aria-label': 'Zoom' });
  const size = () => {
    image.style.width = image.style.height = `${256 * zoom.value}px`;
  };
  async function show() {
    words.textContent = LAYERS[choose.value];
    const old = image.src;
    image.src = await picture(`/knowledge/grid/${choose.value}.png`);
    if (old) URL.revokeObjectURL(old);
  }
  zoom.addEventListener('input', size);
  choose.addEventListener('change', show);
  size();
  show().catch((e) => {
    words.textContent = inWords(e);
  });
  return el(
    'div',
    { class: 'cards' },
    el('div', { class: 'row' }, choose, el('label', { class: 'row' }, 'Zoom', zoom)),
    words,
    el('div', { class: 'scroll map', tabindex: 0, role: 'region', 'aria-label': 'Picture of the grid' }, image),
  );
}
