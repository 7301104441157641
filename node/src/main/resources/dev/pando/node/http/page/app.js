// The page's frame: which room is shown, the model, light and dark, the lock. What happens in a room is its own file's business.

import { call, inWords, keepToken, models } from './api.js';
import { Chat } from './chat.js';
import { el } from './elements.js';
import { History } from './history.js';
import { rooms } from './rooms.js';

const $ = (id) => document.getElementById(id);
const MODEL_CHECK_MS = 5000;

// ---- appearance

const dark = matchMedia('(prefers-color-scheme: dark)');
const isDark = () => (document.documentElement.dataset.theme ?? (dark.matches ? 'dark' : 'light')) === 'dark';
function showTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  $('theme').setAttribute('aria-pressed', String(isDark()));
}
$('theme').addEventListener('click', () => {
  const next = isDark() ? 'light' : 'dark';
  localStorage.setItem('pando-theme', next);
  showTheme(next);
});
dark.addEventListener('change', () => showTheme());
showTheme(localStorage.getItem('pando-theme'));

// ---- the model

let ready = false;

async function showModel() {
  try {
    const all = await models();
    ready = all.length > 0;
    $('model').className = ready ? 'model ready' : 'model away';
    $('model-name').textContent = all[0]?.id ?? 'no model';
    $('model-name').hidden = all.length > 1;
    $('models').hidden = all.length < 2;
    $('models').replaceChildren(...all.map((m) => el('option', { value: m.id }, m.id)));
    if (!ready) setTimeout(showModel, MODEL_CHECK_MS);
    await route();
  } catch (e) {
    $('model').className = 'model away';
    $('model-name').textContent = 'node is away';
    if (e.status === 401) unlock();
    else setTimeout(showModel, MODEL_CHECK_MS);
  }
}

function unlock() {
  const dialog = $('token-dialog');
  dialog.addEventListener(
    'close',
    () => {
      keepToken($('token').value);
      $('token').value = '';
      showModel();
    },
    { once: true },
  );
  if (!dialog.open) dialog.showModal();
}

// ---- rooms: the address says which

const history = new History({ list: $('history'), search: $('search') });
const chat = new Chat({
  model: () => ($('models').hidden ? '' : $('models').value),
  onChange: () => {
    history.open = chat.id;
    history.show();
    showWaiting();
  },
  onLocked: unlock,
});

async function route() {
  const [, room, id] = (location.hash || '#/').split(/[/?]/);
  document.body.classList.remove('side-open');
  $('menu').setAttribute('aria-expanded', 'false');
  for (const link of $('rooms').querySelectorAll('a')) {
    const here = link.getAttribute('href') === `#/${rooms[room] ? room : ''}`;
    if (here) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const place = rooms[room];
  $('room').hidden = !place;
  $('log').hidden = $('composer').hidden = Boolean(place) || !ready;
  $('no-model').hidden = Boolean(place) || ready;
  if (place) {
    $('welcome').hidden = true;
    await enter(place);
  } else {
    await chat.open(room === 'c' ? Number(id) : null, ready);
  }
  history.current(room === 'c' ? Number(id) : null);
  showWaiting();
}

async function enter(place) {
  const room = $('room');
  room.replaceChildren(el('h2', {}, place.title), el('p', { class: 'about' }, place.about));
  try {
    await place.show(room);
  } catch (e) {
    room.append(el('p', { class: 'problem', role: 'alert' }, inWords(e)));
    if (e.status === 401) unlock();
  }
}

/** How many tools wait for a yes. */
export async function showWaiting() {
  try {
    const { approvals } = await call('GET', '/approvals?state=pending');
    $('waiting').hidden = approvals.length === 0;
    $('waiting').textContent = approvals.length;
    $('waiting').setAttribute('aria-label', `${approvals.length} waiting`);
  } catch {
    $('waiting').hidden = true; // the room itself says what is wrong
  }
}
addEventListener('pando-waiting', showWaiting);

addEventListener('hashchange', route);
// Not left to 'hashchange', which comes later: what is typed right after the click belongs to the new conversation.
$('new').addEventListener('click', () => {
  if (location.hash && location.hash !== '#/') window.history.pushState(null, '', '#/');
  route();
});
$('menu').addEventListener('click', () => {
  const open = document.body.classList.toggle('side-open');
  $('menu').setAttribute('aria-expanded', String(open));
  if (open) $('search').focus();
});
addEventListener('keydown', (e) => {
  if ((e.ctrlKey || e.metaKey) && e.key === 'k') {
    e.preventDefault();
    document.body.classList.add('side-open');
    $('search').focus();
  }
  if (e.key === 'Escape') {
    if (document.body.classList.contains('side-open')) document.body.classList.remove('side-open');
    else chat.stop();
  }
});

history.show().catch(() => {});
showModel();
