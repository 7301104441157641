// Small words for the page: elements, times, and a button that asks twice.

/**
 * An element. Text only ever becomes text nodes.
 *
 * @param tag      its name
 * @param props    attributes; `on` holds listeners, `class` the class, `true` an attribute without a value
 * @param children nodes and strings; null and undefined are left out
 */
export function el(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === 'on') for (const [event, does] of Object.entries(value)) made.addEventListener(event, does);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const SHAPES = {
  plus: 'M12 5v14M5 12h14',
  copy: 'M9 9h10v10H9zM5 15V5h10',
  up: 'M7 21V10l4-7c1.5 0 2.5 1 2.5 2.5V10H19a2 2 0 0 1 2 2.3l-1 7A2 2 0 0 1 18 21zM3 10h4v11H3z',
  down: 'M17 3v11l-4 7c-1.5 0-2.5-1-2.5-2.5V14H5a2 2 0 0 1-2-2.3l1-7A2 2 0 0 1 6 3zM21 14h-4V3h4z',
  again: 'M20 11a8 8 0 1 0-2 6M20 5v6h-6',
  pen: 'M4 20h4L20 8l-4-4L4 16zM14 6l4 4',
  left: 'M14 6l-6 6 6 6',
  right: 'M10 6l6 6-6 6',
  bin: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  menu: 'M4 7h16M4 12h16M4 17h16',
};

/** A drawing of 24 by 24, hidden from screen readers: the button around it has the name. */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', SHAPES[name]);
  svg.append(path);
  return svg;
}

/** A quiet button with a drawing. */
export function iconButton(name, label, click, props = {}) {
  return el(
    'button',
    { type: 'button', class: 'quiet', 'aria-label': label, title: label, on: { click }, ...props },
    icon(name),
  );
}

/** A button with words. */
export function button(words, click, props = {}) {
  return el('button', { type: 'button', class: 'plain', on: { click }, ...props }, words);
}

/** A button that wants a second press before it does something that cannot be undone. */
export function sureButton(words, sure, does, label = words) {
  let asked = false;
  const made = button(
    words,
    () => {
      if (asked) return does();
      asked = true;
      made.textContent = sure;
      made.classList.add('danger');
      made.setAttribute('aria-label', sure);
      return undefined;
    },
    { 'aria-label': label },
  );
  made.addEventListener('blur', () => {
    asked = false;
    made.textContent = words;
    made.classList.remove('danger');
    made.setAttribute('aria-label', label);
  });
  return made;
}

const DAY_MS = 86_400_000;

/** When something was, in few words: a time today, a date before. */
export function when(ms) {
  const then = new Date(ms);
  const words =
    Date.now() - ms < DAY_MS && new Date().getDate() === then.getDate()
      ? then.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
      : then.toLocaleDateString([], { year: 'numeric', month: 'short', day: 'numeric' });
  return el('time', { datetime: then.toISOString(), title: then.toLocaleString() }, words);
}

/** Words in which what was searched for stands between U+0002 and U+0003. */
export function marked(text) {
  return text.split('\u0002').flatMap((part, i) => {
    if (i === 0) return [part];
    const [hit, rest] = part.split('\u0003');
    return [el('mark', {}, hit), rest ?? ''];
  });
}

/** Text that becomes a field when a person wants to change it. */
export function editor(text, { label, save, cancel, saveWords = 'Save' }) {
  const area = el('textarea', { 'aria-label': label, rows: Math.min(12, text.split('\n').length + 1) });
  area.value = text;
  const form = el(
    'form',
    {
      class: 'editor',
      on: {
        submit: (e) => {
          e.preventDefault();
          if (area.value.trim()) save(area.value.trim());
        },
        keydown: (e) => {
          if (e.key === 'Escape') {
            e.stopPropagation();
            cancel();
          }
        },
      },
    },
    area,
    el('div', { class: 'row' }, el('button', { type: 'submit', class: 'strong' }, saveWords), button('Cancel', cancel)),
  );
  queueMicrotask(() => {
    area.focus();
    area.setSelectionRange(text.length, text.length);
  });
  return form;
}
