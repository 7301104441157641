// Markdown to DOM nodes. What a model writes only ever becomes text nodes: there is no innerHTML here, and tags,
// images and javascript: links stay the text they are.

const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([\w+#.-]*)[^`]*$/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const ITEM = /^(\s*)(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;
const RULE = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const QUOTE = /^ {0,3}> ?/;
const TABLE_LINE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;
const DEPTH_MAX = 8;

/**
 * Shows `text` in `container`. Called again with a longer text, it keeps every block that did not change, so that a
 * growing answer costs the same for each token.
 */
export function render(container, text) {
  const blocks = split(text);
  const shown = container.shown ?? [];
  let same = 0;
  while (same < shown.length && same < blocks.length && shown[same] === blocks[same].source) same++;
  while (container.childNodes.length > same) container.lastChild.remove();
  for (const block of blocks.slice(same)) container.append(node(block, 0));
  container.shown = blocks.map((block) => block.source);
}

// ---- blocks

function split(text) {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    if (!lines[at].trim()) {
      at++;
      continue;
    }
    const [kind, end] = extent(lines, at);
    blocks.push({ kind, lines: lines.slice(at, end), source: kind + lines.slice(at, end).join('\n') });
    at = end;
  }
  return blocks;
}

function extent(lines, at) {
  const fence = FENCE.exec(lines[at]);
  if (fence) return ['code', closing(lines, at + 1, fence[1])];
  if (HEADING.test(lines[at])) return ['heading', at + 1];
  if (RULE.test(lines[at])) return ['rule', at + 1];
  if (QUOTE.test(lines[at])) return ['quote', while_(lines, at, (line) => QUOTE.test(line))];
  if (ITEM.test(lines[at])) return ['list', endOfList(lines, at)];
  if (lines[at].includes('|') && TABLE_LINE.test(lines[at + 1] ?? '') && lines[at + 1].includes('-')) {
    return ['table', while_(lines, at, (line) => line.includes('|'))];
  }
  return ['paragraph', while_(lines, at + 1, isPlain)];
}

function closing(lines, at, fence) {
  while (at < lines.length && !isClosing(lines[at], fence)) at++;
  return Math.min(at + 1, lines.length);
}

function isClosing(line, fence) {
  const trimmed = line.trim();
  return trimmed.length >= fence.length && trimmed === fence[0].repeat(trimmed.length);
}

function isPlain(line) {
  return (
    line.trim() && !FENCE.test(line) && !HEADING.test(line) && !QUOTE.test(line) && !ITEM.test(line) && !RULE.test(line)
  );
}

function while_(lines, at, holds) {
  while (at < lines.length && holds(lines[at])) at++;
  return at;
}

// A list goes on over blank lines as long as an item or an indented line follows.
function endOfList(lines, at) {
  let end = at;
  for (let i = at; i < lines.length; i++) {
    const line = lines[i];
    if (!line.trim()) continue;
    const belongs = ITEM.test(line) || /^\s{2,}/.test(line) || (i === end && isPlain(line));
    if (!belongs || RULE.test(line)) break;
    end = i + 1;
  }
  return end;
}

function node(block, depth) {
  switch (block.kind) {
    case 'code':
      return code(block.lines);
    case 'heading':
      return heading(block.lines[0]);
    case 'rule':
      return element('hr');
    case 'quote':
      return quote(block.lines, depth);
    case 'list':
      return list(block.lines, depth);
    case 'table':
      return table(block.lines);
    default:
      return inline(element('p'), block.lines.join('\n'));
  }
}

function heading(line) {
  const [, marks, words] = HEADING.exec(line);
  // The page's own headings are h1 and h2.
  return inline(element(`h${Math.min(marks.length + 2, 6)}`), words);
}

function quote(lines, depth) {
  const inner = lines.map((line) => line.replace(QUOTE, '')).join('\n');
  return append(element('blockquote'), inner, depth);
}

function append(parent, text, depth) {
  if (depth >= DEPTH_MAX) parent.append(text);
  else for (const block of split(text)) parent.append(node(block, depth + 1));
  return parent;
}

function list(lines, depth) {
  const first = ITEM.exec(lines[0]);
  const parent = element(first[2] ? 'ol' : 'ul');
  if (first[2] && first[2] !== '1') parent.start = Number(first[2]);
  const margin = first[1].length;
  let item = [];
  const finish = () => {
    if (item.length) parent.append(listItem(item, depth));
  };
  for (const line of lines) {
    const mark = ITEM.exec(line);
    if (mark && mark[1].length <= margin + 1) {
      finish();
      item = [mark[3]];
    } else {
      item.push(line);
    }
  }
  finish();
  return parent;
}

function listItem(lines, depth) {
  const item = element('li');
  const deeper = lines
    .slice(1)
    .filter((line) => line.trim())
    .map((line) => /^\s*/.exec(line)[0].length);
  const indent = deeper.length ? Math.min(...deeper) : 0;
  const blocks = split([lines[0], ...lines.slice(1).map((line) => line.slice(indent))].join('\n'));
  for (const block of blocks) {
    if (block === blocks[0] && block.kind === 'paragraph') inline(item, block.lines.join('\n'));
    else if (depth >= DEPTH_MAX) item.append(block.lines.join('\n'));
    else item.append(node(block, depth + 1));
  }
  return item;
}

function table(lines) {
  const cells = (line) =>
    line
      .trim()
      .replace(/^\||\|$/g, '')
      .split('|')
      .map((cell) => cell.trim());
  const row = (tag, line) => {
    const tr = element('tr');
    for (const cell of cells(line)) tr.append(inline(element(tag), cell));
    return tr;
  };
  const head = element('thead'),
    body = element('tbody'),
    whole = element('table'),
    frame = element('div', 'table');
  head.append(row('th', lines[0]));
  for (const line of lines.slice(2)) body.append(row('td', line));
  whole.append(head, body);
  frame.append(whole);
  return frame;
}

function code(lines) {
  const [, fence, language] = FENCE.exec(lines[0]);
  const closed = lines.length > 1 && isClosing(lines.at(-1), fence);
  const source = lines.slice(1, closed ? -1 : undefined).join('\n');
  const frame = element('div', 'code'),
    bar = element('div', 'bar'),
    name = element('span'),
    copy = element('button');
  name.textContent = language || 'text';
  copy.type = 'button';
  copy.textContent = 'Copy';
  copy.addEventListener('click', () => copyText(source, copy));
  const pre = element('pre'),
    inner = element('code');
  pre.tabIndex = 0; // so that a keyboard can scroll it
  pre.setAttribute('role', 'region');
  pre.setAttribute('aria-label', `Code, ${name.textContent}`);
  inner.textContent = source;
  pre.append(inner);
  bar.append(name, copy);
  frame.append(bar, pre);
  return frame;
}

/** Copies and says so on the button for a moment. */
export async function copyText(text, button) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Not allowed';
  }
  setTimeout(() => {
    button.textContent = label;
  }, 1500);
}

// ---- inline: the first mark that matches wins, what is between marks is text

const MARKS = [
  { pattern: /(`+)([^`]|[^`][\s\S]*?[^`])\1(?!`)/, make: (m) => withText('code', m[2].replace(/^ (.+) $/, '$1')) },
  { pattern: /\*\*(?=\S)([\s\S]+?\S?)\*\*(?!\*)/, make: (m, d) => inline(element('strong'), m[1], d) },
  { pattern: /__(?=\S)([\s\S]+?)__(?!\w)/, make: (m, d) => inline(element('strong'), m[1], d) },
  { pattern: /~~(?=\S)([\s\S]+?)~~/, make: (m, d) => inline(element('s'), m[1], d) },
  { pattern: /\*(?=[^\s*])([^*]*?[^\s*])\*(?!\*)/, make: (m, d) => inline(element('em'), m[1], d) },
  { pattern: /(?<!\w)_(?=[^\s_])([^_]*?[^\s_])_(?!\w)/, make: (m, d) => inline(element('em'), m[1], d) },
  {
    pattern: /(?<!!)\[([^\]\n]{1,500})\]\(([^()\s]{1,2000})\)/,
    make: (m, d) => link(m[2], m[0], (a) => inline(a, m[1], d)),
  },
  {
    pattern: /https?:\/\/[^\s<>()"'`]*[^\s<>()"'`.,;:!?]/,
    make: (m) =>
      link(m[0], m[0], (a) => {
        a.textContent = m[0];
        return a;
      }),
  },
];

function inline(parent, text, depth = 0) {
  while (text && depth < DEPTH_MAX) {
    let best = null,
      mark = null;
    for (const candidate of MARKS) {
      const match = candidate.pattern.exec(text);
      if (match && (!best || match.index < best.index)) [best, mark] = [match, candidate];
    }
    if (!best) break;
    parent.append(unescaped(text.slice(0, best.index)), mark.make(best, depth + 1));
    text = text.slice(best.index + best[0].length);
  }
  parent.append(unescaped(text));
  return parent;
}

function unescaped(text) {
  return text.replace(/\\([\\`*_{}[\]()#+\-.!|~>])/g, '$1');
}

function link(address, source, fill) {
  if (!/^(https?:\/\/|mailto:)/i.test(address)) return source;
  const a = element('a');
  a.href = address;
  a.target = '_blank';
  a.rel = 'noopener noreferrer nofollow';
  return fill(a);
}

function withText(tag, text) {
  const made = element(tag);
  made.textContent = text;
  return made;
}

function element(tag, name) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  return made;
}
