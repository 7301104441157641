// The room about other machines: the chain behind a split model.

import { call } from './api.js';
import { el } from './elements.js';

const LOOK_AGAIN_MS = 2000;
const percent = (share) => `${Math.round(100 * share)} %`;

/** The chain of machines behind a model that is split. */
export const machines = {
  title: 'Machines',
  about:
    'A model too large for one machine runs on several, bit for bit the same. Each bar is one machine’s part of the layers.',
  async show(room) {
    const view = el('div', {});
    room.append(view);
    const look = async () => {
      if (!view.isConnected) return;
      chain(view, await call('GET', '/split'));
      setTimeout(() => look().catch(() => {}), LOOK_AGAIN_MS);
    };
    await look();
  },
};

function chain(view, s) {
  if (!s.split) {
    view.replaceChildren(
      el(
        'p',
        { class: 'none' },
        'This node answers alone. To share a model over machines you trust: ',
        el('code', {}, './pando split --help'),
      ),
    );
    return;
  }
  const layers = s.stages.at(-1).to;
  view.replaceChildren(
    el(
      'p',
      {},
      el('strong', {}, s.model),
      ` · ${s.ms_per_token.toFixed(1)} ms per token · ${percent(s.network_share)} of it network · ${s.tokens} tokens so far`,
    ),
    el('ol', { class: 'chain' }, ...s.stages.map((stage) => machine(stage, layers))),
    ...(s.events.length
      ? [el('h3', {}, 'What happened'), el('ul', { class: 'small' }, ...s.events.map((e) => el('li', {}, e)))]
      : []),
  );
}

function machine(stage, layers) {
  const width = el('span', { class: 'bar', 'aria-hidden': 'true' });
  width.style.marginInlineStart = percent(stage.from / layers);
  width.style.width = percent((stage.to - stage.from) / layers);
  return el(
    'li',
    { class: 'card' },
    el('p', {}, el('strong', {}, stage.peer), ` · layers ${stage.from + 1} to ${stage.to} of ${layers}`),
    width,
    el(
      'p',
      { class: 'small' },
      `${(stage.weight_bytes / 1e6).toFixed(0)} MB of weights · busy ${percent(stage.load)} · ${stage.ms_per_pass.toFixed(2)} ms a pass, ${stage.boundary_ms.toFixed(2)} ms on the way`,
    ),
  );
}
