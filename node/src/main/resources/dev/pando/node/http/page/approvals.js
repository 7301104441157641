// What a tool wants to do, exactly as it would run, and a yes or no.

import { call, inWords } from './api.js';
import { button, el, when } from './elements.js';

const STATES = {
  pending: 'waits for you',
  approved: 'approved',
  denied: 'denied',
  running: 'running',
  done: 'done',
  failed: 'failed',
};

/** One request of a tool. It is replaced by what became of it. */
export function approvalCard(approval) {
  const card = el(
    'section',
    { class: `card approval ${approval.state}`, 'aria-label': `Tool ${approval.tool}` },
    el(
      'p',
      {},
      el('strong', {}, approval.tool),
      ' ',
      el('span', { class: 'state' }, STATES[approval.state]),
      ' · ',
      when(approval.created_ms),
    ),
    el('pre', {}, el('code', {}, pretty(approval.arguments))),
  );
  if (approval.result) card.append(el('p', { class: 'small' }, approval.result));
  if (approval.state === 'pending') {
    card.append(
      el(
        'div',
        { class: 'row' },
        button('Allow once', () => decide('approve'), { class: 'strong' }),
        button('Deny', () => decide('deny')),
      ),
    );
  }
  async function decide(decision) {
    for (const b of card.querySelectorAll('button')) b.disabled = true;
    try {
      const decided = await call('POST', `/approvals/${approval.id}`, { decision });
      const shown = approvalCard(decided);
      card.replaceWith(shown);
      if (decided.turn) shown.dispatchEvent(new CustomEvent('pando-decided', { bubbles: true, detail: decided }));
    } catch (e) {
      card.append(el('p', { class: 'problem', role: 'alert' }, inWords(e)));
    }
    dispatchEvent(new Event('pando-waiting'));
  }
  return card;
}

function pretty(json) {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
