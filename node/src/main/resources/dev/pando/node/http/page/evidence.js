// What an answer was based on: memories and statements by their numbers, whose they are, and how statements join.

import { call } from './api.js';
import { button, el, when } from './elements.js';

/** The words for an author: oneself, or the beginning of a key. */
export function author(key) {
  return key ? `from ${key.slice(0, 12)}…` : 'yours';
}

/**
 * Evidence as a list that opens, below the way that joins two statements.
 *
 * @param open (number) => shows that source
 */
export function evidenceList(evidence, open) {
  const { sources, field } = evidence;
  const cited = sources.filter((s) => s.cited).length;
  const words = cited ? `${cited} of ${sources.length} sources cited` : `${sources.length} looked at, none cited`;
  return [
    ...(field?.known ? field.ways.filter((way) => way.cites.length > 1).map((way) => path(way, sources, open)) : []),
    evidence.genomes.length ? helpers(evidence.genomes) : null,
    field && !field.known
      ? el('p', { class: 'small unsure' }, `Notes know what this is about, not the answer (${field.remark}).`)
      : null,
    sources.length
      ? el(
          'details',
          { class: 'sources' },
          el('summary', {}, words),
          el('ol', {}, ...sources.map(source)),
          el('p', { class: 'small' }, `${evidence.model} · checked: ${evidence.checked} · `, when(evidence.created_ms)),
        )
      : null,
  ].filter(Boolean);
}

/** "late swarming → honey shortage [1] → sugar sales [2]", and whose note each step is. */
function path(way, sources, open) {
  const bridges = way.names.length - way.cites.length; // 1, or 2 where a step begins beside the end of the last
  const steps = way.names.flatMap((name, i) => {
    const step = i - (i > 1 ? bridges - 1 : 0) - 1;
    const number = way.cites[step];
    return [i ? ' → ' : '', el('strong', {}, name), i && number && !(bridges > 1 && i === 2) ? mark(number, open) : ''];
  });
  const whose = way.cites.map((number) => `[${number}] ${author(sources[number - 1]?.author)}`).join(' · ');
  return el(
    'p',
    { class: 'path', 'aria-label': 'How it joins' },
    ...steps,
    el('span', { class: 'small' }, ` ${whose}`),
  );
}

/** "Helped by law (from 12D3…) 63 %": names come with a second look, since an answer knows its genomes by their ids. */
function helpers(genomes) {
  const line = el('p', { class: 'small helped', 'aria-label': 'Genomes that helped' });
  const show = (known) => {
    const named = genomes.map(({ genome, weight }) => {
      const g = known.find((k) => k.id === genome);
      return `${g ? `${g.topic} (${author(g.own ? '' : g.author)})` : `${genome.slice(0, 16)}…`} ${Math.round(100 * weight)} %`;
    });
    line.replaceChildren('Helped by ', el('a', { href: '#/genomes' }, named.join(', ')));
  };
  show([]);
  call('GET', '/genomes')
    .then((state) => show(state.genomes))
    .catch(() => {}); // the room of genomes says what is wrong
  return line;
}

function source(s) {
  const isNote = s.note !== null || s.author !== '';
  const links = [
    s.conversation === null
      ? null
      : el('a', { href: `#/c/${s.conversation}?m=${s.message}` }, s.title || 'Where it was said'),
    s.note === null ? null : el('a', { href: `#/knowledge?note=${s.note}` }, `A statement, ${author(s.author)}`),
  ].filter(Boolean);
  const gone = isNote ? `taken back by its author (${author(s.author)})` : 'forgotten since';
  const state = s.text ? (s.as_it_was ? '' : 'changed since') : gone;
  const small = [
    ...links.flatMap((link, i) => (i ? [' · ', link] : [link])),
    links.length && state ? ' · ' : '',
    state,
  ];
  return el(
    'li',
    { value: s.number, tabindex: -1, class: s.cited ? 'cited' : null },
    el('blockquote', {}, s.text || '…'),
    el('p', { class: 'small' }, ...small),
  );
}

function mark(number, open) {
  return button(String(number), () => open(number), { class: 'cite', 'aria-label': `Source ${number}` });
}

/** Makes numbers in brackets buttons, except in code. */
export function cite(body, count, open) {
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode())
    if (!walker.currentNode.parentElement.closest('code, pre, button')) texts.push(walker.currentNode);
  for (const text of texts) {
    const parts = text.data.split(/\[(\d{1,3})\]/);
    if (parts.length < 2) continue;
    text.replaceWith(
      ...parts.map((part, i) => {
        if (i % 2 === 0) return part;
        const known = Number(part) >= 1 && Number(part) <= count;
        return known ? mark(Number(part), open) : `[${part}]`;
      }),
    );
  }
}
