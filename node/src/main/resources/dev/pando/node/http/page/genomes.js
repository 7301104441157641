// Adapters that answer beside the model: which there are, whose, what they are worth here, and how they were trained.

import { call, inWords, picture } from './api.js';
import { button, el, sureButton, when } from './elements.js';
import { author } from './evidence.js';

/** Skills as small files, one's own and others'. */
export const genomes = {
  title: 'Genomes',
  about:
    'Small trained additions to the model, yours and your peers’. Token by token, whichever predicts best is believed; none is trusted for what it says of itself.',
  async show(room) {
    const list = el('div', { class: 'cards', 'aria-live': 'polite' });
    room.append(
      list,
      el(
        'p',
        { class: 'small' },
        'Train one from your own text: ',
        el('code', {}, './pando genome train --topic climate --data notes/'),
        ' — it appears here when it is done.',
      ),
    );
    const show = async () => {
      const state = await call('GET', '/genomes');
      list.replaceChildren(...state.genomes.map((g) => card(g, show)));
      if (!state.genomes.length)
        list.append(
          el(
            'p',
            { class: 'none' },
            state.served
              ? 'No genome yet.'
              : 'This engine takes no genomes: they answer beside a model file on this machine.',
          ),
        );
      if (state.refused.length)
        list.append(
          el(
            'details',
            {},
            el('summary', {}, `${state.refused.length} not served`),
            el(
              'ul',
              { class: 'small' },
              ...state.refused.map((r) => el('li', {}, el('code', {}, r.id), ' ', r.reason)),
            ),
          ),
        );
    };
    await show();
  },
};

const bits = (nats) => (nats / Math.LN2).toFixed(2);

function card(g, again) {
  const told = el('p', { class: 'problem', role: 'alert' });
  const does = (method, path) => async () => {
    try {
      await call(method, path);
      await again();
    } catch (e) {
      told.textContent = inWords(e);
    }
  };
  const state = [
    g.answers ? 'answers' : 'silent',
    g.shared ? 'shared' : null,
    `rank ${g.rank}`,
    `${(g.bytes / 1024).toFixed(0)} KiB`,
    `generation ${g.generation}`,
  ]
    .filter(Boolean)
    .join(' · ');
  const after = el(
    'div',
    { class: 'after' },
    el('span', { class: 'small' }, `${author(g.own ? '' : g.author)} · `, when(g.created_ms)),
  );
  if (g.own && !g.shared) after.append(button('Share', does('POST', `/genomes/${g.id}/share`)));
  if (g.own && g.shared)
    after.append(sureButton('Take back', 'Silence it everywhere?', does('POST', `/genomes/${g.id}/take-back`)));
  if (!(g.own && g.shared)) after.append(sureButton('Remove', 'Remove for good?', does('DELETE', `/genomes/${g.id}`)));
  return el(
    'section',
    { class: `card genome ${g.own ? 'own' : 'foreign'}`, 'aria-label': `Genome ${g.topic}` },
    el('p', {}, el('strong', {}, g.topic), el('span', { class: 'small' }, ` · ${state}`)),
    el(
      'p',
      { class: 'small' },
      `Its author measured ${bits(g.held_out_before)} bits a token before and ${bits(g.held_out_after)} after, on text it had not seen; here only your own text counts.`,
    ),
    g.has_plot ? plot(g) : null,
    after,
    told,
  );
}

function plot(g) {
  const image = el('img', { class: 'plot', alt: `How the loss of ${g.topic} fell in ${g.steps} steps` });
  const box = el('details', {}, el('summary', {}, 'How it was trained'), image);
  box.addEventListener('toggle', async () => {
    if (box.open && !image.src) image.src = await picture(`/genomes/${g.id}/loss.svg`);
  });
  return box;
}
