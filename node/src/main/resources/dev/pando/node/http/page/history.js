// Earlier conversations, and the search through everything that was ever said.

import { call } from './api.js';
import { el, marked, when } from './elements.js';

const PAGE = 50;
const TYPING_MS = 150;

export class History {
  constructor({ list, search }) {
    this.list = list;
    this.search = search;
    this.open = null;
    this.asked = 0;
    search.addEventListener('input', () => {
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.show(), TYPING_MS);
    });
    search.addEventListener('keydown', (e) => {
      const first = list.querySelector('a');
      if (e.key === 'ArrowDown') first?.focus();
      else if (e.key === 'Enter') first?.click();
      else return;
      e.preventDefault();
    });
    list.addEventListener('keydown', (e) => {
      const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[e.key];
      if (!step) return;
      (e.target.closest('a')?.[step] ?? search).focus();
      e.preventDefault();
    });
  }

  /** Which conversation is shown. */
  current(id) {
    this.open = id;
    for (const link of this.list.querySelectorAll('a')) this.mark(link);
  }

  mark(link) {
    if (Number(link.dataset.id) === this.open) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }

  /** Shows the newest conversations, or what the search finds. */
  async show() {
    const asked = ++this.asked;
    const words = this.search.value.trim();
    const items = words ? await found(words) : await newest();
    if (asked !== this.asked) return; // a later question was faster
    this.list.replaceChildren(...items);
    if (!items.length && words) this.list.append(el('p', { class: 'none' }, 'Nothing was said about that.'));
    for (const link of this.list.querySelectorAll('a')) this.mark(link);
  }
}

async function newest() {
  const { conversations } = await call('GET', `/conversations?limit=${PAGE}`);
  return conversations.map((c) =>
    el(
      'a',
      { href: `#/c/${c.id}`, 'data-id': c.id },
      el('span', {}, c.private ? `${c.title || 'Untitled'} · private` : c.title || 'Untitled'),
      when(c.changed_ms),
    ),
  );
}

async function found(words) {
  const { hits } = await call('GET', `/search?limit=${PAGE}&query=${encodeURIComponent(words)}`);
  return hits.map((hit) =>
    el(
      'a',
      { href: `#/c/${hit.message.conversation}?m=${hit.message.id}`, 'data-id': hit.message.conversation },
      el('span', {}, hit.title || 'Untitled'),
      el('small', {}, ...marked(hit.excerpt)),
    ),
  );
}
